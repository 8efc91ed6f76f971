"""`soundings import answers`: what came back from KoboToolbox or ODK, read and taken over as on its page."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer
from soundings.core.rules import Denied
from soundings.core.tables import FileRefused, open_table_file
from soundings.core.tables.words import refusal
from soundings.depth.actions.returned import coming_from, take_answers
from soundings.depth.queries.returned import Plan, RowPlan, Scope, plan_of
from soundings.depth.queries.visible import leaving
from soundings.depth.rules import Side
from soundings.depth.rules.returned import LEFT_ALONE, MOST_ROWS, Fate
from soundings.depth.words.returned import FATES, unreadable, ways_to_ask_which, what_is_wrong
from soundings.exchange.words.lines import counted
from soundings.instruments.rules.returned import Unreadable, table_of

KIND = "answers"
TO_SETTLE = (set(Fate) - LEFT_ALONE - {Fate.TAKE}) | {Fate.CHOOSE}  # here nobody can be asked to which review it goes


@dataclass(frozen=True, slots=True)
class Bringing:
    """Whose answers they are, and what to do. said_yes: each was told who reads it, and wants to take part."""

    side: Side
    said_yes: bool
    dry_run: bool
    good_rows: bool


def bring(command: BaseCommand, path: Path, how: Bringing, *, by: Viewer, at: datetime) -> str:
    """The answers stand in their reviews, or none of them. What is said of those that were not stored; "" if all were.

    Raises CommandError, and then nothing is stored. The caller says the rest once the transaction is over.
    """
    plan = _planned(path, how.side, by)
    leaving(by, {row.target.review for row in plan.rows if row.target}, verb="reviews.viewed", at=at)
    settle = [row for row in plan.rows if row.fate in TO_SETTLE]
    for row in plan.rows:
        if row.fate is not Fate.TAKE:
            _tell(command, row)
    stored = 0 if how.dry_run or (settle and not how.good_rows) else _take(plan, how, by, at)
    if how.dry_run:
        command.stdout.write(_("Nothing was stored: this is what would be."))
    taken = len(plan.of(Fate.TAKE)) if how.dry_run else stored
    command.stdout.write(_("Taken over: %(rows)s") % {"rows": counted("row", taken)})
    command.stdout.write(_("Left: %(rows)s") % {"rows": counted("row", len(plan.rows) - len(settle) - taken)})
    if settle and not stored:
        return _("%(problems)s problems. Nothing was stored.") % {"problems": len(settle)}
    return _("%(rows)s were not stored.") % {"rows": counted("row", len(settle))} if settle else ""


def _planned(path: Path, side: Side, by: Viewer) -> Plan:
    try:
        book = open_table_file(path)
    except FileRefused as error:
        raise CommandError(refusal(error)) from None
    rows = next((sheet.rows for sheet in book.sheets if sheet.shown), [])
    table = table_of(rows, most=MOST_ROWS, which=ways_to_ask_which())
    plan = table if isinstance(table, Unreadable) else plan_of(by, table, side, Scope())
    if isinstance(plan, Unreadable):
        raise CommandError(unreadable(plan))
    return plan


def _tell(command: BaseCommand, row: RowPlan) -> None:
    """What is wrong with the row, cell by cell; never what stands in a cell, for it may be somebody's own words."""
    if row.fate is Fate.FAULTY and row.read:
        for fault in row.read.faults:
            said = {"row": row.line.number, "column": fault.column, "why": what_is_wrong(fault)}
            command.stderr.write(_("Row %(row)s, %(column)s: %(why)s") % said)
    else:
        command.stderr.write(_("Row %(row)s: %(why)s") % {"row": row.line.number, "why": FATES[row.fate]})


def _take(plan: Plan, how: Bringing, by: Viewer, at: datetime) -> int:
    if plan.needs_yes and not how.said_yes:
        said = _("Say with --yes that each was told who reads it, and said themselves that they want to take part.")
        raise CommandError(said)
    try:
        return take_answers(by=by, at=at, coming=coming_from(plan), yes=how.said_yes)
    except Denied as denied:
        raise CommandError(denied.words) from None

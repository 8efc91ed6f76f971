"""Boards on paper: a sheet gets its code when it is printed, and what was written on it is recorded by that code."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.actions.concerned import locked_cases
from soundings.breadth.actions.recording import record, sets_of
from soundings.breadth.models import Board, Element, Record, Sheet, SheetCell
from soundings.breadth.queries.case_page import elements_with
from soundings.breadth.queries.rows import check_board_is_visible
from soundings.breadth.rules import Answer, Draft, Keyed, NamedBy, Problem, ProblemCode, Rater, Refused, new_code
from soundings.cases.models import Case
from soundings.cases.queries import shared_cases_visible_to
from soundings.core.actions import record_change
from soundings.core.rules import Denied

CODE_LENGTH = 8
_TRIES = 5


@transaction.atomic
def make_sheet(
    *,
    by: Viewer,
    at: datetime,
    team: Unit | None,
    board: Board,
    columns: Sequence[str],
    cases: Sequence[str],
    named_by: NamedBy,
) -> Sheet:
    """A sheet stands under a code of its own, with these columns (codes of elements) and cases (public ids) in order.

    team: None for one's own cases. The trail names every child on it. Raises Denied unless the board of the team and
    each of the cases are theirs to see, and for a restricted case, whoever sees it: it is never on paper.
    """
    if team is not None:
        check_board_is_visible(by, team)
    seen = shared_cases_visible_to(by).filter(agency=by.agency_id, public_id__in=cases)
    children = dict(seen.values_list("public_id", "child__public_id"))
    if len(children) < len(set(cases)):
        raise Denied(_("Only children whom you see on this board can be printed."))
    sheet = Sheet(
        agency_id=by.agency_id,
        team=team,
        board=board,
        columns=list(columns),
        cases=list(cases),
        named_by=named_by,
        made_by=by.public_id,
        made_at=at,
    )
    _store(sheet)
    record_change(
        by=by,
        at=at,
        verb="sheet.printed",
        target=sheet.code,
        target_kind="sheet",
        agency=by.agency_id,
        children=list(children.values()),
        after={"rows": len(cases), "named_by": named_by, "team": team.public_id if team else None},
    )
    return sheet


def _store(sheet: Sheet) -> None:
    for attempt in range(_TRIES):
        sheet.code = new_code(CODE_LENGTH)
        try:
            with transaction.atomic():
                sheet.save(force_insert=True)
        except IntegrityError:  # another sheet has this code: one in a trillion
            if attempt == _TRIES - 1:
                raise
        else:
            return


class Entry(NamedTuple):
    """What a sheet says of one element: in which rows, its own first, and those of brothers and sisters as well."""

    rows: tuple[int, ...]
    element: str
    keyed: Keyed


class KeyedIn(NamedTuple):
    """What came of keying a sheet in: how many entries were recorded, and how many stood there already."""

    recorded: int
    known: int


class SheetRefused(Exception):
    """Nothing was recorded. problems: what stands in the way, by row and element; all at once."""

    def __init__(self, problems: Mapping[tuple[int, str], Sequence[Problem]]) -> None:
        super().__init__(f"{len(problems)} cells")
        self.problems = problems


@transaction.atomic
def key_in(*, by: Viewer, at: datetime, sheet: Sheet, entries: Iterable[Entry], whole: bool = True) -> KeyedIn:
    """Everything that was written on the sheet is recorded, or nothing is.

    What was recorded from a row before, or stands there already from elsewhere, is left as it is, so that a sheet may
    be keyed in twice. A rating is the worker's, of the only current worry of the family; where there is none or
    several, the cell is refused. whole: False if something on the sheet could not be read: then nothing is recorded,
    and SheetRefused says what else stands in the way. Raises Denied unless `by` may record on each case; SheetRefused.
    """
    Sheet.objects.select_for_update().get(pk=sheet.pk)  # two people may key it in at once
    entries = list(entries)
    keys = _cases_in(by, sheet, entries)
    keyed = set(SheetCell.objects.filter(sheet=sheet).values_list("row", "element", "said"))
    elements = elements_with(by.agency_id, sheet.columns)
    problems: dict[tuple[int, str], Sequence[Problem]] = {}
    recorded: list[tuple[Entry, Record]] = []
    known = 0
    for entry in entries:
        rows = tuple(row for row in entry.rows if (row, entry.element, entry.keyed.said) not in keyed)
        try:
            made = _recorded(by, at, entry, {sheet.cases[row - 1]: keys[row] for row in rows}, elements)
        except Refused as refused:
            problems[entry.rows[0], entry.element] = refused.problems
            continue
        if made is None:
            known += 1
        else:
            recorded.append((entry._replace(rows=rows), made))
    if problems or not whole:
        raise SheetRefused(problems)
    _keep(sheet, recorded, at=at)
    return KeyedIn(len(recorded), known)


def _cases_in(by: Viewer, sheet: Sheet, entries: Sequence[Entry]) -> dict[int, int]:
    """The keys of the cases in these rows of the sheet. All of them are held at once, as others hold them too."""
    rows = {row for entry in entries for row in entry.rows}
    if rows - set(range(1, len(sheet.cases) + 1)):
        raise Denied(_("The sheet has no such row."))
    wanted = {row: sheet.cases[row - 1] for row in rows}
    found = Case.objects.filter(agency=by.agency_id, public_id__in=wanted.values(), restricted=False)
    keys = dict(found.values_list("public_id", "pk"))
    if len(keys) < len(set(wanted.values())):
        raise Denied(_("A case on this sheet can no longer be recorded on."))
    if keys:
        locked_cases(by, keys.values())
    return {row: keys[case] for row, case in wanted.items()}


def _recorded(
    by: Viewer, at: datetime, entry: Entry, cases: dict[str, int], elements: Mapping[str, Element]
) -> Record | None:
    """The record of one entry on those of `cases` (keys by public id) that lack it; None if the same stands on all.

    Raises Refused, and then nothing of it stays.
    """
    if entry.element not in elements:
        raise Refused([Problem("element", ProblemCode.ELEMENT_RETIRED)])
    draft = _draft(by, entry.keyed, cases.values(), by_issue=elements[entry.element].by_issue)
    while cases:
        try:
            with transaction.atomic():
                return record(by=by, at=at, cases=cases.values(), element=entry.element, draft=draft, source="sheet")
        except Refused as refused:
            if any(one.code != ProblemCode.ALREADY_RECORDED for one in refused.problems):
                raise
            there = {one.params["case"] for one in refused.problems}
            cases = {case: key for case, key in cases.items() if case not in there}
    return None


def _draft(by: Viewer, said: Keyed, cases: Collection[int], *, by_issue: bool) -> Draft:
    draft = Draft(answer=said.answer, happened_on=said.on, number=said.number, reason=said.reason)
    if not by_issue or said.answer != Answer.YES:
        return draft
    current = [one for one in sets_of(by.agency_id, cases) if one.ended_on is None]
    if len(current) != 1:
        raise Refused([Problem("issue", ProblemCode.ISSUE_NEEDED)])
    rater = Rater.WORKER.value if said.number is not None else ""
    return Draft(answer=said.answer, happened_on=said.on, number=said.number, issue=current[0].public_id, rater=rater)


def _keep(sheet: Sheet, recorded: Sequence[tuple[Entry, Record]], *, at: datetime) -> None:
    """The sheet knows what was recorded from which of its rows."""
    SheetCell.objects.bulk_create(
        SheetCell(
            agency_id=sheet.agency_id,
            sheet=sheet,
            row=row,
            element=entry.element,
            said=entry.keyed.said,
            record=made,
            keyed_at=at,
        )
        for entry, made in recorded
        for row in entry.rows
    )

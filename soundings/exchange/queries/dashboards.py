"""A dashboard as a file: the children of a board with names, or the figures of a place with small numbers hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row, UnitKind
from soundings.breadth import cells
from soundings.breadth.models import Board
from soundings.breadth.queries import (
    ChildRow,
    GroupPlace,
    Share,
    Taken,
    board_for,
    group_overview_of,
    group_overview_on,
    rows_to_take,
)
from soundings.breadth.rules import GROUPS, Past
from soundings.cases.queries import cases_visible_to
from soundings.core.rules import Denied
from soundings.exchange.permissions import check_can_export, check_can_export_figures
from soundings.exchange.queries.exports import Value

Table = tuple[Sequence[str], list[list[Value]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which dashboard. place: None for everything that may leave. board: a code, "" for the one that is shown there."""

    place: Unit | None
    board: str = ""
    past: Past | None = None
    language: str = "en-gb"


def named_dashboard(by: Viewer, asked: Asked, *, at: datetime) -> Table:
    """A row for each child who may leave in a list with names, with the columns of the board.

    Once the trail says so. Raises Denied, also for a day of another place than a team; TrailUnavailable.
    """
    check_can_export(by)
    board = _board(by, asked)
    allowed = cases_visible_to(by, Row.EXPORT_IDENTIFIABLE).filter(restricted=False)
    taken = rows_to_take(
        by, cases=list(allowed.values_list("pk", flat=True)), place=asked.place, board=board, past=asked.past, at=at,
        language=asked.language,
    )  # fmt: skip
    columns = [one for one in taken.columns if one.fact not in cells.NAMES]
    phrases = cells.phrases_on(asked.past.on if asked.past else by.on)
    headings = [_("Child"), _("Age"), _("Child ID"), _("Team"), _("Worker"), *[one.label for one in columns]]
    rows = [
        [*_who(row, taken, phrases), *[cells.value_of(row, one, phrases=phrases) for one in columns]]
        for row in taken.rows
    ]
    return _told_apart(headings), rows


def _board(by: Viewer, asked: Asked) -> Board:
    past, place = asked.past, asked.place
    if past and (place is None or place.kind != UnitKind.TEAM or past.on > by.on):
        raise Denied(_("Only a team’s board can be looked at as it was, on a day that has come."))
    board = board_for(by, place, code=asked.board, on=past.on if past else by.on)
    if board is None:
        raise Denied(_("There is no such board at this place."))
    return board


def _who(row: ChildRow, taken: Taken, phrases: cells.Phrases) -> list[Value]:
    lead = taken.leads.get(row.worker_id or 0)
    team = taken.teams.get(row.team_id or 0, "")
    name = str(row.head["name"])
    return [name, cells.age_in(row.head, phrases), str(row.head["ref"] or ""), team, lead.name if lead else ""]


def _told_apart(headings: Iterable[str]) -> list[str]:
    """The headings, each once: two columns of a board may bear the same name."""
    found: list[str] = []
    for heading in headings:
        again = (f"{heading} ({n})" for n in range(2, 99))
        found.append(heading if heading not in found else next(one for one in again if one not in found))
    return found


def dashboard_figures(by: Viewer, asked: Asked) -> Table:
    """A row for each element of the board at a place and at each place below it, in groups large enough.

    Shares are of those to whom it applies and of whom it is expected by now. Raises Denied.
    """
    if asked.place is None:
        raise Denied(_("Say of which place the figures should be."))
    check_can_export_figures(by, asked.place)
    board = _board(by, asked)
    if asked.past:
        found = group_overview_on(by, team=asked.place, board=board, past=asked.past, language=asked.language)
    else:
        found = group_overview_of(by, unit=asked.place, board=board, language=asked.language)
    headings = [_("Place"), _("Open children"), _("Element"), _("Recorded, per cent"), _("Expected of")]
    labels = [(one.code, one.label) for one in found.columns]
    return headings, [row for place in (found.place, *found.below) for row in _place_rows(place, labels)]


def _place_rows(place: GroupPlace, labels: Sequence[tuple[str, str]]) -> Iterable[list[Value]]:
    children: Value = GROUPS.hidden if place.open_cases is None else place.open_cases
    for code, label in labels:
        yield [place.unit.name, children, label, *_share(place.shares.get(code))]


def _share(share: Share | None) -> list[Value]:
    if share is None:
        return [_("not known"), None]
    if share.of is None:
        return [GROUPS.hidden, GROUPS.hidden]
    if share.of == 0:
        return [_("applies to nobody"), 0]
    return [GROUPS.hidden if share.per_cent is None else round(share.per_cent), share.of]

"""A dashboard to be taken out: the rows of a board with names, for the cases that may leave."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Board
from soundings.breadth.queries.board import Lead, Sort, leads_of, ordered
from soundings.breadth.queries.expecting import Times, with_times
from soundings.breadth.queries.layouts import Column, board_serving, boards_at, columns_of
from soundings.breadth.queries.past import past_rows
from soundings.breadth.queries.places import line_above, team_of
from soundings.breadth.queries.rows import ChildRow, rows_among
from soundings.breadth.rules import Past
from soundings.cases.queries import leaving


class Taken(NamedTuple):
    """The rows of a board as they leave. teams: names by key."""

    columns: list[Column]
    rows: list[ChildRow]
    leads: Mapping[int, Lead]
    teams: Mapping[int, str]


def board_for(viewer: Viewer, place: Unit | None, *, code: str, on: date) -> Board | None:
    """The board with this code among those that the place may show on this day; without a code the one it shows.

    place: None for that of the viewer's own team. None if there is none. Five queries at most.
    """
    place = place or team_of(viewer)
    line = [*line_above(place), place] if place else []
    keys = [one.pk for one in line]
    boards = boards_at(viewer.agency_id, line=keys, on=on)
    if code:
        return next((one for one in boards if one.code == code), None)
    stages = [one.stage_id for one in line if one.stage_id]
    return board_serving(boards, line=keys, stage_id=stages[-1] if stages else None)


def rows_to_take(
    viewer: Viewer,
    *,
    cases: Collection[int],
    place: Unit | None,
    board: Board,
    past: Past | None,
    at: datetime,
    language: str,
) -> Taken:
    """The open ones of these cases, which may leave, at a place, by name. The trail says first who took whom.

    past: the day of which a team's board is asked; place is a team then. Raises Denied for another place.
    """
    on = past.on if past else viewer.on
    if past and place:
        rows = past_rows(viewer, place, past, among=cases)
    else:
        rows = rows_among(viewer, cases)
    units = Unit.objects.filter(pk__in={row.team_id for row in rows if row.team_id})
    teams = {one.pk: one for one in units}
    if place and not past:
        below = {pk for pk, one in teams.items() if one.path.startswith(place.path)}
        rows = [row for row in rows if row.team_id in below]
    rows = ordered(with_times(rows, Times(viewer.agency_id, on)), Sort.FAMILIES)
    target = place.public_id if place else ""
    leaving(viewer, rows, verb="dashboard.exported", at=at, target=target, target_kind="board" if place else "")
    names = {pk: one.name for pk, one in teams.items()}
    return Taken(columns_of(board, language, on=on), rows, leads_of(rows), names)

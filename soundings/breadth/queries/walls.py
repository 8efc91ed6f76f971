"""Walls: which there are, what one shows now, and the screen that a token stands for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils.crypto import constant_time_compare

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer, staff_of, units_visible_to, viewer_of
from soundings.accounts.rules import Row, UnitKind
from soundings.breadth.models import Board, Wall, WallScreen
from soundings.breadth.permissions import can_put_up_wall, can_revoke_walls
from soundings.breadth.queries.board import Group, Sort, grouped, leads_of, with_coverages
from soundings.breadth.queries.case_page import stage_of_unit
from soundings.breadth.queries.expecting import Times, with_times
from soundings.breadth.queries.layouts import Column, board_serving, boards_at, columns_of
from soundings.breadth.queries.rows import ChildRow, child_rows
from soundings.breadth.rules import code_digest, label_of, parts
from soundings.cases.queries import leaving


def walls_for(viewer: Viewer, *, team: Unit | None = None) -> list[Wall]:
    """The walls that hang and that the viewer may change or revoke, by name, with their teams and screens."""
    walls = Wall.objects.filter(agency=viewer.agency_id, ended_at=None).prefetch_related("teams", "leads", "screens")
    if team is not None:
        walls = walls.filter(teams=team)
    if not can_revoke_walls(viewer):
        within = units_visible_to(viewer, Row.WALL_DEVICE, edit=True)
        walls = walls.filter(pk__in=Wall.teams.through.objects.filter(unit__in=within.values("pk")).values("wall"))
    return list(walls.select_related("kept_by", "board"))


def wall_for(viewer: Viewer, public_id: str) -> Wall | None:
    """The wall with this public id, if it hangs and the viewer may change or revoke it."""
    return next((one for one in walls_for(viewer) if one.public_id == public_id), None)


def teams_for_walls(viewer: Viewer) -> list[Unit]:
    """The open teams for which the viewer may put up a wall, by name."""
    units = units_visible_to(viewer, Row.WALL_DEVICE, edit=True).filter(kind=UnitKind.TEAM)
    return list(units.filter(Q(closed_on=None) | Q(closed_on__gt=viewer.on)))


def workers_for_walls(viewer: Viewer) -> list[Staff]:
    """The people with a post today in one of these teams, by name, each once."""
    found = {one.pk: one for team in teams_for_walls(viewer) for one in staff_of(team, on=viewer.on)}
    return sorted(found.values(), key=lambda one: (one.name_key, one.pk))


def screen_by_token(public_id: str, token: str) -> WallScreen | None:
    """The paired screen that this token stands for; None if it was revoked, its wall taken down, or it never was."""
    found = WallScreen.objects.filter(public_id=public_id, revoked_at=None, wall__ended_at=None).exclude(
        token_digest=""
    )
    screen = found.select_related("wall__agency", "wall__kept_by__staff", "wall__board").first()
    if screen is None or not constant_time_compare(screen.token_digest, code_digest(token)):
        return None
    return screen


@dataclass(frozen=True, slots=True)
class WallPart:
    """What a wall shows at one time: some groups of one team, each row with its number on the team's board.

    number: of this part, from 1; of: how many there are; children: open children of the team on this wall.
    """

    team: Unit
    board: str
    columns: Sequence[Column]
    groups: Sequence[tuple[Group, Sequence[tuple[int, ChildRow]]]]
    number: int
    of: int
    children: int


@dataclass(frozen=True, slots=True)
class _OnWall:
    """One team as it hangs: every group with numbered rows."""

    team: Unit
    board: Board
    rows: Sequence[ChildRow]
    groups: Sequence[tuple[Group, Sequence[tuple[int, ChildRow]]]]


def part_shown(screen: WallScreen, *, part: int, on: date, at: datetime, language: str) -> WallPart | None:
    """Part number `part` (counted round) of what the screen's wall shows; the trail says first that the screen read it.

    None where nothing can be shown: no open child, or nobody who may put up a wall for these teams stands behind it.
    Restricted cases never stand on it, nor children whom its keeper knows privately. A dozen queries for each team.
    """
    wall = screen.wall
    keeper = viewer_of(wall.kept_by, on=on, at=at)
    times = Times(wall.agency_id, on)
    hung = [_hung(keeper, wall, team, times) for team in _teams_of(wall, keeper)]
    places = [(one, pieces) for one in hung if one for pieces in parts([len(g[1]) for g in one.groups], wall.lines)]
    if not places:
        return None
    one, pieces = places[part % len(places)]
    shown = [(one.groups[piece.group][0], one.groups[piece.group][1][piece.start : piece.stop]) for piece in pieces]
    rows = [row for _group, numbered in shown for _number, row in numbered]
    device = replace(keeper, public_id=screen.public_id, reason="")
    leaving(device, rows, verb="wall.shown", at=at, target=wall.public_id, target_kind="wall")
    columns = columns_of(one.board, language, on=on)
    covers = len({row.worker_id for row in one.rows if row.worker_id}) != 1  # no figures of one worker on a wall
    return WallPart(
        team=one.team,
        board=label_of(one.board.labels, language, code=one.board.code),
        columns=with_coverages(columns, one.rows, on) if covers else columns,
        groups=shown,
        number=part % len(places) + 1,
        of=len(places),
        children=len(one.rows),
    )


def _teams_of(wall: Wall, keeper: Viewer) -> list[Unit]:
    """The wall's teams that are open, and for which its keeper may put up a wall today."""
    teams = wall.teams.filter(Q(closed_on=None) | Q(closed_on__gt=keeper.on))
    return [team for team in teams.select_related("stage") if can_put_up_wall(keeper, team)]


def _hung(keeper: Viewer, wall: Wall, team: Unit, times: Times) -> _OnWall | None:
    line = team.line
    boards = [] if wall.board else boards_at(team.agency_id, line=line, on=keeper.on)
    board = wall.board or board_serving(boards, line=line, stage_id=stage_of_unit(team))
    if board is None:
        return None
    rows = with_times(child_rows(keeper, team), times)
    numbered, groups = 0, []
    only = {one.pk for one in wall.leads.all()}
    for group in grouped(rows, leads_of(rows), Sort.FAMILIES):
        if not only or group.rows[0].worker_id in only:
            groups.append((group, list(enumerate(group.rows, start=numbered + 1))))
        numbered += len(group.rows)
    shown = [row for _group, of_group in groups for _number, row in of_group]
    return _OnWall(team, board, shown, groups)

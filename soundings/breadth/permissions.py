"""Who may say what is recorded, and make elements and boards their own. The matrix is `accounts/access.toml`.

Who may record practice on a case is `cases_visible_to(viewer, Row.RECORD_PRACTICE, edit=True)`.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer, can_arrange, may, may_here, reach
from soundings.accounts.rules import Relation, Row, To, UnitKind
from soundings.breadth.models import Board, Wall
from soundings.core.plain import rows
from soundings.core.rules import Denied


def can_begin_recording(by: Viewer, team: Unit) -> bool:
    """Whether `by` may say since when this team records an element."""
    here = team.agency_id == by.agency_id
    return here and (may_here(by, Row.TAILOR, path=team.path, edit=True) or can_arrange(by))


def check_can_begin_recording(by: Viewer, team: Unit) -> None:
    """Raise Denied unless `by` may say since when this team records an element."""
    if team.agency_id != by.agency_id:
        raise Denied(_("There is no such team."))
    if not can_begin_recording(by, team):
        raise Denied(_("Only a supervisor of this team, or those who tailor the boards, can say this."))


def can_tailor(by: Viewer) -> bool:
    """Whether `by` may change the elements and boards of the whole agency."""
    return may(by, Row.TAILOR, Relation.AGENCY, edit=True)


def check_can_tailor(by: Viewer) -> None:
    """Raise Denied unless `by` may change the elements and boards of the whole agency."""
    if not can_tailor(by):
        raise Denied(_("Only a QA lead or a senior manager can change the elements and boards of the agency."))


def can_take_figures(by: Viewer, place: Unit) -> bool:
    """Whether `by` may take the figures of this place out of Soundings, small numbers hidden."""
    here = place.agency_id == by.agency_id
    return here and reach(by, Row.EXPORT_TOTALS, to=To.GROUPS).holds(place.path)


def can_tailor_place(by: Viewer, place: Unit) -> bool:
    """Whether `by` may give this service or team a board of its own. The agency's boards are for its stages."""
    here = place.agency_id == by.agency_id and place.kind != UnitKind.AGENCY
    return here and may_here(by, Row.TAILOR, path=place.path, edit=True)


def check_can_tailor_place(by: Viewer, place: Unit) -> None:
    """Raise Denied unless `by` may give this service or team a board of its own."""
    if place.agency_id != by.agency_id:
        raise Denied(_("There is no such place."))
    if not can_tailor_place(by, place):
        raise Denied(_("Only a supervisor of this place, a QA lead or a senior manager can tailor its board."))


def can_tailor_board(by: Viewer, board: Board) -> bool:
    """Whether `by` may change this board: that of a place, or one of the agency's."""
    if board.agency_id != by.agency_id or board.retired_on:
        return False
    return can_tailor_place(by, board.place) if board.place else can_tailor(by)


def check_can_tailor_board(by: Viewer, board: Board) -> None:
    """Raise Denied unless `by` may change this board."""
    if board.place:
        check_can_tailor_place(by, board.place)
    else:
        check_can_tailor(by)
    if board.retired_on:
        raise Denied(_("This board is no longer used."))


def can_place_boards(by: Viewer) -> bool:
    """Whether `by` may say which board serves which stage: who tailors, and who sets the agency up."""
    return can_tailor(by) or can_arrange(by)


def check_can_place_boards(by: Viewer) -> None:
    """Raise Denied unless `by` may say which board serves which stage."""
    if not can_place_boards(by):
        raise Denied(_("Only those who tailor the boards or set up the agency can say which board serves a stage."))


def can_set_times(by: Viewer, unit: Unit) -> bool:
    """Whether `by` may say by when an element is expected at this place."""
    return unit.agency_id == by.agency_id and may_here(by, Row.TAILOR, path=unit.path, edit=True)


def check_can_set_times(by: Viewer, unit: Unit) -> None:
    """Raise Denied unless `by` may say by when an element is expected at this place."""
    if unit.agency_id != by.agency_id:
        raise Denied(_("There is no such place."))
    if not can_set_times(by, unit):
        raise Denied(_("Only a supervisor of this team, a QA lead or a senior manager can say this."))


def can_put_up_wall(by: Viewer, team: Unit) -> bool:
    """Whether `by` may put up a wall screen that shows this team."""
    return team.agency_id == by.agency_id and may_here(by, Row.WALL_DEVICE, path=team.path, edit=True)


def check_can_put_up_wall(by: Viewer, teams: Iterable[Unit]) -> None:
    """Raise Denied unless `by` may put up a wall screen that shows all of these teams."""
    if not all(can_put_up_wall(by, team) for team in teams):
        raise Denied(_("Only a supervisor of every team on a wall can put it up or change it."))


def can_revoke_walls(by: Viewer) -> bool:
    """Whether `by` may revoke the screens of any wall of the agency, without seeing one."""
    return may(by, Row.WALL_DEVICE, Relation.AGENCY, to=To.REVOKE)


def check_can_revoke(by: Viewer, wall: Wall) -> None:
    """Raise Denied unless `by` may revoke the screens of this wall: a supervisor of one of its teams, or who looks
    after the system."""
    mine = wall.agency_id == by.agency_id
    if not mine or not (can_revoke_walls(by) or any(can_put_up_wall(by, team) for team in wall.teams.all())):
        raise Denied(_("Only a supervisor of a team on this wall, or a system administrator, can do this."))


def can_agree(by: Viewer, unit: Unit) -> bool:
    """Whether `by` may agree the questions of this place, and set who decides there."""
    return unit.agency_id == by.agency_id and may_here(by, Row.TAILOR, path=unit.path, edit=True)


def check_can_agree(by: Viewer, unit: Unit) -> None:
    """Raise Denied unless `by` may agree the questions of this place."""
    if unit.agency_id != by.agency_id:
        raise Denied(_("There is no such place."))
    if not can_agree(by, unit):
        raise Denied(_("Only a supervisor of this team, or those who tailor the boards, can agree this."))


def records_somewhere(by: Viewer) -> bool:
    """Whether `by` may record practice on any case: who does sees what goes well, decisions and questions."""
    return bool(reach(by, Row.RECORD_PRACTICE, edit=True))


def supervised_teams(by: Viewer, team_ids: Collection[int]) -> set[int]:
    """Those of these teams whose workers `by` supervises. One query at most."""
    places = reach(by, Row.SUPERVISION_NOTES, edit=True)
    if not places.paths or not team_ids:
        return set()
    sql = f"select id, path from {Unit._meta.db_table} where agency_id = %s and id = any(%s)"
    return {pk for pk, path in rows(sql, [by.agency_id, sorted(team_ids)]) if places.holds(path)}


def can_supervise_at(by: Viewer, unit: Unit) -> bool:
    """Whether `by` supervises the workers of this team."""
    return unit.agency_id == by.agency_id and may_here(by, Row.SUPERVISION_NOTES, path=unit.path, edit=True)

"""Who may say what is recorded, and make elements and boards their own. The matrix is `accounts/access.toml`.

Who may record practice on a case is `cases_visible_to(viewer, Row.RECORD_PRACTICE, edit=True)`.
"""

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer, can_arrange, may, may_here
from soundings.accounts.rules import Relation, Row
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

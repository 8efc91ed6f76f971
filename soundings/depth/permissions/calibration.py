"""Who may see, run and rate in a calibration session: those who draw samples at its place run it (matrix row
draw-sample), whoever is invited rates (draft-audit). One of a restricted case exists for its named list alone, and
none of a child whom the viewer knows privately."""

from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer, may, may_here, reach
from soundings.accounts.rules import Relation, Row
from soundings.cases.models import Case, KnownPerson
from soundings.cases.permissions import NO_SUCH_CASE, named, path_of, standing_of
from soundings.cases.permissions import visible as case_visible
from soundings.core.rules import Denied
from soundings.depth.models import Calibration, CalibrationSeat
from soundings.depth.permissions import can_draw, drawable, draws_somewhere
from soundings.depth.rules.calibration import OPENED, CalibrationState


def takes_part_in_calibration(viewer: Viewer) -> bool:
    """Whether sessions are among what the viewer's roles give: they run some, or may be invited. No query."""
    return draws_somewhere(viewer) or bool(reach(viewer, Row.DRAFT_AUDIT, edit=True))


def leads_somewhere(viewer: Viewer) -> bool:
    """Whether there is a place of which the viewer may make a session. No query."""
    return bool(reach(viewer, Row.DRAW_SAMPLE, edit=True).paths)


def calibration_visible(viewer: Viewer) -> Q:
    """The condition that a session exists for the viewer: theirs to run, or they are in it."""
    found = Q(pk__in=())
    if reach(viewer, Row.DRAFT_AUDIT, edit=True):
        seats = CalibrationSeat.objects.filter(user=viewer.user.pk, left_at=None)
        found |= Q(pk__in=seats.values("calibration"))
    found |= _run_by(viewer)
    ordinary = Q(case=None) | Q(case__restricted=False)
    if may(viewer, Row.RESTRICTED_CASE, Relation.NAMED):
        ordinary |= Q(case__in=Case.objects.filter(named(viewer)))
    known = KnownPerson.objects.filter(user=viewer.user.pk).values("child")
    return Q(agency=viewer.agency_id) & found & ordinary & ~Q(case__child__in=known)


def _run_by(viewer: Viewer) -> Q:
    reached = reach(viewer, Row.DRAW_SAMPLE, edit=True)
    return Q(unit__in=Unit.objects.filter(reached.where(), agency=viewer.agency_id)) if reached else Q(pk__in=())


def can_lead(viewer: Viewer, calibration: Calibration) -> bool:
    """Whether the viewer runs this session: invites, opens the ratings, closes it. No query."""
    return can_draw(viewer, calibration.unit)


def check_can_lead(viewer: Viewer, calibration: Calibration) -> None:
    """Raise Denied unless the session exists for the viewer and they run it."""
    check_can_see_calibration(viewer, calibration)
    if not can_lead(viewer, calibration):
        raise Denied(_("Only a QA lead of this place runs the session."))


def check_can_see_calibration(viewer: Viewer, calibration: Calibration) -> None:
    """Raise Denied, as for a session that does not exist, unless the viewer may see it."""
    if not Calibration.objects.filter(calibration_visible(viewer), pk=calibration.pk).exists():
        raise Denied(_("There is no such session, or it is not one of yours."))


def check_can_calibrate_with(viewer: Viewer, case: Case) -> None:
    """Raise Denied unless the viewer may use this case in a session: they draw samples where it is.

    A restricted one only for somebody on its list; never that of a child whom they know.
    """
    there = Case.objects.filter(case_visible(viewer, Row.TEAM_BOARD) | drawable(viewer), pk=case.pk)
    if not there.exists():
        raise Denied(_(NO_SUCH_CASE))
    if not may_here(viewer, Row.DRAW_SAMPLE, path=path_of(case), edit=True):
        raise Denied(_("Only a QA lead of the case’s place uses it in a calibration session."))


def can_calibrate_with(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may use this case in a session."""
    try:
        check_can_calibrate_with(viewer, case)
    except Denied:
        return False
    return True


def can_rate(viewer: Viewer, calibration: Calibration, seat: CalibrationSeat | None) -> bool:
    """Whether the viewer may write their rating: in a session that exists for them, while ratings are apart."""
    if seat is None or seat.user_id != viewer.user.pk or seat.left_at or seat.given_at:
        return False
    if calibration.state != CalibrationState.RATING:
        return False
    return calibration.case is None or not standing_of(viewer, calibration.case).is_own


def check_can_rate(viewer: Viewer, calibration: Calibration, seat: CalibrationSeat | None) -> CalibrationSeat:
    """The seat. Raises Denied, in words, unless the viewer may write their rating now."""
    check_can_see_calibration(viewer, calibration)
    if seat is None or not can_rate(viewer, calibration, seat):
        raise Denied(_("This rating is not yours to write, or not any more."))
    return seat


def reads_ratings(calibration: Calibration, viewer: Viewer) -> bool:
    """Whether ratings are read: by nobody, whoever runs it included, before they are opened. No query."""
    return calibration.agency_id == viewer.agency_id and calibration.state in OPENED

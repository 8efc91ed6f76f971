"""Each person's own rating in a calibration session, apart from all others. Nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from soundings.accounts.queries import Viewer
from soundings.core.rules import Denied
from soundings.depth.actions.calibrating import calibration_changed, locked_calibration, open_if_all_given
from soundings.depth.models import Calibration, CalibrationSave, CalibrationSeat
from soundings.depth.permissions.calibration import check_can_rate
from soundings.depth.queries.calibration import own_seat, questions_of, saves_of_seat
from soundings.depth.rules.merging import Clash, Sent, merged
from soundings.instruments.rules import checked


@dataclass(frozen=True, slots=True)
class SavedRating:
    """A rating after a save. clashes: the answers that were changed elsewhere meanwhile, which stand as they were."""

    seat: CalibrationSeat
    clashes: Mapping[str, Clash]


@transaction.atomic
def save_rating(*, calibration: Calibration, sent: Mapping[str, Sent], by: Viewer, at: datetime) -> SavedRating:
    """What was sent stands in the viewer's own rating, question by question, as `rules.merged` says.

    Of an answer that they changed elsewhere (in another window) since this page saw it nothing is stored over the
    other: both come back, and what was typed is kept with the save. Raises Denied unless it is theirs to write now.
    """
    current, seat = _seat(calibration, by)
    oldest = min((one.stamp for one in sent.values()), default=seat.stamp)
    found = merged(seat.answers, saves_of_seat(seat, oldest), sent)
    if found.before or found.clashes:
        seat.stamp += 1
        seat.answers, seat.saved_at = found.answers, at
        seat.save(update_fields=["answers", "stamp", "saved_at"])
        refused = {code: clash.sent for code, clash in found.clashes.items() if clash.sent}
        CalibrationSave.objects.create(
            agency_id=seat.agency_id, seat=seat, stamp=seat.stamp, before=found.before, refused=refused, at=at
        )
    if found.before:
        after = {"questions": sorted(found.before), "stamp": seat.stamp}
        calibration_changed(by=by, at=at, verb="calibration.rated", calibration=current, after=after)
    return SavedRating(seat, found.clashes)


@transaction.atomic
def give_rating(*, calibration: Calibration, by: Viewer, at: datetime) -> CalibrationSeat:
    """The viewer's rating is handed over and not changed any more; once all are, the session opens.

    Raises Denied unless it is theirs to give, and where a required question has no answer.
    """
    current, seat = _seat(calibration, by)
    if faults := checked(questions_of(current), None, seat.answers, final=True):
        raise Denied(_incomplete(len(faults)))
    seat.given_at = at
    seat.save(update_fields=["given_at"])
    calibration_changed(by=by, at=at, verb="calibration.given", calibration=current)
    open_if_all_given(current, by=by, at=at)
    return seat


def _incomplete(n: int) -> str:
    said = ngettext("%(n)s question still needs an answer.", "%(n)s questions still need an answer.", n)
    return said % {"n": n}


def _seat(calibration: Calibration, by: Viewer) -> tuple[Calibration, CalibrationSeat]:
    """The session and the viewer's own seat, held."""
    current = locked_calibration(calibration)
    return current, check_can_rate(by, current, own_seat(by, current))

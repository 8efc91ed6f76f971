"""Supervision of one worker: a session is opened for a day, prepared by both, and closed. Words are only ever added."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff
from soundings.accounts.queries import Viewer
from soundings.breadth.models import SupervisionNote, SupervisionSession
from soundings.breadth.queries.supervising import cases_on_sheet, is_own_supervision, open_session_of, supervises
from soundings.core.actions import record_change
from soundings.core.rules import Denied

PREPARED, NOTE, STEP = SupervisionNote.KINDS
Place = tuple[str, str]  # the public id of a case, empty for the work itself; and the kind


@transaction.atomic
def open_session(*, by: Viewer, at: datetime, staff: Staff, on: date) -> SupervisionSession:
    """A session for this day can be prepared, by the worker and their supervisor. The one that is open stays.

    Raises Denied for anybody else, and for a day before today.
    """
    _check_part(by, staff)
    if on < by.on:
        raise Denied(_("Choose today or a later day."))
    Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)
    session = open_session_of(staff)
    if session is not None:
        return session
    session = SupervisionSession.objects.create(
        agency_id=staff.agency_id, staff=staff, on=on, opened_by=by.user, opened_at=at
    )
    _tell(by, at, "supervision.opened", session)
    return session


@transaction.atomic
def write_notes(*, by: Viewer, at: datetime, staff: Staff, words: Mapping[Place, str]) -> int:
    """What differs from what stands is added to the open session; what stood before stays readable.

    The worker writes what they prepared, the supervisor the notes and the agreed steps. Returns how many were added.
    Raises Denied for anybody else, without an open session, and for a case that is not on the sheet.
    """
    may_hold = _check_part(by, staff)
    session = SupervisionSession.objects.select_for_update(of=("self",)).filter(staff=staff, closed_at=None).first()
    if session is None:
        raise Denied(_("No session is open. Open one first."))
    cases = cases_on_sheet(by, staff)
    notes = SupervisionNote.objects.filter(session=session).order_by("at", "pk")
    stands = {(one.case_id, one.kind): one.words for one in notes}
    added = []
    for (public_id, kind), said in words.items():
        if kind not in ((NOTE, STEP) if may_hold else (PREPARED,)):
            raise Denied(_("The worker writes what they prepare, the supervisor the notes and the agreed steps."))
        if public_id and public_id not in cases:
            raise Denied(_("There is no such case on this sheet."))
        case = cases[public_id] if public_id else None
        if said.strip() != stands.get((case.pk if case else None, kind), ""):
            note = {"agency_id": staff.agency_id, "session": session, "case": case, "kind": kind}
            added.append(SupervisionNote(**note, words=said.strip(), by=by.user, at=at))
    if added:
        SupervisionNote.objects.bulk_create(added)
        about = sorted({one.case.child.public_id for one in added if one.case})
        _tell(by, at, "supervision.noted", session, children=about)
    return len(added)


@transaction.atomic
def close_session(*, by: Viewer, at: datetime, staff: Staff) -> SupervisionSession:
    """The open session was held; its words stay, and the next sheet begins from it. Raises Denied."""
    if not _check_part(by, staff):
        raise Denied(_("Whoever supervises closes the session."))
    session = SupervisionSession.objects.select_for_update(of=("self",)).filter(staff=staff, closed_at=None).first()
    if session is None:
        raise Denied(_("No session is open."))
    session.on = min(session.on, by.on)  # held today at the latest
    session.closed_by, session.closed_at = by.user, at
    session.save(update_fields=["on", "closed_by", "closed_at"])
    _tell(by, at, "supervision.closed", session)
    return session


def _check_part(by: Viewer, staff: Staff) -> bool:
    """Whether `by` holds the supervision; False for the worker themself. Raises Denied for anybody else."""
    if staff.agency_id == by.agency_id:
        if supervises(by, staff):
            return True
        if is_own_supervision(by, staff):
            return False
    raise Denied(_("Supervision is between a worker and their supervisor."))


def _tell(by: Viewer, at: datetime, verb: str, session: SupervisionSession, *, children: Sequence[str] = ()) -> None:
    """That it happened and about whom; never the words, which are under the rights of supervision."""
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=session.public_id,
        target_kind="supervision",
        agency=session.agency_id,
        children=children,
        after={"staff": session.staff.public_id, "on": session.on},
    )

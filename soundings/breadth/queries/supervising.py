"""The supervision sheet of one worker: for that worker and their supervisor only. It counts nothing beside a name."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer, is_supervisor_of, may, may_here, staff_of
from soundings.accounts.rules import Relation, Row
from soundings.breadth.models import SupervisionNote, SupervisionSession
from soundings.breadth.queries.case_page import rows_of
from soundings.breadth.queries.rows import ChildRow
from soundings.cases.models import Case
from soundings.cases.queries import cases_visible_to, leaving

MOVED_WITHOUT_SESSION = 42  # days looked back where no session was held yet


def supervises(viewer: Viewer, staff: Staff) -> bool:
    """Whether the viewer supervises this worker today. Never oneself. One query."""
    return may(viewer, Row.SUPERVISION_NOTES, Relation.TEAM, edit=True) and is_supervisor_of(viewer, staff)


def is_own_supervision(viewer: Viewer, staff: Staff) -> bool:
    """Whether it is the viewer's own supervision."""
    return staff.pk == viewer.staff_id and may(viewer, Row.SUPERVISION_NOTES, Relation.OWN)


def workers_supervised(viewer: Viewer, team: Unit) -> list[Staff]:
    """The people of a team whom the viewer supervises, by name; none for anybody else."""
    if not may_here(viewer, Row.SUPERVISION_NOTES, path=team.path, edit=True):
        return []
    return [one for one in staff_of(team, on=viewer.on) if not one.is_duty and one.pk != viewer.staff_id]


def worker_for(viewer: Viewer, public_id: str) -> Staff | None:
    """The worker with this public id, if the supervision is the viewer's own or one that they hold; else None."""
    staff = Staff.objects.filter(agency=viewer.agency_id, public_id=public_id, is_duty=False).first()
    if staff is None or not (is_own_supervision(viewer, staff) or supervises(viewer, staff)):
        return None
    return staff


class Line(NamedTuple):
    """One case of the worker on the sheet. moved: codes of what was recorded since the last session, with its day."""

    row: ChildRow
    moved: list[tuple[str, str]]
    notes: Mapping[str, SupervisionNote]  # of the open session: the latest of each kind
    agreed: str  # the step that was agreed last time

    @property
    def head(self) -> dict[str, object]:
        """As the trail needs it."""
        return self.row.head


class Sheet(NamedTuple):
    """What worker and supervisor look at together. session: the one being prepared; before: the last one closed."""

    staff: Staff
    session: SupervisionSession | None
    before: SupervisionSession | None
    since: date
    lines: list[Line]
    notes: Mapping[str, SupervisionNote]  # about the work, not about one child


def open_session_of(staff: Staff) -> SupervisionSession | None:
    """The session that is being prepared or held; None if there is none."""
    return SupervisionSession.objects.filter(staff=staff, closed_at=None).first()


def closed_sessions_of(staff: Staff) -> list[SupervisionSession]:
    """The sessions held, the latest first."""
    held = SupervisionSession.objects.filter(staff=staff, closed_at__isnull=False).select_related("closed_by")
    return list(held.order_by("-on", "-pk"))


def sheet_of(viewer: Viewer, staff: Staff) -> Sheet:
    """The sheet with every open case that the worker leads and the viewer may see, by name. `worker_for` gave them.

    The trail says first that they were read. About twelve queries.
    """
    session, held = open_session_of(staff), closed_sessions_of(staff)
    before = held[0] if held else None
    since = before.on if before else viewer.on - timedelta(days=MOVED_WITHOUT_SESSION)
    cases = cases_visible_to(viewer).filter(worker=staff, closed_on=None).values_list("pk", flat=True)
    rows = sorted(rows_of(viewer, list(cases)), key=lambda one: (one.name_key, one.case_id))
    leaving(viewer, rows, verb="supervision.viewed", at=viewer.at, target=staff.public_id, target_kind="staff")
    now, last = _latest(session), _latest(before)
    lines = [_line(row, since, now, last) for row in rows]
    return Sheet(staff, session, before, since, lines, {kind: one for (case, kind), one in now.items() if case is None})


Notes = Mapping[tuple[int | None, str], SupervisionNote]


def _latest(session: SupervisionSession | None) -> Notes:
    """The latest note of each case and kind in a session. One query."""
    if session is None:
        return {}
    notes = SupervisionNote.objects.filter(session=session).select_related("by").order_by("at", "pk")
    return {(one.case_id, one.kind): one for one in notes}


def _line(row: ChildRow, since: date, now: Notes, last: Notes) -> Line:
    entries = ((code, entry) for code, entry in row.values.items() if entry.get("new", "") >= since.isoformat())
    moved = sorted(((code, entry.get("on") or entry["new"]) for code, entry in entries), key=lambda one: one[1])
    notes = {kind: one for (case, kind), one in now.items() if case == row.case_id}
    agreed = last.get((row.case_id, "step"))
    return Line(row, moved, notes, agreed.words if agreed else "")


def session_for(viewer: Viewer, public_id: str) -> SupervisionSession | None:
    """A session that the viewer may read; None otherwise."""
    sessions = SupervisionSession.objects.filter(agency=viewer.agency_id, public_id=public_id)
    session = sessions.select_related("staff", "closed_by", "opened_by").first()
    if session is None or worker_for(viewer, session.staff.public_id) is None:
        return None
    return session


def notes_of(viewer: Viewer, session: SupervisionSession) -> list[SupervisionNote]:
    """Every word of a session in its order, earlier ones too; of children only those whom the viewer may still see.

    The trail says first that they were read.
    """
    notes = list(session.notes.select_related("by", "case", "case__child").order_by("at", "pk"))
    seen = _visible(viewer, {one.case_id for one in notes if one.case_id})
    shown = [one for one in notes if one.case_id is None or one.case_id in seen]
    about = {one.case_id: one.case for one in shown if one.case}
    leaving(viewer, about.values(), verb="supervision.viewed", at=viewer.at, target=session.public_id)
    return shown


def _visible(viewer: Viewer, case_ids: Collection[int]) -> set[int]:
    return set(cases_visible_to(viewer).filter(pk__in=case_ids).values_list("pk", flat=True))


def cases_on_sheet(viewer: Viewer, staff: Staff) -> dict[str, Case]:
    """The open cases that the worker leads and the viewer may see, by public id: those that a note may be about."""
    cases = cases_visible_to(viewer).filter(worker=staff, closed_on=None).select_related("child")
    return {one.public_id: one for one in cases}

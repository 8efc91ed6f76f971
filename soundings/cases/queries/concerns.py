"""Concerns before somebody, what they raised themselves, and what they are to read for danger."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.cases.models import Concern, ConcernDecision, ConcernRoute, ConcernTurn, Screening
from soundings.cases.permissions import begun_turns, can_see, may_receive, sees_who_raised
from soundings.cases.rules.concerns import ConcernState, Matter, nearest
from soundings.core.actions import record_read


def concerns_before(viewer: Viewer) -> QuerySet[Concern]:
    """What is before the viewer, the soonest clock first; closed ones too. Their words are for `read_concern`."""
    found = Concern.objects.filter(agency=viewer.agency_id, pk__in=begun_turns(viewer).values("concern"))
    return found.select_related("unit", "acknowledged_by").order_by("due_at", "pk")


def open_concerns_before(viewer: Viewer) -> QuerySet[Concern]:
    """The same without closed ones."""
    return concerns_before(viewer).exclude(state=ConcernState.CLOSED.value)


def concerns_raised_by(viewer: Viewer) -> QuerySet[Concern]:
    """What the viewer raised under their name, newest first: that it was received, and by whom."""
    found = Concern.objects.filter(agency=viewer.agency_id, raised_by=viewer.user.pk)
    return found.select_related("unit", "acknowledged_by").order_by("-raised_at", "-pk")


@dataclass(frozen=True, slots=True)
class Read:
    """One concern as its receiver reads it. child_name: "" where it is about none or the case is not theirs to know."""

    concern: Concern
    child_name: str
    sees_case: bool
    sealed: bool  # about a restricted case whose list does not name the viewer
    raiser: str
    turns: list[ConcernTurn]
    decisions: list[ConcernDecision]


def concern_before(viewer: Viewer, public_id: str) -> Concern | None:
    """The concern with this public id, if it is before the viewer. For reading its words: `read_concern`."""
    found = concerns_before(viewer).filter(public_id=public_id)
    return found.select_related("unit", "case__child", "case__team", "raised_by", "acknowledged_by").first()


def read_concern(viewer: Viewer, concern: Concern, *, at: datetime) -> Read:
    """What stands in it, once the trail says that the viewer read it. Raises TrailUnavailable.

    The entry names the concern and no child: who reads a child's trail must not learn from it that one was raised.
    """
    record_read(
        actor=viewer,
        agency=viewer.agency_id,
        verb="concern.viewed",
        children=(),
        target=concern.public_id,
        target_kind="concern",
        at=at,
    )
    case = concern.case
    sees_case = case is not None and can_see(viewer, case)
    sealed = case is not None and case.restricted and not sees_case
    begun = [turn for turn in concern.turns.select_related("user") if _has_begun(turn, concern, at)]
    return Read(
        concern=concern,
        child_name=case.child.name if case and not sealed else "",
        sees_case=sees_case,
        sealed=sealed,
        raiser=concern.raised_by.name if concern.raised_by and sees_who_raised(viewer, concern) else "",
        turns=begun,
        decisions=list(concern.decisions.select_related("decided_by")),
    )


def _has_begun(turn: ConcernTurn, concern: Concern, at: datetime) -> bool:
    return turn.from_at <= min(at, concern.acknowledged_at or at)


def screenings_before(viewer: Viewer) -> list[Screening]:
    """The free texts that wait and that the viewer is to read, the earliest due first. Two queries.

    Whoever receives a concern now at the place reads them, or deputises there.
    """
    if not may_receive(viewer):
        return []
    routes = ConcernRoute.objects.filter(agency=viewer.agency_id, matter=Matter.CONCERN_NOW.value)
    by_place = {route.unit_id: route for route in routes}
    waiting = Screening.objects.filter(agency=viewer.agency_id, screened_at=None).select_related("unit")
    return [one for one in waiting if _screens(viewer, one.unit, by_place)]


def _screens(viewer: Viewer, unit: Unit, routes: dict[int, ConcernRoute]) -> bool:
    route = nearest(unit.line, routes)
    return route is not None and viewer.user.pk in (route.receiver_id, route.deputy_id)


def screening_before(viewer: Viewer, public_id: str) -> Screening | None:
    """The text with this public id, if it waits for the viewer."""
    return next((one for one in screenings_before(viewer) if one.public_id == public_id), None)

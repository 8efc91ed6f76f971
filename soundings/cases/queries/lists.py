"""Lists of cases by who holds them, for boards and for work on several cases at once."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer
from soundings.cases.models import AbuseType, Case, WorkerSpan
from soundings.cases.queries.visible import cases_visible_to, shared_cases_visible_to
from soundings.cases.rules import AllocationRole


def held_by(viewer: Viewer, staff: Staff, *, on: date) -> QuerySet[Case]:
    """The open cases visible to the viewer that `staff` leads on the day `on`, with their children, by name."""
    running = Q(to_on=None) | Q(to_on__gt=on)
    led = WorkerSpan.objects.filter(running, staff=staff, role=AllocationRole.LEAD, from_on__lte=on)
    cases = cases_visible_to(viewer).filter(pk__in=led.values("case"), closed_on=None)
    return cases.select_related("child__family", "team").order_by("child__name_key", "pk")


def unallocated(viewer: Viewer) -> QuerySet[Case]:
    """The open, unrestricted cases visible to the viewer that nobody leads, longest open first."""
    cases = shared_cases_visible_to(viewer).filter(closed_on=None, worker=None)
    return cases.select_related("child", "team").order_by("opened_on", "pk")


def on_duty(viewer: Viewer) -> QuerySet[Case]:
    """The open, unrestricted cases visible to the viewer that stand with a duty desk, longest open first."""
    cases = shared_cases_visible_to(viewer).filter(closed_on=None, worker__is_duty=True)
    return cases.select_related("child", "team", "worker").order_by("opened_on", "pk")


def waiting_counts(viewer: Viewer, unit: Unit | None = None) -> dict[str, int]:
    """{"unallocated": n, "duty": n}: open, unrestricted cases visible to the viewer, at and below `unit` if given."""
    cases = shared_cases_visible_to(viewer).filter(closed_on=None)
    if unit:
        cases = cases.filter(team__in=Unit.objects.filter(agency=viewer.agency_id, path__startswith=unit.path))
    return cases.aggregate(
        unallocated=Count("pk", filter=Q(worker=None)), duty=Count("pk", filter=Q(worker__is_duty=True))
    )


def abuse_types(agency_id: int) -> QuerySet[AbuseType]:
    """The agency's key of abuse types in use, in its order."""
    return AbuseType.objects.filter(agency=agency_id, active=True)

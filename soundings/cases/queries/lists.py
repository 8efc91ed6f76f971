"""Lists of cases by who holds them, for boards and for work on several cases at once."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer, units_visible_to
from soundings.accounts.rules import Row
from soundings.cases.models import AbuseType, Case, WorkerSpan
from soundings.cases.queries.visible import cases_visible_to, shared_cases_visible_to
from soundings.cases.rules import AllocationRole
from soundings.core import remembered
from soundings.core.plain import columns, made


def held_by(viewer: Viewer, staff: Staff, *, on: date) -> QuerySet[Case]:
    """The open cases visible to the viewer that `staff` leads on the day `on`, with their children, by name."""
    running = Q(to_on=None) | Q(to_on__gt=on)
    led = WorkerSpan.objects.filter(running, staff=staff, role=AllocationRole.LEAD, from_on__lte=on)
    cases = cases_visible_to(viewer).filter(pk__in=led.values("case"), closed_on=None)
    return cases.select_related("child__family", "team").order_by("child__name_key", "pk")


def unallocated(viewer: Viewer, unit: Unit | None = None) -> QuerySet[Case]:
    """The open, unrestricted cases that nobody leads, at and below `unit` (None: wherever the viewer sees boards).

    With their children and teams, longest open first.
    """
    cases = _open_at(viewer, unit).filter(worker=None)
    return cases.select_related("child", "team").order_by("opened_on", "pk")


def on_duty(viewer: Viewer, unit: Unit | None = None) -> QuerySet[Case]:
    """The same for cases that stand with a duty desk, with the desk beside them."""
    cases = _open_at(viewer, unit).filter(worker__is_duty=True)
    return cases.select_related("child", "team", "worker").order_by("opened_on", "pk")


def waiting_counts(viewer: Viewer, unit: Unit | None = None) -> dict[str, int]:
    """{"unallocated": n, "duty": n} of the open, unrestricted cases at and below `unit`, or all that they see."""
    return _open_at(viewer, unit).aggregate(
        unallocated=Count("pk", filter=Q(worker=None)), duty=Count("pk", filter=Q(worker__is_duty=True))
    )


def _open_at(viewer: Viewer, unit: Unit | None) -> QuerySet[Case]:
    """Open cases of the teams that the viewer sees. Naming the teams lets the database find them by index."""
    cases = shared_cases_visible_to(viewer).filter(closed_on=None)
    if unit:
        return cases.filter(team__in=Unit.objects.filter(agency=viewer.agency_id, path__startswith=unit.path))
    if viewer.agency_wide(Row.TEAM_BOARD):
        return cases
    return cases.filter(team__in=units_visible_to(viewer, Row.TEAM_BOARD))


def abuse_types(agency_id: int) -> list[AbuseType]:
    """The agency's key of abuse types in use, in its order. One plain query: it stands beneath every board."""
    return [one for row in remembered.rows(_ABUSE_TYPES, [agency_id]) for one in made(row, AbuseType)]


_ABUSE_TYPES = (
    f"select {columns(AbuseType, 'a')} from {AbuseType._meta.db_table} a where a.agency_id = %s and a.active"
    " order by a.position, a.code"
)


def why_not_close(unit: Unit, on: date) -> str:
    """Why this unit must not close on the day `on`, in words, or "": open cases would stand nowhere.

    Restricted ones count too, so no number is said.
    """
    if not Case.objects.filter(team=unit, closed_on=None).exists():
        return ""
    return _("Open cases stand with this team. Move them to another team first.")

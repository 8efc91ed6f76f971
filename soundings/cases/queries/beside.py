"""What stands beside a child or a case on a page: latest cases, whom staff know, handovers, who read the record."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from soundings.accounts.models import Staff, User
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row, To
from soundings.cases.models import Case, Child, Handover, KnownPerson
from soundings.cases.permissions import allows, can_release_cases_of, can_see, hands_over
from soundings.cases.queries.visible import cases_visible_to
from soundings.core.models import ReadEntry
from soundings.core.queries import reads_of_child


def latest_cases_of(viewer: Viewer, children: Iterable[Child]) -> dict[int, Case]:
    """The latest case of each child that the viewer may see, by the child's id, with team and worker. One query."""
    ids = [child.pk for child in children]
    cases = cases_visible_to(viewer).filter(child__in=ids).select_related("team", "worker", "child")
    return {case.child_id: case for case in cases.order_by("opened_on", "pk")}


def cases_of_child(viewer: Viewer, child: Child) -> QuerySet[Case]:
    """The cases of the child that the viewer may see, latest first, with team, stage and worker."""
    cases = cases_visible_to(viewer).filter(child=child).select_related("team", "worker", "stage", "child")
    return cases.order_by("-opened_on", "-pk")


def staff_who_hold_cases(viewer: Viewer) -> list[tuple[Staff, int]]:
    """The staff who lead open cases that the viewer may hand over, by name, each with how many."""
    cases = Case.objects.filter(hands_over(viewer), closed_on=None, worker__isnull=False)
    held = dict(cases.order_by().values("worker").annotate(count=Count("pk")).values_list("worker", "count"))
    staff = Staff.objects.filter(agency=viewer.agency_id, pk__in=held).order_by("name_key")
    return [(one, held[one.pk]) for one in staff]


def led_count(viewer: Viewer, staff: Staff) -> int:
    """How many open cases `staff` leads, restricted ones too; for whoever may release them, and no names."""
    if not can_release_cases_of(viewer, staff):
        return 0
    return Case.objects.filter(agency=viewer.agency_id, worker=staff, closed_on=None).count()


def cases_to_hand_over(viewer: Viewer, staff: Staff) -> QuerySet[Case]:
    """The open cases that `staff` leads and that the viewer may hand over, with their children, by name."""
    cases = Case.objects.filter(hands_over(viewer), closed_on=None, worker=staff)
    return cases.select_related("child", "team", "worker").order_by("child__name_key", "pk")


def handed_over_with(viewer: Viewer, public_id: str) -> list[Handover]:
    """The handover with this public id and those made with it, as far as the viewer sees the cases, by name."""
    first = Handover.objects.filter(agency=viewer.agency_id, public_id=public_id).first()
    if first is None:
        return []
    together = Handover.objects.filter(agency=viewer.agency_id, at=first.at, by=first.by_id, to_staff=first.to_staff_id)
    seen = together.filter(case__in=cases_visible_to(viewer)).select_related(
        "case__child", "from_staff", "to_staff", "by"
    )
    found = list(seen.order_by("case__child__name_key", "pk"))
    return found if any(one.public_id == public_id for one in found) else []


def handovers_of(case: Case) -> QuerySet[Handover]:
    """The sheets written when this case changed hands, newest first. For somebody who sees the case."""
    return Handover.objects.filter(case=case).select_related("from_staff", "to_staff", "by").order_by("-on", "-pk")


def known_to(viewer: Viewer) -> QuerySet[KnownPerson]:
    """The children whom the viewer said they know, newest first."""
    known = KnownPerson.objects.filter(agency=viewer.agency_id, user=viewer.user)
    return known.select_related("child").order_by("-declared_at", "-pk")


def known_among(viewer: Viewer) -> QuerySet[KnownPerson]:
    """Whom others said they know, of the children about whom the viewer decides, by who said it."""
    decided = cases_visible_to(viewer, Row.CASE_CHANGES, edit=True)
    approved = cases_visible_to(viewer, Row.CASE_CHANGES, to=To.APPROVE)
    children = Child.objects.filter(pk__in=decided.values("child")) | Child.objects.filter(
        pk__in=approved.values("child")
    )
    known = KnownPerson.objects.filter(agency=viewer.agency_id, child__in=children).exclude(user=viewer.user)
    return known.select_related("child", "user").order_by("user__name", "child__name_key", "pk")


def readers_of(viewer: Viewer, case: Case) -> QuerySet[ReadEntry] | None:
    """Who has read the record of this case's child, newest first; for a worker, their own readings of it.

    None if the viewer may not ask.
    """
    if not can_see(viewer, case):
        return None
    reads = reads_of_child(child=case.child.public_id, agency_id=case.agency_id)
    if allows(viewer, case, Row.ACCESS_LOG):
        return reads
    if allows(viewer, case, Row.ACCESS_LOG, to=To.OWN_VIEWS):
        return reads.filter(actor=viewer.public_id)
    return None


def names_of(agency_id: int, public_ids: Iterable[str]) -> dict[str, str]:
    """The names of users by public id."""
    users = User.objects.filter(agency=agency_id, public_id__in=set(public_ids))
    return dict(users.values_list("public_id", "name"))

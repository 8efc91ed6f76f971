"""Who may be handed reviews, and what matters of the cases that are handed out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from soundings.accounts.models import Grant, Membership, Staff, Unit, User
from soundings.accounts.queries import Viewer, units_visible_to
from soundings.accounts.rules import MATRIX, GrantState, Relation, Role, Row, To
from soundings.cases.models import Case, KnownPerson, NamedAccess, WorkerSpan
from soundings.depth.models import Review
from soundings.depth.rules import ENDED, Candidate, Handed

REVIEWING = tuple(role for role, cell in MATRIX[Row.DRAFT_AUDIT].cells.items() if cell.gives(To.EDIT))
DRAWING = tuple(
    role
    for role, cell in MATRIX[Row.DRAW_SAMPLE].cells.items()
    if cell.gives(To.EDIT) and cell.reach is Relation.AGENCY
)


def reviewers_in(agency: int, *, on: date) -> list[User]:
    """The agency's people who may be handed reviews on that day, by name: whose role lets them write drafts."""
    grants = Grant.objects.filter(agency=agency, role__in=[role.value for role in REVIEWING])
    return _people(agency, grants, on=on)


def who_may_run(unit: Unit, *, on: date) -> list[User]:
    """Who may run a programme of this place on that day, by name: whose role draws samples there."""
    above = [int(part) for part in unit.path.split(".") if part]
    grants = Grant.objects.filter(agency=unit.agency_id, role__in=[role.value for role in DRAWING], unit__in=above)
    return _people(unit.agency_id, grants, on=on)


def places_to_draw_in(viewer: Viewer) -> QuerySet[Unit]:
    """The places, open today, of which the viewer may make a programme; in the order of the tree."""
    open_yet = Q(closed_on=None) | Q(closed_on__gt=viewer.on)
    return units_visible_to(viewer, Row.DRAW_SAMPLE, edit=True).filter(open_yet).order_by("path")


def runners_for(viewer: Viewer) -> QuerySet[User]:
    """The agency's people whose role draws samples, by name: one of them runs a programme."""
    grants = Grant.objects.filter(agency=viewer.agency_id, role__in=[role.value for role in DRAWING])
    return User.objects.filter(pk__in=[one.pk for one in _people(viewer.agency_id, grants, on=viewer.on)]).order_by(
        "name", "pk"
    )


def supervisors_in(agency: int, *, on: date) -> list[User]:
    """The agency's supervisors on that day, by name."""
    return _people(agency, Grant.objects.filter(agency=agency, role=Role.SUPERVISOR.value), on=on)


def workers_on(case: Case, *, on: date) -> list[Staff]:
    """Who works on the case on that day, the lead first; no duty desk."""
    spans = WorkerSpan.objects.filter(case=case, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))
    found = [one.staff for one in spans.select_related("staff").order_by("from_on", "pk") if not one.staff.is_duty]
    return sorted(dict.fromkeys(found), key=lambda one: one.pk != case.worker_id)


def _people(agency: int, grants: QuerySet[Grant], *, on: date) -> list[User]:
    standing = grants.filter(Q(ends_on=None) | Q(ends_on__gte=on), state=GrantState.ACTIVE).values("user")
    still = Q(staff=None) | Q(staff__ended_on=None) | Q(staff__ended_on__gt=on)
    people = User.objects.filter(still, agency=agency, is_active=True, pk__in=standing)
    return list(people.select_related("staff").order_by("name", "pk"))


def candidates_of(users: Iterable[User], *, on: date) -> dict[int, Candidate]:
    """What matters of these people for handing out, by their keys. Four queries.

    Their own places are the teams of their posts and those that they supervise.
    """
    people = list(users)
    teams, knows = defaultdict(set), defaultdict(set)
    staff = {one.staff_id: one.pk for one in people if one.staff_id}
    posts = Membership.objects.filter(staff__in=staff, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))
    for member, path in posts.values_list("staff", "team__path"):
        teams[staff[member]].add(path)
    grants = Grant.objects.filter(user__in=people, role=Role.SUPERVISOR.value, state=GrantState.ACTIVE)
    for user, path in grants.filter(Q(ends_on=None) | Q(ends_on__gte=on)).values_list("user", "unit__path"):
        teams[user].add(path)
    for user, child in KnownPerson.objects.filter(user__in=people).values_list("user", "child"):
        knows[user].add(child)
    running = Review.objects.filter(reviewer__in=people).exclude(state__in=[state.value for state in ENDED])
    load = dict(running.values_list("reviewer").annotate(n=Count("pk")).order_by())
    return {
        one.pk: Candidate(
            user=one.pk,
            staff=one.staff_id,
            teams=tuple(sorted(teams[one.pk])),
            knows=frozenset(knows[one.pk]),
            load=load.get(one.pk, 0),
        )
        for one in people
    }


def handed_of(cases: Iterable[Case], *, at: datetime, on: date) -> dict[int, Handed]:
    """What matters of these cases (read with their team) for handing them out, by their keys. Two queries."""
    found = list(cases)
    staff, named = defaultdict(set), defaultdict(set)
    spans = WorkerSpan.objects.filter(case__in=found, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))
    for case, member in spans.values_list("case", "staff"):
        staff[case].add(member)
    lists = NamedAccess.objects.filter(case__child__in=[one.child_id for one in found], break_glass=False)
    lists = lists.filter(Q(until=None) | Q(until__gt=at), given_at__lte=at)
    for child, user in lists.values_list("case__child", "user"):
        named[child].add(user)
    return {
        one.pk: Handed(
            child=one.child_id,
            path=one.team.path if one.team else "",
            staff=frozenset(staff[one.pk] | ({one.worker_id} if one.worker_id else set())),
            restricted=one.restricted,
            named=frozenset(named[one.child_id]),
        )
        for one in found
    }

"""Plans of a reorganisation, what they find, and what each of their steps takes along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from soundings.accounts.models import Membership, Staff, Unit, UnitPlacement
from soundings.accounts.permissions import Viewer, can_arrange
from soundings.accounts.rules import UnitKind
from soundings.cases import words
from soundings.cases.models import Case, Reorganisation
from soundings.cases.rules import Decided, Place, PlanState, Step, StepKind, below, decide, step_of
from soundings.core.rules import sort_key
from soundings.measures.rules import Note


def plans_visible_to(viewer: Viewer) -> QuerySet[Reorganisation]:
    """The agency's plans, the latest day first, for whoever may change its tree."""
    plans = Reorganisation.objects.filter(agency=viewer.agency_id).select_related("made_by", "agreed_by", "agency")
    return plans if can_arrange(viewer) else plans.none()


def steps_of(plan: Reorganisation) -> list[Step]:
    """The steps, in their order."""
    return [step_of(kept) for kept in plan.steps]


def unit_by_key(agency_id: int) -> dict[str, Unit]:
    """Every place of the agency by its public id. One query."""
    units = Unit.objects.filter(agency=agency_id).select_related("agency", "parent", "stage")
    return {unit.public_id: unit for unit in units}


def places_now(agency_id: int, *, on: date) -> dict[str, Place]:
    """The tree as a plan for the day `on` finds it. Four queries."""
    units = {unit.pk: unit for unit in Unit.objects.filter(agency=agency_id)}
    since = dict(UnitPlacement.objects.filter(agency=agency_id, to_on=None).values_list("unit", "from_on"))
    running = Membership.objects.filter(agency=agency_id, staff__is_duty=False)
    posts = set(running.filter(Q(to_on=None) | Q(to_on__gt=on)).values_list("team", flat=True))
    cases = set(Case.objects.filter(agency=agency_id, closed_on=None).values_list("team", flat=True).distinct())
    return {
        unit.public_id: Place(
            unit.public_id,
            UnitKind(unit.kind),
            unit.name,
            units[unit.parent_id].public_id if unit.parent_id else "",
            since.get(unit.pk, unit.opened_on),
            is_open=unit.closed_on is None or unit.closed_on > on,
            has_cases=unit.pk in cases,
            has_posts=unit.pk in posts,
        )
        for unit in units.values()
    }


def decided(plan: Reorganisation) -> Decided:
    """The tree after the plan, and what stands in its way now."""
    return decide(places_now(plan.agency_id, on=plan.on), steps_of(plan), on=plan.on)


def cases_to_go(plan: Reorganisation, step: Step, units: Mapping[str, Unit]) -> list[int]:
    """The open cases, restricted ones too, that the step takes to another team: of the whole team, or as split."""
    cases = Case.objects.filter(agency=plan.agency_id, team=units[step.place], closed_on=None)
    if step.kind is StepKind.SPLIT:
        chosen = Q(worker__public_id__in=step.workers) | Q(child__reference__in=step.references)
        chosen |= Q(child__ids__value__in=step.references)
        cases = cases.filter(chosen | Q(worker=None) if "" in step.workers else chosen)
    return sorted(set(cases.values_list("pk", flat=True)))


def staff_to_go(plan: Reorganisation, step: Step) -> list[int]:
    """The people whose posts go with their cases when a team is split."""
    return list(Staff.objects.filter(agency=plan.agency_id, public_id__in=step.workers).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Along:
    """What a step takes along: teams, open cases that are not restricted, posts; numbers that were not found."""

    teams: int = 0
    cases: int = 0
    posts: int = 0
    not_found: tuple[str, ...] = ()


def along(plan: Reorganisation, step: Step) -> Along:
    """What this step takes along, as it would today. Up to four queries."""
    places = places_now(plan.agency_id, on=plan.on)
    if step.place not in places or step.kind in (StepKind.NEW, StepKind.RENAME, StepKind.CLOSE):
        return Along()
    units = unit_by_key(plan.agency_id)
    keys = below(places, step.place)
    teams = [units[key].pk for key in keys if places[key].kind is UnitKind.TEAM and places[key].is_open]
    if step.kind is StepKind.SPLIT:
        return _along_split(plan, step, units)
    cases = Case.objects.filter(team__in=teams, closed_on=None, restricted=False).count()
    return Along(len(teams), cases, _posts(teams, plan.on))


def _along_split(plan: Reorganisation, step: Step, units: Mapping[str, Unit]) -> Along:
    cases = Case.objects.filter(pk__in=cases_to_go(plan, step, units), restricted=False).select_related("child")
    found: set[str] = set()
    for case in cases.prefetch_related("child__ids"):
        found |= {case.child.reference, *(one.value for one in case.child.ids.all())}
    posts = Membership.objects.filter(team=units[step.place], staff__in=staff_to_go(plan, step))
    running = posts.filter(Q(to_on=None) | Q(to_on__gt=plan.on)).count()
    return Along(0, len(cases), running, tuple(one for one in step.references if one not in found))


def _posts(teams: list[int], on: date) -> int:
    posts = Membership.objects.filter(team__in=teams, staff__is_duty=False)
    return posts.filter(Q(to_on=None) | Q(to_on__gt=on)).count()


def holders_of(team: Unit) -> list[tuple[str, str, int]]:
    """Who holds open, unrestricted cases of this team: public id, name and how many. "" stands for nobody."""
    cases = Case.objects.filter(team=team, closed_on=None, restricted=False)
    rows = cases.values_list("worker__public_id", "worker__name").annotate(n=Count("pk")).order_by("worker__name_key")
    found = [(public_id or "", name or "", n) for public_id, name, n in rows]
    held = {public_id for public_id, _name, _n in found}
    idle = Staff.objects.filter(memberships__team=team, memberships__to_on=None, is_duty=False).distinct()
    found += [(one.public_id, one.name, 0) for one in idle if one.public_id not in held]
    return sorted(found, key=lambda row: (not row[0], sort_key(row[1])))


def due_plans(agency_id: int, *, on: date) -> QuerySet[Reorganisation]:
    """What is agreed and whose day has come."""
    return Reorganisation.objects.filter(agency=agency_id, state=PlanState.AGREED.value, on__lte=on)


def notes_on(viewer: Viewer, unit: Unit) -> list[Note]:
    """The reorganisations that changed the figures of this place, on their days."""
    done = Reorganisation.objects.filter(agency=viewer.agency_id, state=PlanState.DONE.value)
    rows = done.order_by("on", "pk").values_list("on", "name", "touched")
    return [Note(on, words.reorganised(name)) for on, name, touched in rows if unit.public_id in touched]

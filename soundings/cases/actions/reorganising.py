"""Planning a reorganisation, and carrying it out on its day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts import followers as tree
from soundings.accounts.actions import structure
from soundings.accounts.actions.posts import move_posts
from soundings.accounts.actions.structure import UnitDetails, place_unit
from soundings.accounts.actions.trace import changed
from soundings.accounts.models import Membership, Stage, Unit
from soundings.accounts.permissions import By, Viewer, check_can_arrange, check_same_agency
from soundings.accounts.rules import UnitKind
from soundings.cases import followers, words
from soundings.cases.actions.opening import LEAD
from soundings.cases.actions.spans import lead_spans, spans_of, store_spans
from soundings.cases.models import Case, Reorganisation, TeamSpan, WorkerSpan
from soundings.cases.queries.reorganising import cases_to_go, decided, staff_to_go, steps_of, unit_by_key
from soundings.cases.rules import NEW_PLACE, PlanState, Step, StepKind, placed
from soundings.core.actions import record_change
from soundings.core.rules import SYSTEM, Denied, local_date, new_public_id


@transaction.atomic
def begin_plan(*, name: str, on: date, by: Viewer, at: datetime) -> Reorganisation:
    """A draft without a step, for the day `on`."""
    check_can_arrange(by)
    if not name.strip():
        raise Denied(_("Give it a name."))
    plan = Reorganisation.objects.create(agency_id=by.agency_id, name=name.strip(), on=on, made_by=by.user, made_at=at)
    _changed(plan, "begun", by=by, at=at, after={"name": plan.name, "on": on})
    return plan


@transaction.atomic
def describe_plan(*, plan: Reorganisation, name: str, on: date, by: Viewer, at: datetime) -> Reorganisation:
    """The draft bears this name and is for this day."""
    plan = _draft(plan, by)
    before = {"name": plan.name, "on": plan.on}
    plan.name, plan.on = name.strip() or plan.name, on
    plan.save(update_fields=["name", "on"])
    _changed(plan, "changed", by=by, at=at, before=before, after={"name": plan.name, "on": on})
    return plan


@transaction.atomic
def add_step(*, plan: Reorganisation, step: Step, by: Viewer, at: datetime) -> Reorganisation:
    """The draft has one more step, last. One in trouble is shown so, and keeps the plan from being agreed."""
    plan = _draft(plan, by)
    plan.steps = [*plan.steps, step.kept()]
    plan.save(update_fields=["steps"])
    _changed(plan, "step-added", by=by, at=at, after=step.kept())
    return plan


@transaction.atomic
def remove_step(*, plan: Reorganisation, step_id: str, by: Viewer, at: datetime) -> Reorganisation:
    """The draft no longer has this step."""
    plan = _draft(plan, by)
    gone = [step for step in plan.steps if step["id"] == step_id]
    plan.steps = [step for step in plan.steps if step["id"] != step_id]
    plan.save(update_fields=["steps"])
    _changed(plan, "step-removed", by=by, at=at, before=gone)
    return plan


@transaction.atomic
def agree_plan(*, plan: Reorganisation, by: Viewer, at: datetime) -> Reorganisation:
    """The plan happens on its day; at once, if that is today or past. Raises Denied while it is in trouble."""
    plan = _draft(plan, by)
    _check_whole(plan)
    plan.state, plan.agreed_by, plan.agreed_at = PlanState.AGREED.value, by.user, at
    plan.save(update_fields=["state", "agreed_by", "agreed_at"])
    _changed(plan, "agreed", by=by, at=at, after={"on": plan.on, "steps": plan.steps})
    return carry_out(plan=plan, at=at)


@transaction.atomic
def take_back_plan(*, plan: Reorganisation, by: Viewer, at: datetime) -> Reorganisation:
    """What was agreed and has not been carried out is a draft again."""
    plan = _locked(plan, by)
    if plan.state != PlanState.AGREED:
        raise Denied(_("Only what is agreed and has not yet happened can be taken back."))
    plan.state, plan.agreed_by, plan.agreed_at = PlanState.DRAFT.value, None, None
    plan.save(update_fields=["state", "agreed_by", "agreed_at"])
    _changed(plan, "taken-back", by=by, at=at)
    return plan


@transaction.atomic
def drop_plan(*, plan: Reorganisation, by: Viewer, at: datetime) -> Reorganisation:
    """The draft is given up. It stays readable."""
    plan = _draft(plan, by)
    plan.state = PlanState.DROPPED.value
    plan.save(update_fields=["state"])
    _changed(plan, "dropped", by=by, at=at)
    return plan


@transaction.atomic
def carry_out(*, plan: Reorganisation, at: datetime) -> Reorganisation:
    """What was agreed has happened, if its day has come: by Soundings itself. Otherwise nothing changes.

    Raises Denied, in words for whoever looks after it, if something stands in the way by now.
    """
    plan = _locked(plan, SYSTEM)
    if plan.state != PlanState.AGREED or plan.on > local_date(at, plan.agency.time_zone):
        return plan
    _check_whole(plan)
    work = _Work(plan, at, units=unit_by_key(plan.agency_id))
    _hold_cases(work)
    for step in steps_of(plan):
        work.touch(step)
        _DO[step.kind](work, step)
        work.touch(step)
    plan.state, plan.done_at, plan.touched = PlanState.DONE.value, at, work.touched_places()
    plan.save(update_fields=["state", "done_at", "touched"])
    children = Case.objects.filter(pk__in=work.cases).values_list("child__public_id", flat=True)
    _changed(plan, "carried-out", by=SYSTEM, at=at, children=sorted(children), after={"cases": len(work.cases)})
    if work.moved:
        tree.tell_moved(work.moved, at=at)
    followers.tell(sorted(work.cases), at=at)
    return plan


# --- one step --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Work:
    """A plan being carried out: the places by key, and what has moved so far."""

    plan: Reorganisation
    at: datetime
    units: dict[str, Unit]
    moved: list[int] = field(default_factory=list)
    cases: set[int] = field(default_factory=set)

    touched: set[int] = field(default_factory=set)

    @property
    def on(self) -> date:
        return self.plan.on

    def touch(self, step: Step) -> None:
        """The figures of whatever stands above what the step changes are not what they were."""
        if step.kind in (StepKind.MOVE, StepKind.MERGE, StepKind.SPLIT):
            for key in (step.place, step.target):
                self.touched.update(Unit.objects.get(pk=self.units[key].pk).line if key in self.units else ())

    def touched_places(self) -> list[str]:
        """Their public ids; the agency's own total is what it was."""
        places = Unit.objects.filter(pk__in=self.touched).exclude(kind=UnitKind.AGENCY)
        return sorted(places.values_list("public_id", flat=True))


def _hold_cases(work: _Work) -> None:
    """Cases before everything else, by key: the one order of locks."""
    going = [step.place for step in steps_of(work.plan) if step.kind in (StepKind.MERGE, StepKind.SPLIT)]
    teams = [work.units[key].pk for key in going if key in work.units]
    list(Case.objects.select_for_update().filter(team__in=teams, closed_on=None).order_by("pk").values_list("pk"))


def _make(work: _Work, step: Step) -> None:
    stage = Stage.objects.filter(agency=work.plan.agency_id, code=step.stage).first() if step.stage else None
    details = UnitDetails(name=step.name, stage=stage)
    work.units[step.concerns] = structure.add_unit(
        kind=UnitKind(step.unit_kind),
        parent=_fresh(work, step.target),
        details=details,
        on=work.on,
        by=SYSTEM,
        at=work.at,
    )


def _move(work: _Work, step: Step) -> None:
    unit, parent = _fresh(work, step.place), _fresh(work, step.target)
    before = {"parent": unit.parent.public_id if unit.parent else None}
    work.moved += place_unit(unit, parent, work.on)
    changed(unit, "moved", by=SYSTEM, at=work.at, before=before, after={"parent": parent.public_id, "on": work.on})


def _rename(work: _Work, step: Step) -> None:
    unit = _fresh(work, step.place)
    details = UnitDetails(name=step.name, code=unit.code, stage=unit.stage)
    structure.rename_unit(unit=unit, details=details, by=SYSTEM, at=work.at)


def _merge(work: _Work, step: Step) -> None:
    team, to = _fresh(work, step.place), _fresh(work, step.target)
    _inherit(work, step, team, to)
    _move_cases(work, cases_to_go(work.plan, step, work.units), to)
    move_posts(team=team, to=to, on=work.on)
    structure.close_unit(unit=team, on=work.on, by=SYSTEM, at=work.at)


def _split(work: _Work, step: Step) -> None:
    team, to = _fresh(work, step.place), _fresh(work, step.target)
    _inherit(work, step, team, to)
    _move_cases(work, cases_to_go(work.plan, step, work.units), to)
    move_posts(team=team, to=to, on=work.on, staff_ids=staff_to_go(work.plan, step))


def _close(work: _Work, step: Step) -> None:
    structure.close_unit(unit=_fresh(work, step.place), on=work.on, by=SYSTEM, at=work.at)


_DO: dict[StepKind, Callable[[_Work, Step], None]] = {
    StepKind.NEW: _make,
    StepKind.MOVE: _move,
    StepKind.RENAME: _rename,
    StepKind.MERGE: _merge,
    StepKind.SPLIT: _split,
    StepKind.CLOSE: _close,
}


def _fresh(work: _Work, key: str) -> Unit:
    """The place as the steps before have left it."""
    found = Unit.objects.select_related("agency", "parent", "stage").get(pk=work.units[key].pk)
    work.units[key] = found
    return found


def _inherit(work: _Work, step: Step, team: Unit, to: Unit) -> None:
    """A team that the plan makes goes on with what the first team had that gives it cases."""
    if step.target.startswith(NEW_PLACE) and not Case.objects.filter(team=to).exists():
        tree.tell_split(to, of=team, at=work.at)


def _move_cases(work: _Work, case_ids: list[int], to: Unit) -> None:
    desk = _desk_of(to, work.on)
    for case in Case.objects.filter(pk__in=case_ids).select_related("worker").order_by("pk"):
        spans = spans_of(TeamSpan, case)
        day = max([work.on, case.opened_on, *(span.from_on for span in spans[-1:])])
        store_spans(TeamSpan, case, placed(spans, to.pk, day))
        if case.worker and case.worker.is_duty:
            store_spans(WorkerSpan, case, placed(lead_spans(case), desk, day), role=LEAD)
            case.worker_id = desk
        case.team = to
        case.save(update_fields=["team", "worker"])
    work.cases.update(case_ids)


def _desk_of(team: Unit, on: date) -> int | None:
    desks = Membership.objects.filter(team=team, staff__is_duty=True, from_on__lte=on)
    return desks.filter(Q(to_on=None) | Q(to_on__gt=on)).values_list("staff", flat=True).first()


# --- what each action begins and ends with ---------------------------------------------------------------------------


def new_step_id() -> str:
    """An id for a step, by which other steps of the plan may name the place that it makes."""
    return new_public_id()


def _locked(plan: Reorganisation, by: By) -> Reorganisation:
    check_can_arrange(by)
    check_same_agency(by, plan)
    return Reorganisation.objects.select_for_update(of=("self",)).select_related("agency").get(pk=plan.pk)


def _draft(plan: Reorganisation, by: Viewer) -> Reorganisation:
    plan = _locked(plan, by)
    if plan.state != PlanState.DRAFT:
        raise Denied(_("Only a draft can be changed. Take the plan back first."))
    return plan


def _check_whole(plan: Reorganisation) -> None:
    if not plan.steps:
        raise Denied(_("The plan changes nothing yet: add what should happen."))
    troubles = decided(plan).troubles
    if troubles:
        raise Denied(words.trouble(troubles[0]))


def _changed(
    plan: Reorganisation,
    verb: str,
    *,
    by: By,
    at: datetime,
    children: list[str] | tuple[str, ...] = (),
    before: object = None,
    after: object = None,
) -> None:
    record_change(
        by=by,
        at=at,
        verb=f"reorganisation.{verb}",
        target=plan.public_id,
        target_kind="reorganisation",
        agency=plan.agency_id,
        children=children,
        before=before,
        after=after,
    )

"""Planning a reorganisation: its steps, what they would do, and agreeing to it."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.queries import stages_of
from soundings.accounts.requests import Request
from soundings.cases import tasks, words
from soundings.cases.actions import reorganising as actions
from soundings.cases.forms.reorganising import FORMS, PlanForm, SplitForm, StepForm, WhichTeamForm
from soundings.cases.models import Reorganisation
from soundings.cases.queries import reorganising as queries
from soundings.cases.rules import PlanState, Standing, Step, StepKind, standing
from soundings.cases.views.doors import attempt, attempt_plainly
from soundings.core.audience import audience


class StepSeen(NamedTuple):
    """A step as the page of its plan shows it."""

    step: Step
    says: str
    along: queries.Along
    trouble: str


@audience("administer")
@require_safe
def reorganisations(request: Request) -> HttpResponse:
    plans = queries.plans_visible_to(request.viewer)
    return render(request, "cases/reorganisations.html", {"plans": [(one, _state(one)) for one in plans]})


@audience("administer")
@require_http_methods(["GET", "POST"])
def new_plan(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = PlanForm(request.POST or None, initial=request.kept_text)
    made: list[Reorganisation] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(actions.begin_plan(by=viewer, at=viewer.at, **form.cleaned_data))
    ):
        return redirect("reorganisation", made[0].public_id)
    about = {"form": form, "title": _("Plan a reorganisation"), "back": reverse("reorganisations")}
    return render(request, "cases/reorganisation_form.html", about | {"button": _("Begin the plan")})


@audience("administer")
@require_safe
def plan(request: Request, public_id: str) -> HttpResponse:
    found = _found(request, public_id)
    before, decided = queries.places_now(found.agency_id, on=found.on), queries.decided(found)
    open_yet = found.state in (PlanState.DRAFT, PlanState.AGREED)
    troubles = {one.step: words.trouble(one) for one in decided.troubles} if open_yet else {}
    seen = [
        StepSeen(
            step,
            words.step(step, decided.places),
            queries.along(found, step) if open_yet else queries.Along(),
            troubles.get(step.id, ""),
        )
        for step in queries.steps_of(found)
    ]
    about = {
        "plan": found,
        "state": _state(found),
        "steps": seen,
        "in_trouble": bool(troubles),
        "root": standing(before, decided.places) if open_yet and seen else None,
        "kinds": [(kind.value, str(words.STEP_KINDS[kind])) for kind in StepKind],
        "is_draft": found.state == PlanState.DRAFT,
        "is_agreed": found.state == PlanState.AGREED,
        "is_due": found.state == PlanState.AGREED and found.on <= request.viewer.on,
        "at_once": found.on <= request.viewer.on,
    }
    return render(request, "cases/reorganisation.html", about)


@audience("administer")
@require_http_methods(["GET", "POST"])
def describe(request: Request, public_id: str) -> HttpResponse:
    """Its name and day."""
    found, viewer = _found(request, public_id), request.viewer
    form = PlanForm(request.POST or None, initial=request.kept_text or {"name": found.name, "on": found.on})
    if form.is_valid() and attempt(
        form, lambda: actions.describe_plan(plan=found, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        return redirect("reorganisation", public_id)
    about = {"form": form, "title": _("Name and day"), "of": found.name, "button": _("Save")}
    return render(request, "cases/reorganisation_form.html", about | {"back": _address(found)})


@audience("administer")
@require_http_methods(["GET", "POST"])
def add_step(request: Request, public_id: str, kind: str) -> HttpResponse:
    """One more step of this kind. A split asks first which team."""
    found, viewer = _found(request, public_id), request.viewer
    if kind not in set(StepKind):
        raise Http404
    root = _root(found)
    form = _step_form(request, found, StepKind(kind), root)
    about = {"title": str(words.STEP_KINDS[StepKind(kind)]), "of": found.name, "back": _address(found)}
    if isinstance(form, WhichTeamForm):
        return render(
            request, "cases/reorganisation_form.html", about | {"form": form, "button": _("Go on"), "method": "get"}
        )
    if form.is_valid() and attempt(
        form,
        lambda: actions.add_step(plan=found, step=form.step(actions.new_step_id()), by=viewer, at=viewer.at),
    ):
        return redirect("reorganisation", public_id)
    return render(request, "cases/reorganisation_form.html", about | {"form": form, "button": _("Add the step")})


def _step_form(request: Request, found: Reorganisation, kind: StepKind, root: Standing) -> StepForm | WhichTeamForm:
    said, more = request.POST or None, {"initial": request.kept_text, "root": root}
    if kind is StepKind.NEW:
        return FORMS[kind](said, stages=stages_of(found.agency, on=request.viewer.on), **more)
    if kind is StepKind.SPLIT:
        which = WhichTeamForm(request.GET or None, root=root)
        if not which.is_valid():
            return which
        key = which.cleaned_data["team"]
        team = queries.unit_by_key(found.agency_id).get(key)
        return SplitForm(said, place=key, holders=queries.holders_of(team) if team else [], **more)
    return FORMS[kind](said, **more)


@audience("administer")
@require_POST
def remove_step(request: Request, public_id: str, step_id: str) -> HttpResponse:
    found, viewer = _found(request, public_id), request.viewer
    attempt_plainly(
        request,
        lambda: actions.remove_step(plan=found, step_id=step_id, by=viewer, at=viewer.at),
        done=_("The step is taken out."),
    )
    return redirect("reorganisation", public_id)


@audience("administer")
@require_POST
def decide(request: Request, public_id: str, what: str) -> HttpResponse:
    """Agreed, taken back, given up, or carried out now that its day has come."""
    found, viewer = _found(request, public_id), request.viewer
    ways: dict[str, tuple[Callable[[], Reorganisation], str]] = {
        "agree": (lambda: tasks.agree(plan=found, by=viewer, at=viewer.at), _("The plan is agreed.")),
        "take-back": (
            lambda: actions.take_back_plan(plan=found, by=viewer, at=viewer.at),
            _("The plan is a draft again: nothing will happen."),
        ),
        "drop": (lambda: actions.drop_plan(plan=found, by=viewer, at=viewer.at), _("The plan is given up.")),
        "carry-out": (lambda: actions.carry_out(plan=found, at=viewer.at), _("It is done.")),
    }
    if what not in ways:
        raise Http404
    act, done = ways[what]
    attempt_plainly(request, act, done=done)
    return redirect("reorganisation", public_id)


def _root(found: Reorganisation) -> Standing:
    places = queries.decided(found).places
    root = standing(places, places)
    if root is None:
        raise Http404
    return root


def _found(request: Request, public_id: str) -> Reorganisation:
    found = queries.plans_visible_to(request.viewer).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _state(found: Reorganisation) -> str:
    return str(words.PLAN_STATES[PlanState(found.state)])


def _address(found: Reorganisation) -> str:
    return reverse("reorganisation", args=[found.public_id])

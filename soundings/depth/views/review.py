"""One review: where it stands, who writes it, which steps are open to whoever looks."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.cases.queries import case_seen_by
from soundings.core.audience import audience
from soundings.depth import actions, cells, queries, words
from soundings.depth.forms.reviews import PeopleForm, StepForm
from soundings.depth.models import Review, Step
from soundings.depth.permissions import can_do, can_move, can_run, can_write, stand_of
from soundings.depth.permissions.calibration import can_calibrate_with, leads_somewhere
from soundings.depth.permissions.learning import shares_examples
from soundings.depth.queries import lists, reviewers
from soundings.depth.queries.calibration import told_of_calibration
from soundings.depth.queries.reports import has_report
from soundings.depth.rules import ASKS_WHY, Act, Hat, Move, Side, State, may_do, next_step, why_not
from soundings.depth.rules.returned import SIDES as BROUGHT
from soundings.depth.views.doors import attempt, attempt_plainly, day, moment, review_or_404, tell_of, title_of


@audience("records")
@require_safe
def review(request: Request, public_id: str) -> HttpResponse:
    """Where a review stands: its next step, its people, how far each part is, and what happened so far."""
    found = review_or_404(request, public_id)
    viewer = request.viewer
    stand = stand_of(viewer, found)
    moves = [move for move in Move if why_not(move, stand) is None]
    context = {
        "review": found,
        "title": title_of(request, found),
        "about": words.named(found.version.instrument.names, code=found.version.instrument.code),
        "state": words.STATES[found.state],
        "next": words.NEXTS[next_step(stand, has_reviewer=found.reviewer_id is not None)],
        "is_worker": Hat.WORKER in stand.hats,
        "write_url": _address("write-review", found),
        "plain_moves": [_move(found, move) for move in moves if move not in ASKS_WHY],
        "asking_moves": [_move(found, move) for move in moves if move in ASKS_WHY],
        "may_assign": can_do(viewer, found, Act.ASSIGN),
        "may_step_back": bool(stand.hats & {Hat.REVIEWER, Hat.SECOND})
        and found.state not in (State.AGREED, State.SIGNED_OFF),
        "has_second": found.second_id is not None,
        "shows_second": bool(stand.hats - {Hat.WORKER, Hat.SIGNER}),
        "progress": [(words.SIDES[side], words.progress(how, found.state)) for side, how in lists.progress_of(found)],
        "days": {"meets": day(found.meets_on), "due": day(found.due_on), "opened": moment(found.opened_at)},
        "steps": [_step(step) for step in queries.steps_of(found)],
        "may_share": shares_examples(viewer),
        "calibrates": leads_somewhere(viewer) and can_calibrate_with(viewer, found.case),
        "speaks_with_family": can_write(viewer, found, Side.FAMILY, stand=stand) or may_do(Act.TELL_FAMILY, stand),
        "told": Hat.WORKER in stand.hats and bool(told_of_calibration(viewer, case=found.case)),
        "case_url": _case_url(viewer, found),
        "has_report": has_report(viewer, found),
        "may_bring": any(can_write(viewer, found, side, stand=stand) for side in BROUGHT),
        "may_grade": found.is_graded and can_do(viewer, found, Act.WRITE_AGREED),
        "grade": cells.grade(found.grade) if found.grade else "",
        "runs": bool(found.programme and can_run(viewer, found.programme)),
    }
    return render(request, "depth/review.html", context)


def _case_url(viewer: Viewer, found: Review) -> str:
    """The page of the child's case; nothing where it is not the viewer's to open, or not without a reason."""
    public_id = found.case.public_id
    return reverse("case", args=[public_id]) if case_seen_by(viewer, public_id) else ""


def _address(name: str, found: Review) -> str:
    """The page of that name for this review; nothing for one that is not there."""
    try:
        return reverse(name, args=[found.public_id])
    except NoReverseMatch:
        return ""


def _move(found: Review, move: Move) -> dict[str, Any]:
    return {"label": words.MOVES[move], "href": reverse("review-step", args=[found.public_id, move.value])}


def _step(step: Step) -> dict[str, str]:
    return {
        "what": str(words.STATES[step.after]),
        "who": step.by.name if step.by else _("Soundings"),
        "when": moment(step.at),
        "reason": words.step_reason(step.reason),
    }


@audience("records")
@require_http_methods(["GET", "POST"])
def step(request: Request, public_id: str, move: str) -> HttpResponse:
    """One step with a review; a step that asks why has a page of its own, the others are a button."""
    found = review_or_404(request, public_id)
    viewer = request.viewer
    if move not in {*Move} or (request.method == "GET" and not can_move(viewer, found, Move(move))):
        raise Http404
    chosen = Move(move)
    if chosen not in ASKS_WHY:
        if request.method == "POST":
            attempt_plainly(
                request,
                lambda: actions.move(review=found, move=chosen, by=viewer, at=viewer.at),
                done=str(words.MOVED[chosen]),
            )
        return redirect("review", public_id)
    form = StepForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form, lambda: actions.move(review=found, move=chosen, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        messages.success(request, str(words.MOVED[chosen]))
        return redirect("review", public_id)
    about = {"form": form, "title": words.MOVES[chosen], "button": words.MOVES[chosen], "of": title_of(request, found)}
    return render(request, "depth/form.html", about | {"back": reverse("review", args=[public_id])})


@audience("records")
@require_http_methods(["GET", "POST"])
def people(request: Request, public_id: str) -> HttpResponse:
    """Who writes a review, and by when."""
    found = review_or_404(request, public_id)
    viewer = request.viewer
    if not can_do(viewer, found, Act.ASSIGN):
        raise Http404
    offers = {
        "reviewers": reviewers.reviewers_in(found.agency_id, on=viewer.on),
        "supervisors": reviewers.supervisors_in(found.agency_id, on=viewer.on),
        "workers": _workers(request, found),
    }
    form = PeopleForm(request.POST or None, initial=request.kept_text or _people_now(found), **offers)
    if form.is_valid() and attempt(form, lambda: _assign(request, found, form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("review", public_id)
    about = {"form": form, "title": _("Who writes this review?"), "button": _("Save"), "of": title_of(request, found)}
    return render(request, "depth/form.html", about | {"back": reverse("review", args=[public_id])})


def _workers(request: Request, found: Review) -> list[Any]:
    today = reviewers.workers_on(found.case, on=request.viewer.on)
    return list(dict.fromkeys([*([found.worker] if found.worker else []), *today]))


def _people_now(found: Review) -> dict[str, Any]:
    people = {name: getattr(found, name) for name in ("reviewer", "second", "supervisor", "worker")}
    known = {name: one.public_id if one else "" for name, one in people.items()}
    return known | {"meets_on": found.meets_on, "due_on": found.due_on}


def _assign(request: Request, found: Review, said: dict[str, Any]) -> None:
    viewer = request.viewer
    chosen = {name: said[name] for name in ("reviewer", "second", "supervisor", "meets_on", "due_on")}
    writers = replace(actions.writers_of(found), **chosen)
    before = {found.reviewer, found.second}
    actions.assign_all(review=found, writers=writers, worker=said["worker"], by=viewer, at=viewer.at)
    tell_of(request, {writers.reviewer, writers.second} - before)


@audience("records")
@require_http_methods(["GET", "POST"])
def step_back(request: Request, public_id: str) -> HttpResponse:
    """A reviewer says that they know the family: from then on the child is out of their reach."""
    found = review_or_404(request, public_id)
    viewer = request.viewer
    if request.method == "POST":
        done = _("Thank you. You see this child no more, and somebody else is chosen.")
        if attempt_plainly(request, lambda: actions.step_back(review=found, by=viewer, at=viewer.at), done=done):
            return redirect("reviews")
        return redirect("review", public_id)
    if not stand_of(viewer, found).hats & {Hat.REVIEWER, Hat.SECOND}:
        raise Http404
    return render(request, "depth/step_back.html", {"review": found, "title": title_of(request, found)})

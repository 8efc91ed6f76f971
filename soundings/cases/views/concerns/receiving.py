"""What is before somebody and what they raised; one concern, and what its receiver does with it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.cases import actions, words
from soundings.cases.forms.concerns import CloseForm, ConfirmForm, DecisionForm
from soundings.cases.models import Concern
from soundings.cases.permissions import sets_routes
from soundings.cases.queries import concerns as queries
from soundings.cases.rules.concerns import About, ConcernState, Move, moves
from soundings.cases.views.doors import attempt, attempt_plainly
from soundings.core.audience import audience

SHOWN = 50


@audience("signed-in")
@require_safe
def concerns(request: Request) -> HttpResponse:
    viewer = request.viewer
    found = list(queries.open_concerns_before(viewer))
    closed = queries.concerns_before(viewer).filter(state=ConcernState.CLOSED.value).order_by("-closed_at")
    context = {
        "waiting": [_line(one, viewer.at) for one in found if one.acknowledged_at is None],
        "in_hand": [_line(one, viewer.at) for one in found if one.acknowledged_at],
        "closed": [_line(one, viewer.at) for one in closed[:SHOWN]],
        "raised": [_line(one, viewer.at) for one in queries.concerns_raised_by(viewer)[:SHOWN]],
        "texts": [{"text": one, "what": words.SOURCES[one.source]} for one in queries.screenings_before(viewer)],
        "sets_routes": sets_routes(viewer),
    }
    return render(request, "cases/concerns/concerns.html", context)


def _line(concern: Concern, now: datetime) -> dict[str, Any]:
    return {
        "concern": concern,
        "what": words.MATTERS[concern.matter],
        "state": words.STATES[concern.state],
        "clock": words.clock(concern.due_at, now),
        "late": concern.acknowledged_at is None and concern.due_at < now,
    }


Step = tuple[forms.Form, Callable[[], Any], str]


@audience("staff")
@require_http_methods(["GET", "POST"])
def concern(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    found = queries.concern_before(viewer, public_id)
    if found is None:
        raise Http404
    wanted = request.POST.get("move", "")
    if wanted == Move.ACKNOWLEDGE:
        attempt_plainly(
            request,
            partial(actions.acknowledge, concern=found, by=viewer, at=viewer.at),
            done=_("You have taken it on. Now decide what happens."),
        )
        return redirect("concern", public_id)
    steps = _steps(request, viewer, found, wanted)
    if wanted in steps:
        form, act, done = steps[wanted]
        if form.is_valid() and attempt(form, act):
            messages.success(request, done)
            return redirect("concern", public_id)
    return _show(request, viewer, found, steps)


def _steps(request: Request, viewer: Viewer, found: Concern, wanted: str) -> dict[str, Step]:
    """What can be done with it now, each with its form, what it does and what is then said."""
    able = moves(ConcernState(found.state), about=About(found.about))
    local = timezone.localtime(viewer.at)
    decision = DecisionForm(
        request.POST if wanted == Move.DECIDE else None, initial=request.kept_text or {"by_when": local}
    )
    confirm = ConfirmForm(request.POST if wanted == Move.CONFIRM else None)
    close = CloseForm(request.POST if wanted == Move.CLOSE else None)
    common: dict[str, Any] = {"concern": found, "by": viewer, "at": viewer.at}
    every: dict[str, Step] = {
        Move.DECIDE.value: (
            decision,
            lambda: actions.decide_concern(**common, **decision.cleaned_data),
            _("Decided. Put it into the case system as well."),
        ),
        Move.CONFIRM.value: (
            confirm,
            lambda: actions.confirm_concern(**common, **confirm.cleaned_data),
            _("It stands in the case system."),
        ),
        Move.CLOSE.value: (close, lambda: actions.close_concern(**common, **close.cleaned_data), _("Closed.")),
    }
    return {name: step for name, step in every.items() if Move(name) in able}


def _show(request: Request, viewer: Viewer, found: Concern, steps: dict[str, Step]) -> HttpResponse:
    read = queries.read_concern(viewer, found, at=viewer.at)
    bound = [form for form, _act, _done in steps.values() if form.is_bound]
    context = {
        "read": read,
        "concern": found,
        "title": words.MATTERS[found.matter],
        "about": words.ABOUTS[found.about],
        "source": words.SOURCES[found.source],
        "state": words.STATES[found.state],
        "clock": words.clock(found.due_at, viewer.at),
        "late": found.acknowledged_at is None and found.due_at < viewer.at,
        "turns": [words.turn(one.part, one.user.name, one.from_at, found.due_at) for one in read.turns],
        "may_acknowledge": found.state == ConcernState.RAISED,
        "decide": steps[Move.DECIDE][0] if Move.DECIDE in steps else None,
        "confirm": steps[Move.CONFIRM][0] if Move.CONFIRM in steps else None,
        "close": steps[Move.CLOSE][0] if Move.CLOSE in steps else None,
        "forms": bound,
    }
    return render(request, "cases/concerns/concern.html", context)

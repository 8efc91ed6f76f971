"""Agreed actions: one's own, those of a place, and one with what can be done about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth.actions.findings import confirm_action, drop_action, finish_action, send_action_back
from soundings.depth.forms.learning import EvidenceForm, WhyForm
from soundings.depth.models import AgreedAction
from soundings.depth.permissions.learning import can_confirm, can_finish
from soundings.depth.queries import learning
from soundings.depth.rules.learning import ActionState
from soundings.depth.views.doors import attempt, ways_of
from soundings.depth.views.findings import back_to
from soundings.depth.words.learning import COLUMNS, STATES, overdue

A_PAGE = 50
VIEWS = ("mine", "open", "ended")


@audience("staff")
@require_safe
def actions(request: Request) -> HttpResponse:
    viewer = request.viewer
    found = learning.actions_visible_to(viewer)
    mine = found.filter(owner=viewer.staff_id) if viewer.staff_id else found.none()
    shown = request.GET.get("show")
    if shown not in VIEWS:
        shown = "mine" if mine.exists() else "open"  # whoever looks after actions of others begins with those
    if shown == "mine":
        found = mine
    elif shown == "open":
        found = found.filter(confirmed_at=None, dropped_at=None)
    else:
        found = found.exclude(confirmed_at=None, dropped_at=None)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(viewer, one) for one in learning.leaving_actions(viewer, page.object_list, at=viewer.at)]
    ways = [("mine", _("Mine")), ("open", _("All that are open")), ("ended", _("Done or put aside"))]
    context = {"lines": lines, "page": page, "ways": ways, "shown": shown}
    return render(request, "depth/learning/actions.html", context | ways_of(viewer, "actions"))


def _line(viewer: Viewer, action: AgreedAction) -> dict[str, Any]:
    state = learning.state_of(action, viewer.on)
    late = state is ActionState.OVERDUE
    return {
        "action": action,
        "state": STATES[state],
        "late": late,
        "question": overdue(action.by_on) if late else "",
    }


Step = tuple[forms.Form, Callable[[], Any], str]


@audience("staff")
@require_http_methods(["GET", "POST"])
def action(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    found = learning.action_for(viewer, public_id)
    if found is None:
        raise Http404
    steps = _steps(request, viewer, found)
    wanted = request.POST.get("move", "")
    if wanted in steps:
        form, act, done = steps[wanted]
        if form.is_valid() and attempt(form, act):
            messages.success(request, done)
            return redirect("agreed-action", public_id)
    learning.leaving_actions(viewer, [found], at=viewer.at)
    there = learning.findings_visible_to(viewer).filter(pk=found.finding_id).exists()
    context = _line(viewer, found) | {
        "forms_of": {name: form for name, (form, _act, _done) in steps.items()},
        "forms": [form for form, _act, _done in steps.values() if form.is_bound],
        "column": COLUMNS[found.finding.column],
        "back": back_to(found.finding) if there else "",
    }
    return render(request, "depth/learning/action.html", context)


def _steps(request: Request, viewer: Viewer, found: AgreedAction) -> dict[str, Step]:
    """What the viewer can do about it now: each with its form, what it does and what is then said."""
    state = learning.state_of(found, viewer.on)
    common: dict[str, Any] = {"action": found, "by": viewer, "at": viewer.at}

    def bound(name: str) -> Any:
        return request.POST if request.POST.get("move") == name else None

    done = EvidenceForm(bound("done"), initial=request.kept_text)
    drop, back = WhyForm(bound("drop"), prefix="drop"), WhyForm(bound("back"), prefix="back")
    steps: dict[str, Step] = {}
    if state in (ActionState.OPEN, ActionState.OVERDUE) and can_finish(viewer, found):
        steps["done"] = (
            done,
            lambda: finish_action(evidence=done.cleaned_data["evidence"], **common),
            _("Thank you. Somebody else confirms it."),
        )
        steps["drop"] = (drop, lambda: drop_action(reason=drop.cleaned_data["reason"], **common), _("Put aside."))
    if state is ActionState.DONE and can_confirm(viewer, found):
        steps["confirm"] = (forms.Form(bound("confirm")), lambda: confirm_action(**common), _("Confirmed."))
        steps["back"] = (
            back,
            lambda: send_action_back(reason=back.cleaned_data["reason"], **common),
            _("It is open again."),
        )
    return steps

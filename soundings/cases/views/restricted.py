"""Restricted cases that name the viewer; breaking the glass; looking at how it was broken."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.requests import Request
from soundings.cases import actions, permissions, queries
from soundings.cases.forms.restricted import BreakGlassForm
from soundings.cases.models import Case
from soundings.cases.views.doors import attempt
from soundings.cases.views.search import line_of
from soundings.core.audience import audience
from soundings.core.rules import Denied


@audience("records")
@require_safe
def restricted(request: Request) -> HttpResponse:
    viewer = request.viewer
    cases = queries.leaving(viewer, queries.restricted_cases_named_for(viewer), verb="restricted.viewed", at=viewer.at)
    lines = [line_of(viewer, case.child, case) for case in cases]
    context = {
        "lines": lines,
        "may_break_glass": permissions.may_break_glass_somewhere(viewer),
        "to_review": len(queries.broken_glass_to_review(viewer)),
    }
    return render(request, "cases/restricted.html", context)


@audience("records")
@require_http_methods(["GET", "POST"])
def break_glass(request: Request) -> HttpResponse:
    viewer = request.viewer
    if not permissions.may_break_glass_somewhere(viewer):
        raise Http404
    form = BreakGlassForm(request.POST or None)
    opened: list[Case] = []
    if form.is_valid() and attempt(form, lambda: opened.append(_open(request, form))):
        messages.warning(
            request, _("You can see this case for one hour. Two people are told, and the use is looked at afterwards.")
        )
        return redirect("case", opened[0].public_id)
    return render(request, "cases/break_glass.html", {"form": form})


def _open(request: Request, form: BreakGlassForm) -> Case:
    viewer = request.viewer
    if not ratelimit.consume(request, action="reauthenticate", user=viewer.user):
        raise Denied(_("Too many tries. Wait a few minutes, then try again."))
    return actions.break_glass(by=viewer, at=viewer.at, **form.cleaned_data)


@audience("records")
@require_safe
def broken_glass(request: Request) -> HttpResponse:
    viewer = request.viewer
    if not permissions.reviews_broken_glass(viewer):
        raise Http404
    return render(request, "cases/broken_glass.html", {"uses": queries.broken_glass_to_review(viewer)})


@audience("records")
@require_POST
def review(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    uses = {use.public_id: use for use in queries.broken_glass_to_review(viewer)}
    if public_id not in uses:
        raise Http404
    actions.review_broken_glass(access=uses[public_id], by=viewer, at=viewer.at)
    messages.success(request, _("Marked as looked at."))
    return redirect("broken-glass")

"""Changing one case: the menu of what this viewer may do with it as it stands, and a page for each."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.cases import permissions, queries
from soundings.cases.forms.changes import CHANGES, GROUPS
from soundings.cases.models import Case
from soundings.cases.views.doors import case_or_404
from soundings.core.audience import audience

GROUP_TITLES = {
    "who": _("Who works on it"),
    "where": _("Where it stands"),
    "ends": _("How it ends and goes on"),
    "entries": _("Entries of the child"),
    "seen": _("Who may see it"),
}


@audience("records")
@require_GET
def case_change(request: Request, public_id: str) -> HttpResponse:
    viewer, case = case_or_404(request, public_id)
    groups = [
        (GROUP_TITLES[group], allowed)
        for group, changes in GROUPS
        if (allowed := [change for change in changes if change.may(viewer, case)])
    ]
    context = {"case": case, "groups": groups, "may_propose": permissions.can_propose(viewer, case)}
    return render(request, "cases/change.html", context)


@audience("records")
@require_http_methods(["GET", "POST"])
def change_one(request: Request, public_id: str, slug: str) -> HttpResponse:
    viewer, case = case_or_404(request, public_id)
    change = CHANGES.get(slug)
    if change is None or not change.may(viewer, case):
        raise Http404
    typed = request.POST or getattr(request, "kept_text", None)
    form = change(typed or None, case=case, viewer=viewer)
    if request.method == "POST" and form.is_valid() and form.attempt(by=viewer, at=timezone.now()):
        messages.success(request, str(change.done))
        return redirect(_next(viewer, form.case))
    return render(request, "cases/change_one.html", {"case": case, "change": change, "form": form})


def _next(viewer: Viewer, case: Case) -> str:
    """The case, if the viewer still sees it; otherwise the page where everybody begins."""
    still = queries.case_visible_to(viewer, case.public_id)
    return reverse("case", args=[still.public_id]) if still else reverse("home")

"""When somebody has left: none of their cases stays with them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.cases import actions, permissions, queries
from soundings.cases.views.doors import staff_or_404
from soundings.core.audience import audience


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def release(request: Request, public_id: str) -> HttpResponse:
    """For who looks after staff and for supervisors; it says how many cases, never whose."""
    viewer = request.viewer
    staff = staff_or_404(viewer, public_id)
    if not permissions.can_release_cases_of(viewer, staff):
        raise Http404
    if request.method == "POST":
        on = min(staff.ended_on or viewer.on, viewer.on)
        count = actions.release_cases_of(staff=staff, on=on, by=viewer, at=viewer.at)
        said = ngettext(
            "%(count)s case is not allocated now. It stands first on its team’s board.",
            "%(count)s cases are not allocated now. They stand first on their teams’ boards.",
            count,
        )
        messages.success(request, said % {"count": count})
        return redirect("release", public_id)
    context = {"staff": staff, "count": queries.led_count(viewer, staff)}
    return render(request, "cases/release.html", context)

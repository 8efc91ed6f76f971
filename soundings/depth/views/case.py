"""The reviews of one child, and beginning one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.permissions import check_reason
from soundings.accounts.requests import Request
from soundings.accounts.rules import Row
from soundings.cases import queries as case_queries
from soundings.cases.models import Case
from soundings.core.audience import audience
from soundings.depth import actions, queries
from soundings.depth.forms.reviews import NewReviewForm
from soundings.depth.models import Review
from soundings.depth.permissions import can_open, can_run
from soundings.depth.queries import lists, reviewers
from soundings.depth.queries.calibration import told_of_calibration
from soundings.depth.views.doors import attempt, line_of, tell_of
from soundings.instruments.queries import published_versions
from soundings.instruments.rules import Use


@audience("records")
@require_http_methods(["GET", "POST"])
def case_reviews(request: Request, public_id: str) -> HttpResponse:
    """The reviews of this child that the viewer may see; whoever may begins another."""
    viewer = request.viewer
    case = case_queries.case_visible_to(viewer, public_id)
    if case is None:
        check_reason(viewer, Row.TEAM_BOARD)
        raise Http404
    case_queries.leaving(viewer, [case], verb="reviews.viewed", at=viewer.at, target=public_id, target_kind="case")
    may_begin = can_open(viewer, case)
    form = _form(request, case) if may_begin else None
    made: list[Review] = []
    if form is not None and form.is_valid() and attempt(form, lambda: made.append(_begun(request, case, form))):
        messages.success(request, _("The review has begun."))
        return redirect("review", made[0].public_id)
    if request.method == "POST" and not may_begin:
        raise Http404
    found = queries.reviews_of_child(viewer, case.child)
    context = {
        "case": case,
        "told": bool(told_of_calibration(viewer, case=case)),
        "case_url": reverse("case", args=[public_id]),
        "lines": [line_of(one) for one in lists.listed(viewer, found)],
        "form": form,
        "may_begin": may_begin,
        "can_choose": form is not None and form.has_versions,
    }
    return render(request, "depth/case_reviews.html", context)


def _form(request: Request, case: Case) -> NewReviewForm | None:
    """What begins a review; None while one stands under way everywhere that the viewer could begin one."""
    viewer = request.viewer
    busy = set(queries.under_way(case).values_list("programme_id", flat=True))
    running = queries.programmes_visible_to(viewer).filter(closed_at=None)
    usable = [one.pk for one in running if one.pk not in busy and can_run(viewer, one)]
    if None in busy and not usable:
        return None
    return NewReviewForm(
        request.POST or None,
        versions=published_versions(viewer, Use.REVIEW),
        programmes=running.filter(pk__in=usable),
        alone=None not in busy,
        reviewers=reviewers.reviewers_in(case.agency_id, on=viewer.on),
        initial=request.kept_text,
    )


def _begun(request: Request, case: Case, form: NewReviewForm) -> Review:
    said: dict[str, Any] = form.cleaned_data
    begun = actions.Begun(programme=said.get("programme"), reviewer=said["reviewer"], due_on=said["due_on"])
    viewer = request.viewer
    made = actions.open_review(case=case, version=said["version"], begun=begun, by=viewer, at=viewer.at)
    tell_of(request, [made.reviewer])
    return made

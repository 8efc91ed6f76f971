"""The grade of a review, where its programme asks for one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth.actions.grading import give_grade
from soundings.depth.forms.grade import GradeForm
from soundings.depth.permissions import can_do
from soundings.depth.queries.visible import leaving, review_for
from soundings.depth.rules import Act


@audience("records")
@require_http_methods(["GET", "POST"])
def grade_review(request: Request, public_id: str) -> HttpResponse:
    """One of four grades, for those who write down what is agreed."""
    viewer, review = request.viewer, review_for(request.viewer, public_id)
    if review is None or not review.is_graded or not can_do(viewer, review, Act.WRITE_AGREED):
        raise Http404
    form = GradeForm(request.POST or None, initial={"grade": review.grade})
    if form.is_valid():
        give_grade(review=review, grade=form.chosen(), by=viewer, at=viewer.at)
        messages.success(request, _("Saved."))
        return redirect("review", review.public_id)
    leaving(viewer, [review], verb="review.viewed", at=viewer.at, target=review.public_id)
    return render(request, "depth/figures/grade.html", {"review": review, "form": form})

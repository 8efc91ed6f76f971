"""Second ratings of a programme: who gives them, and what two raters differ on is settled."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.rules import Denied
from soundings.depth.actions.moderating import ask_seconds, settle
from soundings.depth.forms.seconds import SecondsForm
from soundings.depth.models import Programme, Review
from soundings.depth.permissions import can_do, can_run
from soundings.depth.queries.doubles import SecondRating, ToSettle, second_ratings_of, to_settle
from soundings.depth.queries.reviewers import reviewers_in
from soundings.depth.queries.visible import leaving, review_for
from soundings.depth.rules import Act, lacking
from soundings.depth.views.doors import tell_of
from soundings.depth.views.figures.asking import language, ways
from soundings.instruments.cells import drawn, error_links
from soundings.instruments.rules import Answers, Fault, checked, posted


def _programme(request: Request, public_id: str) -> Programme:
    found = Programme.objects.filter(agency=request.viewer.agency_id, public_id=public_id).select_related("unit")
    programme = found.first()
    if programme is None or not can_run(request.viewer, programme):
        raise Http404
    return programme


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def second_ratings(request: Request, public_id: str) -> HttpResponse:
    """Which reviews are rated twice and by whom; which of them are to be settled."""
    viewer, programme = request.viewer, _programme(request, public_id)
    rows = second_ratings_of(viewer, programme, at=viewer.at)
    people = reviewers_in(viewer.agency_id, on=viewer.on)
    form = SecondsForm(request.POST or None, rows=rows, people=people)
    if form.is_valid():
        try:
            changed = ask_seconds(programme=programme, seconds=form.seconds(), by=viewer, at=viewer.at)
        except Denied as error:
            form.add_error(None, error.words)
        else:
            said = ngettext("%(n)s review changed hands.", "%(n)s reviews changed hands.", len(changed))
            messages.success(request, said % {"n": len(changed)})
            tell_of(request, [review.second for review in changed])
            return redirect("second-ratings", programme.public_id)
    context = {
        "programme": programme,
        "ways": ways(request, programme, "second-ratings"),
        "form": form,
        "rows": _lines(request, form, rows),
        "asks": bool(form.fields),
    }
    return render(request, "depth/figures/second.html", context)


def _lines(request: Request, form: SecondsForm, rows: Sequence[SecondRating]) -> list[dict[str, Any]]:
    """What is still to be chosen, then what is to be settled, then the rest; without what nobody rates twice."""
    shown = [
        {
            "row": row,
            "field": form.field_of(row.review),
            "settles": bool(row.differ) and _settles(request, row.review),
            "own": request.viewer.user.pk in (row.review.reviewer_id, row.review.second_id),
        }
        for row in rows
    ]
    shown = [one for one in shown if one["field"] or one["row"].chosen or one["row"].review.second]
    return sorted(shown, key=lambda one: (one["field"] is None, not (one["settles"] and one["row"].left)))


def _settles(request: Request, review: Review) -> bool:
    return can_do(request.viewer, review, Act.SETTLE)


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def settle_review(request: Request, public_id: str) -> HttpResponse:
    """The questions on which two ratings differ, with both beside them; a settled answer and a reason for each."""
    viewer, review = request.viewer, review_for(request.viewer, public_id)
    if review is None or not can_do(viewer, review, Act.SETTLE):
        raise Http404
    try:
        found = to_settle(viewer, review)
    except Denied:
        raise Http404 from None
    leaving(viewer, [review], verb="review.viewed", at=viewer.at, target=review.public_id)
    if request.method != "POST":
        standing = {code: {**one.answer, "why": one.reason} for code, one in found.settled.items()}
        return render(request, "depth/figures/settle.html", _context(review, found, standing))
    answers = posted(found.form, None, request.POST)
    faults = [*checked(found.form, None, answers), *lacking(found.form, answers)]
    if faults:
        return render(request, "depth/figures/settle.html", _context(review, found, answers, faults))
    try:
        settled = settle(review=review, answers=answers, by=viewer, at=viewer.at)
    except Denied as refusal:
        return render(request, "depth/figures/settle.html", _context(review, found, answers, error=refusal.words))
    told = ngettext("%(n)s question settled.", "%(n)s questions settled.", len(settled))
    messages.success(request, told % {"n": len(settled)})
    return redirect("second-ratings", review.programme.public_id) if review.programme else redirect("home")


def _context(
    review: Review, found: ToSettle, answers: Answers, faults: Sequence[Fault] = (), *, error: str = ""
) -> dict[str, Any]:
    beside = {_("First rating"): found.first, _("Second rating"): found.second}
    sections = drawn(found.form, answers, audience=None, language=language(), faults=faults, beside=beside)
    return {
        "review": review,
        "sections": sections,
        "error_list": error_links(sections),
        "count": len(found.questions),
        "error": error,
    }

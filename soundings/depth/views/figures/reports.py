"""Reports: of a review and of a programme, as a page, a PDF and a Word document."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth.queries.reports import has_report, review_report
from soundings.depth.queries.visible import review_for
from soundings.depth.views.figures.asking import programme_asked, ways
from soundings.depth.views.figures.programme_document import programme_document
from soundings.depth.views.figures.review_document import review_document
from soundings.design.documents import Document, as_docx, as_pdf
from soundings.design.printing import PaperTimeout

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = ("", "pdf", "docx")


@audience("records")
@require_GET
def report_of_review(request: Request, public_id: str) -> HttpResponse:
    """What was said, found and agreed, for those who may read it."""
    review = review_for(request.viewer, public_id)
    if review is None or not has_report(request.viewer, review) or request.GET.get("form", "") not in FORMS:
        raise Http404
    made = review_document(review_report(request.viewer, review))
    if form := request.GET.get("form"):
        return _file(request, made, f"review-{review.public_id}", form)
    return render(request, "depth/figures/review_report.html", {"document": made, "review": review})


@audience("staff")
@require_GET
def report_of_programme(request: Request, public_id: str) -> HttpResponse:
    """How the programme was drawn, its pictures, and what was learned."""
    programme = programme_asked(request, public_id)
    if request.GET.get("form", "") not in FORMS:
        raise Http404
    made = programme_document(request.viewer, programme)
    if form := request.GET.get("form"):
        return _file(request, made, f"programme-{programme.public_id}", form)
    context = {"document": made, "programme": programme, "ways": ways(request, programme, "programme-report")}
    return render(request, "depth/figures/programme_report.html", context)


def _file(request: Request, made: Document, name: str, form: str) -> HttpResponse:
    at = request.viewer.at
    if form == "docx":
        response = HttpResponse(as_docx(made, at=at), content_type=WORD)
        response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
        return response
    try:
        response = HttpResponse(as_pdf(made, at=at), content_type="application/pdf")
    except PaperTimeout:
        words = _("The report took too long to lay out. Try again, or take it as a Word file.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response

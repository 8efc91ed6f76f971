"""What was found in a programme: the list behind its themes, by question and by theme."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import words
from soundings.depth.forms.learning import FoundForm
from soundings.depth.models import Finding, Programme
from soundings.depth.queries import learning
from soundings.depth.queries.pictures import findings_behind, leaving_findings
from soundings.depth.views.figures.asking import programme_asked, ways
from soundings.depth.views.findings import asked_in, line_of
from soundings.depth.words.learning import COLUMNS

ON_A_PAGE = 50


@audience("records")
@require_safe
def programme_findings(request: Request, public_id: str) -> HttpResponse:
    """The findings that the programme's figures count; the trail says that they were read."""
    viewer, programme = request.viewer, programme_asked(request, public_id)
    question, theme = request.GET.get("question", ""), request.GET.get("theme", "")
    found = findings_behind(viewer, programme, question=question, theme=theme)
    if found is None:
        raise Http404
    asked = asked_in(None, programme)
    offered = [(code, text) for code, text in asked.items() if code in found.questions or code == question]
    form = FoundForm(request.GET or None, questions=offered, themes=found.themes)
    page = Paginator(found.findings, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = leaving_findings(viewer, page.object_list, at=viewer.at)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "programme": programme,
        "ways": ways(request, programme, "programme-findings"),
        "form": form,
        "lines": _lines(request, programme, shown, asked),
        "pages": page,
        "query": f"{query.urlencode()}&" if query else "",
        "elsewhere": found.all - page.paginator.count,
    }
    return render(request, "depth/figures/found.html", context)


def _lines(
    request: Request, programme: Programme, findings: list[Finding], asked: dict[str, str]
) -> list[dict[str, Any]]:
    elements = dict(learning.element_choices(request.viewer))
    return [
        line_of(request.viewer, one, elements, asked) | {"column": COLUMNS[one.column]} | _where(one)
        for one in findings
    ]


def _where(finding: Finding) -> dict[str, str]:
    """The review from which it comes, by its code: the page names no child."""
    if finding.review is None:
        return {}
    review = finding.review.public_id
    return {"href": reverse("findings-of-review", args=[review]), "code": words.code_of(review)}

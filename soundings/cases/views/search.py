"""Finding a child, and the way to what is done with several children or cases at once.

What is typed is posted: a name has no business in an address, which browsers keep.
"""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from soundings.accounts.permissions import Viewer, check_reason
from soundings.accounts.requests import Request
from soundings.accounts.rules import Row
from soundings.cases import queries, words
from soundings.cases.forms.children import SearchForm
from soundings.cases.models import Case, Child
from soundings.cases.permissions import may_hand_over_somewhere, opens_cases, proposes_cases
from soundings.core.audience import audience

A_PAGE = 25


@audience("records")
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    viewer = request.viewer
    check_reason(viewer, Row.TEAM_BOARD)
    form = SearchForm(request.POST or None, initial=request.kept_text)
    page = _found(viewer, form) if form.is_valid() else None
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(viewer, page) if page is not None else [],
        "may_open": opens_cases(viewer),
        "may_propose": proposes_cases(viewer),
        "hands_over": may_hand_over_somewhere(viewer),
        "waiting": queries.proposals_waiting_for(viewer).count(),
        "to_review": len(queries.broken_glass_to_review(viewer)),
    }
    return render(request, "cases/search.html", context)


def _found(viewer: Viewer, form: SearchForm) -> Page | None:
    text = form.cleaned_data["text"]
    if not text:
        return None
    page = Paginator(queries.find(viewer, text), A_PAGE).get_page(form.cleaned_data["page"])
    page.object_list = queries.leaving(viewer, page.object_list, verb="children.searched", at=viewer.at)
    return page


def lines_of(viewer: Viewer, children: Iterable[Child]) -> list[dict[str, Any]]:
    """One line a child: name, age, reference, and the latest case that the viewer may see."""
    listed = list(children)
    cases = queries.latest_cases_of(viewer, listed)
    return [line_of(viewer, child, cases.get(child.pk)) for child in listed]


def line_of(viewer: Viewer, child: Child, case: Case | None) -> dict[str, Any]:
    """What a list shows of one child."""
    age = words.age(child.born_on, child.expected_on, viewer.on, (child.stated_age, child.stated_age_on))
    return {"child": child, "case": case, "age": age, "reference": child.reference if child.given_name else ""}

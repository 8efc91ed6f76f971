"""Who has read a child's record."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from soundings.accounts.requests import Request
from soundings.accounts.rules import Row
from soundings.cases import queries, words
from soundings.cases.permissions import allows
from soundings.cases.views.doors import case_or_404
from soundings.core.audience import audience
from soundings.core.models import ReadEntry
from soundings.core.rules import SYSTEM

A_PAGE = 50


@audience("records")
@require_safe
def readers(request: Request, public_id: str) -> HttpResponse:
    viewer, case = case_or_404(request, public_id, verb="readers.viewed")
    reads = queries.readers_of(viewer, case)
    if reads is None:
        raise Http404
    page = Paginator(reads, A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of(viewer.agency_id, [entry.actor for entry in page.object_list])
    context = {
        "case": case,
        "page": page,
        "lines": [_line(entry, names) for entry in page.object_list],
        "all": allows(viewer, case, Row.ACCESS_LOG),
    }
    return render(request, "cases/readers.html", context)


def _line(entry: ReadEntry, names: dict[str, str]) -> dict[str, Any]:
    others = {SYSTEM.public_id: _("Soundings itself")}
    if entry.verb == "wall.shown":
        others[entry.actor] = _("A wall screen")
    who = others.get(entry.actor) or names.get(entry.actor, _("Somebody who has left"))
    return {"at": entry.at, "who": who, "what": words.reading(entry.verb), "reason": entry.reason}

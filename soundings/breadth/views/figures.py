"""The list behind a count of a figure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.models import Unit
from soundings.accounts.permissions import check_reason
from soundings.accounts.rules import Row, UnitKind
from soundings.breadth import cells, queries, words
from soundings.breadth.queries import Column
from soundings.breadth.rules import Behind, ElementKind, ElementScope, Fact, label_of
from soundings.breadth.views import scene
from soundings.breadth.views.boards import MOST_LISTED
from soundings.breadth.views.loading import language, viewer_of_request
from soundings.breadth.views.redrawing import SHOWS
from soundings.core.audience import audience


def listed_at(unit: Unit) -> bool:
    """Whether the children of a place may be listed: a team's always, those of a larger place up to a number."""
    return unit.kind == UnitKind.TEAM or queries.open_cases_at(unit) <= MOST_LISTED


@audience("records")
@require_GET
def figure_list(request: HttpRequest, public_id: str, code: str, part: str) -> HttpResponse:
    """The children whom one count of an element's figure counts at a place; the trail says that they were read."""
    viewer = viewer_of_request(request)
    unit, element = queries.place_for(viewer, public_id), queries.element_of(viewer, code)
    if unit is None or element is None or part not in list(Behind):
        raise Http404
    check_reason(viewer, Row.TEAM_BOARD)
    if not queries.sees_cases_at(viewer, unit) or not listed_at(unit):
        raise Http404
    rows = queries.children_behind(viewer, unit=unit, element=element, part=Behind(part), at=viewer.at)
    label = label_of(element.labels, language(), code=element.code)
    columns = [
        Column(_("Child"), Fact.CHILD_ID, "", "", ""),
        Column(_("Opened"), Fact.OPENED, "", "", ""),
        Column(label, "", element.code, element.kind, SHOWS[ElementKind(element.kind)]),
    ]
    title = _("%(element)s: %(part)s") % {"element": label, "part": words.behind(part)}
    asked = scene.asked(request, unit)
    # One group on purpose: how many of these stand with each worker is a figure of that worker.
    groups = [cells.Group(unit.name, rows)] if rows else []
    context = {
        "title": title,
        "unit": unit,
        "of_family": element.scope == ElementScope.FAMILY,
        "table": cells.table(title, groups, columns, covers=False, setting=asked.setting) if groups else "",
        "as_of": scene.as_of(viewer),
        "measure_url": f"{reverse('measure', args=[f'coverage-{element.code}'])}?place={unit.public_id}",
    }
    return render(request, "breadth/figure_list.html", context)

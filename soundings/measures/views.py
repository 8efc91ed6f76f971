"""The list of measures with their definitions, and the page of one at a place."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.core.audience import audience
from soundings.design import charts
from soundings.measures import queries
from soundings.measures.registry import (
    AtPlace,
    Measure,
    Shown,
    links_of,
    measure_for,
    measures_for,
    notes_on,
)
from soundings.measures.rules import Note, Point, Polarity, Scale


def _asked(request: HttpRequest) -> tuple[Viewer, Unit]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    unit = queries.place_for(viewer, request.GET.get("place", ""))
    if unit is None:
        raise Http404
    return viewer, unit


@audience("staff")
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure with its figure at a place and what it counts, each leading to its page there."""
    viewer, unit = _asked(request)
    groups = [
        {"name": name, "measures": [_line(viewer, unit, one) for one in found]}
        for name, found in groupby(measures_for(viewer), key=lambda one: one.group)
    ]
    return render(request, "measures/measures.html", {"groups": groups, "unit": unit})


def _line(viewer: Viewer, unit: Unit, one: Measure) -> dict[str, Any]:
    return {
        "href": _address(one.code, unit),
        "label": one.label,
        "figure": one.shown(viewer, unit).place.figure,
        "counted": _("Counted: %(numerator)s. Of: %(denominator)s.")
        % {"numerator": one.numerator, "denominator": one.denominator},
        "polarity": polarity(one.polarity),
    }


def polarity(code: Polarity) -> str:
    """Which way is better, as the list says it."""
    return {
        Polarity.HIGHER: _("Higher is better"),
        Polarity.LOWER: _("Lower is better"),
        Polarity.NEITHER: _("Neither way is better by itself"),
    }[code]


def _address(code: str, unit: Unit) -> str:
    return f"{reverse('measure', args=[code])}?place={unit.public_id}"


@audience("staff")
@require_GET
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure at one place: its value, what it is made of, its trend, and the places below."""
    viewer, unit = _asked(request)
    found = measure_for(viewer, code)
    if found is None:
        raise Http404
    shown = found.shown(viewer, unit)
    above = queries.places_above(viewer, unit)
    context = {
        "measure": found,
        "unit": unit,
        "shown": shown,
        "polarity": polarity(found.polarity),
        "page": {"crumbs": [{"href": _address(code, one), "label": one.name} for one in above]},
        "list_url": f"{reverse('measures')}?place={unit.public_id}",
        "parts": [one for one in shown.place.figure.parts if not one.apart],
        "apart": [one for one in shown.place.figure.parts if one.apart],
        "below": [_below(code, one) for one in shown.below],
        "links": links_of(viewer, unit, found),
    }
    return render(request, "measures/measure.html", context | _trend(viewer, unit, found, shown))


def _below(code: str, one: AtPlace) -> dict[str, Any]:
    return {"href": _address(code, one.unit), "name": one.unit.name, "figure": one.figure}


def _trend(viewer: Viewer, unit: Unit, found: Measure, shown: Shown) -> dict[str, Any]:
    """The chart of month ends and its table. The chart is left out where fewer than two points may be drawn."""
    if found.trend is None:
        return {"points": [], "drawing": ""}
    points = list(found.trend(viewer, unit))
    notes = [note for note in notes_on(viewer, unit) if points and points[0].on <= note.on <= points[-1].on]
    return {
        "points": points,
        "notes": notes,
        "drawing": _drawing(found, unit, points, notes),
        "has_trend": True,
        "months": len(points),
    }


def _drawing(found: Measure, unit: Unit, points: Sequence[Point], notes: Sequence[Note]) -> SafeString | str:
    drawn = [(point.on, point.value) for point in points if point.value is not None]
    if len(drawn) < 2:
        return ""
    title = _("%(measure)s, %(place)s, at the end of each month") % {"measure": found.label, "place": unit.name}
    first, last = drawn[0], drawn[-1]
    description = _("From %(first)s in %(from)s to %(last)s in %(to)s.") % {
        "first": said(found.scale, first[1]),
        "from": date_format(first[0], "F Y"),
        "last": said(found.scale, last[1]),
        "to": date_format(last[0], "F Y"),
    }
    spec = charts.month_chart(
        drawn,
        most=100 if found.scale is Scale.PER_CENT else None,
        notes=[(note.on, note.words) for note in notes],
        y_title=_("per cent") if found.scale is Scale.PER_CENT else "",
    )
    try:
        return charts.render_svg(spec, title=title, description=description)
    except charts.ChartTimeout:
        return ""


def said(scale: Scale, value: float) -> str:
    """A value with its unit."""
    if scale is Scale.PER_CENT:
        return _("%(n)s per cent") % {"n": f"{value:.0f}"}
    if scale is Scale.DAYS:
        return _("%(n)s days") % {"n": f"{value:.0f}"}
    return f"{value:.0f}"

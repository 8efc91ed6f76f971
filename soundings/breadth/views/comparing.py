"""One element across teams, on a funnel; and split by who the children are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.models import Stage, Unit
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries import stages_of
from soundings.breadth import queries, words
from soundings.breadth.models import Element
from soundings.breadth.rules import GROUPS, By, Compared, Coverage, ElementScope, Lies, SplitRow, label_of
from soundings.breadth.views import scene
from soundings.breadth.views.loading import language, viewer_of_request
from soundings.cases import queries as case_queries
from soundings.core.audience import audience
from soundings.design import charts
from soundings.measures.registry import Measure, More
from soundings.stats.disclosure import percentage, rounded
from soundings.stats.funnel import funnel_limits

FAR = 3.09
CURVE = 40  # points of the drawn limits


def more(viewer: Viewer, unit: Unit, measure: Measure) -> list[More]:
    """From the page of a coverage to the same across teams, and split."""
    prefix, _dash, code = measure.code.partition("-")
    if prefix != "coverage":
        return []
    found = []
    if queries.sees_totals_at(viewer, unit) and len(queries.comparable_at(viewer, unit)) > 1:
        found.append(More(reverse("compare", args=[unit.public_id, code]), _("Teams side by side")))
    if queries.may_split(viewer, unit):
        found.append(More(reverse("split", args=[unit.public_id, code]), _("By stage, abuse type, age and more")))
    return found


def _asked(request: HttpRequest, public_id: str, code: str) -> tuple[Viewer, Unit, Element]:
    viewer = viewer_of_request(request)
    unit, element = queries.place_for(viewer, public_id), queries.element_of(viewer, code)
    if unit is None or element is None:
        raise Http404
    return viewer, unit, element


def _around(viewer: Viewer, unit: Unit, element: Element) -> dict[str, Any]:
    return {
        "unit": unit,
        "label": label_of(element.labels, language(), code=element.code),
        "of_family": element.scope == ElementScope.FAMILY,
        "measure_url": f"{reverse('measure', args=[f'coverage-{element.code}'])}?place={unit.public_id}",
    }


@audience("staff")
@require_GET
def compare(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """The teams below a place, by name, on a funnel with its table."""
    viewer, unit, element = _asked(request, public_id, code)
    if not queries.sees_totals_at(viewer, unit):
        raise Http404
    places = queries.places_compared(viewer, unit, element)
    of = sum(one.of for one in places)
    context = _around(viewer, unit, element)
    context |= {
        "places": [_place(one) for one in places],
        "withheld": any(one.lies is Lies.WITHHELD for one in places),
        "whole": _share(sum(one.recorded for one in places), of),
        "drawing": _funnel(places, context["label"], unit) if of else "",
        "as_of": scene.as_of(viewer),
    }
    return render(request, "breadth/compare.html", context)


def _share(recorded: int, of: int) -> str:
    if not of:
        return ""
    said = {"n": recorded, "of": of, "share": f"{100 * recorded / of:.0f}"}
    return _("%(n)s of %(of)s (%(share)s per cent)") % said


def _place(one: Compared) -> dict[str, str]:
    limits = ""
    if one.limits:
        low, high = f"{100 * one.limits.lower:.0f}", f"{100 * one.limits.upper:.0f}"
        limits = _("%(low)s to %(high)s per cent") % {"low": low, "high": high}
    return {
        "name": one.name,
        "said": "" if one.share is None else _share(one.recorded, one.of),
        "limits": limits,
        "lies": words.lies(one.lies),
        "kind": "" if one.lies in (Lies.WITHIN, Lies.WITHHELD) else "out",
    }


def _funnel(places: list[Compared], label: str, unit: Unit) -> SafeString | str:
    shown = [one for one in places if one.share is not None]
    if len(shown) < 2:
        return ""
    whole = sum(one.recorded for one in places) / sum(one.of for one in places)
    sizes = [one.of for one in shown]
    curve = range(min(sizes), max(sizes) + 1, max(1, (max(sizes) - min(sizes)) // CURVE))
    limits = [(n, *_per_cent(whole, n)) for n in curve]
    spec = charts.funnel_chart(
        [(one.name, one.of, 100 * (one.share or 0), one.lies is not Lies.WITHIN) for one in shown],
        limits,
        whole=100 * whole,
        x_title=_("how many it is expected of"),
        y_title=_("per cent recorded"),
    )
    title = _("%(element)s: places below %(place)s, and how far chance alone reaches") % {
        "element": label,
        "place": unit.name,
    }
    out = [one.name for one in shown if one.lies is not Lies.WITHIN]
    description = _("None is outside the band.")
    if out:
        description = _("Outside the band: %(names)s.") % {"names": ", ".join(out)}
    try:
        return charts.render_svg(spec, title=title, description=description)
    except charts.ChartTimeout:
        return ""


def _per_cent(whole: float, n: int) -> tuple[float, float]:
    limits = funnel_limits(whole, n, z=FAR)
    return 100 * limits.lower, 100 * limits.upper


@audience("staff")
@require_GET
def split(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """The coverage of an element split by one thing about the case or the child, small numbers hidden."""
    viewer, unit, element = _asked(request, public_id, code)
    if not queries.may_split(viewer, unit):
        raise Http404
    chosen = request.GET.get("by", By.STAGE)
    if chosen not in list(By):
        raise Http404
    by = By(chosen)
    found = queries.split_of(viewer, unit, element, by)
    names = _names(viewer, by)
    context = _around(viewer, unit, element)
    context |= {
        "ways": [{"href": f"?by={one.value}", "label": words.by(one), "current": one is by} for one in By],
        "by": words.by(by),
        "overlaps": by is By.ABUSE,
        "found": found,
        "rows": [_row(row, names, by, found.in_groups) for row in found.rows] if found else [],
        "at": date_format(timezone.localtime(found.at), "j F Y, H:i") if found else "",
        "hidden": GROUPS.hidden,
    }
    return render(request, "breadth/split.html", context)


def _names(viewer: Viewer, by: By) -> dict[str, str]:
    if by is By.STAGE:
        stages: list[Stage] = list(stages_of(viewer.agency_id, on=viewer.on))
        return {one.code: one.name for one in stages}
    if by is By.ABUSE:
        return {one.code: one.name for one in case_queries.abuse_types(viewer.agency_id)}
    return words.ages() if by is By.AGE else {}


def _row(row: SplitRow, names: dict[str, str], by: By, in_groups: bool) -> dict[str, Any]:
    name = names.get(row.value) or row.value or (_("None recorded") if by is By.ABUSE else _("Not known"))
    if row.coverage is None:
        return {"name": name, "hidden": True}
    return {"name": name, "hidden": False} | (_in_groups(row.coverage) if in_groups else _plain(row.coverage))


def _plain(coverage: Coverage) -> dict[str, Any]:
    share = f"{100 * coverage.recorded / coverage.of:.0f}" if coverage.of else ""
    return {"recorded": coverage.recorded, "of": coverage.of, "share": share}


def _in_groups(coverage: Coverage) -> dict[str, Any]:
    share = percentage(coverage.recorded, coverage.of, GROUPS)
    return {"recorded": "", "of": rounded(coverage.of, GROUPS), "share": "" if share is None else f"{share:.0f}"}

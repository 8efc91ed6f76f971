"""The pictures of a programme: heat map, one question over time, themes; and the list behind a cell."""

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.models import Unit
from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import cells
from soundings.depth.models import Programme
from soundings.depth.queries.lists import counts_by_state
from soundings.depth.queries.pictures import (
    HeatMap,
    HeatRow,
    OverTime,
    Scope,
    TimePoint,
    change_over_time,
    heat_map_of,
    programmes_with_figures,
    reviews_behind,
    scope_at,
    themes_of,
)
from soundings.depth.queries.visible import programmes_visible_to
from soundings.depth.rules import HeatCell, Seen, ends_of
from soundings.depth.views.doors import ways_of
from soundings.depth.views.figures.asking import eyes, language, programme_asked, seen_asked, ways
from soundings.depth.views.programmes import programme_line
from soundings.design import charts
from soundings.instruments.rules import said


@audience("staff")
@require_GET
def review_figures(request: Request) -> HttpResponse:
    """The programmes whose figures the viewer may see, and how far they are for whoever sees programmes."""
    viewer = request.viewer
    found = programmes_with_figures(viewer)
    around = ways_of(viewer, "figures")
    counts = counts_by_state(viewer, programmes_visible_to(viewer)) if around["sees_programmes"] else {}
    lines = [programme_line(one, counts.get(one.pk, {})) for one in found]
    return render(request, "depth/figures/programmes.html", {"programmes": lines} | around)


@audience("staff")
@require_GET
def programme_heat(request: Request, public_id: str) -> HttpResponse:
    """Questions down, teams across, small groups withheld."""
    programme, chosen = programme_asked(request, public_id), seen_asked(request)
    found = heat_map_of(request.viewer, programme, seen=chosen)
    context = _around(request, programme, "programme-heat") | {
        "eyes": eyes(chosen),
        "chosen": cells.seen(chosen),
        "map": found,
        "sections": sections_of(found, programme, chosen),
        "as_of": date_format(request.viewer.on, "j F Y"),
    }
    return render(request, "depth/figures/heat.html", context)


def _around(request: Request, programme: Programme, here: str) -> dict[str, Any]:
    scope = scope_at(request.viewer, programme.unit)
    return {
        "programme": programme,
        "ways": ways(request, programme, here),
        "in_groups": scope is not None and not scope.opened,
    }


def sections_of(found: HeatMap, programme: Programme, chosen: Seen) -> list[dict[str, Any]]:
    """The rows under the titles of the questionnaire, each cell in words; for page and report alike."""
    sections: list[dict[str, Any]] = []
    for row in found.rows:
        if row.whole.n == 0 and not row.no_evidence:
            continue  # a question for somebody else than those whose ratings are shown
        title = said(row.section.title, language())
        if not sections or sections[-1]["code"] != row.section.code:
            titles = [one["title"] for one in sections]
            said_before = sum(one == title or one.startswith(f"{title} (") for one in titles)
            title = f"{title} ({said_before + 1})" if said_before else title
            sections.append({"code": row.section.code, "title": title, "rows": []})
        sections[-1]["rows"].append(_row(found, row, programme, chosen))
    return sections


def _row(found: HeatMap, row: HeatRow, programme: Programme, chosen: Seen) -> dict[str, Any]:
    def drawn(cell: HeatCell, team: str) -> cells.CellShown:
        href = reverse("heat-list", args=[programme.public_id, row.question.code, team]) if found.scope.opened else ""
        return cells.heat_cell(
            cell, row.question, found.scope.policy, opened=found.scope.opened, href=f"{href}?seen={chosen.value}"
        )

    return {
        "text": said(row.question.text, language()),
        "ends": cells.scale_ends(row.question),
        "code": row.question.code,
        "cells": [
            drawn(cell, team.public_id)._replace(team=team.name)
            for cell, team in zip(row.cells, found.teams, strict=True)
        ],
        "whole": drawn(row.whole, ALL_TEAMS),
        "apart": row.apart,
        "no_evidence": cells.no_evidence(row.no_evidence, found.scope.policy, opened=found.scope.opened),
    }


ALL_TEAMS = "all"


@audience("records")
@require_GET
def heat_list(request: Request, public_id: str, code: str, place: str) -> HttpResponse:
    """The reviews that one cell counts; the trail says that they were read."""
    viewer, programme, chosen = request.viewer, programme_asked(request, public_id), seen_asked(request)
    team = None if place == ALL_TEAMS else _team(request, place)
    month = _month(request)
    found = reviews_behind(viewer, programme, team=team, code=code, seen=chosen, month=month, at=viewer.at)
    if found is None:
        raise Http404
    context = {
        "programme": programme,
        "team": team,
        "month": month,
        "reviews": found.reviews,
        "elsewhere": found.elsewhere,
        "question": said(found.question.text, language()),
        "chosen": cells.seen(chosen),
        "findings_url": f"{reverse('programme-findings', args=[programme.public_id])}?question={quote(code)}",
        "back": f"{reverse('programme-heat', args=[programme.public_id])}?seen={chosen.value}",
    }
    return render(request, "depth/figures/behind.html", context)


def _month(request: Request) -> date | None:
    """The first day of the month asked for: `?month=2026-04`; None without one."""
    asked = request.GET.get("month")
    try:
        return date.fromisoformat(f"{asked}-01") if asked else None
    except ValueError:
        raise Http404 from None


def _team(request: Request, public_id: str) -> Unit:
    team = Unit.objects.filter(agency=request.viewer.agency_id, public_id=public_id).first()
    if team is None:
        raise Http404
    return team


@audience("staff")
@require_GET
def programme_time(request: Request, public_id: str) -> HttpResponse:
    """One question month by month; a new wording breaks the line."""
    programme, chosen = programme_asked(request, public_id), seen_asked(request)
    code = request.GET.get("question", "")
    found = change_over_time(request.viewer, programme, code=code, seen=chosen)
    if found is None and code:
        raise Http404
    context = _around(request, programme, "programme-time") | {"eyes": [], "chosen": cells.seen(chosen)}
    if found:
        context |= _over_time(request, programme, found, chosen)
    return render(request, "depth/figures/time.html", context)


def _over_time(request: Request, programme: Programme, found: OverTime, chosen: Seen) -> dict[str, Any]:
    scope = scope_at(request.viewer, programme.unit)
    policy, opened = (scope.policy, scope.opened) if scope else (None, False)
    question = found.question
    breaks = [
        {"on": one.on, "number": one.number, "what": ", ".join(cells.change(what) for what in one.whats)}
        for one in found.breaks
    ]
    hrefs = _lists_by_month(programme, found, chosen)
    points = [
        {
            "month": one.month,
            "piece": one.piece,
            "cell": cells.heat_cell(one.cell, question, policy, opened=opened, href=hrefs.get(one.month, ""))
            if policy
            else cells.CellShown(),
            "no_evidence": cells.no_evidence(one.no_evidence, policy, opened=opened) if policy else "",
        }
        for one in found.points
    ]
    return {
        "question": {"code": question.code, "text": said(question.text, language())},
        "ends": cells.scale_ends(question),
        "questions": [{"code": one.code, "text": said(one.text, language())} for one in found.questions],
        "eyes": eyes(chosen, query=f"&question={question.code}"),
        "seen": chosen.value,
        "points": points,
        "breaks": breaks,
        "drawing": _line(found, [(one["on"], _("version %(n)s") % {"n": one["number"]}) for one in breaks], scope),
    }


def _lists_by_month(programme: Programme, found: OverTime, chosen: Seen) -> dict[date, str]:
    """The address of the reviews behind each month; none for a month in which the question was asked in two ways."""
    href = reverse("heat-list", args=[programme.public_id, found.question.code, ALL_TEAMS])
    months = Counter(one.month for one in found.points)
    return {one: f"{href}?seen={chosen.value}&month={one:%Y-%m}" for one, n in months.items() if n == 1}


def _line(found: OverTime, notes: list[Any], scope: Scope | None) -> SafeString | str:
    drawn: list[TimePoint] = [one for one in found.points if one.cell.spread]
    if len(drawn) < 2:
        return ""
    least, most = ends_of(found.question)
    begun = dict(enumerate((one.on for one in found.breaks), start=1))  # a piece stands behind the line of its break
    days = {one: max(one.month, begun.get(one.piece, one.month)) for one in drawn}
    rows = [
        (days[one], spread.quarter, spread.median, spread.three_quarters, one.piece)
        for one in drawn
        if (spread := one.cell.spread)
    ]
    unseen = [
        (days[one], cells.no_evidence_number(one.no_evidence, scope.policy, opened=scope.opened))
        for one in drawn
        if scope and one.no_evidence is not None
    ]
    beneath = unseen if any(one.no_evidence for one in drawn) else []
    text = said(found.question.text, language())
    first, last = rows[0], rows[-1]
    description = _("The middle rating, from %(first)s in %(from)s to %(last)s in %(to)s.") % {
        "first": cells.number(first[2]),
        "from": date_format(first[0], "F Y"),
        "last": cells.number(last[2]),
        "to": date_format(last[0], "F Y"),
    }
    spec = charts.spread_chart(
        rows, notes=notes, beneath=beneath, beneath_title=_("Not enough evidence"), least=least, most=most
    )
    try:
        return charts.render_svg(spec, title=text, description=description)
    except charts.ChartTimeout:
        return ""


@audience("staff")
@require_GET
def programme_themes(request: Request, public_id: str) -> HttpResponse:
    """What was found, by theme and how often."""
    programme = programme_asked(request, public_id)
    found = themes_of(request.viewer, programme)
    drawing: SafeString | str = ""
    bars = [(one.name, float(one.all)) for one in found if one.all is not None][:20]
    if bars:
        try:
            title = _("Findings by theme")
            drawing = charts.render_svg(charts.bar_chart(bars), title=title)
        except charts.ChartTimeout:
            drawing = ""
    context = _around(request, programme, "programme-themes") | {"themes": found, "drawing": drawing}
    if not context["in_groups"]:
        context["findings_url"] = reverse("programme-findings", args=[programme.public_id])
    return render(request, "depth/figures/themes.html", context)

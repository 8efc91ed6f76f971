"""Taking the board of a place out as a file."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.requests import Request
from soundings.accounts.rules import UnitKind
from soundings.breadth.queries import board_for, place_for
from soundings.breadth.rules import Past
from soundings.core.audience import audience
from soundings.exchange.forms import NAMES, DashboardForm
from soundings.exchange.permissions import can_export, can_export_figures
from soundings.exchange.queries.dashboards import Asked, dashboard_figures, named_dashboard
from soundings.exchange.views.files import download
from soundings.exchange.writing.tables import table_file


@audience("export")
@require_http_methods(["GET", "POST"])
def dashboard(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    place = place_for(viewer, public_id)
    if place is None:
        raise Http404
    names, figures = can_export(viewer), can_export_figures(viewer, place)
    asked = _asked(request, viewer, place)
    if not (names or figures) or board_for(viewer, place, code=asked.board, on=_day(asked, viewer)) is None:
        raise Http404
    form = DashboardForm(request.POST or None, names=names, figures=figures, initial={"reason": viewer.reason})
    if form.is_valid():
        return _made(viewer, asked, form)
    return render(request, "exchange/dashboard.html", {"form": form, "place": place, "past": asked.past})


def _asked(request: Request, viewer: Viewer, place: Unit) -> Asked:
    """What the address asks for. 404 for a day that is none, has not come, or is asked of another place than a team."""
    text, past = request.GET.get("on", ""), None
    if text:
        try:
            on = date.fromisoformat(text)
        except ValueError:
            raise Http404 from None
        if on > viewer.on or place.kind != UnitKind.TEAM:
            raise Http404
        past = Past(on, bool(request.GET.get("known"))) if on != viewer.on else None
    return Asked(place, request.GET.get("board", ""), past, get_language() or "en-gb")


def _day(asked: Asked, viewer: Viewer) -> date:
    return asked.past.on if asked.past else viewer.on


def _made(viewer: Viewer, asked: Asked, form: DashboardForm) -> HttpResponse:
    said = form.cleaned_data
    if said["what"] == NAMES:
        headings, rows = named_dashboard(replace(viewer, reason=said["reason"].strip()), asked, at=viewer.at)
    else:
        headings, rows = dashboard_figures(viewer, asked)
    name = f"soundings-dashboard-{_day(asked, viewer).isoformat()}.{said['form']}"
    return download(name, table_file("dashboard", headings, rows, form=said["form"]))

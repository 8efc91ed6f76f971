"""Who receives what is raised, at which place."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.models import Unit
from soundings.accounts.requests import Request
from soundings.cases import actions, words
from soundings.cases.forms.concerns import RouteForm, WhichRouteForm, as_said
from soundings.cases.permissions import can_set_route
from soundings.cases.queries import routes as queries
from soundings.cases.rules.concerns import Matter
from soundings.cases.views.doors import attempt, attempt_plainly
from soundings.core.audience import audience

CLOCKS = {Matter.CONCERN_NOW: 30, Matter.COMPLAINT: 3, Matter.ALLEGATION: 1, Matter.WHISTLEBLOWING: 5}  # to begin with


@audience("people")
@require_safe
def routes(request: Request) -> HttpResponse:
    viewer = request.viewer
    places = [unit for unit in queries.open_places_of(viewer) if can_set_route(viewer, unit)]
    form = WhichRouteForm(request.GET or None, places=places)
    if form.is_valid():
        return redirect("concern-route", form.cleaned_data["matter"], form.cleaned_data["place"])
    found = list(queries.routes_of(viewer).prefetch_related("steps__user"))
    unable = queries.unable_on(viewer, found)
    missing = queries.matters_without_route(viewer.agency_id)
    parts = [
        {
            "matter": matter.value,
            "title": words.MATTERS[matter],
            "missing": matter in missing,
            "routes": [_line(one, unable, can_set_route(viewer, one.unit)) for one in found if one.matter == matter],
        }
        for matter in Matter
    ]
    context = {"parts": parts, "form": form if places else None}
    return render(request, "cases/concerns/routes.html", context)


def _line(route: Any, unable: set[int], editable: bool) -> dict[str, Any]:
    return {
        "route": route,
        "receiver_away": route.receiver_id in unable,
        "deputy_away": route.deputy_id in unable,
        "editable": editable,
    }


@audience("people")
@require_http_methods(["GET", "POST"])
def route(request: Request, matter: str, unit: str) -> HttpResponse:
    viewer = request.viewer
    place, what = _at(request, matter, unit)
    found = queries.route_at(place, what)
    initial = as_said(found) if found else {"clock": CLOCKS[what]}
    people = list(queries.receivers_of(viewer))
    form = RouteForm(request.POST or None, initial=request.kept_text or initial, matter=what, people=people)
    if form.is_valid() and attempt(
        form, lambda: actions.set_route(matter=what, unit=place, terms=form.terms, by=viewer, at=viewer.at)
    ):
        messages.success(request, _("Saved. What is raised from now on goes this way."))
        return redirect("concern-routes")
    context = {"form": form, "place": place, "title": words.MATTERS[what], "matter": what.value, "route": found}
    return render(request, "cases/concerns/route.html", context)


@audience("people")
@require_POST
def end(request: Request, matter: str, unit: str) -> HttpResponse:
    place, what = _at(request, matter, unit)
    found = queries.route_at(place, what)
    if found is None:
        raise Http404
    attempt_plainly(
        request,
        lambda: actions.end_route(route=found, by=request.viewer, at=request.viewer.at),
        done=_("Ended. What is raised there goes to the nearest place above from now on."),
    )
    return redirect("concern-routes")


def _at(request: Request, matter: str, unit: str) -> tuple[Unit, Matter]:
    places = queries.open_places_of(request.viewer)
    place = next((one for one in places if one.public_id == unit), None)
    if place is None or matter not in set(Matter) or not can_set_route(request.viewer, place):
        raise Http404
    return place, Matter(matter)

"""Raising that somebody may be in danger, a complaint, an allegation, or blowing the whistle."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.kept_text import keeps_nothing
from soundings.accounts.models import Unit
from soundings.accounts.queries import root_of
from soundings.accounts.requests import Request
from soundings.cases import actions, words
from soundings.cases.forms.concerns import RaiseForm, WherePlaceForm
from soundings.cases.models import Case
from soundings.cases.permissions import sets_routes
from soundings.cases.queries import routes
from soundings.cases.queries.routes import Readers
from soundings.cases.rules.concerns import About, Matter
from soundings.cases.views.doors import attempt, case_or_404
from soundings.core.audience import audience

ADDRESSES = {
    Matter.CONCERN_NOW: "raise-concern",
    Matter.COMPLAINT: "raise-complaint",
    Matter.ALLEGATION: "raise-allegation",
    Matter.WHISTLEBLOWING: "blow-whistle",
}


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def raise_now(request: Request) -> HttpResponse:
    return _raise(request, Matter.CONCERN_NOW)


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def raise_complaint(request: Request) -> HttpResponse:
    return _raise(request, Matter.COMPLAINT)


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def raise_allegation(request: Request) -> HttpResponse:
    return _raise(request, Matter.ALLEGATION)


@audience("signed-in")
@keeps_nothing  # what a whistleblower typed must not be kept under their name
@require_http_methods(["GET", "POST"])
def blow_whistle(request: Request) -> HttpResponse:
    return _raise(request, Matter.WHISTLEBLOWING)


@audience("records")
@require_http_methods(["GET", "POST"])
def raise_about_case(request: Request, public_id: str) -> HttpResponse:
    _viewer, case = case_or_404(request, public_id)
    return _raise(request, Matter.CONCERN_NOW, case)


def _raise(request: Request, matter: Matter, case: Case | None = None) -> HttpResponse:
    viewer = request.viewer
    place = _place(request, case)
    initial = {"place": place.public_id, "about": About.CHILD if case else None}
    initial |= {name: request.GET.get(name, "") for name in ("source", "stands_at")}
    form = RaiseForm(
        request.POST or None, initial=request.kept_text or initial, matter=matter, about_case=case is not None
    )
    child = case.child if case else None
    readers = routes.readers_at(place, matter, at=viewer.at, child=child)
    if readers and form.is_valid() and attempt(form, lambda: _send(request, form, place, case)):
        messages.success(request, _said(form, readers))
        return redirect("concerns")
    return render(request, "cases/concerns/raise.html", _context(request, form, place, case, readers))


def _place(request: Request, case: Case | None) -> Unit:
    """The case's team; else the place that was chosen, or the viewer's own."""
    viewer = request.viewer
    if case:
        return case.team or root_of(viewer.agency_id)
    wanted = request.POST.get("place") or request.GET.get("place", "")
    chosen = next((unit for unit in routes.open_places_of(viewer) if unit.public_id == wanted), None)
    return chosen or routes.place_of(viewer)


def _send(request: Request, form: RaiseForm, place: Unit, case: Case | None) -> None:
    said = form.cleaned_data
    raising = actions.Raising(
        matter=form.matter,
        about=About(said.get("about") or About.STAFF),
        words=said["words"],
        source=form.said_in,
        concerning=said["concerning"],
        contact=said["contact"],
        case=case,
        stands_at=said["stands_at"],
        named=said.get("named") != "no",
    )
    actions.raise_matter(raising=raising, place=place, by=request.viewer, at=request.viewer.at)


def _said(form: RaiseForm, readers: Readers) -> str:
    if form.cleaned_data.get("named") == "no":
        return _("Sent. Your name was not kept, so you cannot look it up here.")
    if form.matter is not Matter.CONCERN_NOW:
        return _("Sent. You see here when it has been received.")
    return _("Sent: %(name)s is told now. You see here when it has been received.") % {
        "name": readers.people[0].user.name
    }


def _context(
    request: Request, form: RaiseForm, place: Unit, case: Case | None, readers: Readers | None
) -> dict[str, Any]:
    viewer = request.viewer
    return {
        "form": form,
        "matter": form.matter.value,
        "title": words.MATTERS[form.matter],
        "emergency": words.emergency(viewer.user.agency.holidays_of) if form.matter is Matter.CONCERN_NOW else "",
        "place": place,
        "case": case,
        "readers": readers,
        "turns": [words.turn(one.part, one.user.name, one.from_at, readers.due_at) for one in readers.people]
        if readers
        else [],
        "promise": words.promise(readers.due_at, viewer.at) if readers else "",
        "where_form": None
        if case
        else WherePlaceForm(initial={"place": place.public_id}, places=routes.open_places_of(viewer)),
        "others": [(reverse(name), words.MATTERS[one]) for one, name in ADDRESSES.items() if one is not form.matter],
        "sets_routes": sets_routes(viewer),
    }

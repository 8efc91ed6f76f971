"""The agency's tree: seen whole, changed place by place."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.actions import structure as structure_actions
from soundings.accounts.forms.structure import DayForm, MoveForm, NewUnitForm, UnitForm
from soundings.accounts.models import Unit
from soundings.accounts.permissions import can_arrange
from soundings.accounts.queries import places_of, posts_in, root_of, unit_of
from soundings.accounts.requests import Request
from soundings.accounts.rules import UnitKind
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.core.audience import audience


@audience("administer")
@require_safe
def structure(request: Request) -> HttpResponse:
    about = {"places": places_of(request.viewer), "root": root_of(request.viewer.agency_id)}
    return render(request, "accounts/structure.html", about)


@audience("administer")
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    viewer = request.viewer
    parent = _found(request, request.GET["below"]) if "below" in request.GET else root_of(viewer.agency_id)
    kind = UnitKind.TEAM if parent.kind != UnitKind.AGENCY else UnitKind.SERVICE
    said = request.kept_text or {"parent": parent, "kind": kind, "opened_on": viewer.on}
    form = NewUnitForm(request.POST or None, initial=said, agency=viewer.user.agency, on=viewer.on)
    if form.is_valid() and attempt(form, lambda: _add(request, form)):
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
        return redirect("structure")
    return render(request, "accounts/unit_add.html", {"form": form, "parent": parent})


def _add(request: Request, form: NewUnitForm) -> Unit:
    said = form.cleaned_data
    return structure_actions.add_unit(
        kind=UnitKind(said["kind"]),
        parent=said["parent"],
        details=form.details,
        on=said["opened_on"],
        by=request.viewer,
        at=request.viewer.at,
    )


@audience("administer")
@require_http_methods(["GET", "POST"])
def unit(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    said = request.kept_text or {"name": place.name, "code": place.code, "stage": place.stage_id}
    form = UnitForm(request.POST or None, initial=said, agency=viewer.user.agency, on=viewer.on)
    if form.is_valid() and attempt(form, lambda: _rename(request, place, form)):
        messages.success(request, _("Saved."))
        return redirect("unit", public_id)
    about = {"form": form, "unit": place, "posts": posts_in(place, on=viewer.on), "can_arrange": can_arrange(viewer)}
    return render(request, "accounts/unit.html", about)


def _rename(request: Request, place: Unit, form: UnitForm) -> Unit:
    return structure_actions.rename_unit(unit=place, details=form.details, by=request.viewer, at=request.viewer.at)


@audience("administer")
@require_http_methods(["GET", "POST"])
def move(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    said = request.kept_text or {"parent": place.parent, "on": viewer.on}
    form = MoveForm(request.POST or None, initial=said, unit=place)
    if form.is_valid() and attempt(
        form, lambda: structure_actions.move_unit(unit=place, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s is moved. Its history stays where it was.") % {"name": place.name})
        return redirect("unit", public_id)
    return render(request, "accounts/unit_move.html", {"form": form, "unit": place})


@audience("administer")
@require_http_methods(["GET", "POST"])
def close(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    form = DayForm(request.POST or None, initial=request.kept_text or {"on": viewer.on})
    if form.is_valid() and attempt(
        form, lambda: structure_actions.close_unit(unit=place, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s is closed. Its history stays.") % {"name": place.name})
        return redirect("structure")
    return render(request, "accounts/unit_close.html", {"form": form, "unit": place})


@audience("administer")
@require_POST
def reopen(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    attempt_plainly(
        request,
        lambda: structure_actions.reopen_unit(unit=place, by=viewer, at=viewer.at),
        done=_("%(name)s is open.") % {"name": place.name},
    )
    return redirect("unit", public_id)


def _found(request: Request, public_id: str) -> Unit:
    place = unit_of(request.viewer, public_id)
    if place is None:
        raise Http404
    return place

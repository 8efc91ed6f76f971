"""The agency's tree: seen whole, changed place by place."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.actions import staff as staff_actions
from soundings.accounts.actions import structure as actions
from soundings.accounts.forms.structure import CloseForm, MoveForm, NewUnitForm, UnitForm
from soundings.accounts.models import Unit
from soundings.accounts.queries import posts_in, unit_of, units_of
from soundings.accounts.queries.places import placements_of, stage_of, tree_of
from soundings.accounts.requests import Request
from soundings.accounts.rules import UnitKind
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.accounts.views.changing import Change, change_page, loading
from soundings.core.audience import audience


@audience("administer")
@require_safe
def structure(request: Request) -> HttpResponse:
    root = tree_of(request.viewer)
    if root is None:
        raise Http404
    return render(request, "accounts/structure.html", {"root": root, "load_url": loading(request.viewer, "structure")})


@audience("administer")
@require_safe
def unit(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    posts = list(posts_in(place, on=viewer.on))
    about = {
        "unit": place,
        "stage": stage_of(place),
        "posts": posts,
        "has_duty_desk": any(post.staff.is_duty for post in posts),
        "below": units_of(viewer.agency_id).filter(parent=place).order_by("name"),
        "placements": placements_of(place),
        "is_root": place.kind == UnitKind.AGENCY,
        "is_team": place.kind == UnitKind.TEAM,
        "is_closed": place.closed_on is not None,
    }
    return render(request, "accounts/structure_unit.html", about)


@audience("administer")
@require_http_methods(["GET", "POST"])
def add(request: Request, public_id: str) -> HttpResponse:
    """A place below this one."""
    above, viewer = _found(request, public_id), request.viewer
    kind = UnitKind.SERVICE if above.kind == UnitKind.AGENCY else UnitKind.TEAM
    said = request.kept_text or {"kind": kind, "opened_on": viewer.on}
    form = NewUnitForm(request.POST or None, initial=said, agency=viewer.user.agency, on=viewer.on)
    if form.is_valid() and attempt(form, lambda: _add(request, form, above)):
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
        return redirect("structure")
    words = Change(title=_("Add a place below %(name)s") % {"name": above.name}, button=_("Add it"))
    return change_page(request, form, of=above.name, back=_address(above), words=words)


def _add(request: Request, form: NewUnitForm, above: Unit) -> Unit:
    said, viewer = form.cleaned_data, request.viewer
    kind = UnitKind(said["kind"])
    return actions.add_unit(
        kind=kind, parent=above, details=form.details, on=said["opened_on"], by=viewer, at=viewer.at
    )


@audience("administer")
@require_http_methods(["GET", "POST"])
def describe(request: Request, public_id: str) -> HttpResponse:
    """Its name, code and stage."""
    place, viewer = _found(request, public_id), request.viewer
    said = request.kept_text or {"name": place.name, "code": place.code, "stage": place.stage_id}
    form = UnitForm(request.POST or None, initial=said, agency=viewer.user.agency, on=viewer.on)
    if form.is_valid() and attempt(
        form, lambda: actions.rename_unit(unit=place, details=form.details, by=viewer, at=viewer.at)
    ):
        return _changed(request, place, _("Saved."))
    words = Change(title=_("Name, code and stage"), button=_("Save"))
    return change_page(request, form, of=place.name, back=_address(place), words=words)


@audience("administer")
@require_http_methods(["GET", "POST"])
def move(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    form = MoveForm(request.POST or None, initial=request.kept_text or {"on": viewer.on}, unit=place, today=viewer.on)
    if form.is_valid() and attempt(
        form, lambda: actions.move_unit(unit=place, by=viewer, at=viewer.at, **form.cleaned_data), field="parent"
    ):
        return _changed(request, place, _("%(name)s is moved. Its history stays.") % {"name": place.name})
    words = Change(
        title=_("Move %(name)s") % {"name": place.name},
        button=_("Move it"),
        note=_(
            "Everything below it moves too, and roles held above reach it from now on. Figures of earlier days "
            "stay where they were."
        ),
    )
    return change_page(request, form, of=place.name, back=_address(place), words=words)


@audience("administer")
@require_http_methods(["GET", "POST"])
def close(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    form = CloseForm(request.POST or None, initial=request.kept_text or {"last_day": viewer.on})
    if form.is_valid() and attempt(
        form, lambda: actions.close_unit(unit=place, on=form.over_on, by=viewer, at=viewer.at), field="last_day"
    ):
        return _changed(request, place, _("%(name)s is closed. Its history stays.") % {"name": place.name})
    words = Change(
        title=_("Close %(name)s") % {"name": place.name},
        button=_("Close it"),
        note=_("What stands below it is closed or moved first, and posts in it have ended by then."),
        kind="warning",
    )
    return change_page(request, form, of=place.name, back=_address(place), words=words)


@audience("administer")
@require_POST
def reopen(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    attempt_plainly(
        request,
        lambda: actions.reopen_unit(unit=place, by=viewer, at=viewer.at),
        done=_("%(name)s is open.") % {"name": place.name},
    )
    return redirect("unit", public_id)


@audience("administer")
@require_POST
def add_duty_desk(request: Request, public_id: str) -> HttpResponse:
    place, viewer = _found(request, public_id), request.viewer
    name = _("Duty, %(team)s") % {"team": place.name}
    attempt_plainly(
        request,
        lambda: staff_actions.add_duty_desk(team=place, name=name, from_on=viewer.on, by=viewer, at=viewer.at),
        done=_("The team has a duty desk: cases on duty stand there, first on its board."),
    )
    return redirect("unit", public_id)


def _found(request: Request, public_id: str) -> Unit:
    place = unit_of(request.viewer, public_id)
    if place is None:
        raise Http404
    return place


def _address(place: Unit) -> str:
    return reverse("unit", args=[place.public_id])


def _changed(request: Request, place: Unit, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("unit", place.public_id)

"""Roles: what each may do, who holds them, given by one person and approved by another."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.actions import grants as actions
from soundings.accounts.forms.roles import ProlongForm, ReasonForm, RoleForm
from soundings.accounts.models import Grant, User
from soundings.accounts.permissions import can_manage_people
from soundings.accounts.queries import grant_visible_to, grants_stand_alone, grants_visible_to
from soundings.accounts.requests import Request
from soundings.accounts.rules import GrantState, Role
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.accounts.views.changing import Change, change_page, found_user, person_change
from soundings.accounts.views.waiting import waiting_for
from soundings.accounts.words import CHOOSABLE_ROLES, ROLE_HINTS, Right, rights_of, role_name
from soundings.core.audience import audience

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Described:
    """A role with what it is for and what it may do."""

    role: Role
    name: str
    hint: str
    rights: list[Right]


@audience("people")
@require_safe
def roles(request: Request) -> HttpResponse:
    viewer = request.viewer
    holding = grants_visible_to(viewer).filter(state=GrantState.ACTIVE).select_related("approved_by")
    about = {
        "waiting": waiting_for(viewer),
        "page": Paginator(holding, A_PAGE).get_page(request.GET.get("page")),
        "described": [_described(Role(role)) for role in CHOOSABLE_ROLES],
        "can_manage": can_manage_people(viewer),
        "stand_alone": can_manage_people(viewer) and grants_stand_alone(viewer),
    }
    return render(request, "accounts/roles.html", about)


def _described(role: Role) -> Described:
    return Described(role, role_name(role), str(ROLE_HINTS[role]), list(rights_of(role)))


@audience("administer")
@require_http_methods(["GET", "POST"])
def give(request: Request, public_id: str) -> HttpResponse:
    (one, user), viewer = found_user(request, public_id), request.viewer
    form = RoleForm(request.POST or None, initial=request.kept_text, agency=viewer.user.agency, on=viewer.on)
    if form.is_valid() and attempt(form, lambda: _give(request, form, user)):
        return redirect("person", one.public_id)
    alone = grants_stand_alone(viewer)
    note = (
        _("It holds at once: until the first senior manager has signed in, nobody else can approve it.")
        if alone
        else _("It holds as soon as a senior manager has approved it.")
    )
    return person_change(request, form, one, words=Change(_("Give a role"), _("Give the role"), note))


def _give(request: Request, form: RoleForm, user: User) -> None:
    grant = actions.give(new=form.new(user), by=request.viewer, at=request.viewer.at)
    if grant.state == GrantState.PENDING:
        messages.success(request, _("The role waits for a senior manager’s approval."))
    else:
        messages.success(request, _("The role holds from now on."))


@audience("approve")
@require_POST
def approve(request: Request, public_id: str) -> HttpResponse:
    grant = _found(request, public_id)
    attempt_plainly(
        request,
        lambda: actions.approve(grant=grant, by=request.viewer, at=request.viewer.at),
        done=_("Approved: %(name)s is now %(role)s at %(place)s.") % _said(grant),
    )
    return redirect("roles")


@audience("people")
@require_http_methods(["GET", "POST"])
def end(request: Request, public_id: str) -> HttpResponse:
    """Takes a role away, or turns down one that waits."""
    grant, viewer = _found(request, public_id), request.viewer
    form = ReasonForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form, lambda: actions.end(grant=grant, by=viewer, at=viewer.at, **form.cleaned_data), field="reason"
    ):
        done = _("Turned down.") if grant.state == GrantState.PENDING else _("The role has ended.")
        messages.success(request, done)
        return redirect(_back(request, grant))
    words = _turn_down(grant) if grant.state == GrantState.PENDING else _take_away(grant)
    return change_page(request, form, of=grant.user.name, back=_back(request, grant), words=words)


def _turn_down(grant: Grant) -> Change:
    title = _("Turn down: %(role)s at %(place)s") % _said(grant)
    return Change(title, _("Turn it down"), _("It never holds. Whoever gave it can give another."), "warning")


def _take_away(grant: Grant) -> Change:
    title = _("End the role: %(role)s at %(place)s") % _said(grant)
    return Change(title, _("End the role"), _("It opens nothing from their next click on."), "warning")


def _said(grant: Grant) -> dict[str, str]:
    return {"name": grant.user.name, "role": role_name(Role(grant.role)), "place": grant.unit.name}


def _back(request: Request, grant: Grant) -> str:
    if request.GET.get("from") == "roles":
        return reverse("roles")
    return reverse("person", args=[grant.user.staff.public_id if grant.user.staff else grant.user.public_id])


@audience("administer")
@require_http_methods(["GET", "POST"])
def prolong(request: Request, public_id: str) -> HttpResponse:
    grant, viewer = _found(request, public_id), request.viewer
    if grant.ends_on is None:
        raise Http404
    form = ProlongForm(request.POST or None, initial=request.kept_text or {"ends_on": grant.ends_on}, on=viewer.on)
    if form.is_valid() and attempt(
        form, lambda: actions.prolong(grant=grant, by=viewer, at=viewer.at, **form.cleaned_data), field="ends_on"
    ):
        messages.success(request, _("Saved. The longer time waits for a senior manager’s approval."))
        return redirect(_back(request, grant))
    words = Change(
        title=_("Prolong: %(role)s at %(place)s") % _said(grant),
        button=_("Prolong it"),
        note=_("A second person approves the longer time. Until they do, the role holds to the last day it has now."),
    )
    return change_page(request, form, of=grant.user.name, back=_back(request, grant), words=words)


def _found(request: Request, public_id: str) -> Grant:
    grant = grant_visible_to(request.viewer, public_id)
    if grant is None:
        raise Http404
    return grant

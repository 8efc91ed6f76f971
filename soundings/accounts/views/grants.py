"""Roles: given, approved by a second person, ended."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.actions import grants as actions
from soundings.accounts.forms.people import RoleForm
from soundings.accounts.models import Grant
from soundings.accounts.permissions import can_manage_people, check_can_approve
from soundings.accounts.queries import grant_visible_to, grants_stand_alone, grants_visible_to, user_visible_to
from soundings.accounts.requests import Request
from soundings.accounts.rules import GrantState
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.core.audience import audience
from soundings.core.rules import Denied


@audience("people")
@require_safe
def roles(request: Request) -> HttpResponse:
    viewer = request.viewer
    found = list(grants_visible_to(viewer))
    about = {
        "waiting": [(grant, _can_approve(viewer, grant)) for grant in found if grant.state == GrantState.PENDING],
        "holding": [grant for grant in found if grant.state == GrantState.ACTIVE],
        "stand_alone": can_manage_people(viewer) and grants_stand_alone(viewer),
    }
    return render(request, "accounts/roles.html", about)


def _can_approve(viewer, grant: Grant) -> bool:
    try:
        check_can_approve(viewer, grant)
    except Denied:
        return False
    return True


@audience("administer")
@require_http_methods(["GET", "POST"])
def give(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    user = user_visible_to(viewer, public_id)
    if user is None:
        raise Http404
    form = RoleForm(request.POST or None, initial=request.kept_text, agency=viewer.user.agency)
    if form.is_valid() and attempt(form, lambda: _give(request, form, user)):
        return redirect("user", public_id)
    stand_alone = grants_stand_alone(viewer)
    return render(request, "accounts/give_role.html", {"form": form, "person": user, "stand_alone": stand_alone})


def _give(request: Request, form: RoleForm, user) -> None:
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
        done=_("Approved: the role holds from now on."),
    )
    return redirect("roles")


@audience("people")
@require_POST
def end(request: Request, public_id: str) -> HttpResponse:
    grant = _found(request, public_id)
    attempt_plainly(
        request,
        lambda: actions.end(grant=grant, by=request.viewer, at=request.viewer.at),
        done=_("The role has ended."),
    )
    return redirect("user", grant.user.public_id) if request.POST.get("back") == "user" else redirect("roles")


def _found(request: Request, public_id: str) -> Grant:
    grant = grant_visible_to(request.viewer, public_id)
    if grant is None:
        raise Http404
    return grant

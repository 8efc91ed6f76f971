"""One person: who they are, and their way in."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.actions import staff as actions
from soundings.accounts.actions import users
from soundings.accounts.forms.people import AliasForm, InviteForm, PersonForm
from soundings.accounts.models import User
from soundings.accounts.permissions import can_approve_people, can_manage_people
from soundings.accounts.queries import second_steps_of
from soundings.accounts.queries.person import (
    every_grant_of,
    latest_invitation_of,
    leaves_of,
    posts_of,
    states_today,
)
from soundings.accounts.requests import Request
from soundings.accounts.rules import GrantState
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.accounts.views.changing import (
    Change,
    found_person,
    found_staff,
    found_user,
    invitation_link,
    person_change,
    person_changed,
)
from soundings.core.audience import audience


@audience("people")
@require_safe
def person(request: Request, public_id: str) -> HttpResponse:
    viewer, one = request.viewer, found_person(request, public_id)
    if one.public_id != public_id:
        return redirect("person", one.public_id)
    grants = list(every_grant_of(one.user)) if one.user else []
    is_self = one.user is not None and one.user.pk == viewer.user.pk
    about = {
        "person": one,
        "states": states_today(viewer, one),
        "today": viewer.on,
        "posts": list(posts_of(one.staff)),
        "leaves": list(leaves_of(one.staff)),
        "aliases": one.staff.aliases.order_by("alias") if one.staff else [],
        "invitation": latest_invitation_of(one.user) if one.user else None,
        "steps": second_steps_of(one.user) if one.user else [],
        "grants": [grant for grant in grants if grant.state != GrantState.ENDED],
        "ended_grants": [grant for grant in grants if grant.state == GrantState.ENDED],
        "can_manage": can_manage_people(viewer),
        "can_manage_access": can_manage_people(viewer) and not is_self,
        "can_end": (can_manage_people(viewer) or can_approve_people(viewer)) and not is_self,
        "is_self": is_self,
    }
    return render(request, "accounts/person.html", about)


@audience("administer")
@require_http_methods(["GET", "POST"])
def details(request: Request, public_id: str) -> HttpResponse:
    one, staff = found_staff(request, public_id)
    viewer, said = request.viewer, request.kept_text or {"name": staff.name, "email": staff.email}
    form = PersonForm(request.POST or None, initial=said)
    if form.is_valid() and attempt(
        form,
        lambda: actions.describe_staff(staff=staff, by=viewer, at=viewer.at, **form.cleaned_data),
        field="name",
    ):
        return person_changed(request, one, _("Saved. Files may still use the name before."))
    words = Change(
        title=_("Name and e-mail"),
        button=_("Save"),
        note=_("Files go on finding them by the name before: it stays among the names in files."),
    )
    return person_change(request, form, one, words=words)


@audience("administer")
@require_http_methods(["GET", "POST"])
def add_alias(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    form = AliasForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form, lambda: actions.add_alias(staff=staff, by=viewer, at=viewer.at, **form.cleaned_data), field="alias"
    ):
        return person_changed(request, one, _("Files now find them by this name too."))
    words = Change(title=_("Add a name or number in files"), button=_("Add it"))
    return person_change(request, form, one, words=words)


@audience("administer")
@require_POST
def remove_alias(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    found = get_object_or_404(staff.aliases, alias=request.POST.get("alias", ""))
    attempt_plainly(
        request,
        lambda: actions.remove_alias(alias=found, by=viewer, at=viewer.at),
        done=_("“%(alias)s” no longer stands for them in files.") % {"alias": found.alias},
    )
    return redirect("person", one.public_id)


@audience("administer")
@require_http_methods(["GET", "POST"])
def invite(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    said = request.kept_text or {"email": one.user.email if one.user else staff.email}
    form = InviteForm(request.POST or None, initial=said)
    if form.is_valid() and attempt(
        form,
        lambda: users.invite(staff=staff, link=invitation_link(request), by=viewer, at=viewer.at, **form.cleaned_data),
        field="email",
    ):
        return person_changed(request, one, _("The invitation is on its way. It works once, for seven days."))
    words = Change(
        title=_("Invite them") if one.user is None else _("Invite them again"),
        button=_("Send the invitation"),
        note=_("It works once, for seven days. An invitation sent before stops working."),
    )
    return person_change(request, form, one, words=words)


@audience("administer")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request, public_id: str) -> HttpResponse:
    """Switching off and on, starting again, and another invitation: each a button, with what it does."""
    one, user = found_user(request, public_id)
    if request.method == "POST":
        act, done = _choices(request, user).get(request.POST.get("do", ""), (None, ""))
        if act is None:
            raise Http404
        if attempt_plainly(request, act, done=done):
            return redirect("person", one.public_id)
        return redirect("person-sign-in", one.public_id)
    about = {"person": one, "user": user, "is_self": user.pk == request.viewer.user.pk}
    return render(request, "accounts/person_sign_in.html", about)


def _choices(request: Request, user: User) -> dict[str, tuple[Callable[[], Any], str]]:
    by, at = request.viewer, request.viewer.at
    link = invitation_link(request)
    return {
        "off": (lambda: users.switch_off(user=user, by=by, at=at), _("Their sign-in is switched off.")),
        "on": (lambda: users.switch_on(user=user, by=by, at=at), _("Their sign-in is switched on.")),
        "again": (
            lambda: users.start_again(user=user, link=link, by=by, at=at),
            _("Their password and second step are gone, and an invitation is on its way to their own address."),
        ),
        "invite": (
            lambda: users.invite_again(user=user, link=link, by=by, at=at),
            _("Another invitation is on its way; the earlier one works no longer."),
        ),
    }

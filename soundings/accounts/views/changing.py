"""What the pages share on which something about a person, a role or a place is changed."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from soundings.accounts.models import Staff, User
from soundings.accounts.permissions import Viewer, may_enter
from soundings.accounts.queries.person import Somebody, somebody_visible_to
from soundings.accounts.requests import Request


@dataclass(frozen=True, slots=True)
class Change:
    """The words of a page with one small form. kind: of its button ("warning" where something is taken away)."""

    title: str
    button: str
    note: str = ""
    kind: str = ""


def change_page(
    request: Request,
    form: forms.BaseForm,
    *,
    of: str,
    back: str,
    words: Change,
    template: str = "accounts/change.html",
    **more: object,
) -> HttpResponse:
    """The page with one small form. of: whom or what it changes; back: the address of that; more: for its template."""
    about = {"form": form, "change": words, "of": of, "back": back}
    return render(request, template, about | more)


def person_change(
    request: Request, form: forms.BaseForm, one: Somebody, *, words: Change, template: str = "accounts/change.html"
) -> HttpResponse:
    """The same about a person."""
    back = reverse("person", args=[one.public_id])
    return change_page(request, form, of=one.name, back=back, words=words, template=template)


def person_changed(request: Request, one: Somebody, said: str) -> HttpResponse:
    """Back to the person, with what was done."""
    messages.success(request, said)
    return redirect("person", one.public_id)


def found_person(request: Request, public_id: str) -> Somebody:
    """Whoever has this public id in the viewer's agency. 404 for any other."""
    one = somebody_visible_to(request.viewer, public_id)
    if one is None:
        raise Http404
    return one


def found_staff(request: Request, public_id: str) -> tuple[Somebody, Staff]:
    """The same, for what only staff have: 404 for a user who is not staff."""
    one = found_person(request, public_id)
    if one.staff is None:
        raise Http404
    return one, one.staff


def found_user(request: Request, public_id: str) -> tuple[Somebody, User]:
    """The same, for what takes a sign-in: 404 for staff without one."""
    one = found_person(request, public_id)
    if one.user is None:
        raise Http404
    return one, one.user


def invitation_link(request: Request) -> str:
    """The address of an invitation, {token} standing for the token."""
    return request.build_absolute_uri(reverse("accept-invitation", args=["TOKEN"])).replace("TOKEN", "{token}")


def loading(viewer: Viewer, kind: str) -> str:
    """The address at which a spreadsheet of this kind is loaded; "" for whoever may not, or if nothing loads files."""
    try:
        return reverse("import-new", args=[kind]) if may_enter(viewer, "import") else ""
    except NoReverseMatch:
        return ""

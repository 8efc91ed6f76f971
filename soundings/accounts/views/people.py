"""People: found, described, their posts and leave, their sign-in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.actions import staff as actions
from soundings.accounts.actions import users
from soundings.accounts.forms.people import (
    AliasForm,
    EndForm,
    InviteForm,
    LeaveForm,
    NewPersonForm,
    PersonForm,
    PostForm,
    SearchForm,
    VisitorForm,
)
from soundings.accounts.models import Staff, User
from soundings.accounts.permissions import can_manage_people
from soundings.accounts.queries import (
    grants_of,
    people_visible_to,
    person_visible_to,
    second_steps_of,
    teams_of_people,
    user_visible_to,
    visitors_of,
)
from soundings.accounts.requests import Request
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.core.audience import audience

A_PAGE = 50


@audience("people")
@require_safe
def people(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = SearchForm(request.GET or None, agency=viewer.user.agency)
    said = form.cleaned_data if form.is_valid() else {}
    found = people_visible_to(
        viewer, search=said.get("search", ""), team=said.get("team"), with_ended=said.get("ended", False)
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    about = {
        "form": form,
        "page": page,
        "query": f"{query.urlencode()}&" if query else "",
        "teams": teams_of_people(page.object_list, on=viewer.on),
        "visitors": visitors_of(viewer),
        "can_manage": can_manage_people(viewer),
    }
    return render(request, "accounts/people.html", about)


@audience("administer")
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    viewer = request.viewer
    said = request.kept_text or {"from_on": viewer.on}
    form = NewPersonForm(request.POST or None, initial=said, agency=viewer.user.agency)
    made: list[Staff] = []
    if form.is_valid() and attempt(form, lambda: made.append(_add(request, form))):
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
        return redirect("person", made[0].public_id)
    return render(request, "accounts/person_add.html", {"form": form})


def _add(request: Request, form: NewPersonForm) -> Staff:
    said, viewer = form.cleaned_data, request.viewer
    return actions.add_with_post(
        agency=viewer.user.agency,
        name=said["name"],
        email=said["email"],
        alias=said["alias"],
        post=form.first_post(viewer.on),
        by=viewer,
        at=viewer.at,
    )


@audience("people")
@require_safe
def person(request: Request, public_id: str) -> HttpResponse:
    return _show(request, _found(request, public_id))


def _show(request: Request, staff: Staff, **forms: object) -> HttpResponse:
    viewer, user = request.viewer, getattr(staff, "user", None)
    about = {
        "person": staff,
        "user": user,
        "grants": grants_of(user) if user else [],
        "posts": staff.memberships.select_related("team").order_by("-from_on"),
        "leaves": staff.leaves.select_related("cover").order_by("-from_on"),
        "aliases": staff.aliases.order_by("alias"),
        "can_manage": can_manage_people(viewer),
        "details_form": PersonForm(initial={"name": staff.name, "email": staff.email}, prefix="details"),
        "alias_form": AliasForm(prefix="alias"),
        "post_form": PostForm(prefix="post", agency=viewer.user.agency, initial={"from_on": viewer.on}),
        "leave_form": LeaveForm(prefix="leave", staff=staff, on=viewer.on, initial={"from_on": viewer.on}),
        "end_form": EndForm(prefix="end", initial={"on": viewer.on}),
        "invite_form": InviteForm(prefix="invite", initial={"email": user.email if user else staff.email}),
    } | forms
    about["forms"] = [about[name] for name in forms]
    return render(request, "accounts/person.html", about)


@audience("administer")
@require_POST
def details(request: Request, public_id: str) -> HttpResponse:
    staff, viewer = _found(request, public_id), request.viewer
    form = PersonForm(request.POST, prefix="details")
    if form.is_valid() and attempt(
        form, lambda: actions.describe_staff(staff=staff, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        return _done(request, staff)
    return _show(request, staff, details_form=form)


@audience("administer")
@require_POST
def alias(request: Request, public_id: str) -> HttpResponse:
    staff, viewer = _found(request, public_id), request.viewer
    if "remove" in request.POST:
        gone = get_object_or_404(staff.aliases, pk=_number(request.POST["remove"]))
        actions.remove_alias(alias=gone, by=viewer, at=viewer.at)
        return _done(request, staff)
    form = AliasForm(request.POST, prefix="alias")
    if form.is_valid() and attempt(
        form, lambda: actions.add_alias(staff=staff, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        return _done(request, staff)
    return _show(request, staff, alias_form=form)


@audience("administer")
@require_POST
def post(request: Request, public_id: str) -> HttpResponse:
    staff, viewer = _found(request, public_id), request.viewer
    if "leave" in request.POST:
        left = get_object_or_404(staff.memberships, pk=_number(request.POST["leave"]))
        attempt_plainly(
            request,
            lambda: actions.leave_team(membership=left, on=viewer.on, by=viewer, at=viewer.at),
            done=_("The post ends today. Roles held at that team end with it."),
        )
        return redirect("person", public_id)
    form = PostForm(request.POST, prefix="post", agency=viewer.user.agency)
    if form.is_valid() and attempt(
        form, lambda: actions.join_team(staff=staff, post=form.said, by=viewer, at=viewer.at)
    ):
        return _done(request, staff)
    return _show(request, staff, post_form=form)


@audience("administer")
@require_POST
def leave(request: Request, public_id: str) -> HttpResponse:
    staff, viewer = _found(request, public_id), request.viewer
    if "cancel" in request.POST:
        gone = get_object_or_404(staff.leaves, pk=_number(request.POST["cancel"]))
        actions.cancel_leave(leave=gone, by=viewer, at=viewer.at)
        return _done(request, staff)
    form = LeaveForm(request.POST, prefix="leave", staff=staff, on=viewer.on)
    if form.is_valid() and attempt(
        form, lambda: actions.take_leave(staff=staff, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        return _done(request, staff)
    return _show(request, staff, leave_form=form)


@audience("administer")
@require_POST
def end(request: Request, public_id: str) -> HttpResponse:
    staff, viewer = _found(request, public_id), request.viewer
    if "undo" in request.POST:
        actions.bring_back_staff(staff=staff, by=viewer, at=viewer.at)
        return _done(request, staff)
    form = EndForm(request.POST, prefix="end")
    if form.is_valid() and attempt(
        form, lambda: actions.end_staff(staff=staff, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        return _done(request, staff)
    return _show(request, staff, end_form=form)


@audience("administer")
@require_POST
def invite(request: Request, public_id: str) -> HttpResponse:
    staff, viewer = _found(request, public_id), request.viewer
    form = InviteForm(request.POST, prefix="invite")
    if form.is_valid() and attempt(
        form,
        lambda: users.invite(
            staff=staff, email=form.cleaned_data["email"], link=_link(request), by=viewer, at=viewer.at
        ),
    ):
        messages.success(request, _("The invitation is on its way. It works once, for seven days."))
        return redirect("person", public_id)
    return _show(request, staff, invite_form=form)


@audience("administer")
@require_http_methods(["GET", "POST"])
def invite_visitor(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = VisitorForm(request.POST or None, initial=request.kept_text)
    made: list[User] = []
    if form.is_valid() and attempt(form, lambda: made.append(_invite_visitor(request, form))):
        messages.success(request, _("The invitation is on its way. Give them a role, so that they see something."))
        return redirect("user", made[0].public_id)
    return render(request, "accounts/visitor.html", {"form": form, "agency": viewer.user.agency})


def _invite_visitor(request: Request, form: VisitorForm) -> User:
    viewer = request.viewer
    return users.invite_visitor(
        agency=viewer.user.agency, link=_link(request), by=viewer, at=viewer.at, **form.cleaned_data
    )


@audience("people")
@require_safe
def user(request: Request, public_id: str) -> HttpResponse:
    found = _found_user(request, public_id)
    if found.staff:
        return redirect("person", found.staff.public_id)
    about = {
        "user": found,
        "grants": grants_of(found),
        "steps": second_steps_of(found),
        "can_manage": can_manage_people(request.viewer),
    }
    return render(request, "accounts/user.html", about)


@audience("administer")
@require_POST
def sign_in(request: Request, public_id: str) -> HttpResponse:
    found, viewer = _found_user(request, public_id), request.viewer
    choices = {
        "off": (lambda: users.switch_off(user=found, by=viewer, at=viewer.at), _("Their sign-in is switched off.")),
        "on": (lambda: users.switch_on(user=found, by=viewer, at=viewer.at), _("Their sign-in is switched on.")),
        "again": (
            lambda: users.start_again(user=found, link=_link(request), by=viewer, at=viewer.at),
            _("Their password and second step are gone, and an invitation is on its way to their own address."),
        ),
        "invite": (
            lambda: users.invite_again(user=found, link=_link(request), by=viewer, at=viewer.at),
            _("Another invitation is on its way; the earlier one works no longer."),
        ),
    }
    if request.POST.get("do") not in choices:
        raise Http404
    act, done = choices[request.POST["do"]]
    attempt_plainly(request, act, done=done)
    return redirect("user", public_id)


def _found(request: Request, public_id: str) -> Staff:
    staff = person_visible_to(request.viewer, public_id)
    if staff is None:
        raise Http404
    return staff


def _found_user(request: Request, public_id: str) -> User:
    found = user_visible_to(request.viewer, public_id)
    if found is None:
        raise Http404
    return found


def _done(request: Request, staff: Staff) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("person", staff.public_id)


def _link(request: Request) -> str:
    """The address of an invitation, {token} standing for the token."""
    return request.build_absolute_uri(reverse("accept-invitation", args=["TOKEN"])).replace("TOKEN", "{token}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0

"""The list of people, and new ones."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.actions import staff as actions
from soundings.accounts.actions import users
from soundings.accounts.forms.people import NewPersonForm, SearchForm, VisitorForm
from soundings.accounts.models import Staff, User
from soundings.accounts.permissions import can_manage_people
from soundings.accounts.queries.listing import people_keys, people_lines
from soundings.accounts.requests import Request
from soundings.accounts.rules import PostKind
from soundings.accounts.views.attempt import attempt
from soundings.accounts.views.changing import Change, change_page, invitation_link, loading
from soundings.accounts.views.waiting import waiting_for
from soundings.core.audience import audience

A_PAGE = 50


@audience("people")
@require_safe
def people(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = SearchForm(request.GET or None, agency=viewer.user.agency)
    page = Paginator(people_keys(viewer, **form.said), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    about = {
        "narrowing": form,
        "page": page,
        "lines": people_lines(viewer, page.object_list),
        "query": f"{query.urlencode()}&" if query else "",
        "narrowed": any(query.values()),
        "waiting": waiting_for(viewer),
        "can_manage": can_manage_people(viewer),
        "load_url": loading(viewer, "staff"),
    }
    return render(request, "accounts/people.html", about)


@audience("administer")
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    viewer = request.viewer
    said = request.kept_text or {"from_on": viewer.on, "post": PostKind.WORKER}
    form = NewPersonForm(request.POST or None, initial=said, agency=viewer.user.agency)
    made: list[Staff] = []
    if form.is_valid() and attempt(form, lambda: made.append(_add(request, form))):
        messages.success(request, _("%(name)s is added. Invite them if they are to sign in.") % {"name": made[0].name})
        return redirect("person", made[0].public_id)
    words = Change(
        title=_("Add a person"),
        button=_("Add them"),
        note=_("Staff can hold cases without ever signing in. An invitation and a role are given afterwards."),
    )
    return change_page(request, form, of=_("People"), back=reverse("people"), words=words)


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


@audience("administer")
@require_http_methods(["GET", "POST"])
def invite_visitor(request: Request) -> HttpResponse:
    form = VisitorForm(request.POST or None, initial=request.kept_text)
    made: list[User] = []
    if form.is_valid() and attempt(form, lambda: made.append(_invite_visitor(request, form)), field="email"):
        messages.success(request, _("The invitation is on its way. Give them a role, so that they see something."))
        return redirect("person", made[0].public_id)
    words = Change(
        title=_("Invite somebody who holds no cases"),
        button=_("Send the invitation"),
        note=_("Managers, quality assurance, partners, inspectors, administrators. They see nothing without a role."),
    )
    return change_page(request, form, of=_("People"), back=reverse("people"), words=words)


def _invite_visitor(request: Request, form: VisitorForm) -> User:
    viewer = request.viewer
    return users.invite_visitor(
        agency=viewer.user.agency, link=invitation_link(request), by=viewer, at=viewer.at, **form.cleaned_data
    )

"""A person's posts, leave and last day."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from soundings.accounts.actions import staff as actions
from soundings.accounts.forms.people import CoverForm, EndForm, LeaveForm, LeaveTeamForm, PostForm
from soundings.accounts.models import Leave, Staff
from soundings.accounts.queries.person import leave_from, running_posts_of
from soundings.accounts.requests import Request
from soundings.accounts.rules import PostKind
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.accounts.views.changing import Change, found_staff, person_change, person_changed
from soundings.core.audience import audience


@audience("administer")
@require_http_methods(["GET", "POST"])
def join(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    said = request.kept_text or {"from_on": viewer.on, "post": PostKind.WORKER}
    form = PostForm(request.POST or None, initial=said, agency=viewer.user.agency)
    if form.is_valid() and attempt(
        form, lambda: actions.join_team(staff=staff, post=form.said, by=viewer, at=viewer.at), field="team"
    ):
        return person_changed(request, one, _("They have a post in this team. A post alone opens no page: roles do."))
    words = Change(
        title=_("Join a team"),
        button=_("Save"),
        note=_("A post says whose team they are in and whose supervisor they have. What they may see is their role."),
    )
    return person_change(request, form, one, words=words)


@audience("administer")
@require_http_methods(["GET", "POST"])
def leave_team(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    posts = running_posts_of(staff, on=viewer.on)
    if not posts:
        return redirect("person", one.public_id)
    form = LeaveTeamForm(request.POST or None, initial=_first(request, posts), posts=posts)
    if form.is_valid() and attempt(
        form,
        lambda: actions.leave_team(membership=form.cleaned_data["post"], on=form.over_on, by=viewer, at=viewer.at),
        field="last_day",
    ):
        return person_changed(request, one, _("The day on which the post ends is saved."))
    words = Change(
        title=_("Leave a team"),
        button=_("Save"),
        note=_("Roles held at that very team end with their last post there. Their cases stay with them."),
    )
    return person_change(request, form, one, words=words)


def _first(request: Request, posts: Any) -> Any:
    """What the form begins with: the post in the team that the link named, else the only one."""
    if request.kept_text:
        return request.kept_text
    named = [post for post in posts if post.team.public_id == request.GET.get("team")]
    chosen = named or (posts if len(posts) == 1 else [])
    return {"last_day": request.viewer.on, "post": chosen[0].pk if chosen else None}


@audience("administer")
@require_http_methods(["GET", "POST"])
def add_leave(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    form = LeaveForm(request.POST or None, initial=request.kept_text, staff=staff, on=viewer.on)
    if form.is_valid() and attempt(
        form,
        lambda: actions.take_leave(staff=staff, by=viewer, at=viewer.at, **form.cleaned_data),
        field="from_on",
    ):
        return person_changed(request, one, _("The leave is saved."))
    words = Change(title=_("Leave of absence"), button=_("Save"), note=_about_cover())
    return person_change(request, form, one, words=words)


@audience("administer")
@require_http_methods(["GET", "POST"])
def change_leave(request: Request, public_id: str, from_on: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    found = _leave(staff, from_on)
    said = request.kept_text or {"to_on": found.to_on, "cover": found.cover_id}
    form = CoverForm(request.POST or None, initial=said, staff=staff, on=viewer.on)
    if form.is_valid() and attempt(
        form,
        lambda: actions.change_leave(leave=found, by=viewer, at=viewer.at, **form.cleaned_data),
        field="to_on",
    ):
        return person_changed(request, one, _("The leave is changed."))
    words = Change(title=_("Change the leave"), button=_("Save"), note=_about_cover())
    return person_change(request, form, one, words=words, template="accounts/person_leave.html")


@audience("administer")
@require_POST
def cancel_leave(request: Request, public_id: str, from_on: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    found = _leave(staff, from_on)
    attempt_plainly(
        request,
        lambda: actions.cancel_leave(leave=found, by=viewer, at=viewer.at),
        done=_("The leave is cancelled: on these days they are here."),
    )
    return redirect("person", one.public_id)


def _about_cover() -> str:
    return _("Boards say who covers. The cases stay theirs.")


def _leave(staff: Staff, from_on: str) -> Leave:
    try:
        day: date | None = parse_date(from_on)
    except ValueError:
        day = None
    found = leave_from(staff, day) if day else None
    if found is None:
        raise Http404
    return found


@audience("administer")
@require_http_methods(["GET", "POST"])
def end(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    form = EndForm(request.POST or None, initial=request.kept_text or {"last_day": viewer.on})
    if form.is_valid() and attempt(
        form, lambda: actions.end_staff(staff=staff, on=form.over_on, by=viewer, at=viewer.at), field="last_day"
    ):
        return person_changed(
            request,
            one,
            _("Their last day of work is saved. Cases that nobody takes over are not allocated from the day after."),
        )
    words = Change(title=_("Last day of work"), button=_("Save"), kind="warning")
    return person_change(request, form, one, words=words, template="accounts/person_end.html")


@audience("administer")
@require_POST
def bring_back(request: Request, public_id: str) -> HttpResponse:
    (one, staff), viewer = found_staff(request, public_id), request.viewer
    attempt_plainly(
        request,
        lambda: actions.bring_back_staff(staff=staff, by=viewer, at=viewer.at),
        done=_(
            "They work here. Cases that nobody has taken since are theirs again. Give them a post, and switch their "
            "sign-in on if it was switched off."
        ),
    )
    return redirect("person", one.public_id)

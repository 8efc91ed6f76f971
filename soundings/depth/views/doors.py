"""What the pages share: the review, programme or draw of an address, or a 404; trying an action; telling people."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from soundings.accounts.models import User
from soundings.accounts.permissions import Viewer, check_reason, may_enter
from soundings.accounts.requests import Request
from soundings.accounts.rules import Row
from soundings.core.rules import Denied
from soundings.depth import queries, tasks, words
from soundings.depth.models import Draw, Programme, Review
from soundings.depth.permissions import draws_somewhere, names_child, sees_programmes, takes_part_in_reviews
from soundings.depth.permissions.calibration import takes_part_in_calibration
from soundings.depth.queries.lists import Listed


def review_or_404(request: Request, public_id: str, *, verb: str = "review.viewed") -> Review:
    """The review, its reading in the trail; 404 alike for none and for one out of scope.

    Whoever would see more with a reason is asked for one first.
    """
    viewer = request.viewer
    review = queries.review_for(viewer, public_id)
    if review is None:
        check_reason(viewer, Row.FINISHED_AUDIT)
        raise Http404
    queries.leaving(viewer, [review], verb=verb, at=viewer.at, target=public_id)
    return review


def programme_or_404(request: Request, public_id: str) -> Programme:
    """The programme; 404 alike for none and for one out of scope."""
    programme = queries.programme_for(request.viewer, public_id)
    if programme is None:
        raise Http404
    return programme


def draw_or_404(request: Request, public_id: str) -> Draw:
    """The draw; 404 alike for none and for one out of scope."""
    draw = queries.draw_for(request.viewer, public_id)
    if draw is None:
        raise Http404
    return draw


def ways_of(viewer: Viewer, here: str) -> dict[str, Any]:
    """For "depth/_ways.html": which of the lists of reviews is open now, and which of them are for the viewer."""
    return {
        "here": here,
        "sees_reviews": may_enter(viewer, "records") and takes_part_in_reviews(viewer),
        "sees_programmes": may_enter(viewer, "records") and sees_programmes(viewer),
        "makes_programmes": may_enter(viewer, "records") and draws_somewhere(viewer),
        "sees_calibration": may_enter(viewer, "records") and takes_part_in_calibration(viewer),
    }


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Whether `act` was done. If it was refused, the form says why."""
    try:
        act()
    except Denied as denied:
        form.add_error(None, denied.words)
        return False
    return True


def attempt_plainly(request: Request, act: Callable[[], Any], *, done: str) -> bool:
    """The same for a button without a form: a message says what was done, or why it was not."""
    try:
        act()
    except Denied as denied:
        messages.error(request, denied.words)
        return False
    messages.success(request, done)
    return True


def title_of(request: Request, review: Review) -> str:
    """What the page of a review is called: the child's name for whoever takes part, else a code."""
    named = names_child(request.viewer, review)
    return review.case.child.name if named else words.code_of(review.public_id)


def line_of(one: Listed) -> dict[str, Any]:
    """A review as a list shows it."""
    review = one.review
    return {
        "title": one.case.child.name if one.named else words.code_of(review.public_id),
        "href": reverse("review", args=[review.public_id]),
        "about": words.named(review.version.instrument.names, code=review.version.instrument.code),
        "programme": review.programme.name if review.programme else "",
        "team": one.case.team.name if one.case.team else "",
        "worker": review.worker.name if review.worker else "",
        "reviewer": review.reviewer.name if review.reviewer else "",
        "state": words.STATES[review.state],
        "next": words.NEXTS[one.next],
        "meets": day(review.meets_on),
        "due": day(review.due_on),
        "signed_off": moment(review.signed_off_at),
        "restricted": one.case.restricted,
    }


def day(on: Any) -> str:
    """A day written out; nothing for none."""
    return date_format(on, "j F Y") if on else ""


def moment(at: Any) -> str:
    """The local day of a moment, written out; nothing for none."""
    return date_format(timezone.localtime(at), "j F Y") if at else ""


def tell_of(request: Request, people: Iterable[User | None]) -> None:
    """Each of these people, but whoever asks, hears once that something was handed to them."""
    users = [one for one in people if one is not None and one.pk != request.viewer.user.pk]
    tasks.tell_later(users, link=request.build_absolute_uri(reverse("reviews")))

"""Calibration sessions: the list, making one, who rates in it, and its steps."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.models import User
from soundings.accounts.requests import Request
from soundings.cases.models import Case
from soundings.core.audience import audience
from soundings.depth import queries, words
from soundings.depth.actions import calibrating
from soundings.depth.forms.calibration import CalibrationForm, PeopleToRateForm
from soundings.depth.models import Calibration, Review
from soundings.depth.permissions.calibration import (
    can_calibrate_with,
    can_lead,
    leads_somewhere,
    takes_part_in_calibration,
)
from soundings.depth.queries import calibration as sessions
from soundings.depth.queries import lists
from soundings.depth.rules.calibration import FEWEST, CalibrationState
from soundings.depth.views.doors import attempt, attempt_plainly, day, line_of, moment, tell_of, ways_of
from soundings.depth.words.calibration import ENDED, STATES

LATEST = 8  # reviews on offer for a session


def session_or_404(request: Request, public_id: str) -> Calibration:
    """The session; 404 alike for none and for one out of scope."""
    found = sessions.calibration_for(request.viewer, public_id)
    if found is None:
        raise Http404
    return found


@audience("records")
@require_safe
def calibrations(request: Request) -> HttpResponse:
    """The sessions that the viewer runs or is in, running ones first. It names no child."""
    viewer = request.viewer
    if not takes_part_in_calibration(viewer):
        raise Http404
    theirs = {one.pk for one in sessions.to_rate_apart(viewer)}
    found = list(sessions.calibrations_visible_to(viewer))
    context = {
        "lines": [session_line(one, waits=one.pk in theirs) for one in found],
        "may_make": leads_somewhere(viewer),
        "has_figures": bool(sessions.opened(viewer).exists()),
    }
    return render(request, "depth/calibrations.html", context | ways_of(viewer, "calibration"))


def session_line(one: Calibration, *, waits: bool = False) -> dict[str, Any]:
    """A session as a list shows it. waits: for the viewer's own rating."""
    return {
        "title": one.title,
        "href": reverse("calibration", args=[one.public_id]),
        "about": words.named(one.version.instrument.names, code=one.version.instrument.code),
        "led_by": one.led_by.name,
        "state": STATES[one.state],
        "waits": waits,
        "rate_by": day(one.rate_by) if one.state == CalibrationState.RATING else "",
        "made": moment(one.made_at),
    }


@audience("records")
@require_http_methods(["GET", "POST"])
def new_calibration(request: Request) -> HttpResponse:
    """Make a session: of an invented description, or with `?review=` of the case of that review."""
    viewer = request.viewer
    if not leads_somewhere(viewer):
        raise Http404
    review = _review_asked(request)
    case = review.case if review else None
    offered = sessions.people_to_invite(viewer, case, at=viewer.at)
    form = CalibrationForm(
        request.POST or None,
        viewer=viewer,
        of_a_case=case is not None,
        people=[one for one, why in offered if why is None],
        initial=request.kept_text or {"version": review.version_id if review else None},
    )
    made: list[Calibration] = []
    if form.is_valid() and attempt(form, lambda: made.append(_made(request, form, case))):
        tell_of(request, form.chosen)
        messages.success(request, _("The session is made. Each of them finds it under Reviews."))
        return redirect("calibration", made[0].public_id)
    shown = [] if review else _reviewed(request)
    if review:
        queries.leaving(viewer, [review], verb="calibration.made-of", at=viewer.at, target=review.public_id)
    context = {
        "form": form,
        "child": case.child.name if case else "",
        "left_out": [words.unfit(why, one.name) for one, why in offered if why],
        "reviewed": shown,
        "few": sum(why is None for _one, why in offered) < FEWEST,
    }
    return render(request, "depth/calibration_new.html", context)


def _review_asked(request: Request) -> Review | None:
    """The review whose case is to be used; 404 for one out of scope, and where its case may not be used."""
    public_id = request.GET.get("review", "")
    if not public_id:
        return None
    review = queries.review_for(request.viewer, public_id)
    if review is None or not can_calibrate_with(request.viewer, review.case):
        raise Http404
    return review


def _made(request: Request, form: CalibrationForm, case: Case | None) -> Calibration:
    plan = calibrating.Plan(**form.terms, case=case)
    return calibrating.make_calibration(plan=plan, by=request.viewer, at=request.viewer.at)


def _reviewed(request: Request) -> list[dict[str, Any]]:
    """The latest finished reviews whose cases the viewer may use."""
    viewer = request.viewer
    usable = list(sessions.reviews_to_calibrate(viewer)[:LATEST])
    shown = lists.listed(viewer, queries.leaving(viewer, usable, verb="reviews.viewed", at=viewer.at))
    make = reverse("new-calibration")
    return [line_of(one) | {"href": f"{make}?review={one.review.public_id}"} for one in shown]


@audience("records")
@require_http_methods(["GET", "POST"])
def people(request: Request, public_id: str) -> HttpResponse:
    """Who rates in the session, while nobody reads anybody."""
    found, viewer = session_or_404(request, public_id), request.viewer
    if not can_lead(viewer, found) or found.state != CalibrationState.RATING:
        raise Http404
    present = [one.user for one in sessions.seats_of(found)]
    form = PeopleToRateForm(
        request.POST or None,
        people=_on_offer(request, found, present),
        initial=request.kept_text or {"people": [one.public_id for one in present]},
    )
    if form.is_valid() and attempt(
        form, lambda: calibrating.invite(calibration=found, people=form.chosen, by=viewer, at=viewer.at)
    ):
        tell_of(request, set(form.chosen) - set(present))
        messages.success(request, _("Saved."))
        return redirect("calibration", public_id)
    about = {"form": form, "title": _("Who rates in this session"), "button": _("Save"), "of": found.title}
    return render(request, "depth/form.html", about | {"back": reverse("calibration", args=[public_id])})


def _on_offer(request: Request, found: Calibration, present: list[User]) -> list[User]:
    offered = sessions.people_to_invite(request.viewer, found.case, at=request.viewer.at)
    fit = [one for one, why in offered if why is None]
    return sorted({*fit, *present}, key=lambda one: (one.name, one.pk))


@audience("records")
@require_POST
def step(request: Request, public_id: str, step: str) -> HttpResponse:
    """Open the ratings, close the session, or call it off."""
    found, viewer = session_or_404(request, public_id), request.viewer
    acts = {
        "open": calibrating.open_ratings,
        "close": calibrating.close_calibration,
        "call-off": calibrating.call_off,
    }
    if step not in acts or not can_lead(viewer, found):
        raise Http404
    act = acts[step]
    attempt_plainly(request, lambda: act(calibration=found, by=viewer, at=viewer.at), done=str(ENDED[step]))
    return redirect("calibration", public_id)

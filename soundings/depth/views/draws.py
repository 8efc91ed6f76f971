"""A draw: its record, its picks, what was left out, and handing its cases to reviewers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import actions, queries, words
from soundings.depth.forms.programmes import HandOutForm, LeaveOutForm
from soundings.depth.models import Draw, Pick
from soundings.depth.permissions import can_run
from soundings.depth.queries import drawn as drawn_queries
from soundings.depth.queries import framing, reviewers
from soundings.depth.queries.drawn import Shown
from soundings.depth.rules import State, Why
from soundings.depth.views.doors import attempt, day, draw_or_404, line_of, moment, tell_of


@audience("records")
@require_safe
def drawn(request: Request, public_id: str) -> HttpResponse:
    """The record of a draw: criteria, frame, seed, picks and substitutions; with `?again=1` drawn again from it."""
    found = draw_or_404(request, public_id)
    viewer = request.viewer
    runs = can_run(viewer, found.programme)
    shown = drawn_queries.picks_shown(viewer, found)
    queries.leaving(
        viewer, [one.review.review for one in shown if one.review], verb="draw.viewed", at=viewer.at, target=public_id
    )
    names = drawn_queries.names_in_frames(found.agency_id)
    waiting = [one for one in shown if one.is_in and one.review and one.review.review.reviewer_id is None]
    context = {
        "draw": found,
        "on": day(found.on),
        "criteria": list(words.criteria(framing.frame_of(found), names)),
        "size": len(found.members),
        "reviewed": found.frame.get("reviewed", 0),
        "picks": [_pick(found, one, names, runs=runs) for one in shown],
        "reserve": found.picks.filter(reserve=True).count(),
        "substitutions": [_swap(one) for one in drawn_queries.substitutions_of(found)],
        "again": framing.comes_out_the_same(found) if "again" in request.GET else None,
        "runs": runs,
        "waiting": len([one for one in waiting if one.review and one.review.review.state != State.HELD]),
    }
    return render(request, "depth/drawn.html", context)


def _pick(found: Draw, one: Shown, names: Any, *, runs: bool) -> dict[str, Any]:
    review = one.review
    settled = review is not None and review.review.state in (State.AGREED, State.SIGNED_OFF)
    leave_out = reverse("leave-out", args=[found.public_id, one.pick.position])
    return {
        "position": one.pick.position,
        "is_in": one.is_in,
        "stratum": names.get(one.pick.stratum, one.pick.stratum),
        "line": line_of(review) if review else None,
        "leave_out": leave_out if runs and one.is_in and not settled else "",
    }


def _swap(one: Any) -> dict[str, Any]:
    return {
        "out": one.out.position,
        "instead": one.instead.position if one.instead else None,
        "why": words.WHY[one.reason],
        "words": one.words,
        "who": one.by.name,
        "when": moment(one.at),
    }


@audience("records")
@require_http_methods(["GET", "POST"])
def leave_out(request: Request, public_id: str, position: int) -> HttpResponse:
    """Leave a case of the draw out; the next of the reserve comes in."""
    found = draw_or_404(request, public_id)
    viewer = request.viewer
    pick = Pick.objects.filter(draw=found, position=position).select_related("case__child").first()
    if pick is None or not can_run(viewer, found.programme) or pick.pk not in actions.picks_in(found):
        raise Http404
    form = LeaveOutForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form,
        lambda: actions.substitute(
            pick=pick,
            why=Why(form.cleaned_data["why"]),
            words=form.cleaned_data["words"],
            by=viewer,
            at=viewer.at,
        ),
    ):
        messages.success(request, _("It is left out, and that stays on record."))
        return redirect("drawn", public_id)
    about = {
        "form": form,
        "title": _("Leave number %(n)s out") % {"n": position},
        "button": _("Leave it out"),
        "of": found.programme.name,
        "back": reverse("drawn", args=[public_id]),
    }
    return render(request, "depth/form.html", about)


@audience("records")
@require_http_methods(["GET", "POST"])
def hand_out(request: Request, public_id: str) -> HttpResponse:
    """Hand the cases that nobody reviews yet to some people, evenly, and never to who may not have them."""
    found = draw_or_404(request, public_id)
    viewer = request.viewer
    waiting = actions.waiting_in(found, viewer) if can_run(viewer, found.programme) else []
    if not waiting:
        raise Http404
    people = {one.public_id: one for one in reviewers.reviewers_in(found.agency_id, on=viewer.on)}
    form = HandOutForm(
        request.POST or None, people={key: one.name for key, one in people.items()}, initial=request.kept_text
    )
    done: list[actions.HandedOut] = []
    if form.is_valid():
        chosen = [people[key] for key in form.cleaned_data["reviewers"]]
        if attempt(form, lambda: done.append(actions.hand_out(draw=found, reviewers=chosen, by=viewer, at=viewer.at))):
            _say(request, done[0])
            tell_of(request, [one.reviewer for one in done[0].given])
            return redirect("drawn", public_id)
    context = {"form": form, "draw": found, "n": len(waiting), "away": framing.frame_of(found).away_from}
    return render(request, "depth/hand_out.html", context)


def _say(request: Request, done: actions.HandedOut) -> None:
    given, left = len(done.given), len(done.left)
    if given:
        said = ngettext("%(n)s case is handed out.", "%(n)s cases are handed out.", given) % {"n": given}
        messages.success(request, said)
    if left:
        said = ngettext(
            "%(n)s case still waits: none of these people may review it.",
            "%(n)s cases still wait: none of these people may review them.",
            left,
        )
        messages.warning(request, said % {"n": left})

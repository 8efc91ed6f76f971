"""The page on which one person rates in a calibration session, apart from all others."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.rules import Denied
from soundings.depth import cells
from soundings.depth.actions import calibrating, rating_apart
from soundings.depth.actions.rating_apart import SavedRating
from soundings.depth.models import Calibration, CalibrationSeat
from soundings.depth.permissions.calibration import can_rate
from soundings.depth.queries import calibration as sessions
from soundings.depth.rules.asked import question_of_field
from soundings.depth.rules.calibration import CalibrationState
from soundings.depth.rules.merging import Clash
from soundings.depth.views.calibrating import session_or_404
from soundings.depth.views.desk import Typed, clock, typed_in
from soundings.depth.views.doors import attempt_plainly
from soundings.depth.views.drawing import error_links, sections_of
from soundings.depth.views.figures.asking import language
from soundings.depth.views.typed import typed_on
from soundings.instruments.rules import said


@audience("records")
@require_http_methods(["GET", "POST"])
def rate(request: Request, public_id: str) -> HttpResponse:
    """One's own rating while the session stands open for it; nobody else's is on the page."""
    found, viewer = session_or_404(request, public_id), request.viewer
    seat = sessions.own_seat(viewer, found)
    if seat is None or not can_rate(viewer, found, seat):
        if request.method == "POST":
            return _too_late(request, found, _("This rating is not yours to write, or not any more."))
        return redirect("calibration", public_id)
    if request.method == "GET":
        kept = typed_on(request)
        return _page(request, found, seat, typed_in(kept, sessions.questions_of(found)) if kept else None)
    return _sent(request, found, seat)


def _sent(request: Request, found: Calibration, seat: CalibrationSeat) -> HttpResponse:
    viewer, giving = request.viewer, "give" in request.POST
    typed = typed_in(request.POST, sessions.questions_of(found), final=giving)
    try:
        saved = rating_apart.save_rating(calibration=found, sent=typed.sent, by=viewer, at=viewer.at)
    except Denied as denied:
        return _too_late(request, found, denied.words)
    if "autosave" in request.POST:
        return _autosaved(request, saved, typed)
    if typed.faults or saved.clashes:
        return _page(request, found, saved.seat, typed, saved.clashes)
    if giving:
        given = attempt_plainly(
            request,
            lambda: rating_apart.give_rating(calibration=found, by=viewer, at=viewer.at),
            done=_("Your rating is handed over. You read the others once the session opens."),
        )
        return redirect("calibration" if given else "rate-calibration", found.public_id)
    messages.success(request, _("Saved %(time)s") % {"time": clock(viewer.at)})
    return redirect("rate-calibration", found.public_id)


def _too_late(request: Request, found: Calibration, words: str) -> HttpResponse:
    """Meanwhile it was handed over or opened: the script may still be sending what the button has just stored."""
    if "autosave" in request.POST:
        return JsonResponse({"said": words, "stamp": 0, "stuck": request.POST.get("only", "").split()})
    messages.error(request, words)
    return redirect("calibration", found.public_id)


def _autosaved(request: Request, saved: SavedRating, typed: Typed) -> JsonResponse:
    """What the script is told, as `answering.autosaved` tells it of a part."""
    wrong = {question_of_field(one.place, request.POST.get("only", "").split()) for one in typed.faults}
    stuck = sorted({*saved.clashes, *wrong} - {""})
    if saved.clashes:
        text = _("You changed the same answer in another window. Choose Save to see both.")
    elif stuck:
        text = _("One answer cannot be kept as it is. Choose Save to see which.")
    else:
        text = _("Saved %(time)s") % {"time": clock(request.viewer.at)}
    return JsonResponse({"said": text, "stamp": saved.seat.stamp, "stuck": stuck})


def _page(
    request: Request,
    found: Calibration,
    seat: CalibrationSeat,
    typed: Typed | None = None,
    clashes: dict[str, Clash] | Any = None,
) -> HttpResponse:
    """clashes: answers that stand otherwise in another window; they are shown, and what was typed stays in the form."""
    definition = sessions.questions_of(found)
    answers = {**seat.answers, **(typed.answers if typed else {})}
    sections = sections_of(definition, answers, faults=typed.faults if typed else [])
    viewer = request.viewer
    sessions.leaving_calibrations(viewer, [found], verb="calibration.rated-on", at=viewer.at, target=found.public_id)
    context = {
        "session": found,
        "child": found.case.child.name if found.case else "",
        "sections": sections,
        "error_list": error_links(sections),
        "only": " ".join(one.code for one in definition.questions if one.asks),
        "stamp": seat.stamp,
        "saved_at": clock(seat.saved_at) if seat.saved_at else "",
        "clashes": [
            {
                "text": said(one.text, language()),
                "stands": cells.whole_answer(definition, one, clashes[one.code].stands, language()),
            }
            for one in definition.questions
            if clashes and one.code in clashes
        ],
        "facts": cells.facts_shown(found.facts) if found.facts else None,
        "facts_on": cells.day(found.facts["on"]) if found.facts else "",
    }
    return render(request, "depth/calibration_rate.html", context)


@audience("records")
@require_http_methods(["GET", "POST"])
def step_back(request: Request, public_id: str) -> HttpResponse:
    """Say that one knows the family privately: somebody else rates."""
    found, viewer = session_or_404(request, public_id), request.viewer
    seat = sessions.own_seat(viewer, found)
    if seat is None or found.case is None or found.state != CalibrationState.RATING:
        raise Http404
    if request.method == "POST":
        done = attempt_plainly(
            request,
            lambda: calibrating.step_back_from(calibration=found, by=viewer, at=viewer.at),
            done=_("You see neither this session nor the case any more."),
        )
        return redirect("calibrations" if done else "calibration", *([] if done else [public_id]))
    sessions.leaving_calibrations(viewer, [found], verb="calibration.viewed", at=viewer.at, target=public_id)
    context = {"child": found.case.child.name, "back": reverse("calibration", args=[public_id])}
    return render(request, "depth/calibration_leave.html", context)

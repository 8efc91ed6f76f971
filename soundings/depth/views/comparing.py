"""A calibration session: who has handed over; once it is opened all ratings side by side, and what was agreed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import cells, words
from soundings.depth.actions import calibrating
from soundings.depth.forms.calibration import NoteForm
from soundings.depth.models import Calibration, CalibrationNote, CalibrationSeat
from soundings.depth.permissions.calibration import can_lead, can_rate, reads_ratings
from soundings.depth.queries import calibration as sessions
from soundings.depth.queries.calibration import Compared
from soundings.depth.rules.calibration import LEAST_TO_OPEN, CalibrationState, Lay, talked_about_first
from soundings.depth.views.calibrating import session_or_404
from soundings.depth.views.doors import attempt_plainly, day, moment
from soundings.depth.views.figures.asking import language
from soundings.depth.words.calibration import STATES
from soundings.instruments.rules import Question, said


@audience("records")
@require_safe
def calibration(request: Request, public_id: str) -> HttpResponse:
    """How far a session is; once it is opened, everybody's ratings of each question."""
    found, viewer = session_or_404(request, public_id), request.viewer
    seats = sessions.seats_of(found)
    sessions.leaving_calibrations(viewer, [found], verb="calibration.viewed", at=viewer.at, target=public_id)
    context = _about(request, found, seats) | {"opened": False}
    if reads_ratings(found, viewer):
        context |= _side_by_side(sessions.compared(viewer, found)) | {"opened": True}
    return render(request, "depth/calibration.html", context)


def _about(request: Request, found: Calibration, seats: list[CalibrationSeat]) -> dict[str, Any]:
    viewer, runs = request.viewer, can_lead(request.viewer, found)
    mine = next((one for one in seats if one.user_id == viewer.user.pk), None)
    rating = found.state == CalibrationState.RATING
    given = sum(one.given_at is not None for one in seats)
    names = sessions.names_child_in(viewer, found, seats)
    return {
        "session": found,
        "child": found.case.child.name if found.case and names else "",
        "about": words.named(found.version.instrument.names, code=found.version.instrument.code),
        "state": STATES[found.state],
        "seats": [_seat(one) for one in seats],
        "given": given,
        "may_rate": can_rate(viewer, found, mine),
        "has_given": bool(mine and mine.given_at),
        "may_leave": rating and mine is not None and found.case is not None,
        "runs": runs,
        "may_open": runs and rating and given >= LEAST_TO_OPEN,
        "may_invite": runs and rating,
        "may_close": runs and found.state == CalibrationState.TOGETHER,
        "may_note": found.state == CalibrationState.TOGETHER,
        "days": {"by": day(found.rate_by) if rating else "", "made": moment(found.made_at)},
    }


def _seat(one: CalibrationSeat) -> dict[str, Any]:
    return {"name": one.user.name, "given": one.given_at is not None, "begun": one.stamp > 0}


def _side_by_side(found: Compared) -> dict[str, Any]:
    near = [one for one in found.lays if one.is_near]
    rated = [one for one in found.lays if one.n > 1]
    first = talked_about_first(found.lays)
    alike = ngettext(
        "Of %(n)s thing that two or more rated, on %(near)s all lie within one step.",
        "Of %(n)s things that two or more rated, on %(near)s all lie within one step.",
        len(rated),
    )
    return {
        "alike": alike % {"n": len(rated), "near": len(near)} if rated else "",
        "first": [{"code": one.item.question.code, "text": cells.item_said(one.item, language())} for one in first],
        "sections": [
            {
                "title": said(section.title, language()),
                "questions": [_question(found, one) for one in section.questions if one.asks],
            }
            for section in found.definition.sections
        ],
        "notes": [_note(one) for one in found.notes.get("", ())],
    }


def _question(found: Compared, question: Question) -> dict[str, Any]:
    lays = [one for one in found.lays if one.item.question.code == question.code]
    return {
        "code": question.code,
        "text": said(question.text, language()),
        "ends": _ends(question, lays),
        "lays": [_lay(one) for one in lays],
        "asks_why": question.why,
        "answers": [_answer(found, question, name, answers) for name, answers in found.by],
        "notes": [_note(one) for one in found.notes.get(question.code, ())],
    }


def _ends(question: Question, lays: list[Lay]) -> dict[str, Any] | None:
    """The words at the ends of a scale, with the numbers that they stand at."""
    low, high = said(question.low, language()), said(question.high, language())
    if not lays or not (low or high):
        return None
    labels = lays[0].item.labels
    return {"low": low, "high": high, "least": labels[0], "most": labels[-1]}


def _lay(one: Lay) -> dict[str, Any]:
    return {
        "row": cells.item_said(one.item, language()) if one.item.row else "",
        "drawing": cells.lay_drawing(one, language()),
        "said": cells.lay_said(one, language()),
    }


def _answer(found: Compared, question: Question, name: str, answers: Any) -> dict[str, str]:
    answer = answers.get(question.code)
    shown = cells.answer_said(found.definition, question, answer, language(), *found.definition.languages)
    return {"name": name, "said": shown, "why": str((answer or {}).get("why", ""))}


def _note(one: CalibrationNote) -> dict[str, str]:
    return {"words": one.words, "who": one.by.name, "when": moment(one.at)}


@audience("records")
@require_POST
def note(request: Request, public_id: str) -> HttpResponse:
    """Note what was agreed about how to read a question, or all of them."""
    found, viewer = session_or_404(request, public_id), request.viewer
    if not reads_ratings(found, viewer):
        raise Http404
    form = NoteForm(request.POST)
    there = reverse("calibration", args=[public_id])
    if not form.is_valid():
        messages.error(request, _("Write down what you agreed, in a few words."))
        return redirect(there)
    said_of = form.cleaned_data["question"]
    done = attempt_plainly(
        request,
        lambda: calibrating.note(
            calibration=found, words=form.cleaned_data["words"], question=said_of, by=viewer, at=viewer.at
        ),
        done=_("Noted."),
    )
    return redirect(f"{there}#question-{said_of}" if done and said_of else there)

"""The page on which one side prepares its own part, and the choice between two answers that were changed at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from soundings.core.audience import audience
from soundings.depth import cells
from soundings.depth.actions import choosing, facts, writing
from soundings.depth.actions.choosing import Keep
from soundings.depth.models import Part
from soundings.depth.queries.parts import earlier_texts
from soundings.depth.rules import Side
from soundings.depth.rules.merging import both_kept
from soundings.depth.rules.states import TOGETHER
from soundings.depth.views import meeting
from soundings.depth.views.answering import autosaved, chosen_at, family_at, to_look_at
from soundings.depth.views.desk import Desk, Typed, clock, desk_of, typed_in
from soundings.depth.views.drawing import error_links, sections_of
from soundings.depth.views.typed import typed_on
from soundings.instruments.rules import said


@audience("records")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own part while the review is prepared; from the meeting on the page on which they agree."""
    desk = desk_of(request, public_id)
    side = _side(request, desk)
    if side is None:
        if desk.stand.state not in TOGETHER:
            messages.info(request, _("Each writes their own part now. What they say can be read once they have met."))
            return redirect("review", public_id)
        return meeting.page(request, desk)
    if side is Side.AGREED:
        return meeting.page(request, desk)
    if request.method == "POST":
        return _sent(request, desk, side)
    return _page(request, desk, side)


def _side(request: HttpRequest, desk: Desk) -> Side | None:
    """The side that is written: the one asked for, else the first of one's own; None for who only reads.

    Whoever still has a second rating to give sees nothing but that: it is blind to all that the others say.
    """
    if Side.SECOND in desk.own_sides:
        return Side.SECOND
    asked = request.GET.get("side") or request.POST.get("side", "")
    own = [side for side in desk.own_sides if desk.stand.state not in TOGETHER or side == asked]
    if asked:
        return next((side for side in own if side == asked), Side.AGREED if asked == Side.AGREED else None)
    return own[0] if own else None


def _sent(request: HttpRequest, desk: Desk, side: Side) -> HttpResponse:
    giving = "give" in request.POST
    typed = typed_in(request.POST, desk.questions(side), final=giving)
    saved = writing.save_part(by=desk.viewer, at=desk.viewer.at, review=desk.review, side=side, sent=typed.sent)
    if "autosave" in request.POST:
        return autosaved(request, saved, typed)
    if saved.clashes:
        return redirect(chosen_at(desk.review, side))
    if typed.faults:
        return _page(request, desk_of(request, desk.review.public_id), side, typed)
    if giving:
        writing.give_part(by=desk.viewer, at=desk.viewer.at, review=desk.review, side=side)
        messages.success(request, _("Your part is ready. You can still change it until you meet."))
    elif "take-back" in request.POST:
        writing.take_back_part(by=desk.viewer, at=desk.viewer.at, review=desk.review, side=side)
    else:
        messages.success(request, _("Saved %(time)s") % {"time": clock(desk.viewer.at)})
    return redirect(f"{reverse('write-review', args=[desk.review.public_id])}?side={side}")


def _page(request: HttpRequest, desk: Desk, side: Side, typed: Typed | None = None) -> HttpResponse:
    part = desk.part(side)
    kept = typed_on(request) if request.method == "GET" else None
    typed = typed or (typed_in(kept, desk.questions(side)) if kept else None)
    answers = {**(part.answers if part else {}), **(typed.answers if typed else {})}
    faults = typed.faults if typed else []
    definition = desk.questions(side)
    sections = sections_of(definition, answers, faults=faults)
    desk.read("review.written-on")
    context = {
        "desk": desk,
        "review": desk.review,
        "child": desk.review.case.child,
        "side": side.value,
        "side_said": cells.side_said(side),
        "sides": [(one.value, cells.side_said(one)) for one in desk.own_sides if one is not side],
        "sections": sections,
        "error_list": error_links(sections),
        "only": " ".join(one.code for one in definition.questions if one.asks),
        "stamp": part.stamp if part else 0,
        "given": bool(part and part.given_at),
        "saved_at": clock(part.saved_at) if part and part.stamp else "",
        "facts": cells.facts_shown(desk.review.facts),
        "facts_on": cells.day(desk.review.facts["on"]) if desk.review.facts_at else "",
        "may_refresh": desk.review.state in facts.WHILE,
        "earlier_url": f"{reverse('review-earlier', args=[desk.review.public_id])}?side={side}" if part else "",
        "is_second": side is Side.SECOND,
        "family_url": family_at(desk),
        "look_at": to_look_at(desk),
    }
    return render(request, "depth/write.html", context)


@audience("records")
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Both answers to each question that two people changed at once; whoever came second chooses."""
    desk = desk_of(request, public_id)
    asked = {**request.GET.dict(), **request.POST.dict()}
    side, who = _known_side(asked.get("side", "")), asked.get("who", "")
    part = desk.part(side, who)
    if part is None or not desk.writes(side, given=bool(part.given_at)):
        raise Http404
    back = f"{reverse('write-review', args=[public_id])}?side={side}"
    if request.method == "POST":
        chosen = {code.removeprefix("keep-"): _keep(kept) for code, kept in asked.items() if code.startswith("keep-")}
        saved = choosing.choose(
            by=desk.viewer,
            at=desk.viewer.at,
            review=desk.review,
            side=side,
            chosen=chosen,
            stamp=int(asked.get("stamp") or 0) if asked.get("stamp", "").isdecimal() else 0,
            who=who,
        )
        return redirect(chosen_at(desk.review, side, who) if saved.clashes else back)
    desk.read("review.written-on")
    return render(request, "depth/choose.html", _choice(desk, part, side) | {"back": back, "who": who})


def _known_side(text: str) -> Side:
    try:
        return Side(text)
    except ValueError:
        raise Http404 from None


def _keep(text: str) -> Keep:
    return Keep(text) if text in list(Keep) else Keep.STANDS


def _choice(desk: Desk, part: Part, side: Side) -> dict[str, Any]:
    refused = choosing.refused_of(desk.viewer, part)
    questions = []
    for one in desk.everything.questions:
        stands, sent = part.answers.get(one.code), refused.get(one.code)
        if sent and sent != stands:
            questions.append(
                {
                    "code": one.code,
                    "text": said(one.text, *desk.languages),
                    "stands": cells.whole_answer(desk.everything, one, stands, *desk.languages),
                    "sent": cells.whole_answer(desk.everything, one, sent, *desk.languages),
                    "both": both_kept(stands, sent) != stands,
                }
            )
    return {
        "review": desk.review,
        "side": side.value,
        "stamp": part.stamp,
        "questions": questions,
        "child": desk.review.case.child,
    }


@audience("records")
@require_GET
def earlier(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every earlier answer of a part, and what was typed and not taken."""
    desk = desk_of(request, public_id)
    part = desk.part(_known_side(request.GET.get("side", "")), request.GET.get("who", ""))
    if part is None:
        raise Http404
    desk.read("review.viewed")
    texts = {one.code: one for one in desk.everything.questions}
    rows = [
        {
            "question": said(texts[one.question].text, *desk.languages) if one.question in texts else one.question,
            "words": cells.whole_answer(desk.everything, texts[one.question], one.answer, *desk.languages)
            if one.question in texts
            else "",
            "who": one.save.by.name if one.save.by else cells.side_said(part.side, part.who),
            "when": cells.moment(one.save.at),
            "taken": one.taken,
        }
        for one in earlier_texts(desk.viewer, part)
    ]
    context = {
        "review": desk.review,
        "child": desk.review.case.child,
        "rows": rows,
        "side_said": cells.side_said(part.side, part.who),
        "back": f"{reverse('write-review', args=[public_id])}?side={part.side}",
    }
    return render(request, "depth/earlier.html", context)


@audience("records")
@require_POST
def take_facts(request: HttpRequest, public_id: str) -> HttpResponse:
    """The facts are taken anew, and what changed is said."""
    desk = desk_of(request, public_id)
    if not (desk.own_sides or desk.writes(Side.AGREED)) or desk.review.state not in facts.WHILE:
        raise Http404
    changes = facts.keep_facts(by=desk.viewer, at=desk.viewer.at, review=desk.review)
    for one in changes[:20]:
        messages.info(request, cells.fact_change(one))
    if not changes:
        messages.success(request, _("The facts are as they were."))
    return redirect("write-review", public_id)

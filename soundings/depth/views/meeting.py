"""The page on which they meet: what each says beside the others', what they agree, and where they do not."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soundings.core.audience import audience
from soundings.core.rules import Denied
from soundings.depth import actions, cells, words
from soundings.depth.actions import commenting, facts, writing
from soundings.depth.models import Comment
from soundings.depth.queries.comments import comments_on
from soundings.depth.rules import Act, Hat, Move, Side, may_do
from soundings.depth.rules.asked import Said, going_well, of_family_alone
from soundings.depth.views.answering import autosaved, chosen_at, family_at, to_look_at
from soundings.depth.views.desk import Desk, Typed, clock, desk_of, typed_in
from soundings.depth.views.drawing import error_links, sections_of
from soundings.depth.views.typed import typed_on
from soundings.instruments.cells import SectionShown, audience_name
from soundings.instruments.rules import Answers, Question, said

APART = (Side.AGREED, Side.SECOND)  # stand on no side of the table


def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Shown to whoever may read the parts; written on by worker and reviewer while they meet."""
    writes = desk.writes(Side.AGREED)
    if request.method == "POST":
        if not writes:
            raise Http404
        return _sent(request, desk)
    kept = typed_on(request)
    typed = typed_in(kept, desk.questions(Side.AGREED)) if kept and writes else None
    return _page(request, desk, writes, typed)


def _sent(request: HttpRequest, desk: Desk) -> HttpResponse:
    typed = typed_in(request.POST, desk.questions(Side.AGREED))
    saved = writing.save_part(by=desk.viewer, at=desk.viewer.at, review=desk.review, side=Side.AGREED, sent=typed.sent)
    if "autosave" in request.POST:
        return autosaved(request, saved, typed)
    _disagree(request, desk)
    if saved.clashes:
        return redirect(chosen_at(desk.review, Side.AGREED))
    if typed.faults:
        return _page(request, desk_of(request, desk.review.public_id), True, typed)
    if "agree" in request.POST:
        return _agreed(request, desk)
    messages.success(request, _("Saved %(time)s") % {"time": clock(desk.viewer.at)})
    code = request.POST.get("disagree", "")
    return redirect(
        reverse("write-review", args=[desk.review.public_id]) + (f"#q-{quote(code)}-beside" if code else "")
    )


def _agreed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What they agreed is stored; now the review goes on to be signed off, or a message says why it does not."""
    try:
        actions.move(review=desk.review, move=Move.AGREE, by=desk.viewer, at=desk.viewer.at)
    except Denied as denied:
        messages.error(request, denied.words)
    else:
        messages.success(request, str(words.MOVED[Move.AGREE]))
    return redirect("review", desk.review.public_id)


def _disagree(request: HttpRequest, desk: Desk) -> None:
    """Every disagreement that was typed goes on record, whichever button was chosen: nothing typed is lost."""
    said_to = {f"disagree-{one.code}": one.code for one in desk.everything.questions}
    for name, code in said_to.items():
        typed = str(request.POST.get(name, ""))
        if typed.strip():
            commenting.comment(
                by=desk.viewer, at=desk.viewer.at, review=desk.review, words=typed, question=code, disagrees=True
            )
            messages.success(request, _("It stands on record that you do not agree here."))


def _page(request: HttpRequest, desk: Desk, writes: bool, typed: Typed | None) -> HttpResponse:
    part = desk.part(Side.AGREED)
    answers = {**(part.answers if part else {}), **(typed.answers if typed else {})}
    faults = typed.faults if typed else []
    comments = comments_on(desk.viewer, desk.review)
    agreed = desk.questions(Side.AGREED)
    drawn = sections_of(agreed, answers, faults=faults)
    desk.read("review.viewed")
    context = {
        "desk": desk,
        "review": desk.review,
        "child": desk.review.case.child,
        "writes": writes,
        "may_agree": writes and Hat.REVIEWER in desk.stand.hats,
        "may_grade": writes and desk.review.is_graded,
        "grade": cells.grade(desk.review.grade) if desk.review.grade else "",
        "sections": _sections(desk, answers, drawn if writes else [], comments, typed_on(request) or {}),
        "error_list": error_links(drawn),
        "well": _well(desk),
        "only": " ".join(one.code for one in agreed.questions if one.asks),
        "stamp": part.stamp if part else 0,
        "saved_at": clock(part.saved_at) if part and part.stamp else "",
        "facts": cells.facts_shown(desk.review.facts),
        "facts_on": cells.day(desk.review.facts["on"]) if desk.review.facts_at else "",
        "may_refresh": writes and desk.review.state in facts.WHILE,
        "comments": [_told(one) for one in comments if not one.question],
        "look_at": to_look_at(desk),
        "may_comment": may_do(Act.COMMENT, desk.stand),
        "earlier_url": f"{reverse('review-earlier', args=[desk.review.public_id])}?side=agreed" if part else "",
        "own_sides": [(one.value, cells.side_said(one)) for one in desk.own_sides],
        "family_url": family_at(desk),
    }
    return render(request, "depth/meeting.html", context)


def _sides(desk: Desk) -> list[Said]:
    return [Said(Side(one.side), one.who, one.answers) for one in desk.parts if one.side not in APART]


def _well(desk: Desk) -> list[dict[str, str]]:
    """What everybody who rated it finds good, and what each says is working well: said before any worry."""
    sides, everybody = _sides(desk), _("Everybody who rated it")
    texts = {one.code: said(one.text, *desk.languages) for one in desk.everything.questions}
    found = [{"who": everybody, "words": texts[code]} for code in going_well(desk.everything, sides)]
    for one in sides:
        for answer in one.answers.values():
            value = answer.get("value")
            if isinstance(value, dict) and str(value.get("well") or "").strip():
                found.append({"who": cells.side_said(one.side, one.who), "words": str(value["well"])})
    return found


def _sections(
    desk: Desk, answers: Answers, drawn: Sequence[SectionShown], comments: list[Comment], typed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Each question with what every side says, the agreed answer beneath, and where somebody does not agree."""
    asked_of = {
        one.code: ", ".join(audience_name(each) for each in of_family_alone(one)) for one in desk.definition.sections
    }
    fields = {one.code: one for section in drawn for one in section.questions}
    sides = _sides(desk)
    shown: list[dict[str, Any]] = [
        {
            "title": said(section.title, *desk.languages),
            "asked_of": asked_of[section.code],
            "guidance": said(section.guidance, *desk.languages),
            "questions": [
                _question(desk, one, sides, answers, comments)
                | {"drawn": fields.get(one.code), "typed": typed.get(f"disagree-{one.code}", "")}
                for one in section.questions
                if one.asks
            ],
        }
        for section in desk.everything.sections
    ]
    return [one | {"silent": not any(_says(each) for each in one["questions"])} for one in shown]


def _says(question: Mapping[str, Any]) -> bool:
    """Whether anything stands at a question, or is to be written there."""
    return bool(question["drawn"] or question["beside"].rows or question["agreed"] or question["disagreements"])


def _question(
    desk: Desk, one: Question, sides: list[Said], answers: Answers, comments: list[Comment]
) -> dict[str, Any]:
    """One question of the page."""
    agreed = cells.whole_answer(desk.everything, one, answers[one.code], *desk.languages) if one.code in answers else ""
    return {
        "beside": cells.beside(desk.everything, one, sides, *desk.languages),
        "agreed": agreed,
        "disagreements": [_told(each) for each in comments if each.question == one.code],
    }


def _told(comment: Comment) -> dict[str, Any]:
    return {
        "who": f"{comment.by.name}, {cells.side_said(comment.side)}",
        "when": cells.moment(comment.at),
        "words": comment.words,
        "disagrees": comment.disagrees,
    }


@audience("records")
@require_POST
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Words beside the whole review, by those who took part; after the sign-off by the worker too."""
    desk = desk_of(request, public_id)
    if not may_do(Act.COMMENT, desk.stand):
        raise Http404
    try:
        commenting.comment(
            by=desk.viewer,
            at=desk.viewer.at,
            review=desk.review,
            words=request.POST.get("words", ""),
            disagrees="disagrees" in request.POST,
        )
    except Denied as denied:
        messages.error(request, denied.words)
    else:
        messages.success(request, _("Saved. Your words stand beside the review."))
    return redirect(f"{reverse('write-review', args=[public_id])}#comments")

"""What each side says to one question, side by side."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from soundings.depth.cells.saying import answer_said, side_said
from soundings.depth.cells.scale import Mark, scale_drawing
from soundings.depth.rules import Side
from soundings.depth.rules.asked import Said
from soundings.instruments.rules import Definition, Kind, Question, said

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SideSays(NamedTuple):
    """What one side says: with the letter of its mark where the scale is drawn."""

    letter: str
    label: str
    answer: str
    why: str
    is_family: bool


class Beside(NamedTuple):
    """One question and everything that was said to it."""

    code: str
    text: str
    rows: Sequence[SideSays]
    drawing: SafeString
    low: str
    high: str


def beside(definition: Definition, question: Question, said_by: Sequence[Said], *languages: str) -> Beside:
    """What every side that was asked, and answered, says to this question; ratings are never averaged."""
    rows: list[SideSays] = []
    marks: list[Mark] = []
    for one in said_by:
        answer = one.answers.get(question.code)
        words = answer_said(definition, question, answer, *languages)
        why = str((answer or {}).get("why", ""))
        if not words and not why:
            continue
        label, letter = side_said(one.side, one.who), ""
        number = _rating(question, answer)
        if number is not None:
            letter = LETTERS[len(marks) % len(LETTERS)]
            marks.append(Mark(letter, label, number))
        rows.append(SideSays(letter, label, words, why, one.side in (Side.FAMILY, Side.CHILD)))
    text = said(question.text, *languages)
    told = ", ".join(gettext("%(who)s %(number)s") % {"who": one.label, "number": one.number} for one in marks)
    return Beside(
        code=question.code,
        text=text,
        rows=rows,
        drawing=scale_drawing(marks, title=told),
        low=said(question.low, *languages),
        high=said(question.high, *languages),
    )


def _rating(question: Question, answer: Any) -> int | None:
    if question.kind is not Kind.SCALE or not answer or answer.get("left"):
        return None
    number = answer.get("value")
    return number if isinstance(number, int) and 0 <= number <= 10 else None

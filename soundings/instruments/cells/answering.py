"""One answer in words, for reading: beside a question, in a report, on paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format, localize

from soundings.instruments.cells.saying import word
from soundings.instruments.rules import (
    MOST_OF_FIVE,
    MOST_OF_TEN,
    Answer,
    Definition,
    Kind,
    Question,
    said,
    value_in,
)


def said_in_words(definition: Definition, question: Question, answer: Answer | None, *languages: str) -> list[str]:
    """The answer, a line for each part; empty where there is none. What makes it so is not in it: `answer["why"]`."""
    if answer and answer.get("left"):
        return [word(definition, str(answer["left"]), *languages)[0]]
    value = value_in(answer)
    return [] if value is None else _lines(definition, question, value, languages)


def _lines(definition: Definition, question: Question, value: Any, languages: Sequence[str]) -> list[str]:
    match question.kind:
        case Kind.SCALE:
            return [f"{value}/{MOST_OF_TEN}"]
        case Kind.AGREE | Kind.FACES:
            kind = "agree" if question.kind is Kind.AGREE else "face"
            known = isinstance(value, int) and 1 <= value <= MOST_OF_FIVE
            return [word(definition, f"{kind}-{value}", *languages)[0] if known else str(value)]
        case Kind.YES_NO_PARTLY:
            return [word(definition, value, *languages)[0] if value in ("yes", "partly", "no") else str(value)]
        case Kind.ONE | Kind.MANY:
            labels = {one.code: said(one.label, *languages) for one in question.choices}
            return [labels.get(one, str(one)) for one in (value if isinstance(value, list) else [value])]
        case Kind.MATRIX:
            rows = {row.code: said(row.text, *languages) for row in question.rows}
            return [f"{rows.get(code, code)}: {number}/{MOST_OF_TEN}" for code, number in value.items()]
        case Kind.COLUMNS:
            parts = [one for one in question.parts if one in value]
            return [f"{word(definition, one, *languages)[0]} {value[one]}" for one in parts]
        case Kind.DATE:
            return [_date(value)]
        case Kind.NUMBER:
            return [str(localize(value))]
    return [str(value)]


def _date(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "j F Y")
    except ValueError:
        return value

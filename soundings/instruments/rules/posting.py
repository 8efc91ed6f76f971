"""Answers as a page sends them: fields named `q-CODE`, `q-CODE-why`, `q-CODE-left`, `q-CODE-PART`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from soundings.instruments.rules.codes import DATE_PARTS, OUT_OF_FIVE, Kind
from soundings.instruments.rules.definition import Answer, Answers, Definition, Question


class Posted(Protocol):
    """What a form sent: Django's QueryDict is one."""

    def get(self, key: str, default: Any = None, /) -> Any: ...

    def getlist(self, key: str, /) -> list[Any]: ...


def posted(
    definition: Definition, audience: str | None, data: Posted, *, section: str | None = None
) -> dict[str, Answer]:
    """The answers in `data` to the questions for this audience, of one section or of all.

    What cannot be right (a word where a number belongs) is kept as it was typed, so that `checked` can say so and
    nothing is lost. Where a way to leave the question is ticked it wins over a value: a round button cannot be taken
    back. A question without an answer does not stand in it.
    """
    found = {one.code: _answer(one, data) for one in _asked(definition, audience, section)}
    return {code: answer for code, answer in found.items() if answer}


def renewed(
    definition: Definition, audience: str | None, answers: Answers, data: Posted, *, section: str | None = None
) -> dict[str, Answer]:
    """`answers` with those of the page that was sent in place of the earlier ones; an emptied field empties them."""
    of_page = {one.code for one in _asked(definition, audience, section)}
    kept = {code: answer for code, answer in answers.items() if code not in of_page}
    return kept | posted(definition, audience, data, section=section)


def _asked(definition: Definition, audience: str | None, section: str | None) -> list[Question]:
    return [
        question
        for part, question in definition
        if section in (None, part.code) and question.asks and question.is_for(audience)
    ]


def _answer(question: Question, data: Posted) -> Answer:
    answer: dict[str, Any] = {}
    name = f"q-{question.code}"
    left = _text(data.get(f"{name}-left")) if question.ways_to_leave else ""
    if left:
        answer["left"] = left
    elif (value := _value(question, name, data)) not in (None, "", [], {}):
        answer["value"] = value
    if question.why and (why := _text(data.get(f"{name}-why"))):
        answer["why"] = why
    return answer


def _value(question: Question, name: str, data: Posted) -> Any:
    match question.kind:
        case Kind.MANY:
            return list(dict.fromkeys(text for one in data.getlist(name) if (text := _text(one))))
        case Kind.COLUMNS:
            return _parts(question, name, data)
        case Kind.MATRIX:
            return {part: _whole(text) for part, text in _parts(question, name, data).items()}
        case Kind.NUMBER:
            return _number(_text(data.get(name)))
        case Kind.SCALE:
            return _whole(_text(data.get(name)))
        case Kind.DATE:
            return _text(data.get(name)) or _date([_text(data.get(f"{name}_{part}")) for part in DATE_PARTS])
    text = _text(data.get(name))
    return _whole(text) if question.kind in OUT_OF_FIVE else text


def _parts(question: Question, name: str, data: Posted) -> Mapping[str, str]:
    found = {part: _text(data.get(f"{name}-{part}")) for part in question.parts}
    return {part: text for part, text in found.items() if text}


def _text(value: Any) -> str:
    """Without what no database keeps, with one kind of line end, nothing around it."""
    return str(value or "").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()


_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,6})?")


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _date(typed: list[str]) -> str:
    """A day, month and year as they were typed, in the form of JSON; what cannot be a date as it was, with strokes.

    A month may be its name in English, a year two figures (26 is 2026).
    """
    if not any(typed):
        return ""
    day, month, year = typed
    month = str(MONTHS.index(month.lower()[:3]) + 1) if month.lower()[:3] in MONTHS else month
    year = f"20{year}" if len(year) == 2 else year
    try:
        return date(_plain(year), _plain(month), _plain(day)).isoformat()
    except ValueError:
        return "/".join(typed)


def _plain(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return int(text[:5])


def _whole(text: str) -> int | str:
    return int(text) if _WHOLE.fullmatch(text) else text


def _number(text: str) -> int | float | str:
    """A number as people write it: "7", "7.5" or "7,5"."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else text

"""Whether answers can be taken as they are, and whether all that is needed has been answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from soundings.instruments.rules.codes import (
    MOST_OF_FIVE,
    MOST_OF_TEN,
    OUT_OF_FIVE,
    YES_NO_PARTLY,
    FaultCode,
    Kind,
)
from soundings.instruments.rules.definition import Answer, Answers, Definition, Question
from soundings.instruments.rules.shown import questions_shown, value_in

SHORT_MOST = 300  # letters
LONG_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong. place: of an answer its field without "q-" ("clear", "clear-why", "harm-row"); of a definition
    the way to it ("sections.0.questions.2.text"). params: what a sentence about it needs."""

    code: FaultCode
    place: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def field(self) -> str:
        """The name of the field on a page."""
        return f"q-{self.place}"


def checked(definition: Definition, audience: str | None, answers: Answers, final: bool = False) -> list[Fault]:
    """Everything wrong with these answers, in the order of the page; empty where they can be kept.

    final: also what is required and not answered. A hidden question is neither needed nor looked at. An answer to a
    question that does not exist, or is not for this audience, is a fault.
    """
    found: list[Fault] = []
    for one in questions_shown(definition, answers, audience):
        found += _faults(one, answers.get(one.code), final)
    return [*found, *_strangers(definition, audience, answers)]


def _strangers(definition: Definition, audience: str | None, answers: Answers) -> Iterator[Fault]:
    for code in answers:
        question = definition.question(code)
        if question is None or not question.asks:
            yield Fault(FaultCode.UNKNOWN_QUESTION, code)
        elif not question.is_for(audience):
            yield Fault(FaultCode.NOT_ASKED, code)


def _faults(question: Question, answer: Answer | None, final: bool) -> Iterator[Fault]:
    answer = answer or {}
    left, value = answer.get("left"), value_in(answer)
    if left and left not in question.ways_to_leave:
        yield Fault(FaultCode.MAY_NOT_LEAVE, question.code)
    if value is not None:
        yield from _faults_of_value(question, value)
    if final and question.required and not left:
        yield from _needed(question, value)
    yield from _too_long(f"{question.code}-why", answer.get("why"), LONG_MOST)


def _needed(question: Question, value: Any) -> Iterator[Fault]:
    if value in (None, "", [], {}):
        first = f"{question.code}-{question.parts[0]}" if question.parts else question.code
        yield Fault(FaultCode.NEEDED, first)
    elif question.kind is Kind.MATRIX and isinstance(value, Mapping):
        for part in question.parts:
            if part not in value:
                yield Fault(FaultCode.NEEDED, f"{question.code}-{part}")


def _faults_of_value(question: Question, value: Any) -> Iterator[Fault]:
    code = question.code
    match question.kind:
        case Kind.SCALE:
            yield from _whole(code, value, 0, MOST_OF_TEN)
        case kind if kind in OUT_OF_FIVE:
            yield from _whole(code, value, 1, MOST_OF_FIVE)
        case Kind.YES_NO_PARTLY:
            yield from _among(code, [value], YES_NO_PARTLY)
        case Kind.ONE:
            yield from _among(code, [value], _codes(question))
        case Kind.MANY:
            yield from _among(code, value, _codes(question))
        case Kind.SHORT:
            yield from _too_long(code, value, SHORT_MOST)
        case Kind.LONG:
            yield from _too_long(code, value, LONG_MOST)
        case Kind.DATE:
            yield from _date(code, value)
        case Kind.NUMBER:
            yield from _number(code, value, question.least, question.most)
        case _:
            yield from _parts(question, value)


def _parts(question: Question, value: Any) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault(FaultCode.NOT_A_CHOICE, question.code)
        return
    for part, one in value.items():
        place = f"{question.code}-{part}"
        if part not in question.parts:
            yield Fault(FaultCode.NOT_A_CHOICE, place)
        elif question.kind is Kind.MATRIX:
            yield from _whole(place, one, 0, MOST_OF_TEN)
        else:
            yield from _too_long(place, one, LONG_MOST)


def _codes(question: Question) -> tuple[str, ...]:
    return tuple(one.code for one in question.choices)


def _among(place: str, values: Any, choices: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(values, list | tuple) or any(one not in choices for one in values):
        yield Fault(FaultCode.NOT_A_CHOICE, place)


def _whole(place: str, value: Any, least: int, most: int) -> Iterator[Fault]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault(FaultCode.NOT_A_NUMBER, place)
    else:
        yield from _number(place, value, least, most)


def _number(place: str, value: Any, least: float | None, most: float | None) -> Iterator[Fault]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Fault(FaultCode.NOT_A_NUMBER, place)
    elif least is not None and value < least:
        yield Fault(FaultCode.TOO_LOW, place, {"least": least})
    elif most is not None and value > most:
        yield Fault(FaultCode.TOO_HIGH, place, {"most": most})


def _date(place: str, value: Any) -> Iterator[Fault]:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        yield Fault(FaultCode.NOT_A_DATE, place)


def _too_long(place: str, value: Any, most: int) -> Iterator[Fault]:
    if value is not None and (not isinstance(value, str) or len(value) > most):
        yield Fault(FaultCode.TOO_LONG, place, {"most": most})

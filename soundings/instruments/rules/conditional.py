"""What can be wrong with the conditions of a definition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from soundings.instruments.rules.checking import Fault
from soundings.instruments.rules.codes import (
    MOST_OF_FIVE,
    MOST_OF_TEN,
    OUT_OF_FIVE,
    YES_NO_PARTLY,
    FaultCode,
    Is,
    Kind,
)
from soundings.instruments.rules.conditions import Clause, Condition, Every, Some, clauses_in
from soundings.instruments.rules.definition import Definition, Question, Section

_ONE_OF = (Is.ANSWERED, Is.EQUAL, Is.NOT_EQUAL)
_ORDERED = (*_ONE_OF, Is.AT_LEAST, Is.AT_MOST)
SUITED: dict[Kind, tuple[Is, ...]] = {
    Kind.SCALE: _ORDERED,
    Kind.AGREE: _ORDERED,
    Kind.FACES: _ORDERED,
    Kind.NUMBER: _ORDERED,
    Kind.DATE: _ORDERED,
    Kind.YES_NO_PARTLY: _ONE_OF,
    Kind.ONE: _ONE_OF,
    Kind.MANY: (Is.ANSWERED, Is.INCLUDES),
    Kind.SHORT: _ONE_OF,
    Kind.LONG: (Is.ANSWERED,),
    Kind.COLUMNS: (Is.ANSWERED,),
    Kind.MATRIX: (Is.ANSWERED,),
}


def faults_of_conditions(definition: Definition) -> list[Fault]:
    """Unknown questions, comparisons that suit no answer, circles, and questions that are never asked of the same."""
    found: list[Fault] = []
    for at, section in enumerate(definition.sections):
        asked = tuple(section.questions)
        found += _of_one(definition, section.show_if, f"sections.{at}.show_if", asked)
        for question_at, question in enumerate(section.questions):
            place = f"sections.{at}.questions.{question_at}.show_if"
            found += _of_one(definition, question.show_if, place, (question,))
    return [*found, *_circles(definition)]


def _of_one(
    definition: Definition, condition: Condition | None, place: str, asked: tuple[Question, ...]
) -> Iterator[Fault]:
    if _has_empty(condition):
        yield Fault(FaultCode.CONDITION_EMPTY, place)
    for clause in clauses_in(condition):
        params = {"question": clause.question[:60]}
        other = definition.question(clause.question)
        if other is None:
            yield Fault(FaultCode.CONDITION_UNKNOWN, place, params)
        elif clause.relation not in SUITED.get(other.kind, ()):
            yield Fault(FaultCode.CONDITION_SUITS, place, params | {"is": clause.relation.value})
        elif not _value_suits(other, clause):
            yield Fault(FaultCode.CONDITION_VALUE, place, params | {"value": str(clause.value)[:60]})
        elif asked and not any(_same_people(one, other) for one in asked):
            yield Fault(FaultCode.CONDITION_NOT_ASKED, place, params)


def _has_empty(condition: Condition | None) -> bool:
    match condition:
        case Every(of) | Some(of):
            return not of or any(_has_empty(one) for one in of)
    return False


def _value_suits(question: Question, clause: Clause) -> bool:
    value = clause.value
    if clause.relation is Is.ANSWERED:
        return value is None
    match question.kind:
        case Kind.SCALE:
            return _whole_within(value, 0, MOST_OF_TEN)
        case kind if kind in OUT_OF_FIVE:
            return _whole_within(value, 1, MOST_OF_FIVE)
        case Kind.YES_NO_PARTLY:
            return value in YES_NO_PARTLY
        case Kind.ONE | Kind.MANY:
            return any(value == one.code for one in question.choices)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.DATE:
            return _is_date(value)
    return isinstance(value, str) and bool(value)


def _whole_within(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_date(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def _same_people(one: Question, other: Question) -> bool:
    """Whether anybody is asked both."""
    return not one.asked_of or not other.asked_of or bool(set(one.asked_of) & set(other.asked_of))


def _circles(definition: Definition) -> Iterator[Fault]:
    """Questions that are shown only if they are shown."""
    needs = {question.code: _needed_by(section, question) for section, question in definition}
    for at, section in enumerate(definition.sections):
        for question_at, question in enumerate(section.questions):
            if _reaches(question.code, needs):
                place = f"sections.{at}.questions.{question_at}.show_if"
                yield Fault(FaultCode.CONDITION_CYCLE, place, {"question": question.code})


def _needed_by(section: Section, question: Question) -> set[str]:
    return {one.question for condition in (section.show_if, question.show_if) for one in clauses_in(condition)}


def _reaches(code: str, needs: dict[str, set[str]]) -> bool:
    """Whether following what it needs leads back to it."""
    seen: set[str] = set()
    ahead = list(needs[code])
    while ahead:
        one = ahead.pop()
        if one == code:
            return True
        if one not in seen:
            seen.add(one)
            ahead += needs.get(one, ())
    return False

"""Everything wrong with a definition, all at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from soundings.instruments.rules.checking import Fault
from soundings.instruments.rules.codes import (
    OUT_OF_TEN,
    RATED,
    WITH_CHOICES,
    WITH_ENDS,
    FaultCode,
    Formula,
    Kind,
)
from soundings.instruments.rules.conditional import faults_of_conditions
from soundings.instruments.rules.definition import Definition, Group, Question, Section
from soundings.instruments.rules.shapes import faults_of_shape
from soundings.instruments.rules.texts import Texts

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")  # of a section, question or group
SMALL_CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")  # of a choice or a row: often a bare number
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
TAKEN = frozenset({"why", "left"})  # ends of field names that mean something else


def faults_of(json: Mapping[str, Any]) -> list[Fault]:
    """What keeps this definition from being published, in its own order; empty where nothing does.

    Where it has not the form of a definition only that is said. Every text must be said in every language named.
    """
    shape = faults_of_shape(json)
    if shape:
        return shape
    definition = Definition.read(json)
    return [
        *_of_languages(definition),
        *_of_codes(definition),
        *_of_sections(definition),
        *faults_of_conditions(definition),
        *_of_groups(definition),
    ]


def _of_languages(definition: Definition) -> Iterator[Fault]:
    if not definition.languages:
        yield Fault(FaultCode.NO_LANGUAGE, "languages")
    for number, one in enumerate(definition.languages):
        if not LANGUAGE.fullmatch(one):
            yield Fault(FaultCode.LANGUAGE_CODE, f"languages.{number}", {"value": one[:60]})
        elif one in definition.languages[:number]:
            yield Fault(FaultCode.CODE_TWICE, f"languages.{number}", {"value": one})


def _of_codes(definition: Definition) -> Iterator[Fault]:
    sections = {f"sections.{at}.code": one.code for at, one in enumerate(definition.sections)}
    questions = {f"{place}.code": one.code for place, one in _placed(definition)}
    groups = {f"groups.{at}.code": one.code for at, one in enumerate(definition.groups)}
    for places in (sections, questions, groups):
        yield from _codes(places, CODE)
    names = Counter(name for one in {one.code: one for one in definition.questions}.values() for name in one.names)
    for place, one in _placed(definition):
        yield from _codes({f"{place}.choices.{at}.code": each.code for at, each in enumerate(one.choices)}, SMALL_CODE)
        yield from _codes({f"{place}.rows.{at}.code": each.code for at, each in enumerate(one.rows)}, SMALL_CODE)
        if any(names[name] > 1 for name in one.names) or TAKEN & {row.code for row in one.rows}:
            yield Fault(FaultCode.NAME_TWICE, f"{place}.code", {"value": one.code})


def _codes(places: Mapping[str, str], form: re.Pattern[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, code in places.items():
        if not form.fullmatch(code):
            yield Fault(FaultCode.CODE_FORM, place, {"value": code[:60]})
        elif code in seen:
            yield Fault(FaultCode.CODE_TWICE, place, {"value": code})
        seen.add(code)


def _placed(definition: Definition) -> Iterator[tuple[str, Question]]:
    for section_at, section in enumerate(definition.sections):
        for at, question in enumerate(section.questions):
            yield f"sections.{section_at}.questions.{at}", question


def _of_sections(definition: Definition) -> Iterator[Fault]:
    if not definition.sections:
        yield Fault(FaultCode.NO_SECTION, "sections")
    for at, section in enumerate(definition.sections):
        yield from _of_section(definition, section, f"sections.{at}")
    for code, texts in definition.words.items():
        yield from _texts(definition, texts, f"words.{code}")
    for place, question in _placed(definition):
        yield from _of_question(definition, question, place)


def _of_section(definition: Definition, section: Section, place: str) -> Iterator[Fault]:
    yield from _texts(definition, section.title, f"{place}.title")
    yield from _texts(definition, section.guidance, f"{place}.guidance", needed=False)
    if not section.questions:
        yield Fault(FaultCode.NO_QUESTION, f"{place}.questions")


def _texts(definition: Definition, texts: Texts, place: str, *, needed: bool = True) -> Iterator[Fault]:
    """A text that must be, or is, there is said in every language."""
    if needed or texts:
        for language in definition.languages:
            if not texts.get(language, "").strip():
                yield Fault(FaultCode.TEXT_MISSING, place, {"language": language})


def _of_question(definition: Definition, question: Question, place: str) -> Iterator[Fault]:
    yield from _texts(definition, question.text, f"{place}.text")
    yield from _texts(definition, question.hint, f"{place}.hint", needed=False)
    yield from _of_ends(definition, question, place)
    yield from _of_choices(definition, question, place)
    yield from _of_bounds(question, place)
    if question.reverse and not _may_be_turned(question):
        yield Fault(FaultCode.NO_REVERSE, f"{place}.reverse", {"kind": question.kind.value})
    if question.kind is Kind.PICTURE and question.picture is None:
        yield Fault(FaultCode.TEXT_MISSING, f"{place}.picture", {"language": ""})
    if not question.asks and (question.required or question.why or question.ways_to_leave):
        yield Fault(FaultCode.NOT_FOR_KIND, place, {"kind": question.kind.value})


def _of_ends(definition: Definition, question: Question, place: str) -> Iterator[Fault]:
    if question.kind in WITH_ENDS:
        yield from _texts(definition, question.low, f"{place}.ends.low")
        yield from _texts(definition, question.high, f"{place}.ends.high")
    elif question.low or question.high:
        yield Fault(FaultCode.NOT_FOR_KIND, f"{place}.ends", {"kind": question.kind.value})


def _of_choices(definition: Definition, question: Question, place: str) -> Iterator[Fault]:
    for at, choice in enumerate(question.choices):
        yield from _texts(definition, choice.label, f"{place}.choices.{at}.label")
    for at, row in enumerate(question.rows):
        yield from _texts(definition, row.text, f"{place}.rows.{at}.text")
    if question.kind in WITH_CHOICES and len(question.choices) < 2:
        yield Fault(FaultCode.CHOICES_FEW, f"{place}.choices")
    if question.kind is Kind.MATRIX and not question.rows:
        yield Fault(FaultCode.ROWS_FEW, f"{place}.rows")
    if question.choices and question.kind not in WITH_CHOICES:
        yield Fault(FaultCode.NOT_FOR_KIND, f"{place}.choices", {"kind": question.kind.value})
    if question.rows and question.kind is not Kind.MATRIX:
        yield Fault(FaultCode.NOT_FOR_KIND, f"{place}.rows", {"kind": question.kind.value})


def _of_bounds(question: Question, place: str) -> Iterator[Fault]:
    least, most = question.least, question.most
    if question.kind is not Kind.NUMBER and (least is not None or most is not None):
        yield Fault(FaultCode.NOT_FOR_KIND, f"{place}.least", {"kind": question.kind.value})
    elif least is not None and most is not None and least > most:
        yield Fault(FaultCode.BOUNDS, f"{place}.least", {"least": least, "most": most})


def _may_be_turned(question: Question) -> bool:
    both = question.least is not None and question.most is not None
    return question.kind in RATED or (question.kind is Kind.NUMBER and both)


def _of_groups(definition: Definition) -> Iterator[Fault]:
    for at, group in enumerate(definition.groups):
        place = f"groups.{at}"
        yield from _texts(definition, group.label, f"{place}.label")
        if not group.of:
            yield Fault(FaultCode.GROUP_EMPTY, f"{place}.of")
        elif not 1 <= group.least_answered <= len(group.of):
            yield Fault(FaultCode.GROUP_LEAST, f"{place}.least_answered", {"of": len(group.of)})
        yield from _of_members(definition, group, f"{place}.of")


def _of_members(definition: Definition, group: Group, place: str) -> Iterator[Fault]:
    units = set()
    for at, code in enumerate(group.of):
        question, where = definition.question(code), f"{place}.{at}"
        if question is None:
            yield Fault(FaultCode.GROUP_UNKNOWN, where, {"question": code[:60]})
        elif code in group.of[:at]:
            yield Fault(FaultCode.CODE_TWICE, where, {"value": code})
        elif not _has_number(question, group.formula):
            yield Fault(FaultCode.GROUP_NO_NUMBER, where, {"question": code})
        elif group.formula is Formula.SAFETY_ATTITUDE and question.kind is not Kind.AGREE:
            yield Fault(FaultCode.GROUP_NEEDS_AGREE, where, {"question": code})
        else:
            units.add("ten" if question.kind in OUT_OF_TEN else question.kind.value)
    if len(units) > 1 and group.formula in (Formula.MEAN, Formula.SUM):
        yield Fault(FaultCode.GROUP_MIXED, place)


def _has_number(question: Question, formula: Formula) -> bool:
    """Percent positive needs a scale with ends, which a number has not."""
    return question.kind in RATED or (question.kind is Kind.NUMBER and formula is not Formula.PERCENT_POSITIVE)

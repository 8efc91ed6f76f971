"""One change to a definition at a time: each function gives a new one, and leaves the old as it was.

Sections, questions and score groups are named by their codes. What somebody takes out may still be named elsewhere, in
a condition or a score: `faults_of` says so then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from soundings.instruments.rules.codes import WITH_CHOICES, Kind
from soundings.instruments.rules.conditions import clauses_in
from soundings.instruments.rules.definition import Choice, Definition, Group, Question, Row, Section
from soundings.instruments.rules.faults import SMALL_CODE
from soundings.instruments.rules.texts import Texts

CODE_MOST = 40  # letters of a code that is made here
BAR = "|"  # between the code and the words of a choice

One = TypeVar("One", Section, Question, Group)
Put = Callable[[str, Texts], Texts]  # the texts of this name, from what they were


def code_for(text: str, taken: Container[str], *, otherwise: str) -> str:
    """A code that nobody has, made from the words; from `otherwise` where they hold no Latin letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    made = words[:CODE_MOST].rstrip("-") if re.match(r"[a-z]", words) else otherwise
    return next(one for one in _numbered(made) if one not in taken)


def _numbered(made: str) -> Iterable[str]:
    yield made
    number = 2
    while True:
        yield f"{made}-{number}"
        number += 1


def section_of(definition: Definition, code: str) -> Section | None:
    """The section with this code."""
    return next((one for one in definition.sections if one.code == code), None)


def section_around(definition: Definition, question: str) -> Section | None:
    """The section in which the question with this code stands."""
    return next((one for one in definition.sections if any(each.code == question for each in one.questions)), None)


def group_of(definition: Definition, code: str) -> Group | None:
    """The score group with this code."""
    return next((one for one in definition.groups if one.code == code), None)


def taken_codes(definition: Definition) -> set[str]:
    """Every code of a section, question or score group."""
    sections, questions = {one.code for one in definition.sections}, {one.code for one in definition.questions}
    return sections | questions | {one.code for one in definition.groups}


# --- putting in and taking out ---------------------------------------------------------------------------------------


def with_section(definition: Definition, section: Section) -> Definition:
    """The section stands in the place of the one with its code; last, if there is none."""
    return replace(definition, sections=_put(definition.sections, section))


def without_section(definition: Definition, code: str) -> Definition:
    """The section and its questions are gone."""
    return replace(definition, sections=tuple(one for one in definition.sections if one.code != code))


def with_question(definition: Definition, question: Question, *, section: str = "") -> Definition:
    """The question stands in the place of the one with its code; if there is none, last in this section."""
    held = section_around(definition, question.code) or section_of(definition, section)
    if held is None:
        return definition
    return with_section(definition, replace(held, questions=_put(held.questions, question)))


def without_question(definition: Definition, code: str) -> Definition:
    """The question is gone."""
    sections = (
        replace(one, questions=tuple(q for q in one.questions if q.code != code)) for one in definition.sections
    )
    return replace(definition, sections=tuple(sections))


def with_group(definition: Definition, group: Group) -> Definition:
    """The score group stands in the place of the one with its code; last, if there is none."""
    return replace(definition, groups=_put(definition.groups, group))


def without_group(definition: Definition, code: str) -> Definition:
    """The score group is gone."""
    return replace(definition, groups=tuple(one for one in definition.groups if one.code != code))


def _put(there: tuple[One, ...], one: One) -> tuple[One, ...]:
    kept = list(there)
    places = [n for n, each in enumerate(there) if each.code == one.code]
    kept[slice(places[0], places[0] + 1) if places else slice(len(kept), None)] = [one]
    return tuple(kept)


def uses_of(definition: Definition, code: str) -> list[str]:
    """The codes of what names this question: questions and sections by their conditions, score groups."""
    conditioned: tuple[Section | Question, ...] = (*definition.sections, *definition.questions)
    found = [one.code for one in conditioned if any(each.question == code for each in clauses_in(one.show_if))]
    return [*found, *(one.code for one in definition.groups if code in one.of)]


# --- order -----------------------------------------------------------------------------------------------------------


def section_moved(definition: Definition, code: str, *, up: bool) -> Definition:
    """The section has changed places with the one before or after it; at either end nothing happens."""
    return replace(definition, sections=_moved(definition.sections, code, up=up))


def question_moved(definition: Definition, code: str, *, up: bool) -> Definition:
    """The question has changed places with its neighbour; at the end of its section it goes over into the next."""
    held = section_around(definition, code)
    if held is None:
        return definition
    questions = _moved(held.questions, code, up=up)
    if questions != held.questions:
        return with_section(definition, replace(held, questions=questions))
    return _into_next(definition, held, code, up=up)


def _into_next(definition: Definition, held: Section, code: str, *, up: bool) -> Definition:
    place = definition.sections.index(held)
    other = place - 1 if up else place + 1
    question = definition.question(code)
    if question is None or not 0 <= other < len(definition.sections):
        return definition
    sections = list(definition.sections)
    there = sections[other].questions
    sections[other] = replace(sections[other], questions=(*there, question) if up else (question, *there))
    sections[place] = replace(held, questions=tuple(one for one in held.questions if one.code != code))
    return replace(definition, sections=tuple(sections))


def _moved(there: tuple[One, ...], code: str, *, up: bool) -> tuple[One, ...]:
    at = next((n for n, one in enumerate(there) if one.code == code), None)
    if at is None:
        return there
    other = at - 1 if up else at + 1
    if not 0 <= other < len(there):
        return there
    order = list(there)
    order[at], order[other] = order[other], order[at]
    return tuple(order)


# --- lines of text ---------------------------------------------------------------------------------------------------


def as_lines(items: Sequence[tuple[str, Texts]], language: str) -> str:
    """Choices or rows, one on each line: code, bar, words in this language."""
    return "\n".join(f"{code} {BAR} {texts.get(language, '')}".rstrip() for code, texts in items)


def from_lines(text: str, before: Sequence[tuple[str, Texts]], language: str) -> list[tuple[str, dict[str, str]]]:
    """The choices or rows that these lines say. What was said in other languages stays with its code.

    A line without a code is matched by its words with one that was there; else it gets a code of its own.
    """
    known = dict(before)
    by_words = {texts.get(language, ""): code for code, texts in before}
    lines = [_line(one) for one in text.splitlines() if one.strip()]
    given = {code for code, _words in lines if code}
    found: list[tuple[str, dict[str, str]]] = []
    for code, words in lines:
        code = code or by_words.get(words, "")
        if not code or code in {one for one, _texts in found}:
            taken = given | {one for one, _texts in found} | set(known)
            code = code_for(words, taken, otherwise=f"choice-{len(found) + 1}")
        others = {one: said for one, said in known.get(code, {}).items() if one != language}
        found.append((code, {language: words, **others} if words else others))
    return found


def _line(line: str) -> tuple[str, str]:
    before, bar, after = line.partition(BAR)
    if bar and SMALL_CODE.fullmatch(before.strip()):
        return before.strip(), after.strip()
    return "", line.strip()


def listed(question: Question) -> list[tuple[str, Texts]]:
    """The choices of a question, or the rows of a matrix."""
    if question.kind in WITH_CHOICES:
        return [(one.code, one.label) for one in question.choices]
    return [(one.code, one.text) for one in question.rows]


def with_listed(question: Question, items: Sequence[tuple[str, Texts]]) -> Question:
    """The question with these choices or rows."""
    if question.kind in WITH_CHOICES:
        return replace(question, choices=tuple(Choice(code, dict(texts)) for code, texts in items))
    if question.kind is Kind.MATRIX:
        return replace(question, rows=tuple(Row(code, dict(texts)) for code, texts in items))
    return question


# --- languages -------------------------------------------------------------------------------------------------------


def with_language(definition: Definition, language: str) -> Definition:
    """The questionnaire is to be said in this language too."""
    if language in definition.languages:
        return definition
    return replace(definition, languages=(*definition.languages, language))


def without_language(definition: Definition, language: str) -> Definition:
    """The language is gone, with all that was said in it. The first, in which it was written, stays."""
    if language not in definition.languages[1:]:
        return definition
    cleared = said_in(definition, language, dict.fromkeys(texts_of(definition), ""))
    return replace(cleared, languages=tuple(one for one in definition.languages if one != language))


def texts_of(definition: Definition) -> dict[str, Texts]:
    """Every text by a name that stays when the order changes, in the order of the page; those not said at all left out.

    "section.CODE.title", "question.CODE.choice.CODE", "group.CODE.label" and so on.
    """
    found: dict[str, Texts] = {}
    for section in definition.sections:
        found |= {f"section.{section.code}.title": section.title, f"section.{section.code}.guidance": section.guidance}
        for one in section.questions:
            place = f"question.{one.code}"
            found |= {f"{place}.text": one.text, f"{place}.hint": one.hint}
            found |= {f"{place}.low": one.low, f"{place}.high": one.high}
            found |= {f"{place}.choice.{each.code}": each.label for each in one.choices}
            found |= {f"{place}.row.{each.code}": each.text for each in one.rows}
    found |= {f"group.{one.code}.label": one.label for one in definition.groups}
    found |= {f"word.{code}": texts for code, texts in definition.words.items()}
    return {name: texts for name, texts in found.items() if texts}


def said_in(definition: Definition, language: str, texts: dict[str, str]) -> Definition:
    """The same in which each text named says this in the language; an empty one is taken back."""

    def put(name: str, old: Texts) -> Texts:
        if name not in texts:
            return old
        kept = {one: said for one, said in old.items() if one != language}
        return kept | ({language: texts[name]} if texts[name].strip() else {})

    sections = tuple(_section_said(one, put) for one in definition.sections)
    groups = tuple(replace(one, label=put(f"group.{one.code}.label", one.label)) for one in definition.groups)
    own = {code: said for code, old in definition.words.items() if (said := put(f"word.{code}", old))}
    return replace(definition, sections=sections, groups=groups, words=own)


def _section_said(section: Section, put: Put) -> Section:
    place = f"section.{section.code}"
    return replace(
        section,
        title=put(f"{place}.title", section.title),
        guidance=put(f"{place}.guidance", section.guidance),
        questions=tuple(_question_said(one, put) for one in section.questions),
    )


def _question_said(one: Question, put: Put) -> Question:
    place = f"question.{one.code}"
    return replace(
        one,
        text=put(f"{place}.text", one.text),
        hint=put(f"{place}.hint", one.hint),
        low=put(f"{place}.low", one.low),
        high=put(f"{place}.high", one.high),
        choices=tuple(replace(each, label=put(f"{place}.choice.{each.code}", each.label)) for each in one.choices),
        rows=tuple(replace(each, text=put(f"{place}.row.{each.code}", each.text)) for each in one.rows),
    )

"""What the template of a questionnaire draws: every word in its language, every field with its name, id and value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language, gettext, override

from soundings.instruments.cells.answering import said_in_words
from soundings.instruments.cells.conditions import condition_sentence
from soundings.instruments.cells.saying import product_language, word
from soundings.instruments.cells.telling import fault_sentence
from soundings.instruments.rules import (
    COLUMNS,
    DATE_PARTS,
    MOST_OF_FIVE,
    MOST_OF_TEN,
    YES_NO_PARTLY,
    Answer,
    Answers,
    Condition,
    Definition,
    Fault,
    Kind,
    Left,
    Question,
    Section,
    Texts,
    clauses_in,
    condition_as_json,
    direction,
    met,
    said,
    spoken,
    value_in,
)

# The mouths of the five faces, from very unhappy to very happy, in a circle of radius 18 about (20, 20).
MOUTHS = (
    "M11 30 Q20 19 29 30",
    "M12 29 Q20 23 28 29",
    "M12 27 L28 27",
    "M12 25 Q20 31 28 25",
    "M11 23 Q20 35 29 23",
)


_ROUND = frozenset({Kind.SCALE, Kind.AGREE, Kind.FACES, Kind.YES_NO_PARTLY, Kind.ONE})


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and the attributes that say its language where it is not the page's."""

    text: str
    attrs: str = ""  # safe in a page

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tick or choose."""

    value: str
    id: str
    label: Said
    chosen: bool = False
    mouth: str = ""  # of a face


@dataclass(frozen=True, slots=True)
class Field:
    """One box to write in, or one row of a matrix with its options."""

    name: str
    id: str
    label: Said
    value: str = ""
    error: str = ""
    options: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class BesideShown:
    """What somebody else answered. lines: empty where they did not answer."""

    label: str
    lines: Sequence[str]
    why: str = ""
    number: int | None = None  # where it is 0 to 10


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question as the template draws it."""

    code: str
    kind: str
    name: str
    id: str
    text: Said
    hint: Said
    low: Said
    high: Said
    dir: str
    required: bool
    needed: Said  # how it is said that it must be answered
    hidden: bool
    show_if: str
    only_if: str  # the same in words
    options: Sequence[Option] = ()
    fields: Sequence[Field] = ()
    value: str = ""
    why: Field | None = None
    left: Sequence[Option] = ()
    left_label: str = ""
    clear: Option | None = None  # takes back a choice, which a round button cannot
    errors: Sequence[str] = ()
    picture: str = ""
    decides: bool = False  # other questions depend on it
    beside: Sequence[BesideShown] = field(default_factory=tuple)
    answer: BesideShown | None = None  # their own, for reading

    @property
    def described_by(self) -> str:
        """The ids of what describes it: its hint, its error."""
        parts = [f"{self.id}-hint" if self.hint else "", f"{self.id}-error" if self.errors else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class SectionShown:
    """One section as the template draws it."""

    code: str
    title: Said
    guidance: Said
    questions: Sequence[QuestionShown]
    hidden: bool
    show_if: str
    only_if: str

    @property
    def id(self) -> str:
        return f"s-{self.code}"


def drawn(
    definition: Definition,
    answers: Answers,
    *,
    audience: str | None = None,
    language: str = "",
    faults: Sequence[Fault] = (),
    beside: Mapping[str, Answers] | None = None,
    section: str | None = None,
) -> list[SectionShown]:
    """The questions for this audience with their answers, of one section or of all.

    language: of the questionnaire, and of the product's own words in it; by default the page's. beside: what others
    answered, by the words for them. What is hidden by its condition is drawn hidden, so that the script can show it in
    place; without the script it comes once the page is saved.
    """
    parts = [one for one in definition.sections if section in (None, one.code)]
    on_page = {one.code for part in parts for one in part.questions if one.is_for(audience)}
    page = get_language() or "en"
    pen = _Pen(definition, answers, audience, language or page, page, list(faults), beside or {}, on_page)
    with override(product_language(*pen.languages)):
        found = [pen.section(one) for one in parts]
    return [one for one in found if one.questions]


def error_links(sections: Sequence[SectionShown]) -> list[tuple[str, str]]:
    """What an error summary lists: (id to go to, message with the question), in the order of the page."""
    found = []
    for question in (one for section in sections for one in section.questions):
        short = question.text.text.rstrip("?:. ")
        found += [(_first_id(question), f"{short}: {text}") for text in question.errors]
        found += [(_first_of(one), f"{one.label}: {one.error}") for one in question.fields if one.error]
        if question.why and question.why.error:
            found.append((_first_of(question.why), f"{short}: {question.why.error}"))
    return found


def _first_id(question: QuestionShown) -> str:
    if question.options:
        return question.options[0].id
    return _first_of(question.fields[0]) if question.fields else question.id


def _first_of(one: Field) -> str:
    return one.options[0].id if one.options else one.id


@dataclass(slots=True)
class _Pen:
    """Draws one questionnaire for one audience in one language."""

    definition: Definition
    answers: Answers
    audience: str | None
    language: str
    page: str  # the language of the page around it
    faults: list[Fault]
    beside: Mapping[str, Answers]
    on_page: set[str]
    languages: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()
    deciding: set[str] = field(default_factory=set)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.languages = (self.language, *self.definition.languages)
        self.seen = met(self.definition, self.answers, self.audience)
        conditions = [part.show_if for part in self.definition.sections]
        conditions += [one.show_if for one in self.definition.questions]
        self.deciding = {clause.question for one in conditions for clause in clauses_in(one)}
        for fault in self.faults:
            self.wrong.setdefault(fault.place, []).append(fault_sentence(fault))

    def section(self, section: Section) -> SectionShown:
        asked = [one for one in section.questions if one.is_for(self.audience)]
        questions = [self.question(one) for one in asked]
        decisive = [one for one in questions if one.answer] or questions  # a heading alone makes no section
        return SectionShown(
            code=section.code,
            title=self.said(section.title),
            guidance=self.said(section.guidance),
            questions=questions if any(one.asks for one in asked) or len(asked) == len(section.questions) else (),
            hidden=all(one.hidden for one in decisive),
            show_if=self.condition(section.show_if),
            only_if=condition_sentence(self.definition, section.show_if, *self.languages),
        )

    def question(self, question: Question) -> QuestionShown:
        code, base = question.code, f"q-{question.code}"
        answer = self.answers.get(code) or {}
        text = self.said(question.text)
        return QuestionShown(
            code=code,
            kind=question.kind.value,
            name=base,
            id=f"id_{base}",
            text=text,
            hint=self.said(question.hint),
            low=self.said(question.low),
            high=self.said(question.high),
            dir=direction(spoken(question.text, *self.languages)),
            required=question.required,
            needed=self.word("needed") if question.required else Said(""),
            hidden=code not in self.seen,
            show_if=self.condition(question.show_if),
            only_if=condition_sentence(self.definition, question.show_if, *self.languages),
            options=self.options(question, value_in(answer)),
            fields=self.fields(question, value_in(answer)),
            value=_typed(value_in(answer)),
            why=self.why(question, answer),
            left=self.left(question, answer),
            left_label=gettext("Or: %(question)s") % {"question": text.text},
            clear=self.clear(question),
            errors=self.wrong.get(code, ()),
            picture=question.picture.value if question.picture else "",
            decides=code in self.deciding,
            beside=[self.beside_of(question, label, given.get(code)) for label, given in self.beside.items()],
            answer=self.beside_of(question, "", answer) if question.asks else None,
        )

    def condition(self, condition: Condition | None) -> str:
        """For the script, where it can see every answer that matters; elsewhere the server has decided."""
        needed = {one.question for one in clauses_in(condition)}
        return json.dumps(condition_as_json(condition)) if needed and needed <= self.on_page else ""

    def said(self, texts: Texts) -> Said:
        return self.marked(said(texts, *self.languages), spoken(texts, *self.languages))

    def word(self, code: str) -> Said:
        return self.marked(*word(self.definition, code, *self.languages))

    def marked(self, text: str, language: str) -> Said:
        """The text with its language, where that or its direction is not the same all around it."""
        language = language or get_language() or self.page
        around = direction(self.language)
        same = language.split("-")[0] == self.page.split("-")[0] and direction(language) == around
        if not text or same:
            return Said(text)
        return Said(text, format_html(' lang="{}" dir="{}"', language, direction(language)))

    def options(self, question: Question, value: Any, name: str = "") -> list[Option]:
        """What may be chosen, in order, each with its place in the ids."""
        name = name or f"q-{question.code}"
        match question.kind:
            case Kind.SCALE | Kind.MATRIX:
                found = [(str(number), Said(str(number)), "") for number in range(MOST_OF_TEN + 1)]
            case Kind.AGREE:
                found = [(str(one), self.word(f"agree-{one}"), "") for one in range(1, MOST_OF_FIVE + 1)]
            case Kind.FACES:
                found = [(str(one), self.word(f"face-{one}"), MOUTHS[one - 1]) for one in range(1, MOST_OF_FIVE + 1)]
            case Kind.YES_NO_PARTLY:
                found = [(one, self.word(one), "") for one in YES_NO_PARTLY]
            case _:
                found = [(one.code, self.said(one.label), "") for one in question.choices]
        if question.kind is Kind.MATRIX and name == f"q-{question.code}":
            return []  # they stand in its rows
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        return [
            Option(code, f"id_{name}_{at}", label, code in chosen, mouth)
            for at, (code, label, mouth) in enumerate(found)
        ]

    def fields(self, question: Question, value: Any) -> list[Field]:
        """The boxes of three columns and of a date, the rows of a matrix."""
        held = value if isinstance(value, Mapping) else {}
        if question.kind is Kind.MATRIX:
            return [self.row(question, row.code, self.said(row.text), held.get(row.code)) for row in question.rows]
        if question.kind is Kind.COLUMNS:
            return [self.box(f"{question.code}-{one}", self.word(one), held.get(one)) for one in COLUMNS]
        if question.kind is Kind.DATE:
            words = (gettext("Day"), gettext("Month"), gettext("Year"))
            boxes = zip(DATE_PARTS, words, _date_parts(value), strict=True)
            return [self.box(f"{question.code}_{part}", self.marked(name, ""), typed) for part, name, typed in boxes]
        return []

    def box(self, place: str, label: Said, value: Any) -> Field:
        return Field(f"q-{place}", f"id_q-{place}", label, _typed(value), self.error(place))

    def row(self, question: Question, code: str, label: Said, value: Any) -> Field:
        place = f"{question.code}-{code}"
        name = f"q-{place}"
        options = self.options(question, value, name)
        return Field(name, f"id_{name}", label, _typed(value), self.error(place), options)

    def error(self, place: str) -> str:
        return " ".join(self.wrong.get(place, ()))

    def why(self, question: Question, answer: Answer) -> Field | None:
        if not question.why:
            return None
        numbers = question.kind in (Kind.SCALE, Kind.MATRIX, Kind.NUMBER)
        label = self.word("why-number" if numbers else "why")
        return self.box(f"{question.code}-why", label, answer.get("why"))

    def left(self, question: Question, answer: Answer) -> list[Option]:
        name = f"id_q-{question.code}-left"
        return [
            Option(way.value, f"{name}_{at}", self.word(way.value), answer.get("left") == way)
            for at, way in enumerate(Left)
            if way in question.ways_to_leave
        ]

    def clear(self, question: Question) -> Option | None:
        if question.kind not in _ROUND or question.required or question.ways_to_leave:
            return None
        return Option("", f"id_q-{question.code}_none", self.marked(gettext("No answer"), ""))

    def beside_of(self, question: Question, label: str, answer: Answer | None) -> BesideShown:
        value = value_in(answer)
        number = value if question.kind is Kind.SCALE and isinstance(value, int) else None
        lines = said_in_words(self.definition, question, answer, *self.languages)
        return BesideShown(label, lines, str((answer or {}).get("why", "")), number)


def _typed(value: Any) -> str:
    return "" if value is None or isinstance(value, list | Mapping) else str(value)


def _date_parts(value: Any) -> tuple[str, str, str]:
    """Day, month and year as they stand in their boxes; what was typed and is no date stands as it was typed."""
    text = _typed(value)
    strokes = text.split("/")
    if len(strokes) == len(DATE_PARTS):
        return strokes[0], strokes[1], strokes[2]
    year, *rest = text.split("-")
    if len(rest) == 2:
        return rest[1].lstrip("0"), rest[0].lstrip("0"), year
    return text, "", ""

"""What a questionnaire is made of, read from its JSON and written back (`docs/reference/questionnaires.md`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from soundings.instruments.rules.codes import (
    COLUMNS,
    DATE_PARTS,
    SILENT,
    Audience,
    Formula,
    Kind,
    Left,
    Picture,
)
from soundings.instruments.rules.conditions import Condition, condition_as_json, read_condition
from soundings.instruments.rules.texts import Texts

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen."""

    code: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a matrix."""

    code: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Question:
    """One question, heading or picture. asked_of: empty for everybody."""

    code: str
    kind: Kind
    text: Texts
    hint: Texts = field(default_factory=dict)
    required: bool = False
    show_if: Condition | None = None
    asked_of: tuple[Audience, ...] = ()
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)
    why: bool = False
    na: bool = False
    unsaid: bool = False
    no_evidence: bool = False
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    least: float | None = None
    most: float | None = None
    reverse: bool = False
    picture: Picture | None = None

    @property
    def asks(self) -> bool:
        """Whether there is anything to answer."""
        return self.kind not in SILENT

    @property
    def ways_to_leave(self) -> tuple[Left, ...]:
        """How it may be left without a value."""
        ways = ((Left.NA, self.na), (Left.UNSAID, self.unsaid), (Left.NO_EVIDENCE, self.no_evidence))
        return tuple(way for way, allowed in ways if allowed)

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes of what is answered one by one: rows of a matrix, the three columns; empty for other kinds."""
        if self.kind is Kind.MATRIX:
            return tuple(row.code for row in self.rows)
        return COLUMNS if self.kind is Kind.COLUMNS else ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields on a page and on paper."""
        if not self.asks:
            return ()
        base = f"q-{self.code}"
        if self.kind is Kind.DATE:
            return (base, *(f"{base}_{part}" for part in DATE_PARTS), *self._beside(base))
        parts = tuple(f"{base}-{part}" for part in self.parts) or (base,)
        return parts + self._beside(base)

    def _beside(self, base: str) -> tuple[str, ...]:
        why = (f"{base}-why",) if self.why else ()
        return why + ((f"{base}-left",) if self.ways_to_leave else ())

    def is_for(self, audience: str | None) -> bool:
        """Whether it is asked of this audience; None: of anybody."""
        return audience is None or not self.asked_of or audience in self.asked_of


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together under a title."""

    code: str
    title: Texts
    guidance: Texts = field(default_factory=dict)
    show_if: Condition | None = None
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions whose answers make one number together. of: their codes."""

    code: str
    label: Texts
    formula: Formula
    of: tuple[str, ...]
    least_answered: int = 1


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole questionnaire. The first language is the one in which it was written.

    words: what of OWN_WORDS it says in its own way.
    """

    languages: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    groups: tuple[Group, ...] = ()
    words: Mapping[str, Texts] = field(default_factory=dict)

    @classmethod
    def read(cls, json: Mapping[str, Any]) -> Definition:
        """The definition that this JSON describes; what is not said is as in an empty one.

        It may have faults (`faults_of`): a draft is read while it is written. Raises ValueError, KeyError or TypeError
        where `faults_of` finds a fault of shape.
        """
        return cls(
            languages=tuple(json["languages"]),
            sections=tuple(_section(one) for one in json.get("sections", ())),
            groups=tuple(_group(one) for one in json.get("groups", ())),
            words={code: texts for code, one in json.get("words", {}).items() if (texts := _texts(one))},
        )

    def as_json(self) -> Json:
        """The JSON from which `read` makes the same definition; every key stands in it."""
        return {
            "languages": list(self.languages),
            "sections": [_section_as_json(one) for one in self.sections],
            "groups": [
                {
                    "code": one.code,
                    "label": dict(one.label),
                    "formula": one.formula.value,
                    "of": list(one.of),
                    "least_answered": one.least_answered,
                }
                for one in self.groups
            ],
            "words": {code: dict(texts) for code, texts in self.words.items()},
        }

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, heading and picture, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, code: str) -> Question | None:
        """The question with this code; None if there is none."""
        return next((one for one in self.questions if one.code == code), None)

    def __iter__(self) -> Iterator[tuple[Section, Question]]:
        return ((section, question) for section in self.sections for question in section.questions)


def _section(json: Json) -> Section:
    return Section(
        code=json["code"],
        title=_texts(json.get("title")),
        guidance=_texts(json.get("guidance")),
        show_if=read_condition(json.get("show_if")),
        questions=tuple(_question(one) for one in json.get("questions", ())),
    )


def _question(json: Json) -> Question:
    ends = json.get("ends") or {}
    return Question(
        code=json["code"],
        kind=Kind(json["kind"]),
        text=_texts(json.get("text")),
        hint=_texts(json.get("hint")),
        required=bool(json.get("required", False)),
        show_if=read_condition(json.get("show_if")),
        asked_of=tuple(Audience(one) for one in json.get("for", ())),
        low=_texts(ends.get("low")),
        high=_texts(ends.get("high")),
        why=bool(json.get("why", False)),
        na=bool(json.get("na", False)),
        unsaid=bool(json.get("unsaid", False)),
        no_evidence=bool(json.get("no_evidence", False)),
        choices=tuple(Choice(one["code"], _texts(one.get("label"))) for one in json.get("choices", ())),
        rows=tuple(Row(one["code"], _texts(one.get("text"))) for one in json.get("rows", ())),
        least=json.get("least"),
        most=json.get("most"),
        reverse=bool(json.get("reverse", False)),
        picture=Picture(json["picture"]) if json.get("picture") else None,
    )


def _group(json: Json) -> Group:
    formula, of = Formula(json["formula"]), tuple(json.get("of", ()))
    return Group(json["code"], _texts(json.get("label")), formula, of, int(json.get("least_answered", 1)))


def _texts(json: Mapping[str, str] | None) -> Texts:
    """Without the languages in which nothing is said, and without what no database keeps."""
    kept = {language: text.replace("\0", "") for language, text in (json or {}).items()}
    return {language: text for language, text in kept.items() if text.strip()}


def _section_as_json(section: Section) -> Json:
    return {
        "code": section.code,
        "title": dict(section.title),
        "guidance": dict(section.guidance),
        "show_if": condition_as_json(section.show_if),
        "questions": [_question_as_json(one) for one in section.questions],
    }


def _question_as_json(question: Question) -> Json:
    return {
        "code": question.code,
        "kind": question.kind.value,
        "text": dict(question.text),
        "hint": dict(question.hint),
        "required": question.required,
        "show_if": condition_as_json(question.show_if),
        "for": [one.value for one in question.asked_of],
        "ends": {"low": dict(question.low), "high": dict(question.high)},
        "why": question.why,
        "na": question.na,
        "unsaid": question.unsaid,
        "no_evidence": question.no_evidence,
        "choices": [{"code": one.code, "label": dict(one.label)} for one in question.choices],
        "rows": [{"code": one.code, "text": dict(one.text)} for one in question.rows],
        "least": question.least,
        "most": question.most,
        "reverse": question.reverse,
        "picture": question.picture.value if question.picture else None,
    }


Answer = Mapping[str, Any]  # {"value": v} and/or {"why": text}, or {"left": way}
Answers = Mapping[str, Answer]
Sections = Sequence[Section]

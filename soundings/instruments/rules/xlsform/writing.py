"""A questionnaire written as an XLSForm: rows of text for each sheet, which KoboToolbox and ODK take.

What XLSForm cannot say stands in columns that begin with "soundings::", and in the sheet of the score groups; other
programs leave both alone. `reading.read_form` makes the same questionnaire of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from soundings.instruments.rules.codes import OUT_OF_FIVE, SILENT, WITH_CHOICES, WITH_ENDS, Kind
from soundings.instruments.rules.definition import Definition, Question, Section
from soundings.instruments.rules.texts import Texts
from soundings.instruments.rules.xlsform.expressions import number, written
from soundings.instruments.rules.xlsform.names import (
    AGREE_LIST,
    FACES_LIST,
    FIVE,
    GAP,
    GROUPS_SHEET,
    LEFT_CODES,
    LEFT_LIST,
    OURS,
    TEN,
    TEN_LIST,
    WORDS_SHEET,
    YES_LIST,
    Part,
    Phrase,
)

Says = Callable[[Phrase, str], str]  # fixed words in a language
Sheets = list[tuple[str, list[list[str]]]]  # name of the sheet, and its rows; the first are the headings

TYPES = {
    Kind.SCALE: "range",
    Kind.AGREE: f"select_one {AGREE_LIST}",
    Kind.FACES: f"select_one {FACES_LIST}",
    Kind.YES_NO_PARTLY: f"select_one {YES_LIST}",
    Kind.ONE: "select_one",
    Kind.MANY: "select_multiple",
    Kind.SHORT: "text",
    Kind.LONG: "text",
    Kind.DATE: "date",
    Kind.NUMBER: "decimal",
    Kind.HEADING: "note",
    Kind.PICTURE: "note",
}
APPEARANCES = {Kind.AGREE: "likert", Kind.FACES: "likert", Kind.LONG: "multiline", Kind.MATRIX: "table-list"}
SURVEY = ("type", "name")
SURVEY_TEXTS = ("label", "hint", "guidance_hint")
SURVEY_PLAIN = ("required", "relevant", "appearance", "parameters", "constraint", "media::image")
SURVEY_OURS = ("kind", "part", "for", "reverse")
SURVEY_OUR_TEXTS = ("low", "high")


class About(NamedTuple):
    """What is said of the questionnaire as a whole."""

    code: str
    names: Texts
    purposes: Texts
    use: str
    version: str


Row = dict[str, str | Texts]


@dataclass(slots=True)
class _Writer:
    """Gathers the rows of the sheets."""

    definition: Definition
    says: Says
    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)

    def phrase(self, phrase: Phrase) -> Texts:
        """Fixed words, as this questionnaire says them where it has its own."""
        own = self.definition.words.get(phrase.value, {})
        return {one: own.get(one) or self.says(phrase, one) for one in self.definition.languages}

    def fixed_list(self, name: str, labels: Mapping[str, Texts]) -> None:
        """The list stands on the sheet of choices, once."""
        if name not in self.lists:
            self.lists.add(name)
            self.choices += [{"list_name": name, "name": one, "label": label} for one, label in labels.items()]

    def section(self, section: Section) -> None:
        names = {one.code for one in self.definition.questions}
        name = f"section.{section.code}" if section.code in names else section.code
        relevant = written(section.show_if, self.definition)
        self.survey.append({"type": "begin_group", "name": name, "label": section.title, "relevant": relevant})
        if section.guidance:
            about: Row = {"type": "note", "name": f"{section.code}.guidance", "label": section.guidance}
            self.survey.append(about | {f"{OURS}::part": Part.GUIDANCE})
        for question in section.questions:
            self.question(question)
        self.survey.append({"type": "end_group"})

    def question(self, question: Question) -> None:
        row: Row = {
            "name": question.code,
            "label": question.text,
            "hint": question.hint,
            "guidance_hint": _ends(question),
            "relevant": written(question.show_if, self.definition),
            "appearance": APPEARANCES.get(question.kind, ""),
            "media::image": f"{question.picture.value}.png" if question.picture else "",
            f"{OURS}::kind": question.kind.value,
            f"{OURS}::for": " ".join(one.value for one in question.asked_of),
            f"{OURS}::reverse": "yes" if question.reverse else "",
            f"{OURS}::low": question.low,
            f"{OURS}::high": question.high,
        }
        if question.kind in (Kind.MATRIX, Kind.COLUMNS):
            self._group(question, row)
        else:
            row |= {"type": self._type(question), "required": required_as(question)}
            row |= {"parameters": "start=0 end=10 step=1"} if question.kind is Kind.SCALE else {}
            self.survey.append(row | {"constraint": constraint_of(question)})
        self._beside(question, str(row["relevant"]))

    def _group(self, question: Question, row: Row) -> None:
        """A matrix and the three columns are a group in the form, with a row for each field."""
        self.survey.append(row | {"type": "begin_group"})
        needed = required_as(question)
        for name, label in self._fields(question):
            one: Row = {"name": f"{question.code}.{name}", "label": label, "required": needed}
            if question.kind is Kind.MATRIX:
                self.fixed_list(TEN_LIST, {code: self._same(code) for code in TEN})
                self.survey.append(one | {"type": f"select_one {TEN_LIST}"})
            else:
                self.survey.append(one | {"type": "text", "appearance": "multiline"})
                needed = ""
        self.survey.append({"type": "end_group"})

    def _fields(self, question: Question) -> Iterator[tuple[str, Texts]]:
        if question.kind is Kind.MATRIX:
            yield from ((row.code, row.text) for row in question.rows)
        else:
            yield from ((part, self.phrase(Phrase(part))) for part in question.parts)

    def _same(self, text: str) -> Texts:
        return dict.fromkeys(self.definition.languages, text)

    def _type(self, question: Question) -> str:
        plain = TYPES[question.kind]
        if question.kind in OUT_OF_FIVE:
            name = AGREE_LIST if question.kind is Kind.AGREE else FACES_LIST
            stem = "agree" if question.kind is Kind.AGREE else "face"
            self.fixed_list(name, {one: self.phrase(Phrase(f"{stem}-{one}")) for one in FIVE})
        if question.kind is Kind.YES_NO_PARTLY:
            self.fixed_list(YES_LIST, {one: self.phrase(Phrase(one)) for one in ("yes", "partly", "no")})
        if question.kind in WITH_CHOICES:
            self.fixed_list(question.code, {one.code: one.label for one in question.choices})
            return f"{plain} {question.code}"
        return plain

    def _beside(self, question: Question, relevant: str) -> None:
        """What makes it that number, and the ways to leave the question, as questions of their own."""
        if question.why:
            said = self.phrase(Phrase.WHY_NUMBER if question.kind in WITH_ENDS else Phrase.WHY)
            row: Row = {"type": "text", "name": f"{question.code}.why", "label": said}
            row |= {"appearance": "multiline", "relevant": relevant}
            self.survey.append(row | {f"{OURS}::part": Part.WHY})
        if ways := [one.value for one in question.ways_to_leave]:
            name = ".".join([LEFT_LIST, *(way for way in LEFT_CODES if way in ways)])
            self.fixed_list(name, {way: self.phrase(Phrase(way)) for way in ways})
            row = {"type": f"select_one {name}", "name": f"{question.code}.left", "label": self.phrase(Phrase.LEAVE)}
            self.survey.append(row | {"relevant": relevant, f"{OURS}::part": Part.LEFT})


def required_as(question: Question) -> str:
    """What stands in `required`: of a matrix in each of its rows, of the three columns in the first."""
    if not question.required or question.kind in SILENT:
        return ""
    others = [f"{question.code}.{part}" for part in question.parts[1:]] if question.kind is Kind.COLUMNS else []
    others += [f"{question.code}.left"] if question.ways_to_leave else []
    return " and ".join(f"${{{name}}} = ''" for name in others) or "yes"


def constraint_of(question: Question) -> str:
    """The bounds of a number."""
    parts = [(">=", question.least), ("<=", question.most)]
    return " and ".join(f". {sign} {number(bound)}" for sign, bound in parts if bound is not None)


def _ends(question: Question) -> Texts:
    """The words of both ends, for those who look at the form elsewhere."""
    spoken = {one: None for texts in (question.low, question.high) for one in texts}
    return {
        one: " · ".join(f"{n}: {text[one]}" for n, text in ((0, question.low), (10, question.high)) if text.get(one))
        for one in spoken
    }


def sheets_of(definition: Definition, about: About, *, named: Mapping[str, str], says: Says) -> Sheets:
    """The sheets of the XLSForm. named: by language code its heading, like "English (en)"."""
    writer = _Writer(definition, says)
    for section in definition.sections:
        writer.section(section)
    heads = [named[one] for one in definition.languages]
    table = _Table(definition.languages, heads)
    ours, our_texts = _prefixed(SURVEY_OURS), _prefixed(SURVEY_OUR_TEXTS)
    survey = table.rows([*SURVEY, *SURVEY_TEXTS, *SURVEY_PLAIN, *ours, *our_texts], writer.survey)
    settings: Row = {
        "form_title": next(iter(about.names.values()), about.code),
        "form_id": about.code,
        "version": about.version,
        "default_language": heads[0],
        f"{OURS}::use": about.use,
        f"{OURS}::name": about.names,
        f"{OURS}::purpose": about.purposes,
    }
    sheets = [
        ("survey", survey),
        ("choices", table.rows(["list_name", "name", "label"], writer.choices)),
        ("settings", table.rows(list(settings), [settings])),
    ]
    if definition.groups:
        columns = ["code", "label", "formula", "of", "least_answered"]
        sheets.append((GROUPS_SHEET, table.rows(columns, _groups(definition))))
    if definition.words:
        own: list[Row] = [{"code": code, "label": texts} for code, texts in definition.words.items()]
        sheets.append((WORDS_SHEET, table.rows(["code", "label"], own)))
    return sheets


def _groups(definition: Definition) -> list[Row]:
    return [
        {
            "code": one.code,
            "label": one.label,
            "formula": one.formula.value,
            "of": " ".join(one.of),
            "least_answered": str(one.least_answered),
        }
        for one in definition.groups
    ]


def _prefixed(names: Sequence[str]) -> list[str]:
    return [f"{OURS}::{name}" for name in names]


TRANSLATED = {"label", "hint", "guidance_hint", *_prefixed((*SURVEY_OUR_TEXTS, "name", "purpose"))}


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows with a column for each language of a text."""

    languages: Sequence[str]
    heads: Sequence[str]

    def rows(self, columns: Sequence[str], rows: Sequence[Row]) -> list[list[str]]:
        first = [head for column in columns for head in self._headings(column)]
        return [first, *([cell for column in columns for cell in self._cells(row.get(column), column)] for row in rows)]

    def _headings(self, column: str) -> list[str]:
        return [f"{column}::{head}" for head in self.heads] if column in TRANSLATED else [column]

    def _cells(self, value: str | Texts | None, column: str) -> list[str]:
        if column not in TRANSLATED:
            return [str(value or "")]
        texts = value if isinstance(value, Mapping) else {}
        return [texts.get(one, "").replace("${", f"${GAP}{{") for one in self.languages]

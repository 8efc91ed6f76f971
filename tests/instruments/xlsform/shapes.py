"""Questionnaires of every shape, without faults, for the round trip through a spreadsheet."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from soundings.core.tables import Sheet
from soundings.instruments.rules import (
    OWN_WORDS,
    Audience,
    Clause,
    Condition,
    Definition,
    Every,
    Formula,
    Is,
    Kind,
    Picture,
    Question,
    Some,
)
from soundings.instruments.rules.conditional import SUITED
from soundings.instruments.rules.definition import Choice, Group, Row, Section
from soundings.instruments.rules.xlsform import About, Phrase, Sheets, sheets_of

LANGUAGES = ("en", "cy", "pt-br")
NAMED = {"en": "English (en)", "cy": "Welsh (cy)", "pt-br": "Portuguese (Brazil) (pt-br)"}
ABOUT = About("mapping", {"en": "Mapping", "cy": "Mapio"}, {"en": "How good is it?"}, "review", "3")

LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn"), exclude_characters="\u2060\ufdd0")
words = st.text(LETTERS, min_size=1, max_size=12) | st.sampled_from(
    ["=1+1", "“quoted” 'both' \"ways\"", "${name}", "a < b & c", "مرحبا", "two\nlines", "* not bold *", "0"]
)
codes = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
small_codes = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)


def says(phrase: Phrase, language: str) -> str:
    """Fixed words, told apart by language."""
    return f"{phrase.value} in {language}"


def as_sheets(sheets: Sheets) -> list[Sheet]:
    """As they come out of a file."""
    return [Sheet(name, rows) for name, rows in sheets]


def form_of(definition: Definition) -> list[Sheet]:
    """The definition as an XLSForm, without a file in between."""
    return as_sheets(sheets_of(definition, ABOUT, named=NAMED, says=says))


@st.composite
def texts(draw: Any, languages: tuple[str, ...], *, needed: bool = True) -> dict[str, str]:
    """A text in every language, or (unless it is needed) none."""
    if not needed and draw(st.booleans()):
        return {}
    return {one: draw(words) for one in languages}


def bounds() -> st.SearchStrategy[float | None]:
    numbers = st.integers(-(10**6), 10**6) | st.floats(-(10**6), 10**6, allow_nan=False).map(
        lambda x: round(x, 4) + 0.0
    )
    return st.none() | numbers


@st.composite
def questions(draw: Any, code: str, languages: tuple[str, ...]) -> Question:
    kind = draw(st.sampled_from(list(Kind)))
    silent, ended = kind in (Kind.HEADING, Kind.PICTURE), kind in (Kind.SCALE, Kind.MATRIX)
    flag = st.just(False) if silent else st.booleans()
    least, most = (
        sorted([draw(bounds()), draw(bounds())], key=lambda x: (x is not None, x)) if kind == "number" else (None, None)
    )
    turned = ended or kind in ("agree", "faces", "yes-no-partly") or (least is not None and most is not None)
    choices = draw(st.lists(small_codes, min_size=2, max_size=4, unique=True)) if kind in ("one", "many") else []
    rows = draw(st.lists(small_codes.filter(lambda c: c not in ("why", "left")), min_size=1, max_size=3, unique=True))
    picture = st.sampled_from(list(Picture))
    return Question(
        code=code,
        kind=kind,
        text=draw(texts(languages)),
        hint=draw(texts(languages, needed=False)),
        required=draw(flag),
        asked_of=tuple(draw(st.lists(st.sampled_from(list(Audience)), max_size=3, unique=True))),
        low=draw(texts(languages)) if ended else {},
        high=draw(texts(languages)) if ended else {},
        why=draw(flag),
        na=draw(flag),
        unsaid=draw(flag),
        no_evidence=draw(flag),
        choices=tuple(Choice(one, draw(texts(languages))) for one in choices),
        rows=tuple(Row(one, draw(texts(languages))) for one in rows) if kind == "matrix" else (),
        least=least,
        most=most,
        reverse=turned and draw(st.booleans()),
        picture=draw(picture if kind == "picture" else st.none() | picture),
    )


def value_for(question: Question, relation: Is) -> st.SearchStrategy[Any]:
    if relation is Is.ANSWERED:
        return st.none()
    match question.kind:
        case Kind.SCALE:
            return st.integers(0, 10)
        case Kind.AGREE | Kind.FACES:
            return st.integers(1, 5)
        case Kind.YES_NO_PARTLY:
            return st.sampled_from(["yes", "partly", "no"])
        case Kind.ONE | Kind.MANY:
            return st.sampled_from([one.code for one in question.choices])
        case Kind.NUMBER:
            return bounds().filter(lambda one: one is not None)
        case Kind.DATE:
            return st.dates().map(lambda day: day.isoformat())
    return words


@st.composite
def clauses(draw: Any, asked: list[Question]) -> Clause:
    question = draw(st.sampled_from(asked))
    relation = draw(st.sampled_from(SUITED[question.kind]))
    return Clause(question.code, relation, draw(value_for(question, relation)))


def conditions(asked: list[Question]) -> st.SearchStrategy[Condition]:
    def together(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return several.map(Every) | several.map(Some)

    return st.recursive(clauses(asked), together, max_leaves=6)


@st.composite
def definitions(draw: Any) -> Definition:
    """A definition without faults, of any kinds of question, conditions and score groups."""
    languages = LANGUAGES[: draw(st.integers(1, 3))]
    names = draw(st.lists(codes, min_size=1, max_size=6, unique_by=str.lower))
    made = [draw(questions(code, languages)) for code in names]
    sections, left = [], list(enumerate(made))
    section_codes = draw(st.lists(codes, min_size=len(made), max_size=len(made), unique_by=str.lower))
    while left:
        size = draw(st.integers(1, len(left)))
        taken, left = left[:size], left[size:]
        before = [one for one in made[: taken[0][0]] if one.asks]
        sections.append(
            Section(
                section_codes[len(sections)],
                draw(texts(languages)),
                draw(texts(languages, needed=False)),
                draw(st.none() | conditions(before)) if before else None,
                tuple(_conditioned(draw, one, made[:at]) for at, one in taken),
            )
        )
    own = draw(st.lists(st.sampled_from(OWN_WORDS), max_size=3, unique=True))
    said = {code: draw(texts(languages)) for code in own}
    return Definition(languages, tuple(sections), tuple(draw(_groups(made, languages))), said)


def _conditioned(draw: Any, question: Question, before: list[Question]) -> Question:
    asked = [one for one in before if one.asks]
    return replace(question, show_if=draw(st.none() | conditions(asked))) if asked else question


@st.composite
def _groups(draw: Any, made: list[Question], languages: tuple[str, ...]) -> list[Group]:
    members = [one.code for one in made if one.kind == "agree"]
    if not members or draw(st.booleans()):
        return []
    formula = draw(st.sampled_from(list(Formula)))
    least = draw(st.integers(1, len(members)))
    return [Group("agreed", draw(texts(languages)), formula, tuple(members), least)]

"""What goes out as an XLSForm comes back the same, and pyxform takes it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from soundings.core.tables import open_table_file
from soundings.core.tables.writing import xlsx_file
from soundings.instruments.rules import Clause, Definition, Is, Kind, Question, faults_of
from soundings.instruments.rules.definition import Choice, Section
from soundings.instruments.rules.xlsform import FormFault, complaint, read_form, sheets_of
from tests.instruments.xlsform.shapes import ABOUT, LANGUAGES, NAMED, definitions, form_of, says


@settings(max_examples=60)
@given(definitions())
def test_a_questionnaire_comes_back_as_it_went_out(definition: Definition):
    told = read_form(form_of(definition))
    assert {one.code for one in told.findings.faults} <= {FormFault.MEANING}  # asked of people who are not asked that
    assert told.definition == definition
    assert (told.code, told.use, told.purposes) == ("mapping", "review", {"en": "How good is it?"})


@settings(max_examples=15)
@given(definitions())
def test_pyxform_takes_what_is_written(definition: Definition):
    assert complaint(form_of(definition)) == ""


def sixty() -> Definition:
    """60 questions of many kinds in three languages, with conditions, in six sections."""
    kinds = [Kind.SCALE, Kind.AGREE, Kind.YES_NO_PARTLY, Kind.ONE, Kind.MANY, Kind.LONG, Kind.DATE, Kind.NUMBER,
             Kind.COLUMNS, Kind.HEADING]  # fmt: skip
    made = [_question(number, kinds[number % 10]) for number in range(60)]
    parts = [tuple(made[start : start + 10]) for start in range(0, 60, 10)]
    return Definition(
        LANGUAGES, tuple(Section(f"part-{n}", _in_each(f"Part {n}"), {}, None, one) for n, one in enumerate(parts))
    )


def _in_each(text: str) -> dict[str, str]:
    return {one: f"{text} ({one}) «كيف» = {text}" for one in LANGUAGES}


def _question(number: int, kind: Kind) -> Question:
    ended = kind is Kind.SCALE
    return Question(
        code=f"q{number}",
        kind=kind,
        text=_in_each(f"Question {number}?"),
        low=_in_each("Not at all") if ended else {},
        high=_in_each("Wholly") if ended else {},
        why=ended,
        choices=tuple(Choice(str(n), _in_each(f"Choice {n}")) for n in range(3)) if kind in ("one", "many") else (),
        show_if=Clause("q0", Is.NOT_EQUAL, 3) if number % 7 == 6 else None,
    )


def test_sixty_questions_in_three_languages_come_back_through_a_file(tmp_path: Path):
    definition = sixty()
    assert faults_of(definition.as_json()) == []
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsx_file(sheets_of(definition, ABOUT, named=NAMED, says=says)))
    sheets = open_table_file(path).sheets
    told = read_form(sheets)
    assert told.findings.faults == []
    assert told.definition == definition
    assert len(told.definition.questions) == 60
    assert complaint(sheets) == ""


@pytest.mark.parametrize("text", ["=SUM(A1)", "'quoted", "_x0041_", "a\nb", "https://example.org", "5", "TRUE", "كيف"])
def test_any_text_survives_the_file(tmp_path: Path, text: str):
    definition = sixty()
    first = definition.sections[0]
    asked = (replace(first.questions[0], text=dict.fromkeys(LANGUAGES, text)), *first.questions[1:])
    definition = replace(definition, sections=(replace(first, questions=asked),))
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsx_file(sheets_of(definition, ABOUT, named=NAMED, says=says)))
    assert read_form(open_table_file(path).sheets).definition == definition

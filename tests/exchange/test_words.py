"""Every code that imports use has a sentence, and every sentence has its parameters."""

import ast
import inspect
import re

import pytest
from django.utils import translation

from soundings.accounts.rules import loading
from soundings.breadth.rules import Rater
from soundings.cases.rules import Kept
from soundings.core.tables import FileRefused
from soundings.core.tables.words import _sentences as refusal_sentences
from soundings.exchange import words
from soundings.exchange.plans import cases, forms, practice
from soundings.exchange.plans.headings import heading_key, match_titles
from soundings.exchange.plans.structure import STAFF_COLUMNS, UNIT_COLUMNS
from soundings.exchange.rules import Fault, ImportState, Kind, Note, Offer, OfferKind, Settled
from soundings.exchange.words.examples import example
from soundings.exchange.words.faults import _sentences as fault_sentences
from soundings.exchange.words.notes import _sentences as note_sentences
from tests.architecture.source import calls, modules
from tests.factories.files import bad_files

COLUMNS = {
    Kind.STRUCTURE: UNIT_COLUMNS,
    Kind.STAFF: STAFF_COLUMNS,
    Kind.CASES: cases.COLUMNS,
    Kind.PEOPLE: cases.COLUMNS,
    Kind.FORMS_COMPLETED: forms.COLUMNS,
    Kind.PRACTICE: practice.COLUMNS,
}


def codes_used(*functions: str) -> set[str]:
    """The codes that the room's own source gives to these functions, as far as they are written out."""
    found: set[str] = set()
    for module in modules():
        if module.room == "exchange":
            for call, name in calls(module.tree):
                if name in functions and call.args:
                    found |= set(_texts(call.args[0]))
    return found


def _texts(node: ast.expr) -> list[str]:
    """The text of a constant, or the two of a choice between constants."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_refusal_has_a_sentence():
    told = {code for family in bad_files().values() for _make, code in family.values()}
    assert codes_used("FileRefused") | told <= refusal_sentences().keys()


def test_every_fault_has_a_sentence():
    assert codes_used("Fault", "fault") <= fault_sentences().keys()


def test_every_problem_of_places_and_people_has_a_sentence():
    named = re.findall(r'Problem\(index, "\w+", "([\w-]+)"', inspect.getsource(loading))
    assert len(set(named)) > 8
    assert set(named) <= fault_sentences().keys()


def test_every_note_has_a_sentence():
    assert codes_used("note") - {"list-missing"} <= note_sentences().keys()


def test_a_note_counts():
    twice = Note("row-twice", (("sheet", "List_3"),))
    assert words.note(twice, 1).startswith("1 row says")
    assert words.note(twice, 3).startswith("3 rows say")
    assert "no list 7 (child protection)" in words.note(Note("list-missing", (("list", "7"),)))


def test_a_fault_says_what_was_wrong_and_what_would_be_right():
    wrong = Fault("number-range", (("low", "0"), ("high", "10")))
    assert words.fix(wrong) == "Write a number from 0 to 10."
    rater = Fault("rater-needed", (("choices", ", ".join(Rater)),))
    assert "worker, supervisor" in words.fix(rater)


def test_a_refusal_says_how_large_is_too_large():
    assert "100 MB" in words.refusal(FileRefused("too-big", limit=100))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_name_and_a_sentence(kind: Kind):
    assert words.kind(kind)
    assert words.kind_sentence(kind).endswith(".")


@pytest.mark.parametrize("state", ImportState)
def test_every_state_has_words(state: ImportState):
    assert words.state(state)


@pytest.mark.parametrize("why", Kept)
def test_every_reason_to_stay_has_words(why: Kept):
    assert words.why_kept(why)


@pytest.mark.parametrize("kind", OfferKind)
def test_every_offer_can_be_asked_and_left(kind: OfferKind):
    question, rows = words.offer(Offer(kind, "North", 2))
    assert question.endswith("?")
    assert "North" in question
    assert "2 rows" in rows
    assert words.choice(kind, Settled.LEAVE)


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_has_a_heading_that_the_reader_knows(kind: Kind):
    headings = words.columns(kind)
    assert list(headings) == [column.code for column in COLUMNS[kind]]
    assert not [column.code for column in COLUMNS[kind] if heading_key(headings[column.code]) not in column.names]


@pytest.mark.parametrize("kind", COLUMNS)
def test_an_example_has_every_column_that_is_needed_under_the_readers_heading(kind: Kind):
    with translation.override("cy"):
        headings, rows = example(kind)
    found, twice = match_titles(headings, COLUMNS[kind])
    assert not twice
    assert len(found) == len(headings)
    assert {column.code for column in COLUMNS[kind] if column.needed} <= found.keys()
    assert rows
    assert all(len(row) == len(headings) for row in rows)


@pytest.mark.parametrize("kind", [Kind.ANNEX_A, Kind.BOARD])
def test_what_has_no_plain_form_has_no_example(kind: Kind):
    assert example(kind) is None

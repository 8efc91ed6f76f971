"""The plain format of practice: one row an event, checked by column."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from soundings.breadth.catalogue import catalogue
from soundings.core.rules import sort_key
from soundings.exchange.plans import practice
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.plans.records import CaseTime, Children, ElementNow, elements_by_key
from tests.exchange.plans.world import AS_OF, csv_book

HEADS = ["Child IDs", "Element", "Answer", "Date", "Number", "Issue", "Rater", "With family", "Words", "Link", "Reason",
         "Detail", "In case system", "Case opened"]  # fmt: skip
ELEMENTS = [
    ElementNow(n, one.code, one.label, one.kind, one.by_issue, one.scope == "family", (sort_key(one.label), one.code))
    for n, one in enumerate(catalogue().elements, start=1)
]
CHILDREN = Children(
    {
        "4471": [CaseTime(1, date(2016, 1, 3), None)],
        "4472": [CaseTime(2, date(2015, 6, 12), date(2016, 2, 1)), CaseTime(3, date(2020, 1, 1), None)],
    }
)


def decide(*rows: Sequence[str], heads: Sequence[str] = HEADS) -> Plan:
    """The plan of the preview, after a look that the storing, which reads by column where it can, comes to the same."""
    around = practice.Around(AS_OF, elements_by_key(ELEMENTS), lambda refs: CHILDREN, lambda ids: lambda record: "new")
    plan = practice.decide([csv_book(heads, *rows)], around)
    stored = practice.decide([csv_book(heads, *rows)], replace(around, current=None))
    assert (stored.work, stored.rows, stored.refused) == (plan.work, plan.rows, plan.refused)
    return plan


SHORT = {"child": "Child IDs", "family": "With family", "kept": "In case system", "opened": "Case opened"}


def said(**what: str) -> list[str]:
    named = {SHORT.get(name, name.capitalize()): value for name, value in what.items()}
    return [named.get(head, "") for head in HEADS]


def test_a_row_is_a_record():
    (record,) = decide(
        said(child="4471", element="scale", date="6/1/26", number="6", issue="Shouting at night", rater="worker",
             words="What makes it a 6:\nNan came", link="https://example.test/1", kept="yes")
    ).work  # fmt: skip

    assert record.case_ids == (1,)
    assert (record.element, record.answer, record.happened_on, record.number) == ("scale", "yes", date(2026, 1, 6), 6)
    assert (record.issue, record.rater, record.in_case_system) == ("Shouting at night", "worker", True)
    assert record.words == "What makes it a 6:\nNan came"


def test_a_file_of_plain_rows_is_read_by_column():
    """Children with one case and with several, rows of different sense, one said twice: row by row it is the same."""
    rows = [
        said(child="4471", element="three-houses", date="06/01/2026"),
        said(child="4472", element="three-houses", date="01/07/2015", kept="yes"),
        said(child="4472", element="goal", answer="na", reason="Too young", words="Ask again"),
        said(child="4471; 4472", element="scale", date="07/01/2026", number="6", rater="worker"),
        said(child="4471", element="three-houses", date="06/01/2026"),
    ]
    records = decide(*rows).work
    assert [(one.case_ids, one.element, one.answer, one.number) for one in records] == [
        ((1,), "three-houses", "yes", None),
        ((2,), "three-houses", "yes", None),
        ((3,), "goal", "na", None),
        ((1, 3), "scale", "yes", 6),
    ]
    assert [one.in_case_system for one in records] == [False, True, False, False]
    assert records[2].words == "Ask again" and records[0].happened_on == date(2026, 1, 6)


def test_one_record_for_siblings():
    (record,) = decide(said(child="4471; 4472", element="Mapping with family", date="6/1/26", family="separately")).work
    assert (record.case_ids, record.family_mode) == ((1, 3), "separately")


@pytest.mark.parametrize(
    ("day", "case"),
    [("01/07/2015", 2), ("01/02/2016", 2), ("01/01/2020", 3), ("01/06/2018", 3), ("", 3), ("01/01/2015", 2)],
)
def test_a_record_belongs_to_the_case_of_its_day(day: str, case: int):
    """Between two cases it led to the next one; before the first it led to that; without a day it is the last."""
    (record,) = decide(said(child="4472", element="three-houses", date=day)).work
    assert record.case_ids == (case,)


def test_a_row_may_say_which_case_is_meant():
    (record,) = decide(said(child="4472", element="three-houses", date="01/01/2019", opened="12/06/2015")).work
    assert record.case_ids == (2,)


@pytest.mark.parametrize(
    ("answer", "kept"), [("", "yes"), ("Yes", "yes"), ("No", "no"), ("nk", "nk"), ("Not known", "nk"), ("0", "no")]
)
def test_answers(answer: str, kept: str):
    assert decide(said(child="4471", element="goal", answer=answer)).work[0].answer == kept


@pytest.mark.parametrize(
    ("what", "problems"),
    [
        ({"element": "goal"}, [("Child IDs", "id-missing")]),
        ({"child": "9", "element": "goal"}, [("Child IDs", "no-case-of")]),
        ({"child": "4471"}, [("Element", "element-missing")]),
        ({"child": "4471", "element": "dance"}, [("Element", "element")]),
        ({"child": "4471", "element": "goal", "answer": "maybe"}, [("Answer", "answer")]),
        ({"child": "4471", "element": "goal", "date": "31/02/2026"}, [("Date", "no-such-day")]),
        ({"child": "4471", "element": "goal", "answer": "na"}, [("Reason", "reason-needed")]),
        ({"child": "4471", "element": "scale"}, [("Number", "number-needed"), ("Rater", "rater-needed")]),
        ({"child": "4471", "element": "scale", "number": "11", "rater": "worker"}, [("Number", "number-range")]),
        ({"child": "4471", "element": "scale", "number": "6", "rater": "aunt"}, [("Rater", "rater")]),
        ({"child": "4471", "element": "goal", "number": "3"}, [("Number", "number-not-wanted")]),
        ({"child": "4471", "element": "network"}, [("Number", "number-needed")]),
        ({"child": "4471", "element": "three-houses", "issue": "x"}, [("Issue", "issue-not-wanted")]),
        ({"child": "4471", "element": "mapping-family", "family": "maybe"}, [("With family", "mode")]),
        ({"child": "4471", "element": "network", "detail": "people"}, [("Detail", "detail")]),
        ({"child": "4471", "element": "goal", "opened": "01/01/2001"}, [("Child IDs", "no-case-opened")]),
        ({"child": "4471;4472", "element": "goal", "opened": "03/01/2016"}, [("Child IDs", "opened-each")]),
    ],
)
def test_what_makes_no_sense_is_told_by_column(what: dict[str, str], problems: list[tuple[str, str]]):
    plan = decide(said(child="4471", element="goal"), said(**what))

    assert [(one.row, one.column, one.fault.code) for one in plan.problems] == [(3, *one) for one in problems]
    assert len(plan.work) == 1


def test_the_network_may_be_a_list_of_people():
    (record,) = decide(said(child="4471", element="network", detail='{"people": [{"name": "Nan", "lay": true}]}')).work
    assert record.detail == {"people": [{"name": "Nan", "lay": True}]}


def test_columns_that_are_not_there_are_empty():
    (record,) = decide(["4471", "goal"], heads=HEADS[:2]).work
    assert (record.answer, record.happened_on) == ("yes", None)


def test_empty_rows_are_no_rows_and_the_same_row_counts_once():
    one = said(child="4471", element="goal", date="6/1/26")
    plan = decide(one, [""] * 14, ["  "] * 14, one)

    assert (plan.rows, len(plan.work), plan.problems) == (2, 1, [])
    assert [note.code for note in plan.notes] == ["row-twice"]


def test_words_are_taken_exactly_as_typed():
    (record,) = decide(said(child="4471", element="goal", words="  =2+2 is what\xa0she said ")).work
    assert record.words == "  =2+2 is what\xa0she said "

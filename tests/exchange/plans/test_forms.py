"""The forms-completed extract: forms become records once a person said what they stand for."""

from collections.abc import Sequence
from datetime import date

from soundings.breadth.catalogue import catalogue
from soundings.core.rules import sort_key
from soundings.exchange.plans import forms
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.plans.records import CaseTime, Children, ElementNow
from tests.exchange.plans.world import AS_OF, csv_book

HEADS = ["Person ID", "Form name", "Started", "Completed", "Authorised"]
ELEMENTS = {
    one.code: ElementNow(n, one.code, one.label, one.kind, one.by_issue, one.scope == "family", (sort_key(one.label),))
    for n, one in enumerate(catalogue().elements, start=1)
}
CHILDREN = Children({ref: [CaseTime(int(ref), date(2025, 1, 1), None)] for ref in ("1", "2", "3")}, {"1": 70, "2": 70})
SAID = {
    "SoS Mapping": {"element": "mapping-family", "date": "completed", "mode": "together"},
    "Three Houses": {"element": "three-houses", "date": "authorised"},
    "Visit": {"element": ""},
}


def decide(*rows: Sequence[str], heads: Sequence[str] = HEADS, said=SAID, **changes) -> Plan:
    around = forms.Around(
        AS_OF, ELEMENTS, forms.read_forms(said), lambda refs: CHILDREN, lambda ids: lambda record: "new", **changes
    )
    return forms.decide([csv_book(heads, *rows)], around)


def test_a_form_becomes_a_record_on_the_date_that_counts():
    mapping, houses = decide(
        ["1", "SOS  mapping", "01/01/2026", "06/01/2026", "09/01/2026"],
        ["3", "Three Houses", "01/01/2026", "06/01/2026", "09/01/2026"],
    ).work

    assert (mapping.case_ids, mapping.element, mapping.happened_on) == ((1,), "mapping-family", date(2026, 1, 6))
    assert mapping.family_mode == "together"
    assert (houses.element, houses.happened_on) == ("three-houses", date(2026, 1, 9))


def test_a_form_that_is_not_finished_is_left_out():
    plan = decide(["3", "Three Houses", "01/01/2026", "06/01/2026", ""])

    assert plan.work == []
    assert plan.counts == {("form", "left"): 1}
    assert [note.code for note in plan.notes] == ["form-not-finished"]


def test_a_form_that_is_not_practice_is_left_out_and_asked_about_no_more():
    plan = decide(["1", "Visit", "", "06/01/2026", ""])
    assert (plan.work, plan.offers, plan.counts) == ([], [], {("form", "left"): 1})


def test_an_unknown_form_is_offered_with_elements_of_a_like_name_first():
    plan = decide(["1", "Words & Pictures", "", "06/01/2026", ""], ["2", "Words & Pictures", "", "07/01/2026", ""])

    (offer,) = plan.offers
    assert (offer.kind, offer.name, offer.rows) == ("form", "Words & Pictures", 2)
    assert offer.choices[0] == ("words-and-pictures", "Words and Pictures")
    assert "scale" not in dict(offer.choices)


def test_one_family_mapping_is_one_record_for_the_siblings():
    plan = decide(
        ["1", "SoS Mapping", "", "06/01/2026", ""],
        ["2", "SoS Mapping", "", "06/01/2026", ""],
        ["3", "SoS Mapping", "", "06/01/2026", ""],
        ["1", "SoS Mapping", "", "07/02/2026", ""],
    )
    assert sorted(record.case_ids for record in plan.work) == [(1,), (1, 2), (3,)]


def test_an_element_of_one_child_stays_one_childs():
    rows = [[ref, "Three Houses", "", "", "09/01/2026"] for ref in ("1", "2")]
    assert sorted(record.case_ids for record in decide(*rows).work) == [(1,), (2,)]


def test_a_forms_own_number_tells_which_rows_are_one_event():
    heads = [*HEADS, "Form ID"]
    rows = [[ref, "Three Houses", "", "", "09/01/2026", number] for ref, number in (("1", "a"), ("2", "a"), ("3", "b"))]

    assert sorted(record.case_ids for record in decide(*rows, heads=heads).work) == [(1, 2), (3,)]


def test_rows_that_cannot_be_stored():
    plan = decide(
        ["", "SoS Mapping", "", "06/01/2026", ""],
        ["1", "", "", "06/01/2026", ""],
        ["99", "SoS Mapping", "", "06/01/2026", ""],
        ["1", "SoS Mapping", "", "06/13/2026", ""],
        ["1", "SoS Mapping", "", "01/04/2026", ""],
    )

    assert [(one.row, one.column, one.fault.code) for one in plan.problems] == [
        (5, "Completed", "month-first"),
        (2, "Person ID", "id-missing"),
        (3, "Form name", "form-missing"),
        (4, "Person ID", "no-case-of"),
        (6, "Completed", "later-than-file"),
    ]


def test_columns_that_a_person_chose():
    plan = decide(
        ["1", "SoS Mapping", "06/01/2026"],
        heads=["Kunde", "Dokument", "Fertig"],
        chosen={"id": "Kunde", "form": "Dokument", "completed": "Fertig"},
    )
    assert len(plan.work) == 1

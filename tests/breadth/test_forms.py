"""What people type about practice becomes a draft; what they leave out or mistype is asked for in one go."""

import re
from datetime import date

import pytest

from soundings.breadth.cells import choices
from soundings.breadth.forms import (
    NEW_ISSUE,
    Asked,
    Choices,
    RecordForm,
    SeveralForm,
    all_gone,
    board_filter,
    detail_of,
    opened_between,
    people_set,
    steps_set,
)
from soundings.breadth.rules import Problem, ProblemCode

DAY = {"happened_on_day": "6", "happened_on_month": "2", "happened_on_year": "2026"}
SIBLINGS = Choices(siblings=(("case-theo", "Theo Telis"),))
WORRIES = Choices(issues=(("set-1", "Shouting at night"),))


def asked(code="mapping-internal", kind="date", *, scope="family", by_issue=False, **more):
    return Asked(code=code, label="Mapping", kind=kind, scope=scope, by_issue=by_issue, **more)


def record_form(typed=None, **about):
    return RecordForm({"answer": "yes"} | (typed or {}), asked=asked(**about))


def test_a_date_and_a_button_are_enough():
    form = record_form(DAY)
    assert form.is_valid()
    draft = form.draft()
    assert (draft.answer, draft.happened_on, draft.number) == ("yes", date(2026, 2, 6), None)


def test_yes_needs_its_day_or_another_answer():
    form = record_form()
    assert list(form.errors) == ["happened_on"]


def test_yes_without_a_known_date():
    form = record_form({"answer": "yes-undated"} | DAY)
    assert form.is_valid()
    assert (form.draft().answer, form.draft().happened_on) == ("yes", None)


def test_no_forgets_the_number_and_keeps_the_words():
    form = record_form(
        {"answer": "no", "number": "4", "rater": "worker", "words": "Not at home"}, code="scale", kind="scale"
    )
    assert form.is_valid(), form.errors
    draft = form.draft()
    assert (draft.answer, draft.number, draft.rater, draft.words) == ("no", None, "", "Not at home")


def test_does_not_apply_carries_its_reason():
    form = record_form({"answer": "na", "reason": "unborn"})
    assert form.is_valid()
    assert (form.draft().answer, form.draft().reason) == ("na", "unborn")


def test_the_rating_0_is_a_number():
    form = record_form(DAY | {"number": "0", "rater": "child"}, code="scale", kind="scale")
    assert form.is_valid()
    assert (form.draft().number, form.draft().rater) == (0, "child")


def test_a_known_worry_wins_over_a_name_left_in_the_box():
    about = {"code": "statement", "kind": "yes-no", "by_issue": True, "choices": WORRIES}
    form = record_form(DAY | {"issue": "set-1", "new_issue_name": "Something"}, **about)
    assert form.is_valid()
    assert (form.draft().issue, form.draft().new_issue_name) == ("set-1", "")
    form = record_form(DAY | {"issue": NEW_ISSUE, "new_issue_name": " Cold house "}, **about)
    assert form.is_valid()
    assert (form.draft().issue, form.draft().new_issue_name) == ("", "Cold house")


def test_siblings_stand_chosen_for_what_belongs_to_the_family_only():
    of_family = RecordForm(asked=asked(choices=SIBLINGS))
    of_child = RecordForm(asked=asked(scope="child", choices=SIBLINGS))
    assert of_family["siblings"].value() == ["case-theo"]
    assert of_child["siblings"].value() == []


def test_nobody_elses_case_can_be_added():
    form = record_form(DAY | {"siblings": ["case-of-somebody-else"]}, choices=SIBLINGS)
    assert "siblings" in form.errors


def test_what_the_rules_refuse_stands_at_its_field():
    form = record_form(DAY)
    assert form.is_valid()
    form.refuse([Problem("happened_on", ProblemCode.DATE_IN_FUTURE), Problem("element", ProblemCode.ELEMENT_RETIRED)])
    assert "still to come" in form.errors["happened_on"][0]
    assert "no longer recorded" in form.non_field_errors()[0]


def test_recorded_already_offers_to_record_again():
    form = record_form(DAY)
    assert form.is_valid() and not form.ask_again
    form.refuse([Problem("happened_on", ProblemCode.ALREADY_RECORDED)])
    assert form.ask_again and "again" in [field.name for field in form.first]
    form = record_form(DAY | {"again": "on"})
    assert form.is_valid() and form.draft().again


def test_the_rest_opens_when_something_stands_in_it():
    assert not RecordForm(asked=asked()).more_is_open
    assert record_form({"answer": "no"}).more_is_open


# --- rows --------------------------------------------------------------------------------------------------------


def people(*rows, initial=0):
    data = {"people-TOTAL_FORMS": str(len(rows)), "people-INITIAL_FORMS": str(initial)}
    for at, row in enumerate(rows):
        data |= {f"people-{at}-{name}": value for name, value in ({"part": "lay"} | row).items()}
    return people_set(data, [])


def test_the_people_of_a_network():
    rows = people(
        {"name": "Gran", "relation": "grandmother", "knows": "yes", "agreed": "mother", "checked_by": "JS"}
        | {"checked_on_day": "1", "checked_on_month": "Feb", "checked_on_year": "26"},
        {"name": "Dr P", "part": "professional"},
        {},
    )
    assert rows.is_valid(), rows.errors
    assert detail_of(rows) == {
        "people": [
            {
                "name": "Gran",
                "relation": "grandmother",
                "lay": True,
                "agreed": "mother",
                "knows": True,
                "checked_by": "JS",
                "checked_on": "2026-02-01",
            },
            {
                "name": "Dr P",
                "relation": "",
                "lay": False,
                "agreed": "",
                "knows": None,
                "checked_by": "",
                "checked_on": None,
            },
        ]
    }


def test_a_person_needs_a_name():
    rows = people({"relation": "neighbour"})
    assert not rows.is_valid()
    assert "name" in rows.forms[0].errors


def test_when_all_are_gone_nobody_is_left():
    rows = people({"name": "Gran", "gone": "on"})
    assert rows.is_valid()
    assert detail_of(rows) is None and all_gone(rows)
    empty = people({})
    assert empty.is_valid() and not all_gone(empty)


def test_the_list_before_is_offered_again():
    rows = people_set(None, [{"name": "Gran", "lay": False, "knows": False, "checked_on": "2026-02-01"}])
    first = rows.forms[0]
    assert first["name"].value() == "Gran"
    assert first["part"].value() == "professional"
    assert first["knows"].value() == "no"
    assert first["checked_on"].value() == date(2026, 2, 1)
    assert len(rows.forms) == 2


def test_the_steps_of_a_timeline():
    data = {"steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0", "steps-0-what": "Overnight stay with gran"}
    rows = steps_set(data | {"steps-0-on_day": "1", "steps-0-on_month": "4", "steps-0-on_year": "2026"}, [])
    assert rows.is_valid(), rows.errors
    assert detail_of(rows) == {"steps": [{"what": "Overnight stay with gran", "on": "2026-04-01", "done": False}]}


# --- several at once ---------------------------------------------------------------------------------------------

ELEMENTS = [
    asked("mapping-internal"),
    asked("three-houses", scope="child"),
    asked("statement", "yes-no", by_issue=True),
    asked("scale", "scale", by_issue=True),
]


def several(typed):
    return SeveralForm(DAY | typed, elements=ELEMENTS, choices=WORRIES, voluntary=False)


def test_several_become_a_draft_each_in_the_order_of_the_board():
    form = several({"done": ["three-houses", "mapping-internal"], "worried": ["statement"], "issue": "set-1"})
    assert form.is_valid(), form.errors
    drafts = form.drafts()
    assert [code for code, _draft in drafts] == ["mapping-internal", "three-houses", "statement"]
    assert [draft.issue for _code, draft in drafts] == ["", "", "set-1"]
    assert all(draft.happened_on == date(2026, 2, 6) for _code, draft in drafts)


def test_a_number_records_the_scale():
    form = several({"number": "0", "rater": "worker", "issue": NEW_ISSUE, "new_issue_name": "Cold house"})
    assert form.is_valid(), form.errors
    [(code, draft)] = form.drafts()
    assert (code, draft.number, draft.rater, draft.new_issue_name) == ("scale", 0, "worker", "Cold house")


def test_several_asks_for_all_that_is_missing_at_once():
    form = several({"number": "3"})
    assert set(form.errors) == {"issue", "rater"}
    assert several({}).non_field_errors()


def test_several_names_the_element_that_was_refused():
    form = several({"done": ["three-houses"]})
    assert form.is_valid()
    form.refuse([Problem("happened_on", ProblemCode.DATE_IN_FUTURE, element="three-houses")])
    assert form.errors["happened_on"][0].startswith("Mapping: ")


# --- filters -----------------------------------------------------------------------------------------------------


def choices_drawn(said, *, workers=(("w1", "Jane & Smith"),)):
    offered = board_filter(
        said,
        boards=[("front-end", "Front-end")],
        workers=workers,
        elements=[("goal", "Safety Goal")],
        abuse_types=[("N", "N")],
    )
    return str(choices(offered))


def test_a_filter_marks_what_is_chosen_and_nothing_that_it_does_not_offer():
    drawn = choices_drawn({"worker": "w1", "element": "goal:missing", "opened": "91+", "abuse": "XX<script>"})
    chosen = re.findall(r'<option value="([^"]*)" selected>', drawn)
    assert chosen == ["w1", "goal:missing", "91+", ""]  # nothing said about the order: the first
    assert "XX" not in drawn
    assert "Jane &amp; Smith" in drawn


def test_a_filter_without_options_is_left_out():
    assert 'name="worker"' in choices_drawn({})
    assert 'name="worker"' not in choices_drawn({}, workers=())


@pytest.mark.parametrize(
    ("chosen", "since", "until"),
    [
        ("", None, None),
        ("28-", date(2026, 2, 16), None),
        ("91+", None, date(2025, 12, 15)),
    ],
)
def test_when_a_case_was_opened(chosen, since, until):
    assert opened_between(chosen, today=date(2026, 3, 16)) == (since, until)

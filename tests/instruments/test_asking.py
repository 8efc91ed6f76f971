"""What is shown, what a page sends, and what is wrong with it."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from soundings.instruments.rules import (
    Audience,
    Definition,
    FaultCode,
    Kind,
    checked,
    direction,
    posted,
    questions_shown,
    renewed,
    said,
    shown,
)
from tests.factories.instruments import ASKING, answers, asks, defined, definitions, en, question

ALL_WAYS = {"why": True, "na": True, "unsaid": True, "no_evidence": True}
EVERY = Definition.read(asks(*(question(kind, kind, **ALL_WAYS) for kind in ASKING)))


def sent(answers) -> QueryDict:
    """What a browser sends for these answers."""
    data = QueryDict(mutable=True)
    for code, answer in answers.items():
        name, value = f"q-{code}", answer.get("value")
        if isinstance(value, dict):
            for part, one in value.items():
                data[f"{name}-{part}"] = str(one)
        elif isinstance(value, list):
            data.setlist(name, value)
        elif value is not None:
            data[name] = str(value)
        for more in ("why", "left"):
            if more in answer:
                data[f"{name}-{more}"] = answer[more]
    return data


def codes(definition, answers, audience="worker") -> list[str]:
    return [one.code for one in questions_shown(definition, answers, audience)]


def wrong(definition, answers, audience="worker", final=False) -> list[tuple[str, str]]:
    return [(one.code.value, one.place) for one in checked(definition, audience, answers, final)]


# --- shown ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "value", "answer", "seen"),
    [
        ("equal", 0, {"value": 0}, True),  # zero is a value
        ("equal", 0, {}, False),
        ("not-equal", 7, {"value": 3}, True),
        ("not-equal", 7, {}, False),  # unknown is not No
        ("not-equal", 7, {"left": "na"}, False),
        ("at-least", 6, {"value": 6}, True),
        ("at-least", 6, {"value": 5}, False),
        ("at-most", 6, {"value": 7}, False),
        ("at-most", 0, {"value": 0}, True),
        ("answered", None, {"value": 0}, True),
        ("answered", None, {"left": "unsaid"}, False),
        ("answered", None, {"why": "I do not know"}, False),
    ],
)
def test_a_condition_on_a_scale(relation, value, answer, seen):
    definition = defined(
        question("clear"), question("then", show_if={"question": "clear", "is": relation, "value": value})
    )
    assert ("then" in codes(definition, {"clear": answer})) is seen


def test_conditions_together():
    yes = {"question": "a", "is": "equal", "value": "yes"}
    picks = {"question": "b", "is": "includes", "value": "c"}
    late = {"question": "d", "is": "at-least", "value": "2026-01-01"}
    definition = defined(
        question("a", "yes-no-partly"),
        question("b", "many"),
        question("d", "date"),
        question("both", show_if={"all": [yes, picks]}),
        question("either", show_if={"any": [yes, picks, late]}),
    )
    some = {"a": {"value": "no"}, "b": {"value": ["a", "c"]}}
    assert codes(definition, some)[3:] == ["either"]
    assert codes(definition, some | {"a": {"value": "yes"}})[3:] == ["both", "either"]
    assert codes(definition, {"d": {"value": "2026-03-01"}})[3:] == ["either"]


def test_what_depends_on_a_hidden_question_is_hidden():
    definition = defined(
        question("a", "yes-no-partly"),
        question("b", "yes-no-partly", show_if={"question": "a", "is": "equal", "value": "yes"}),
        question("c", show_if={"question": "b", "is": "equal", "value": "yes"}),
    )
    given_before = {"b": {"value": "yes"}}
    assert codes(definition, given_before | {"a": {"value": "yes"}}) == ["a", "b", "c"]
    assert codes(definition, given_before | {"a": {"value": "no"}}) == ["a"]


def test_each_is_asked_their_own_questions():
    definition = defined(
        question("all"), question("ours", **{"for": ["worker"]}), question("mine", **{"for": ["child"]})
    )
    assert codes(definition, {}, "worker") == ["all", "ours"]
    assert codes(definition, {}, "child") == ["all", "mine"]
    assert codes(definition, {}, None) == ["all", "ours", "mine"]


def test_a_section_without_a_question_left_is_not_shown():
    definition = defined(question("top", "heading"), question("mine", **{"for": ["child"]}))
    assert shown(definition, {}, "worker") == ()
    assert [len(one.questions) for one in shown(definition, {}, "child")] == [2]


def test_a_section_that_only_tells_is_shown():
    assert len(shown(defined(question("top", "heading")), {}, "worker")) == 1


@given(definitions, st.sampled_from([one.value for one in Audience]))
def test_nobody_is_asked_what_is_for_others(definition, audience):
    read = Definition.read(definition)
    assert all(one.is_for(audience) for section in shown(read, {}, audience) for one in section.questions)


# --- posted ---------------------------------------------------------------------------------------------------------


@given(answers)
def test_what_a_page_sends_is_what_was_answered(given_answers):
    assert posted(EVERY, "worker", sent(given_answers)) == given_answers
    assert checked(EVERY, "worker", given_answers, final=True) == []


@given(answers, answers)
def test_a_page_of_one_section_leaves_the_others_as_they_were(earlier, later):
    other = question("elsewhere")
    definition = Definition.read(
        {
            "languages": ["en"],
            "sections": [
                {"code": "one", "title": en("One"), "questions": [question(kind, kind, **ALL_WAYS) for kind in ASKING]},
                {"code": "two", "title": en("Two"), "questions": [other]},
            ],
        }
    )
    before = earlier | {"elsewhere": {"value": 4}}
    after = renewed(definition, "worker", before, sent(later), section="one")
    assert after == later | {"elsewhere": {"value": 4}}


def test_nothing_typed_is_lost_when_it_cannot_be_right():
    definition = defined(question("day", "date"), question("n", "number"), question("clear"))
    data = QueryDict("q-day=next+Tuesday&q-n=many&q-clear=eleven")
    kept = posted(definition, "worker", data)
    assert kept == {"day": {"value": "next Tuesday"}, "n": {"value": "many"}, "clear": {"value": "eleven"}}
    assert wrong(definition, kept) == [("not-a-date", "day"), ("not-a-number", "n"), ("not-a-number", "clear")]


def test_a_way_to_leave_wins_over_a_round_button_that_cannot_be_taken_back():
    definition = defined(question("clear", **ALL_WAYS))
    data = QueryDict("q-clear=7&q-clear-left=no-evidence&q-clear-why=Nothing+on+file")
    assert posted(definition, "worker", data) == {"clear": {"left": "no-evidence", "why": "Nothing on file"}}


@pytest.mark.parametrize(("typed", "kept"), [("7", 7), ("7,5", 7.5), ("-2", -2), ("0", 0), ("1e9", "1e9")])
def test_numbers_as_people_write_them(typed, kept):
    assert posted(defined(question("n", "number")), None, QueryDict(f"q-n={typed}")) == {"n": {"value": kept}}


def test_words_are_kept_without_what_no_database_takes():
    data = QueryDict(mutable=True)
    data["q-say"] = "  مرحبا\r\nworld\0 \n"
    assert posted(defined(question("say", "long")), None, data) == {"say": {"value": "مرحبا\nworld"}}


def test_answers_to_questions_for_others_are_not_taken():
    definition = defined(question("mine", **{"for": ["child"]}))
    assert posted(definition, "worker", QueryDict("q-mine=3")) == {}


# --- checked --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "value", "fault"),
    [
        (question("x"), 11, ("too-high", "x")),
        (question("x"), -1, ("too-low", "x")),
        (question("x"), 2.5, ("not-a-number", "x")),
        (question("x", "agree"), 0, ("too-low", "x")),
        (question("x", "faces"), 6, ("too-high", "x")),
        (question("x", "yes-no-partly"), "perhaps", ("not-a-choice", "x")),
        (question("x", "one"), "z", ("not-a-choice", "x")),
        (question("x", "many"), ["a", "z"], ("not-a-choice", "x")),
        (question("x", "many"), "a", ("not-a-choice", "x")),
        (question("x", "short"), "x" * 301, ("too-long", "x")),
        (question("x", "long"), "x" * 20_001, ("too-long", "x")),
        (question("x", "date"), "2026-02-30", ("not-a-date", "x")),
        (question("x", "number", least=0, most=5), 6, ("too-high", "x")),
        (question("x", "number", least=0, most=5), -0.5, ("too-low", "x")),
        (question("x", "matrix"), {"harm": 11}, ("too-high", "x-harm")),
        (question("x", "matrix"), {"other": 1}, ("not-a-choice", "x-other")),
        (question("x", "matrix"), 4, ("not-a-choice", "x")),
        (question("x", "columns"), {"well": "x" * 20_001}, ("too-long", "x-well")),
    ],
)
def test_what_cannot_be_an_answer(asked, value, fault):
    assert wrong(defined(asked), {"x": {"value": value}}) == [fault]


def test_only_at_the_end_is_what_is_required_needed():
    definition = defined(
        question("x", required=True), question("m", "matrix", required=True), question("c", "columns", required=True)
    )
    assert wrong(definition, {}) == []
    assert wrong(definition, {}, final=True) == [("needed", "x"), ("needed", "m-harm"), ("needed", "c-worried")]
    half = {"x": {"value": 0}, "m": {"value": {"harm": 0}}, "c": {"value": {"next": "Talk"}}}
    assert wrong(definition, half, final=True) == [("needed", "m-danger")]


def test_a_required_question_may_be_left_as_its_makers_allow():
    definition = defined(question("x", required=True, na=True))
    assert wrong(definition, {"x": {"left": "na"}}, final=True) == []
    assert wrong(definition, {"x": {"left": "unsaid"}}, final=True) == [("may-not-leave", "x")]


def test_a_hidden_question_is_neither_needed_nor_looked_at():
    hidden = question("then", required=True, show_if={"question": "a", "is": "equal", "value": "yes"})
    definition = defined(question("a", "yes-no-partly"), hidden)
    assert wrong(definition, {"a": {"value": "no"}}, final=True) == []
    assert wrong(definition, {"a": {"value": "no"}, "then": {"value": 99}}, final=True) == []
    assert wrong(definition, {"a": {"value": "yes"}}, final=True) == [("needed", "then")]


def test_answers_that_were_never_asked_for_are_faults():
    definition = defined(question("x"), question("top", "heading"), question("mine", **{"for": ["child"]}))
    stray = {"nobody": {"value": 1}, "top": {"value": 1}, "mine": {"value": 1}}
    assert wrong(definition, stray) == [
        ("unknown-question", "nobody"),
        ("unknown-question", "top"),
        ("not-asked", "mine"),
    ]


@given(answers)
def test_every_fault_points_to_a_field_of_the_page(given_answers):
    strict = Definition.read(asks(*(question(kind, kind, required=True) for kind in ASKING)))
    names = {name for one in strict.questions for name in one.names}
    for fault in checked(strict, "worker", given_answers, final=True):
        assert fault.field in names or fault.code in (FaultCode.TOO_LONG, FaultCode.MAY_NOT_LEAVE)


# --- texts ----------------------------------------------------------------------------------------------------------


def test_a_text_is_said_in_the_nearest_language():
    texts = {"en": "Good morning", "cy": "Bore da", "ar": ""}
    assert said(texts, "en-gb") == "Good morning"
    assert said(texts, "cy") == "Bore da"
    assert said(texts, "ar", "cy") == "Bore da"
    assert said({"pt-br": "Bom dia"}, "pt") == "Bom dia"
    assert said({}, "en") == ""


def test_which_way_a_language_runs():
    assert [direction(one) for one in ("ar", "ur-pk", "he", "en-gb", "cy")] == ["rtl", "rtl", "rtl", "ltr", "ltr"]


def test_every_kind_is_asked_in_these_tests():
    assert set(ASKING) | {"heading", "picture"} == {one.value for one in Kind}

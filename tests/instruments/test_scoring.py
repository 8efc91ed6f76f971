"""Answers as numbers. Expected values were reckoned by hand."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from soundings.instruments.rules import Definition, FaultCode, Score, comparable, faults_of, scores, value_of
from tests.factories.instruments import answer_for, asks, defined, definitions, en, group, question

RATED = ["scale", "agree", "faces", "yes-no-partly", "matrix", "number"]


def one(kind: str, **more):
    if kind == "number":
        more = {"least": -1000, "most": 1000} | more
    return defined(question("x", kind, **more)).questions[0]


@pytest.mark.parametrize(
    ("kind", "answer", "value"),
    [
        ("scale", {"value": 0}, 0),
        ("scale", {"value": 7, "why": "The school said so"}, 7),
        ("scale", {"left": "no-evidence"}, None),
        ("scale", {"why": "I do not know"}, None),
        ("scale", None, None),
        ("agree", {"value": 4}, 4),
        ("faces", {"value": 1}, 1),
        ("yes-no-partly", {"value": "yes"}, 10),
        ("yes-no-partly", {"value": "partly"}, 5),
        ("yes-no-partly", {"value": "no"}, 0),
        ("number", {"value": 2.5}, 2.5),
        ("matrix", {"value": {"harm": 4, "danger": 9}}, 6.5),
        ("matrix", {"value": {"harm": 4}}, 4),
        ("one", {"value": "a"}, None),
        ("long", {"value": "7"}, None),
        ("date", {"value": "2026-03-16"}, None),
    ],
)
def test_an_answer_as_a_number(kind, answer, value):
    assert value_of(one(kind), answer) == value


@pytest.mark.parametrize(
    ("kind", "value", "turned"),
    [
        ("scale", 3, 7),
        ("agree", 1, 5),
        ("faces", 3, 3),
        ("yes-no-partly", "no", 10),
        ("matrix", {"harm": 4, "danger": 9}, 3.5),
    ],
)
def test_an_answer_turned_round(kind, value, turned):
    assert value_of(one(kind, reverse=True), {"value": value}) == turned


@given(st.data())
def test_turned_round_twice_is_itself(data):
    kind = data.draw(st.sampled_from(RATED))
    answer = data.draw(answer_for(kind))
    plain, turned = value_of(one(kind), answer), value_of(one(kind, reverse=True), answer)
    assume(plain is not None)
    ends = {"agree": 6, "faces": 6, "number": 0}.get(kind, 10)
    assert turned == pytest.approx(ends - plain)
    assert ends - turned == pytest.approx(plain)


def reckoned(formula, answers, *, kind="scale", least=1, **more) -> Score:
    asked = [question(code, kind, **more) for code in "abcd"]
    definition = Definition.read(asks(*asked, groups=[group(formula, *"abcd", least_answered=least)]))
    return scores(definition, {code: {"value": value} for code, value in zip("abcd", answers, strict=False)})[
        "together"
    ]


def test_the_mean_and_the_sum_of_what_was_answered():
    assert reckoned("mean", [7, 0, 5]) == (4, 3, 4)
    assert reckoned("sum", [7, 0, 5]) == (12, 3, 4)


def test_too_few_answers_make_no_score():
    assert reckoned("mean", [7, 0], least=3) == (None, 2, 4)
    assert reckoned("mean", []) == (None, 0, 4)


def test_the_safety_attitude_score_is_the_mean_less_one_times_twenty_five():
    # Sexton and others, Safety Attitudes Questionnaire, short form: 5 is 100, 4 is 75, 3 is 50.
    assert reckoned("safety-attitude", [5, 5, 5, 5], kind="agree").value == 100
    assert reckoned("safety-attitude", [4, 4, 4, 4], kind="agree").value == 75
    assert reckoned("safety-attitude", [4, 3, 5, 2], kind="agree").value == 62.5
    assert reckoned("safety-attitude", [1, 1], kind="agree", reverse=True).value == 100


def test_positive_is_three_quarters_of_the_way_or_more():
    assert reckoned("percent-positive", [4, 5, 3, 1], kind="agree").value == 50
    assert reckoned("percent-positive", [8, 7, 10, 0]).value == 50
    assert reckoned("percent-positive", ["yes", "partly", "no"], kind="yes-no-partly").value == pytest.approx(100 / 3)


def test_a_hidden_question_does_not_count():
    hidden = question("b", show_if={"question": "a", "is": "at-least", "value": 5})
    definition = Definition.read(asks(question("a"), hidden, groups=[group("mean", "a", "b")]))
    assert scores(definition, {"a": {"value": 2}, "b": {"value": 10}})["together"] == (2, 1, 1)
    assert scores(definition, {"a": {"value": 6}, "b": {"value": 10}})["together"] == (8, 2, 2)


def test_each_is_scored_on_what_they_were_asked():
    ours = question("b", **{"for": ["worker"]})
    definition = Definition.read(asks(question("a"), ours, groups=[group("mean", "a", "b")]))
    answers = {"a": {"value": 2}, "b": {"value": 4}}
    assert scores(definition, answers, "worker")["together"] == (3, 2, 2)
    assert scores(definition, answers, "family")["together"] == (2, 1, 1)


# --- from one version to the next -----------------------------------------------------------------------------------


def changed(old: dict, new: dict) -> list[tuple[str, str]]:
    return [(one.code, one.what.value) for one in comparable(Definition.read(old), Definition.read(new))]


@given(definitions)
def test_a_version_compares_with_itself(definition):
    assume(not any(one.code is FaultCode.CODE_TWICE for one in faults_of(definition)))
    assert changed(definition, definition) == []


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (question("x"), question("x", "agree", ends={}), ["kind", "ends"]),
        (question("x"), question("x", text=en("Something else?")), ["wording"]),
        (question("x"), question("x", ends={"low": en("Never"), "high": en("Wholly")}), ["ends"]),
        (question("x"), question("x", reverse=True), ["reverse"]),
        (question("x", "one"), question("x", "one", choices=[{"code": "a", "label": en("a")}]), ["choices"]),
        (question("x", "matrix"), question("x", "matrix", rows=[{"code": "harm", "text": en("Hurt")}]), ["rows"]),
        (question("x", "number"), question("x", "number", most=5), ["bounds"]),
        (question("x"), question("y"), ["gone", "added"]),
        (question("x"), question("x", text={"en": "About  x?", "cy": "Am x?"}), []),
        (question("x"), question("x", hint=en("Ask each"), required=True, why=True, na=True), []),
    ],
)
def test_what_breaks_a_trend(before, after, what):
    assert [one for _, one in changed(asks(before), asks(after))] == what


def test_a_group_reckoned_otherwise_breaks_its_trend():
    one, other = (asks(question("x"), groups=[group(formula, "x")]) for formula in ("mean", "sum"))
    assert changed(one, other) == [("together", "formula")]

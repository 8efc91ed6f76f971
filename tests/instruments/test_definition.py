"""Definitions: read and written back, and every fault of one named at once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.instruments.rules import Definition, FaultCode, faults_of
from tests.factories.instruments import asks, definitions, en, every_kind, group, question

WHY = {"code": "why", "text": en("Why")}  # the field of a reason has this name


def found(definition) -> list[tuple[str, str]]:
    return [(one.code.value, one.place) for one in faults_of(definition)]


@given(definitions)
def test_what_is_read_is_written_back(definition):
    read = Definition.read(definition)
    written = read.as_json()
    assert Definition.read(json.loads(json.dumps(written))) == read
    assert written["languages"] == definition["languages"]
    assert [one["questions"] for one in written["sections"]] == [
        [one | {"text": one["text"], "hint": one["hint"]} for one in section["questions"]]
        for section in definition["sections"]
    ]


@given(definitions)
def test_the_faults_of_any_definition_can_be_told(definition):
    # Whatever somebody has half written: the faults come back, each with a place that exists.
    for fault in faults_of(definition):
        assert fault.place.split(".")[0] in ("languages", "sections", "groups")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["languages", "sections", "code", "kind", "show_if", "all", "x"]), inner)
        ),
        max_leaves=12,
    )
)
def test_anything_at_all_is_refused_with_words_or_can_be_read(anything):
    faults = faults_of(anything)
    if not any(one.code is FaultCode.SHAPE for one in faults) and isinstance(anything, dict):
        shape = {FaultCode.NOT_KNOWN, FaultCode.KIND_UNKNOWN}
        if not shape & {one.code for one in faults}:
            Definition.read(anything)


def test_a_question_of_each_kind_is_in_order():
    assert found(every_kind()) == []


def test_nothing_said_is_missing_in_the_language_named():
    definition = asks(question("clear", hint=en("Ask each alone")), groups=[group("mean", "clear")])
    definition["languages"] = ["en", "cy"]
    texts = ["title", "questions.0.text", "questions.0.hint", "questions.0.ends.low", "questions.0.ends.high"]
    wanted = [("text-missing", f"sections.0.{place}") for place in texts] + [("text-missing", "groups.0.label")]
    assert sorted(found(definition)) == sorted(wanted)
    assert {one.params["language"] for one in faults_of(definition)} == {"cy"}


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        ({"sections": []}, ("shape", "languages")),
        ({"languages": [], "sections": []}, ("no-language", "languages")),
        (asks(question("x")) | {"languages": ["English"]}, ("language-code", "languages.0")),
        ({"languages": ["en"], "sections": []}, ("no-section", "sections")),
        (asks(), ("no-question", "sections.0.questions")),
        (asks(question("1st")), ("code-form", "sections.0.questions.0.code")),
        (asks(question("x"), question("x")), ("code-twice", "sections.0.questions.1.code")),
        (asks(question("x", "scribble")), ("kind-unknown", "sections.0.questions.0.kind")),
        (asks(question("x", colour="red")), ("not-known", "sections.0.questions.0.colour")),
        (asks(question("x", required="yes")), ("shape", "sections.0.questions.0.required")),
        (asks(question("x", **{"for": ["boss"]})), ("not-known", "sections.0.questions.0.for.0")),
        (asks(question("x", "one", choices=[])), ("choices-few", "sections.0.questions.0.choices")),
        (asks(question("x", "matrix", rows=[])), ("rows-few", "sections.0.questions.0.rows")),
        (asks(question("x", ends={})), ("text-missing", "sections.0.questions.0.ends.low")),
        (asks(question("x", "long", ends={"low": en("a")})), ("not-for-kind", "sections.0.questions.0.ends")),
        (asks(question("x", "long", reverse=True)), ("no-reverse", "sections.0.questions.0.reverse")),
        (asks(question("x", "number", reverse=True)), ("no-reverse", "sections.0.questions.0.reverse")),
        (asks(question("x", "number", least=5, most=1)), ("bounds", "sections.0.questions.0.least")),
        (asks(question("x", "heading", required=True)), ("not-for-kind", "sections.0.questions.0")),
        (asks(question("x", "picture", picture=None)), ("text-missing", "sections.0.questions.0.picture")),
        (asks(question("a", "matrix"), question("a-harm")), ("name-twice", "sections.0.questions.0.code")),
        (
            asks(question("a", "matrix", rows=[{"code": "why", "text": en("x")}])),
            ("name-twice", "sections.0.questions.0.code"),
        ),
        (asks(question("x"), groups=[group("mean")]), ("group-empty", "groups.0.of")),
        (asks(question("x"), groups=[group("mean", "y")]), ("group-unknown", "groups.0.of.0")),
        (asks(question("x", "long"), groups=[group("mean", "x")]), ("group-no-number", "groups.0.of.0")),
        (asks(question("x"), question("y", "agree"), groups=[group("mean", "x", "y")]), ("group-mixed", "groups.0.of")),
        (asks(question("x"), groups=[group("safety-attitude", "x")]), ("group-needs-agree", "groups.0.of.0")),
        (
            asks(question("x"), groups=[group("mean", "x", least_answered=2)]),
            ("group-least", "groups.0.least_answered"),
        ),
    ],
)
def test_each_fault_is_named_where_it_is(definition, fault):
    assert fault in found(definition)


def test_ten_faults_are_named_at_once():
    bad = asks(
        question("x y"),
        question("a", "one", choices=[]),
        question("a", "long", reverse=True),
        question("b", show_if={"question": "nobody", "is": "answered"}),
        question("c", "number", least=3, most=1),
        question("d", ends={}),
        groups=[group("mean", "gone")],
    )
    bad["languages"] = ["en", "en"]
    codes = {code for code, _ in found(bad)}
    assert len(found(bad)) >= 10
    assert codes == {
        "code-form",
        "choices-few",
        "code-twice",
        "no-reverse",
        "condition-unknown",
        "bounds",
        "text-missing",
        "group-unknown",
    }


# --- conditions -----------------------------------------------------------------------------------------------------


def only_if(code: str, relation: str = "answered", value=None) -> dict:
    return {"question": code, "is": relation, "value": value}


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (only_if("nobody"), "condition-unknown"),
        (only_if("words", "at-least", 3), "condition-suits"),
        (only_if("clear", "includes", 3), "condition-suits"),
        (only_if("top"), "condition-suits"),
        (only_if("clear", "at-least", 11), "condition-value"),
        (only_if("clear", "equal", "7"), "condition-value"),
        (only_if("pick", "equal", "z"), "condition-value"),
        (only_if("day", "at-least", "16/03/2026"), "condition-value"),
        (only_if("clear", "answered", 3), "condition-value"),
        (only_if("family"), "condition-not-asked"),
        ({"all": []}, "condition-empty"),
        ({"any": [only_if("clear"), {"all": [only_if("nobody")]}]}, "condition-unknown"),
    ],
)
def test_a_condition_must_be_able_to_hold(condition, fault):
    definition = asks(
        question("clear"),
        question("words", "long"),
        question("pick", "one"),
        question("day", "date"),
        question("top", "heading"),
        question("family", **{"for": ["family"]}),
        question("asked", show_if=condition, **{"for": ["worker"]}),
    )
    assert found(definition) == [(fault, "sections.0.questions.6.show_if")]


def test_a_circle_is_a_fault_of_each_question_in_it():
    circle = asks(
        question("a", show_if=only_if("b")),
        question("b", show_if=only_if("c")),
        question("c", show_if=only_if("a")),
        question("d", show_if=only_if("a")),
    )
    assert found(circle) == [("condition-cycle", f"sections.0.questions.{at}.show_if") for at in range(3)]


def test_a_section_cannot_depend_on_its_own_question():
    assert ("condition-cycle", "sections.0.questions.0.show_if") in found(asks(question("a"), show_if=only_if("a")))

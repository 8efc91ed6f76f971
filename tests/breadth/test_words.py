"""Every code that the rules can return has a sentence."""

from datetime import date

import pytest

from soundings.breadth import words
from soundings.breadth.rules import (
    Answer,
    ElementKind,
    ElementScope,
    Fact,
    FamilyMode,
    Problem,
    ProblemCode,
    Rater,
    Shows,
)

PARAMS = {"low": 0, "high": 10, "most": 300, "earliest": date(2012, 6, 1)}


@pytest.mark.parametrize("code", ProblemCode)
def test_every_problem_is_said_in_words(code):
    said = words.problem(Problem("field", code, PARAMS))
    assert said.endswith((".", "?")) and "%(" not in said and code.value not in said


def test_a_problem_says_its_figures():
    assert words.problem(Problem("number", ProblemCode.NUMBER_OUT_OF_RANGE, PARAMS)) == "Write a number from 0 to 10."
    assert "1 June 2012" in words.problem(Problem("happened_on", ProblemCode.DATE_TOO_EARLY, PARAMS))


def test_problems_are_gathered_by_field():
    found = [
        Problem("number", ProblemCode.NUMBER_NEEDED),
        Problem("rater", ProblemCode.RATER_NEEDED),
        Problem("number", ProblemCode.NUMBER_OUT_OF_RANGE, PARAMS),
    ]
    said = words.problems_by_field(found)
    assert list(said) == ["number", "rater"]
    assert len(said["number"]) == 2


@pytest.mark.parametrize(
    ("say", "codes"),
    [
        (words.answer, Answer),
        (words.rater, Rater),
        (words.family_mode, FamilyMode),
        (words.kind, ElementKind),
        (words.scope, ElementScope),
        (words.fact, Fact),
        (words.shows, Shows),
    ],
)
def test_every_code_has_words_of_its_own(say, codes):
    for code in codes:
        assert say(code) and say(code) != code.value

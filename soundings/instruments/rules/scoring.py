"""Answers as numbers, and groups of them as scores (`docs/explanation/questionnaires.md`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

from soundings.instruments.rules.codes import (
    MOST_OF_FIVE,
    MOST_OF_TEN,
    OUT_OF_FIVE,
    OUT_OF_TEN,
    Formula,
    Kind,
)
from soundings.instruments.rules.definition import Answer, Answers, Definition, Group, Question
from soundings.instruments.rules.shown import questions_shown, value_in

WORTH = {"yes": 10.0, "partly": 5.0, "no": 0.0}
POSITIVE = 75.0  # of 100


class Score(NamedTuple):
    """What a group came to. value: None where too few were answered; n: answered with a number; of: asked."""

    value: float | None
    n: int
    of: int


def value_of(question: Question, answer: Answer | None) -> float | None:
    """The answer as a number for figures, turned round where the question is; None where it has none.

    Scale, matrix (the mean of its rows) and yes, partly, no (10, 5, 0) are 0 to 10; agree and faces 1 to 5; a number
    is itself. Words, choices and dates have none, and neither has a question that was left.
    """
    number = _number(question, value_in(answer))
    return None if number is None else _turned(question, number)


def scores(definition: Definition, answers: Answers, audience: str | None = None) -> dict[str, Score]:
    """What each group came to, by its code. Hidden questions, and those not for `audience`, do not count."""
    seen = {one.code: one for one in questions_shown(definition, answers, audience)}
    return {
        group.code: _score(group, [seen[code] for code in group.of if code in seen], answers)
        for group in definition.groups
    }


def _score(group: Group, asked: Sequence[Question], answers: Answers) -> Score:
    found = [(one, value) for one in asked if (value := value_of(one, answers.get(one.code))) is not None]
    if not found or len(found) < group.least_answered:
        return Score(None, len(found), len(asked))
    return Score(_combined(group.formula, found), len(found), len(asked))


def _combined(formula: Formula, found: Sequence[tuple[Question, float]]) -> float:
    values = [value for _, value in found]
    match formula:
        case Formula.SUM:
            return float(sum(values))
        case Formula.MEAN:
            return fmean(values)
        case Formula.PERCENT_POSITIVE:
            return 100 * sum(_of_hundred(one, value) >= POSITIVE for one, value in found) / len(found)
    return 25 * (fmean(values) - 1)


def _of_hundred(question: Question, value: float) -> float:
    """Where it stands between the ends of its own scale, 0 to 100."""
    if question.kind in OUT_OF_TEN:
        return 10 * value
    return 25 * (value - 1)


def _number(question: Question, value: Any) -> float | None:
    if question.kind is Kind.MATRIX:
        rows = [number for one in _rows(value) if (number := _plain(one)) is not None]
        return fmean(rows) if rows else None
    if question.kind is Kind.YES_NO_PARTLY:
        return WORTH.get(value) if isinstance(value, str) else None
    return _plain(value) if question.kind in OUT_OF_TEN | OUT_OF_FIVE | {Kind.NUMBER} else None


def _rows(value: Any) -> Sequence[Any]:
    return list(value.values()) if isinstance(value, Mapping) else []


def _plain(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _turned(question: Question, number: float) -> float:
    if not question.reverse:
        return number
    if question.kind in OUT_OF_TEN:
        return MOST_OF_TEN - number
    if question.kind in OUT_OF_FIVE:
        return MOST_OF_FIVE + 1 - number
    if question.least is None or question.most is None:
        return number
    return question.least + question.most - number

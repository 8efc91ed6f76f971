"""What of a review's answers is a rating: one label out of few, for agreement and for pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from soundings.instruments.rules import Definition, Fault, FaultCode, Kind, Question, Section, value_in
from soundings.stats.agreement import Label, Level

_TEN = tuple(range(11))
_FIVE = tuple(range(1, 6))
_LABELS: Mapping[Kind, tuple[Label, ...]] = {
    Kind.SCALE: _TEN,
    Kind.MATRIX: _TEN,
    Kind.AGREE: _FIVE,
    Kind.FACES: _FIVE,
    Kind.YES_NO_PARTLY: ("no", "partly", "yes"),
}

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is rated: a question, or one row of a matrix. labels: from the lowest to the highest."""

    question: Question
    labels: tuple[Label, ...]
    level: Level = Level.ORDINAL
    row: str = ""

    @property
    def code(self) -> str:
        """The question's stable code, with that of the row behind a point."""
        return f"{self.question.code}.{self.row}" if self.row else self.question.code

    def rating(self, answers: Answers) -> Label | None:
        """The label that was chosen; None where there is none, or the question was left."""
        value = value_in(answers.get(self.question.code))
        if self.row:
            value = value.get(self.row) if isinstance(value, Mapping) else None
        return value if value in self.labels and not isinstance(value, bool) else None


def items_of(definition: Definition) -> list[Item]:
    """What is rated with this questionnaire, in its order. Words, days, numbers and several choices are no ratings."""
    return [item for question in definition.questions for item in _items(question)]


def _items(question: Question) -> Sequence[Item]:
    if question.kind is Kind.ONE:
        return [Item(question, tuple(one.code for one in question.choices), Level.NOMINAL)]
    labels = _LABELS.get(question.kind)
    if labels is None:
        return []
    if question.kind is Kind.MATRIX:
        return [Item(question, labels, row=row.code) for row in question.rows]
    return [Item(question, labels)]


def differing(definition: Definition, first: Answers, second: Answers) -> list[Question]:
    """The questions on which two raters differ, in order: other labels, or only one of them rated.

    Words beside a rating may differ: they are not settled.
    """
    return [question for question in definition.questions if _rated(question, first) != _rated(question, second)]


def _rated(question: Question, answers: Answers) -> list[tuple[Label | None, str]]:
    """Each rating of the question, or how it was left."""
    left = str((answers.get(question.code) or {}).get("left") or "")
    return [(item.rating(answers), left) for item in _items(question)]


def settling_form(definition: Definition, questions: Sequence[Question]) -> Definition:
    """A questionnaire of these questions alone, each asked whatever was answered, with room for why."""
    asked = [replace(one, show_if=None, asked_of=(), why=True, required=False) for one in questions]
    return Definition(definition.languages, (Section("settle", {}, questions=tuple(asked)),))


def lacking(form: Definition, answers: Answers) -> list[Fault]:
    """Where a settled answer has no reason, or a reason no answer, in the order of the page. Blanks are no reason."""
    found = []
    for question in form.questions:
        answer = answers.get(question.code) or {}
        settled, why = bool({"value", "left"} & answer.keys()), bool(str(answer.get("why", "")).strip())
        if settled and not why:
            found.append(Fault(FaultCode.NEEDED, f"{question.code}-why"))
        elif why and not settled:
            first = f"{question.code}-{question.parts[0]}" if question.parts else question.code
            found.append(Fault(FaultCode.NEEDED, first))
    return found

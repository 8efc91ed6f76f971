"""Which questions stand before somebody, given what was answered so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from soundings.instruments.rules.conditions import holds
from soundings.instruments.rules.definition import Answer, Answers, Definition, Question, Section


def value_in(answer: Answer | None) -> Any:
    """The value that an answer holds; None where there is none, and where the question was left."""
    return None if answer is None or answer.get("left") else answer.get("value")


def shown(definition: Definition, answers: Answers, audience: str | None) -> tuple[Section, ...]:
    """The sections with the questions to show to this audience, in order, those without any question left out.

    audience: None for everybody's questions at once. A condition on a question that is hidden, or not asked of this
    audience, does not hold.
    """
    sight = _Sight(definition, answers, audience)
    found = []
    for section in definition.sections:
        questions = tuple(one for one in section.questions if sight.sees(section, one))
        if any(one.asks for one in questions) or (questions and not any(one.asks for one in section.questions)):
            found.append(replace(section, questions=questions))
    return tuple(found)


def met(definition: Definition, answers: Answers, audience: str | None) -> frozenset[str]:
    """The codes of the questions, headings and pictures for this audience whose conditions are met."""
    sight = _Sight(definition, answers, audience)
    return frozenset(question.code for section, question in definition if sight.sees(section, question))


def questions_shown(definition: Definition, answers: Answers, audience: str | None) -> tuple[Question, ...]:
    """The questions to answer among those: headings and pictures left out."""
    return tuple(one for section in shown(definition, answers, audience) for one in section.questions if one.asks)


@dataclass(slots=True)
class _Sight:
    """What one audience sees. A question is looked at once; one that depends on itself is not seen."""

    definition: Definition
    answers: Answers
    audience: str | None
    known: dict[str, bool] = field(default_factory=dict)

    def sees(self, section: Section, question: Question) -> bool:
        if question.code not in self.known:
            self.known[question.code] = False  # while it is being looked at
            self.known[question.code] = (
                question.is_for(self.audience)
                and holds(section.show_if, self.value)
                and holds(question.show_if, self.value)
            )
        return self.known[question.code]

    def value(self, code: str) -> Any:
        for section, question in self.definition:
            if question.code == code:
                return value_in(self.answers.get(code)) if self.sees(section, question) else None
        return None

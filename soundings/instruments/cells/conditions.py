"""A condition in words, for paper and for those who write questionnaires."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soundings.instruments.cells.answering import said_in_words
from soundings.instruments.rules import Clause, Condition, Definition, Every, Is, Kind, Question, said


def condition_sentence(definition: Definition, condition: Condition | None, *languages: str) -> str:
    """When something is asked, as the end of a sentence: “Is anybody worried?” is Yes. Empty for always."""
    match condition:
        case None:
            return ""
        case Every(of):
            return _joined(definition, of, pgettext("between conditions", "and"), languages)
        case Clause():
            return _clause(definition, condition, languages)
    return _joined(definition, condition.of, pgettext("between conditions", "or"), languages)


def _joined(definition: Definition, of: Sequence[Condition], word: str, languages: Sequence[str]) -> str:
    said_of = [(one, condition_sentence(definition, one, *languages)) for one in of]
    return f" {word} ".join(text if isinstance(one, Clause) else f"({text})" for one, text in said_of)


def _clause(definition: Definition, clause: Clause, languages: Sequence[str]) -> str:
    question = definition.question(clause.question)
    said_of = {
        Is.EQUAL: _("“%(question)s” is %(value)s"),
        Is.NOT_EQUAL: _("“%(question)s” is answered, and not %(value)s"),
        Is.AT_LEAST: _("“%(question)s” is %(value)s or more"),
        Is.AT_MOST: _("“%(question)s” is %(value)s or less"),
        Is.ANSWERED: _("“%(question)s” is answered"),
        Is.INCLUDES: _("“%(question)s” includes %(value)s"),
    }
    return said_of[clause.relation] % {
        "question": said(question.text, *languages).rstrip() if question else clause.question,
        "value": _value(definition, question, clause.value, languages),
    }


def _value(definition: Definition, question: Question | None, value: Any, languages: Sequence[str]) -> str:
    if question is None or question.kind in (Kind.SCALE, Kind.NUMBER):
        return str(value)
    if question.kind is Kind.DATE:
        try:
            return date_format(date.fromisoformat(str(value)), "j F Y")
        except ValueError:
            return str(value)
    lines = said_in_words(definition, question, {"value": value}, *languages)
    return lines[0] if lines else str(value)

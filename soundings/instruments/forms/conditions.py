"""When something is shown: up to four clauses, all or any of them, chosen from lists."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import Radios, Select
from soundings.instruments import words
from soundings.instruments.rules import (
    SUITED,
    Clause,
    Condition,
    Definition,
    Every,
    Is,
    Kind,
    Question,
    Some,
    said,
)

MOST = 4  # clauses on the page
WHOLE = (Kind.SCALE, Kind.AGREE, Kind.FACES)
YES_WORDS = {"yes": "yes", "partly": "partly", "no": "no"}


def flat(condition: Condition | None) -> tuple[str, list[Clause]] | None:
    """How the clauses are joined ("all", "any") and which they are; None for one that holds others within it."""
    if condition is None:
        return "all", []
    if isinstance(condition, Clause):
        return "all", [condition]
    clauses = [one for one in condition.of if isinstance(one, Clause)]
    if len(clauses) < len(condition.of) or len(clauses) > MOST:
        return None
    return ("all" if isinstance(condition, Every) else "any"), clauses


class Unfit(ValueError):
    """The value is no answer to the question."""


def value_from(question: Question, relation: Is, text: str, language: str) -> Any:
    """What was typed, as the answers to that question hold it. Raises Unfit."""
    if relation is Is.ANSWERED:
        return None
    if question.kind in WHOLE:
        return _whole(text)
    if question.kind is Kind.NUMBER:
        try:
            return int(text) if text.lstrip("-").isdecimal() else float(text.replace(",", "."))
        except ValueError:
            raise Unfit from None
    if question.kind is Kind.DATE:
        return _day(text)
    return _word(question, text, language)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise Unfit
    return int(text)


def _day(text: str) -> str:
    """A date typed 31/03/2026 or 2026-03-31."""
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unfit from None


def _word(question: Question, text: str, language: str) -> str:
    if question.kind is Kind.YES_NO_PARTLY:
        spoken = {words.editing.value(Clause("", Is.EQUAL, one), question, language).lower(): one for one in YES_WORDS}
        if found := YES_WORDS.get(text.lower()) or spoken.get(text.lower()):
            return found
        raise Unfit
    for choice in question.choices:
        if text == choice.code or text.lower() == said(choice.label, language).lower():
            return choice.code
    if question.choices or not text:
        raise Unfit
    return text


class ConditionFields:
    """The part of a form that says when something is shown: `join`, and `question-N`, `relation-N`, `value-N`."""

    def __init__(self, definition: Definition, language: str, *, without: str = "") -> None:
        self.definition, self.language = definition, language
        self.asked = [one for one in definition.questions if one.asks and one.code != without]

    def add_to(self, form: forms.Form, condition: Condition | None) -> None:
        """The form asks for a condition, and holds this one; a condition that it cannot hold is left as it is."""
        standing = flat(condition)
        join, clauses = standing or ("keep", [])
        choices: list[tuple[str, Any]] = [("all", _("all of these hold")), ("any", _("any of these holds"))]
        if standing is None:
            choices.insert(0, ("keep", _("the condition stays as it is")))
        form.fields["join"] = forms.ChoiceField(
            label=_("Shown where"), choices=choices, initial=join, widget=Radios(inline=True)
        )
        for number in range(MOST):
            self._clause(form, number, clauses[number] if number < len(clauses) else None)

    def _clause(self, form: forms.Form, number: int, clause: Clause | None) -> None:
        names = [(one.code, words.editing.name_of(self.definition, one.code, self.language)) for one in self.asked]
        relations = [(one.value, words.editing.relation(one)) for one in Is]
        question = self.definition.question(clause.question) if clause else None
        shown = words.editing.value(clause, question, self.language) if clause else ""
        form.fields[f"question-{number}"] = forms.ChoiceField(
            label=_("Question"),
            choices=[("", _("no condition")), *names],
            required=False,
            initial=clause.question if clause else "",
            widget=Select,
        )
        form.fields[f"relation-{number}"] = forms.ChoiceField(
            label=_("Answer"),
            choices=relations,
            required=False,
            initial=clause.relation.value if clause else Is.EQUAL.value,
            widget=Select,
        )
        form.fields[f"value-{number}"] = forms.CharField(
            label=_("Value"), required=False, max_length=200, initial=shown
        )
        for part in ("question", "relation", "value"):
            form.fields[f"{part}-{number}"].mark_optional = False  # type: ignore[attr-defined]

    def read(self, form: forms.Form, before: Condition | None) -> Condition | None:
        """The condition that was said. What is wrong is added to the form."""
        if form.cleaned_data.get("join") == "keep":
            return before
        clauses = tuple(self._read(form))
        if len(clauses) < 2 and not isinstance(before, Every | Some):
            return clauses[0] if clauses else None
        if not clauses:
            return None
        return Some(clauses) if form.cleaned_data.get("join") == "any" else Every(clauses)

    def _read(self, form: forms.Form) -> Iterator[Clause]:
        typed = form.cleaned_data
        for number in range(MOST):
            question = self.definition.question(typed.get(f"question-{number}", ""))
            if question is None:
                continue
            relation = Is(typed.get(f"relation-{number}") or Is.EQUAL)
            if relation not in SUITED.get(question.kind, ()):
                form.add_error(f"relation-{number}", _("This question cannot be compared in this way."))
                continue
            try:
                value = value_from(question, relation, self._typed(typed, number), self.language)
            except Unfit:
                form.add_error(f"value-{number}", _("Nobody can answer this to that question."))
            else:
                yield Clause(question.code, relation, value)

    def _typed(self, typed: dict[str, Any], number: int) -> str:
        return str(typed.get(f"value-{number}") or "").strip()

    def rows(self, form: forms.Form) -> list[dict[str, Any]]:
        """The bound fields of each clause, as the page draws them."""
        return [
            {part: form[f"{part}-{number}"] for part in ("question", "relation", "value")} for number in range(MOST)
        ]

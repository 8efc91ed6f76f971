"""What pages tell of a draft: its faults with the way to each, what a language lacks, two texts side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from soundings.instruments import words
from soundings.instruments.models import Instrument
from soundings.instruments.rules import Definition, Fault, FaultCode, said
from soundings.instruments.views.finding import first_language


class FaultRow(NamedTuple):
    """A fault, what it is about, and where it is mended."""

    about: str
    sentence: str
    href: str


def fault_rows(faults: Sequence[Fault], definition: Definition, instrument: Instrument) -> list[FaultRow]:
    """Each fault with its link. What is missing in another language stands on the page of translations instead."""
    first = first_language(definition)
    shown = [one for one in faults if one.code is not FaultCode.TEXT_MISSING or one.params["language"] in ("", first)]
    return [_row(one, definition, instrument) for one in shown]


def _row(fault: Fault, definition: Definition, instrument: Instrument) -> FaultRow:
    first = first_language(definition)
    sentence = words.editing.fault(fault, definition, first)
    parts = fault.place.split(".")
    if parts[0] == "sections" and len(parts) > 1:
        section = definition.sections[int(parts[1])]
        if len(parts) > 3 and parts[2] == "questions":
            question = section.questions[int(parts[3])]
            href = reverse("instrument-question", args=[instrument.public_id, question.code])
            return FaultRow(words.editing.name_of(question, first), sentence, href)
        href = reverse("instrument-section", args=[instrument.public_id, section.code])
        if parts[2:] == ["questions"]:
            href = reverse("instrument-add-question", args=[instrument.public_id, section.code])
        return FaultRow(said(section.title, first) or section.code, sentence, href)
    if parts[0] == "groups" and len(parts) > 1:
        group = definition.groups[int(parts[1])]
        href = reverse("instrument-score", args=[instrument.public_id, group.code])
        return FaultRow(said(group.label, first) or group.code, sentence, href)
    return FaultRow(_("The questionnaire"), sentence, "#add")


def missing_in(faults: Sequence[Fault], language: str) -> int:
    """How many texts are not said in this language yet."""
    return sum(one.code is FaultCode.TEXT_MISSING and one.params["language"] == language for one in faults)


class Difference(NamedTuple):
    """One thing that differs: what it is, what stands now, what was typed."""

    what: str
    kept: str
    typed: str


def differences(kept: Any, typed: Any) -> list[Difference]:
    """Where two parts of a draft differ, in words. kept: None where it was taken out meanwhile."""
    before, after = dict(_leaves(kept)), dict(_leaves(typed))
    if kept is None:
        return [Difference(_("all of it"), _("taken out"), "\n".join(one for one in after.values() if one))]
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    return [Difference(_name(one), before.get(one, ""), after.get(one, "")) for one in names]


def _leaves(found: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(found, Mapping):
        for key, one in found.items():
            yield from _leaves(one, f"{name}.{key}" if name else str(key))
    elif isinstance(found, list):
        for number, one in enumerate(found):
            yield from _leaves(one, f"{name}.{number + 1}")
    elif found is not None:
        yield name, {True: _("yes"), False: _("no")}.get(found, str(found)) if isinstance(found, bool) else str(found)


def _name(place: str) -> str:
    known = {
        "text": _("What is asked"),
        "hint": _("Hint"),
        "title": _("Title"),
        "guidance": _("Guidance"),
        "choices": _("Choices"),
        "rows": _("Lines to rate"),
        "show_if": _("Shown where"),
        "for": _("Who is asked"),
        "label": _("Label"),
    }
    first, _dot, rest = place.partition(".")
    return f"{known.get(first, first)} ({rest})" if rest else known.get(first, first)

"""What pages tell of a draft: its faults with the way to each, what a language lacks, two texts side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from soundings.instruments import cells, words
from soundings.instruments.models import Instrument
from soundings.instruments.rules import Change, Definition, Fault, FaultCode
from soundings.instruments.views.finding import first_language, language


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
    about, href = _place(fault.place.split("."), definition, instrument)
    name = words.editing.name_of(definition, about, first) if about else _("The questionnaire")
    part = words.editing.part_name(fault.place.rpartition(".")[2])
    sentence = cells.fault_sentence(replace(fault, params=_named(fault.params, definition)))
    return FaultRow(f"{name} ({part})" if part and fault.code is FaultCode.TEXT_MISSING else name, sentence, href)


def _place(parts: list[str], definition: Definition, instrument: Instrument) -> tuple[str, str]:
    """The code of what a place in a definition is in, and the page where that is mended."""
    if parts[0] == "sections" and len(parts) > 1:
        section = definition.sections[int(parts[1])]
        if len(parts) > 3 and parts[2] == "questions":
            code = section.questions[int(parts[3])].code
            return code, reverse("instrument-question", args=[instrument.public_id, code])
        page = "instrument-add-question" if parts[2:] == ["questions"] else "instrument-section"
        return section.code, reverse(page, args=[instrument.public_id, section.code])
    if parts[0] == "groups" and len(parts) > 1:
        code = definition.groups[int(parts[1])].code
        return code, reverse("instrument-score", args=[instrument.public_id, code])
    return "", "#add"


def _named(params: Mapping[str, Any], definition: Definition) -> dict[str, Any]:
    """Questions by their words, languages by their names."""
    named = dict(params)
    if "question" in named:
        named["question"] = words.editing.name_of(definition, str(named["question"]), first_language(definition))
    if named.get("language"):
        named["language"] = words.xlsform.language_name(str(named["language"]), among=language())
    return named


def told_changes(changes: Sequence[Change], old: Definition, new: Definition) -> list[str]:
    """What breaks a trend, in words."""
    first = first_language(new)
    told = []
    for one in changes:
        name = words.editing.name_of(new, one.code, first)
        if name == one.code:  # it is no longer there
            name = words.editing.name_of(old, one.code, first)
        told.append(cells.change_sentence(one, f"“{name}”"))
    return told


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
    first, _dot, rest = place.partition(".")
    known = words.editing.part_name(first) or first
    return f"{known} ({rest})" if rest else known

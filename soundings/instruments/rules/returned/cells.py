"""Cells of an export as answers. What cannot be right is kept as it stands, so that `checked` can say so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from soundings.instruments.rules.codes import OUT_OF_FIVE, Kind
from soundings.instruments.rules.returned.fields import LEFT, WHY, Field, plain

WHOLE = re.compile(r"([+-]?[0-9]{1,9})(?:[.,]0+)?")  # a workbook may say 7.0
DECIMAL = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,6})?")
ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
WRITTEN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")  # as `core.tables` says a real date of a workbook
CHOSEN: Mapping[str, bool] = {"1": True, "true": True, "0": False, "false": False, "": False}


def value_of_cell(field: Field, text: str) -> Any:
    """What the cell says for its field; the text itself where it says nothing that can be meant. text: not empty."""
    kind, part = field.question.kind, field.part
    if part == LEFT:
        return one_option(field, text)
    if part == WHY or kind in (Kind.COLUMNS, Kind.SHORT, Kind.LONG):
        return text
    match kind:
        case Kind.SCALE | Kind.MATRIX:
            return whole(text)
        case Kind.NUMBER:
            return number(text)
        case Kind.DATE:
            return day(text)
        case Kind.MANY:
            return options(field, text)
    chosen = one_option(field, text)
    return whole(chosen) if kind in OUT_OF_FIVE else chosen


def one_option(field: Field, text: str) -> str:
    """The code of the option: by its code, else by a label that only one has; the text where it is none."""
    if text in field.options:
        return text
    found = [code for code, labels in field.options.items() if plain(text) in labels]
    return found[0] if len(found) == 1 else text


def options(field: Field, text: str) -> list[str]:
    """The codes of the options that a cell names, one after the other with spaces, by code or by label.

    A cell that cannot be read so comes back whole, as the one thing that was chosen.
    """
    words = text.split()
    if all(word in field.options for word in words):
        return list(dict.fromkeys(words))
    return _by_labels(field, tuple(words)) or [text]


def _by_labels(field: Field, words: tuple[str, ...]) -> list[str]:
    """The one way to read these words as labels; empty for none, and for several."""
    labels = {tuple(label.split()): code for code, said in field.options.items() for label in said}
    ways: list[list[list[str]]] = [[[]]]  # up to each word
    for end in range(1, len(words) + 1):
        here = [
            [*way, code]
            for label, code in labels.items()
            if label and len(label) <= end and words[end - len(label) : end] == label
            for way in ways[end - len(label)]
        ]
        ways.append(here[:2])  # two are too many already
    return list(dict.fromkeys(ways[-1][0])) if len(ways[-1]) == 1 else []


def whole(text: str) -> int | str:
    """A whole number, or the text."""
    match = WHOLE.fullmatch(text)
    return int(match[1]) if match else text


def number(text: str) -> int | float | str:
    """A number with a point or a comma, or the text."""
    if isinstance(found := whole(text), int):
        return found
    return float(text.replace(",", ".")) if DECIMAL.fullmatch(text) else text


def day(text: str) -> str:
    """A day as JSON says it, or the text: 2026-03-16, with a time behind it or not, or 16/03/2026."""
    if match := ISO_DAY.fullmatch(text):
        return match[1]
    if match := WRITTEN_DAY.fullmatch(text):
        try:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        except ValueError:
            return text
    return text

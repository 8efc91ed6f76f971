"""What a figure is made of, whatever it counts."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Polarity(StrEnum):
    """Which way is better. Not every figure has one."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Scale(StrEnum):
    """In what a figure is told."""

    PER_CENT = "per-cent"
    DAYS = "days"
    COUNT = "count"


class Part(NamedTuple):
    """One of the counts that a figure is made of, or that stand apart from it.

    n: None where it is hidden, because it is small or would give a small one away. href: the list behind it, empty
    where the viewer may not see one.
    """

    label: str
    n: int | None
    href: str = ""
    apart: bool = False  # not in the denominator


class Figure(NamedTuple):
    """A figure at one place. said: in few words, "31 of 34"; empty where nothing is known. note: one sentence more.

    value: in the scale of the measure, None where it is hidden or nothing is known. of: the denominator, likewise.
    """

    said: str
    note: str = ""
    value: float | None = None
    of: int | None = None
    parts: Sequence[Part] = ()
    hidden: bool = False


class Point(NamedTuple):
    """A figure on one day of its trend. numerator, denominator: None where hidden."""

    on: date
    value: float | None
    numerator: int | None = None
    denominator: int | None = None


class Note(NamedTuple):
    """Something that happened on a day and may bend a trend: a reorganisation, a new form."""

    on: date
    words: str

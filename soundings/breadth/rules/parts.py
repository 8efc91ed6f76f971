"""A long board in parts that fit a screen or a sheet of paper, and how a child is named there."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class NamedBy(StrEnum):
    """How a child is named where others may look: by the number of the row alone unless somebody chose otherwise."""

    NUMBER = "number"
    INITIALS = "initials"
    NAME = "name"


class Piece(NamedTuple):
    """Some rows of one group: those from `start` up to but not including `stop`."""

    group: int
    start: int
    stop: int


def parts(sizes: Sequence[int], lines: int) -> list[list[Piece]]:
    """Groups of `sizes` rows, each under a heading of one line, in parts of at most `lines` lines.

    A group is torn only if it is longer than a part by itself; then each of its pieces has the heading again. Every
    row stands in exactly one piece, in order. Raises ValueError for fewer than two lines: a heading needs a row.
    """
    if lines < 2:
        raise ValueError("A part needs room for a heading and a row.")
    found: list[list[Piece]] = []
    left = 0
    for group, size in enumerate(sizes):
        start = 0
        while start < size:
            if left < min(1 + size - start, lines):  # what is left of the group, or a whole part, does not fit here
                found.append([])
                left = lines
            stop = min(size, start + left - 1)
            found[-1].append(Piece(group, start, stop))
            left -= 1 + stop - start
            start = stop
    return found


def initials(name: str) -> str:
    """ "Melli Majid" is "MM", "Anna-Lena O’Brien" "AO"."""
    return "".join(word[0].upper() for word in name.split() if word[0].isalpha())

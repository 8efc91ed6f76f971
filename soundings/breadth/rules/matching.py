"""When two records say the same thing: the same from one source is left alone, from another it is a match."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

TAKEN_BACK = "taken-back"  # why a record ended whose import was taken back: it may be loaded again


class Match(StrEnum):
    NEW = "new"
    SAME = "same"  # recorded already from this source, and left as it is, even if somebody has corrected it since
    MATCH = "match"  # recorded already from another source: proposed as a match, not doubled


class Stored(NamedTuple):
    """A record as far as sameness goes."""

    record_id: int
    source: str
    number: int | None
    ended: bool


# Two records with the same key concern the same event: case, element id, answer, ISO day or "", set or 0, rater.
Sameness = tuple[int, int, str, str, int, str]


def match_of(
    key: Sameness, *, number: int | None, source: str, stored: Mapping[Sameness, Sequence[Stored]]
) -> tuple[Match, int | None]:
    """Whether `stored` holds this already, and the key of the record that does.

    stored: by sameness, without what was taken back. Another number for the same event is not the same: it is new, and
    the newer recording decides what is shown.
    """
    found = [one for one in stored.get(key, ()) if one.number == number]
    for one in found:
        if one.source == source:
            return Match.SAME, one.record_id
    for one in found:
        if not one.ended:
            return Match.MATCH, one.record_id
    return Match.NEW, None

"""When two records say the same thing: the same from one source is left alone, from another it is a match."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class Match(StrEnum):
    NEW = "new"
    SAME = "same"  # recorded already from this source: left as it is
    MATCH = "match"  # recorded already from another source: proposed as a match, not doubled


class Stored(NamedTuple):
    """What a current record says, as far as sameness goes."""

    record_id: int
    source: str
    number: int | None


Sameness = tuple[int, int, str, str, str, str]


def sameness(*, case_id: int, element_id: int, answer: str, on: str, issue_key: str, rater: str) -> Sameness:
    """Two records with the same key concern the same event: same case, element, answer, date, set and rater.

    on: ISO day, empty where not known. issue_key: the normalised name of the set, empty where there is none.
    """
    return (case_id, element_id, answer, on, issue_key, rater)


def match_of(
    key: Sameness, *, number: int | None, source: str, stored: Mapping[Sameness, Sequence[Stored]]
) -> tuple[Match, Stored | None]:
    """Whether `stored` (current records by sameness) holds this already, and which record that is.

    Another number for the same event is not the same: it is new, and the newer recording decides what is shown.
    """
    found = [one for one in stored.get(key, ()) if one.number == number]
    if not found:
        return Match.NEW, None
    from_here = next((one for one in found if one.source == source), None)
    return (Match.SAME, from_here) if from_here else (Match.MATCH, found[0])

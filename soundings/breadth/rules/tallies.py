"""What one case adds to the tallies of its team, and of every place above it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from soundings.breadth.rules.kinds import Answer

COLUMNS = ("expected", "recorded", "exempt", "unknown")

Key = tuple[int, str]  # element id, one of COLUMNS


class Standing(StrEnum):
    """How one element stands on one case, for counting."""

    RECORDED = "recorded"  # Yes, a date, a number; zero is a number
    NOT_DONE = "not-done"  # somebody said No
    EXEMPT = "exempt"  # does not apply, for a stated reason
    UNKNOWN = "unknown"  # somebody said that it is not known
    NOTHING = "nothing"  # nothing is recorded: No where recording has begun, else "not known"


_STANDINGS = {
    Answer.YES.value: Standing.RECORDED,
    Answer.NO.value: Standing.NOT_DONE,
    Answer.NOT_APPLICABLE.value: Standing.EXEMPT,
    Answer.NOT_KNOWN.value: Standing.UNKNOWN,
}
# The column that an answer adds to beside "expected".
_COUNTED = {answer: standing.value for answer, standing in _STANDINGS.items() if standing.value in COLUMNS}


def classify(entry: Mapping[str, Any] | None) -> Standing:
    """How the element stands whose entry of the fold this is; None where nothing is recorded."""
    return _STANDINGS[entry["a"]] if entry else Standing.NOTHING


class Coverage(NamedTuple):
    """How far an element is recorded among some cases; each column as in `COLUMNS`."""

    expected: int = 0
    recorded: int = 0
    exempt: int = 0
    unknown: int = 0

    @property
    def of(self) -> int:
        """The denominator: the cases that are expected to have it, without those to which it does not apply."""
        return self.expected - self.exempt


def coverage_of(entries: Iterable[Mapping[str, Any] | None]) -> Coverage:
    """The coverage of an element among the cases with these entries, all of teams that record it."""
    listed = list(entries)
    answers = [entry["a"] for entry in listed if entry]
    yes, exempt, unknown = (answers.count(said.value) for said in (Answer.YES, Answer.NOT_APPLICABLE, Answer.NOT_KNOWN))
    return Coverage(len(listed), yes, exempt, unknown)


def contribution(values: Mapping[str, Mapping[str, Any]], begun: Mapping[str, int]) -> Counter[Key]:
    """What one open, unrestricted case adds to the tallies of its team.

    begun: id by code of the elements whose recording its team has begun; no other element is expected of the case.
    A case that is closed, restricted or without a team adds nothing: do not ask.
    """
    adds: Counter[Key] = Counter()
    for code, element_id in begun.items():
        adds[element_id, "expected"] = 1
        if code in values and (column := _COUNTED.get(values[code]["a"])):
            adds[element_id, column] = 1
    return adds


def change_of(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]], begun: Mapping[str, int]
) -> dict[Key, int]:
    """`difference` of the contributions of one case with these values before and after, where both count."""
    changed: dict[Key, int] = {}
    for code, element_id in begun.items():
        before, after = old.get(code), new.get(code)
        was = _COUNTED.get(before["a"]) if before else None
        now = _COUNTED.get(after["a"]) if after else None
        if was != now:
            if was:
                changed[element_id, was] = -1
            if now:
                changed[element_id, now] = 1
    return changed


def difference(old: Mapping[Key, int], new: Mapping[Key, int]) -> dict[Key, int]:
    """What to add to the tallies when a case's contribution goes from `old` to `new`; never a zero."""
    changed = {key: new.get(key, 0) - old.get(key, 0) for key in {*old, *new}}
    return {key: by for key, by in changed.items() if by}

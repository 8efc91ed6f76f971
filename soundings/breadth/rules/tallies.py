"""What one case adds to the tallies of its team, and of every place above it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from soundings.breadth.rules.expecting import Standing, standing
from soundings.breadth.rules.kinds import Answer

COLUMNS = ("expected", "recorded", "exempt", "unknown")

Key = tuple[int, str]  # element id, one of COLUMNS


# The column that an answer adds to beside "expected".
_COUNTED = {
    Answer.YES.value: "recorded",
    Answer.NOT_APPLICABLE.value: "exempt",
    Answer.NOT_KNOWN.value: "unknown",
}


class Coverage(NamedTuple):
    """How far an element is recorded among some cases (of a family element: families) on a day.

    expected: all of them; recorded, exempt and unknown as in `COLUMNS`; later: neither recorded nor expected yet.
    """

    expected: int = 0
    recorded: int = 0
    exempt: int = 0
    unknown: int = 0
    later: int = 0

    @property
    def of(self) -> int:
        """The denominator: recorded, and not recorded though expected. Exempt, unknown and later stand apart."""
        return self.expected - self.exempt - self.unknown - self.later


def coverage_of(said: Iterable[tuple[Mapping[str, Any] | None, str | None]], on: str) -> Coverage:
    """The coverage of an element on the day `on` among cases of teams that record it.

    said: of each case the entry of the fold, and the day from which it is missed if nothing is recorded (or None).
    """
    found = Counter(standing(entry, due, on) for entry, due in said)
    return Coverage(
        found.total(),
        found[Standing.RECORDED],
        found[Standing.EXEMPT],
        found[Standing.UNKNOWN],
        found[Standing.LATER],
    )


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

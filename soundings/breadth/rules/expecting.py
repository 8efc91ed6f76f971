"""By when an element is expected: which agreed time holds at a place, and how a case stands to it on a day."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from soundings.breadth.rules.kinds import Answer

MOST_EXPECTED_DAYS = 250  # working days: about a year

EVERY_STAGE = 0


class Term(NamedTuple):
    """A time agreed at a place: working days from opening, for one stage or for `EVERY_STAGE`.

    days: None says that no time is set there, whatever holds above. element: whatever the caller calls elements by.
    """

    unit: int
    stage: int
    element: Any
    days: int | None


Terms = Mapping[tuple[int, int], Mapping[Any, int | None]]


def by_place(terms: Iterable[Term]) -> Terms:
    """The terms by place and stage."""
    found: dict[tuple[int, int], dict[Any, int | None]] = {}
    for one in terms:
        found.setdefault((one.unit, one.stage), {})[one.element] = one.days
    return found


def days_in_force(line: Sequence[int], stage: int | None, terms: Terms) -> dict[Any, int]:
    """The working days that hold, by element, for a case of this stage at the last place of `line` (root first).

    The nearest place upward wins; at one place a time for the stage comes before one for every stage.
    """
    found: dict[Any, int | None] = {}
    for unit in line:
        found.update(terms.get((unit, EVERY_STAGE), {}))
        if stage:
            found.update(terms.get((unit, stage), {}))
    return {element: days for element, days in found.items() if days is not None}


class Standing(StrEnum):
    """How one element stands on one case on a day."""

    RECORDED = "recorded"  # Yes, a date, a number; zero is a number
    NOT_DONE = "not-done"  # somebody said No, and no time is set for it
    EXEMPT = "exempt"  # does not apply, for a stated reason
    UNKNOWN = "unknown"  # somebody said that it is not known
    NOTHING = "nothing"  # nothing is recorded: No where recording has begun, else "not known"
    LATER = "later"  # neither recorded nor expected yet
    PAST = "past"  # not recorded, and past its time


_STANDINGS = {
    Answer.YES.value: Standing.RECORDED,
    Answer.NO.value: Standing.NOT_DONE,
    Answer.NOT_APPLICABLE.value: Standing.EXEMPT,
    Answer.NOT_KNOWN.value: Standing.UNKNOWN,
}


def classify(entry: Mapping[str, Any] | None) -> Standing:
    """How the element stands whose entry of the fold this is, whatever the day; None where nothing is recorded."""
    return _STANDINGS[entry["a"]] if entry else Standing.NOTHING


def is_outstanding(entry: Mapping[str, Any] | None) -> bool:
    """Whether the element is still to be done: somebody said No, or nothing."""
    return entry is None or entry["a"] == Answer.NO.value


def standing(entry: Mapping[str, Any] | None, due: str | None, on: str) -> Standing:
    """How the element stands on the day `on`, if it is expected by `due` (None: no time is set). Days are ISO text.

    On the day by which it is expected it is still in time. A team that has not begun recording is not asked.
    """
    if due and is_outstanding(entry):
        return Standing.LATER if due >= on else Standing.PAST
    return classify(entry)

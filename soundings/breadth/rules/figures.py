"""Which cases stand behind each count of a figure: the same rule as the tallies."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from soundings.breadth.rules.expecting import Standing, standing
from soundings.breadth.rules.tallies import first_day, movement


class Behind(StrEnum):
    """A count of a figure, as it stands in an address."""

    RECORDED = "recorded"
    MISSING = "missing"  # not recorded though expected
    LATER = "later"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"
    TIMED = "timed"  # recorded, and the day of the first time is known
    UP = "up"
    SAME = "same"
    DOWN = "down"


_STANDINGS = {
    Behind.RECORDED: (Standing.RECORDED,),
    Behind.MISSING: (Standing.NOTHING, Standing.NOT_DONE, Standing.PAST),
    Behind.LATER: (Standing.LATER,),
    Behind.EXEMPT: (Standing.EXEMPT,),
    Behind.UNKNOWN: (Standing.UNKNOWN,),
}


def stands_behind(part: Behind, entry: Mapping[str, Any] | None, due: str | None, on: str) -> bool:
    """Whether a case with this entry, missed after `due`, stands behind that count on the day `on`."""
    found = standing(entry, due, on)
    if part in _STANDINGS:
        return found in _STANDINGS[part]
    if found is not Standing.RECORDED or entry is None:
        return False
    return first_day(entry) is not None if part is Behind.TIMED else movement(entry) == part

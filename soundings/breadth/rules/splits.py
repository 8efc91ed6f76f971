"""Splits of coverage: by what, in which bands, and what of them may be shown."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from soundings.breadth.rules.tallies import Coverage
from soundings.stats.disclosure import Key, Policy, Sum, hidden_counts

SPLITS = Policy(threshold=5, smallest_group=10)  # for those who see totals; `groups.GROUPS` for the others


class By(StrEnum):
    """By what coverage is split."""

    STAGE = "stage"
    ABUSE = "abuse"
    AGE = "age"
    ETHNICITY = "ethnicity"
    DISABILITY = "disability"


class Age(StrEnum):
    """Bands of age on the day of the snapshot, those of the children in need census."""

    UNBORN = "unborn"
    UNDER_1 = "under-1"
    TO_4 = "1-4"
    TO_9 = "5-9"
    TO_15 = "10-15"
    OVER_15 = "16-plus"
    UNKNOWN = ""


_BANDS = ((1, Age.UNDER_1), (5, Age.TO_4), (10, Age.TO_9), (16, Age.TO_15))


def age_band(born_on: date | None, expected_on: date | None, on: date) -> Age:
    """The band of somebody born (or expected) then. An expected child is unborn until the birth is recorded."""
    if born_on is None:
        return Age.UNBORN if expected_on else Age.UNKNOWN
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return next((band for below, band in _BANDS if years < below), Age.OVER_15)


class SplitRow(NamedTuple):
    """One value of a split. coverage: None where it is too small, or would give a small one away."""

    value: str
    coverage: Coverage | None


def split_rows(found: Mapping[str, Coverage], policy: Policy, *, overlaps: bool = False) -> list[SplitRow]:
    """The values with what may be shown of each, in the order given.

    A value of fewer than `smallest_group`, or with a small number recorded or left, is hidden whole; then the next
    smallest, until none follows from the whole. overlaps: somebody may stand in several values, so that they do not
    add up.
    """
    small = [value for value, one in found.items() if 0 < one.of < policy.smallest_group]
    counts: dict[Key, int] = {}
    sums: list[Sum] = []
    for value, one in found.items():
        counts |= {(value, "recorded"): one.recorded, (value, "left"): one.of - one.recorded, (value, "of"): one.of}
        sums.append(Sum((value, "of"), [(value, "recorded"), (value, "left")]))
    if not overlaps:
        for what in ("recorded", "left", "of"):
            counts["", what, "all"] = sum(counts[value, what] for value in found)
            sums.append(Sum(("", what, "all"), [(value, what) for value in found]))
    keep = [("", what, "all") for what in ("recorded", "left", "of")] if not overlaps else []
    hide = [(value, what) for value in small for what in ("recorded", "left", "of")]
    gone = hidden_counts(counts, sums, policy, hide=hide, keep=keep)
    return [
        SplitRow(value, None if any((value, what) in gone for what in ("recorded", "left", "of")) else one)
        for value, one in found.items()
    ]

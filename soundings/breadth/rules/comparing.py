"""Teams compared on a funnel: who lies outside what chance alone explains, and whose numbers are too small to say."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from soundings.stats.funnel import Limits, funnel_limits

SMALLEST = 10  # of fewer a team's figure is not set beside others'
FAR = 3.09  # 99.8 per cent


class Lies(StrEnum):
    """Where a share lies."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"
    WITHHELD = "withheld"


class Compared(NamedTuple):
    """One place. share: 0 to 1; share, limits: None where withheld."""

    name: str
    recorded: int
    of: int
    share: float | None
    limits: Limits | None
    lies: Lies


def compared(places: Sequence[tuple[str, int, int]]) -> list[Compared]:
    """These places (name, recorded, of) against their whole, in the order given. Outside: beyond 99.8 per cent."""
    of = sum(one[2] for one in places)
    whole = sum(one[1] for one in places) / of if of else 0.0
    return [_compared(name, recorded, n, whole) for name, recorded, n in places]


def _compared(name: str, recorded: int, of: int, whole: float) -> Compared:
    if of < SMALLEST:
        return Compared(name, recorded, of, None, None, Lies.WITHHELD)
    limits = funnel_limits(whole, of, z=FAR)
    share = recorded / of
    lies = Lies.ABOVE if share > limits.upper else Lies.BELOW if share < limits.lower else Lies.WITHIN
    return Compared(name, recorded, of, share, limits, lies)

"""Until when the case system has been read: a room above says so, without `breadth` knowing it."""

from collections.abc import Callable
from datetime import date

FedUntil = Callable[[int], date | None]

_feeds: list[FedUntil] = []


def feed(function: FedUntil) -> None:
    """`function(agency_id)` says to which day the case system was last read, None for never. Called in `apps.ready`."""
    if function not in _feeds:
        _feeds.append(function)


def fed_until(agency_id: int) -> date | None:
    """The latest day to which any feed is true for the agency; None where nothing has been fed in."""
    known = [day for one in _feeds if (day := one(agency_id))]
    return max(known, default=None)

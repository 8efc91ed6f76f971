"""Month ends, and how one case stood on each of them: by what had happened by then, whenever it was recorded."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from soundings.breadth.rules.fold import Event, fold_all

MOST_MONTHS = 36  # that a trend goes back


def last_month_end(on: date) -> date:
    """The latest last day of a month that is over on `on`."""
    return on.replace(day=1) - timedelta(days=1)


def month_ends(first: date, on: date) -> list[date]:
    """The last days of months from `first` on that are over on `on`, oldest first; the last `MOST_MONTHS` at most."""
    found: list[date] = []
    end = last_month_end(on)
    while end >= first and len(found) < MOST_MONTHS:
        found.append(end)
        end = last_month_end(end)
    return found[::-1]


class Span(NamedTuple):
    """Something that held from one day up to but not including another (None: it holds)."""

    from_on: date
    to_on: date | None
    id: int


def span_on(spans: Sequence[Span], on: date) -> Span | None:
    """The one that held on that day."""
    return next((one for one in spans if one.from_on <= on and (one.to_on is None or one.to_on > on)), None)


class History:
    """One case as it went. events: (element id, event), in any order; stage: its own where no span says another."""

    def __init__(
        self,
        *,
        case_id: int,
        opened_on: date,
        closed_on: date | None,
        family_id: int | None,
        stage: int | None,
        teams: Sequence[Span],
        stages: Sequence[Span],
        events: Sequence[tuple[int, Event]],
    ) -> None:
        self.case_id, self.opened_on, self.closed_on = case_id, opened_on, closed_on
        self.family_id, self._stage, self.teams, self._stages = family_id, stage, teams, stages
        self._events = sorted(events, key=lambda found: found[1].on or found[1].day)
        self._days = [event.on or event.day for _element, event in self._events]
        self._folded: tuple[int, dict[str, dict[str, Any]]] = (0, {})

    def is_open(self, on: date) -> bool:
        """Whether it was open at the end of that day."""
        return self.opened_on <= on and (self.closed_on is None or self.closed_on > on)

    def team_on(self, on: date) -> Span | None:
        """The team in which it stood, and since when."""
        return span_on(self.teams, on)

    def stage_on(self, on: date) -> int | None:
        """Its own stage."""
        held = span_on(self._stages, on)
        return held.id if held else None if self._stages else self._stage

    def values_on(self, on: date, elements: Mapping[int, tuple[str, str, bool]]) -> dict[str, dict[str, Any]]:
        """The values as a state would have them, of what had happened by that day. Ask in the order of days."""
        n, values = self._folded
        day, after = on.isoformat(), n
        while after < len(self._days) and self._days[after] <= day:
            after += 1
        if after != n:
            values = fold_all(elements, self._events[:after])
            self._folded = (after, values)
        return values

"""Working days: which they are, the n-th after a day, how many between two. Pure: no Django, no clock, no database.

Which day is counted first is a convention. 0: the start day is day 0, as in the published bands "same day, 1 to 10"
of the children in need census. 1: the start day is day 1, if it is a working day. Both: measures.md, section 1.1.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)
WEEKDAYS = 5  # Monday to Friday
FIRST, LAST = date(1990, 1, 1), date(2070, 12, 31)  # within which a `Calendar` answers at once


def is_working_day(on: date, holidays: Container[date]) -> bool:
    """Whether `on` is neither a Saturday, a Sunday nor one of `holidays`."""
    return on.weekday() < WEEKDAYS and on not in holidays


def working_days_after(start: date, n: int, holidays: Container[date], *, first_day: int = 0) -> date:
    """The n-th working day from `start`; `start` itself for 0.

    first_day: the number that `start` has, 0 or 1 (see above). Raises ValueError for a negative n.
    """
    if n < 0:
        raise ValueError("Working days are counted forwards.")
    day, left = start, n
    if left and first_day and is_working_day(start, holidays):
        left -= 1
    while left:
        day += ONE
        left -= is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Container[date], *, first_day: int = 0) -> int:
    """How many working days from `start` to `end`, the end included; 0 where the end is not after the start.

    first_day: as above; with 1 a working start day is counted too.
    """
    if end < start:
        return 0
    day, found = start, int(bool(first_day) and is_working_day(start, holidays))
    while day < end:
        day += ONE
        found += is_working_day(day, holidays)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The same answers without counting each time: boards and roll-ups ask for a million of them. See `calendar_for`.

    _until: how many working days there are up to each day from `FIRST`; _days: all of them, in order.
    """

    holidays: frozenset[date]
    first_day: int
    _until: tuple[int, ...]
    _days: tuple[date, ...]

    def after(self, start: date, n: int) -> date:
        """`working_days_after` in this calendar."""
        if n == 0 or not FIRST <= start <= LAST:
            return working_days_after(start, n, self.holidays, first_day=self.first_day)
        place = self._until[(start - FIRST).days] + n - 1
        if self.first_day and is_working_day(start, self.holidays):
            place -= 1
        return self._days[place] if place < len(self._days) else LAST

    def between(self, start: date, end: date) -> int:
        """`working_days_between` in this calendar."""
        if end < start:
            return 0
        if start < FIRST or end > LAST:
            return working_days_between(start, end, self.holidays, first_day=self.first_day)
        found = self._until[(end - FIRST).days] - self._until[(start - FIRST).days]
        return found + int(bool(self.first_day) and is_working_day(start, self.holidays))


def calendar_for(holidays: Iterable[date], *, first_day: int = 0) -> Calendar:
    """The calendar with these days off beside weekends. first_day: the number of the start day, 0 or 1."""
    off = frozenset(holidays)
    until, days, day = [], [], FIRST
    while day <= LAST:
        if is_working_day(day, off):
            days.append(day)
        until.append(len(days))
        day += ONE
    return Calendar(off, first_day, tuple(until), tuple(days))

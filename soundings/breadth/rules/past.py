"""A day in the past: which records count for a board as it was, and which day somebody means by "last Friday"."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from soundings.breadth.rules.fold import Event, Issue

FRIDAY = 4


class Past(NamedTuple):
    """The day of which a board is asked. known: only what had been recorded, and not yet corrected, by its end."""

    on: date
    known: bool = False


def last_friday(today: date) -> date:
    """The latest Friday before `today`: on a Friday the one a week ago."""
    return today - timedelta(days=(today.weekday() - FRIDAY) % 7 or 7)


def end_of(on: date, time_zone: str) -> datetime:
    """The moment at which the local day is over, in UTC."""
    return datetime.combine(on + timedelta(days=1), time.min, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def happened_by(events: Iterable[tuple[int, Event]], on: date) -> list[tuple[int, Event]]:
    """What had happened by that day, as a board of that day would have it.

    An undated record counts from the day on which it was recorded. What was only recorded later is not news of that
    day, and a worry that ended later is still a current one.
    """
    day = on.isoformat()
    return [(element, _as_on(event, day)) for element, event in events if (event.on or event.day) <= day]


def _as_on(event: Event, day: str) -> Event:
    if event.issue and event.issue.ended and event.issue.ended > day:
        event = event._replace(issue=Issue(event.issue.id, event.issue.name, None))
    return event if event.day <= day else event._replace(day="")

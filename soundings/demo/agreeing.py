"""What the invented teams have agreed: by when they expect what."""

from datetime import UTC, date, datetime, time, timedelta

from soundings.accounts.queries import viewer_of
from soundings.breadth.actions import agree_time, propose_time
from soundings.breadth.models import Element
from soundings.demo.people import People

AGREED_DAYS_AGO = 420
# Working days from opening, by team: the first two have agreed, the third talks about it.
TIMES = (
    {"mapping-family": 10, "three-houses": 15, "statement": 15, "goal": 20, "scale": 20, "words-and-pictures": 40},
    {"mapping-family": 15, "three-houses": 20, "network": 30, "meetings": 40},
)
TALKED_ABOUT = {"mapping-family": 20}


def agree_times(people: People, *, as_of: date) -> None:
    """The times stand; nothing was expected of the other teams."""
    elements = {one.code: one for one in Element.objects.filter(agency=people.agency)}
    for number, times in enumerate((*TIMES, TALKED_ABOUT)):
        on = as_of - timedelta(days=AGREED_DAYS_AGO if number < len(TIMES) else 3)
        at = datetime.combine(on, time(15), UTC)
        by = viewer_of(people.managers[number], on=on, at=at)
        for code, days in times.items():
            waits = propose_time(by=by, at=at, unit=people.teams[number], element=elements[code], days=days)
            if number < len(TIMES):
                agree_time(by=by, at=at, time=waits)

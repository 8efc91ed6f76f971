"""What the invented teams have agreed: by when they expect what, and what they want to be asked."""

from datetime import UTC, date, datetime, time, timedelta

from soundings.accounts.queries import viewer_of
from soundings.breadth.actions import Term, agree_rules, agree_time, propose_time, set_duty_manager
from soundings.breadth.models import Element
from soundings.breadth.rules.signals import Rule
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


# What the first team asks about, as on the picture of its board.
QUESTIONS = {
    Rule.NO_FAMILY_MAPPING: Term(is_on=True, n=41),
    Rule.STATEMENT_WITHOUT_GOAL: Term(is_on=True, n=28),
    Rule.SCALE_NOT_RISING: Term(is_on=True, n=6),
    Rule.NETWORK_SMALL: Term(is_on=True, n=1),
}


def agree_questions(people: People, *, as_of: date) -> None:
    """The first team has agreed what it wants to be asked, and its manager is on duty there."""
    on = as_of - timedelta(days=AGREED_DAYS_AGO)
    at, manager = datetime.combine(on, time(16), UTC), people.managers[0]
    by = viewer_of(manager, on=on, at=at)
    agree_rules(by=by, at=at, unit=people.teams[0], terms=QUESTIONS)
    if manager.staff:
        set_duty_manager(by=by, at=at, unit=people.teams[0], staff=manager.staff, from_on=on, to_on=None)

"""Who receives what is raised in the invented agency."""

from datetime import datetime

from soundings.accounts.models import User
from soundings.accounts.queries import root_of
from soundings.cases.actions import RouteTerms, set_route
from soundings.cases.rules.concerns import Matter
from soundings.core.rules import SYSTEM
from soundings.demo.people import OFFICE, People

OUT_OF_HOURS = "01632 960 001, the emergency duty team"  # a number kept for drama
DAYS = {Matter.COMPLAINT: 3, Matter.ALLEGATION: 1, Matter.WHISTLEBLOWING: 5}


def name_receivers(people: People, *, at: datetime) -> None:
    """The whole agency has its receivers; the first team has its own for a concern now."""
    manager, lead = (User.objects.get(agency=people.agency, email=sign.email) for sign in OFFICE[:2])
    first, second = people.managers[:2]
    root = root_of(people.agency)
    own = RouteTerms(receiver=first, deputy=second, clock=20, out_of_hours=OUT_OF_HOURS, then=[(manager, 15)])
    whole = RouteTerms(receiver=second, deputy=lead, clock=30, out_of_hours=OUT_OF_HOURS, then=[(manager, 15)])
    set_route(matter=Matter.CONCERN_NOW, unit=people.teams[0], terms=own, by=SYSTEM, at=at)
    set_route(matter=Matter.CONCERN_NOW, unit=root, terms=whole, by=SYSTEM, at=at)
    for matter, days in DAYS.items():
        terms = RouteTerms(receiver=manager, deputy=lead, clock=days)
        set_route(matter=matter, unit=root, terms=terms, by=SYSTEM, at=at)

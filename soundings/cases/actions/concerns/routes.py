"""Who receives what is raised at a place and below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.accounts.models import Unit, User
from soundings.accounts.permissions import By, Viewer, check_same_agency
from soundings.cases.models import ConcernRoute, RouteStep
from soundings.cases.permissions import check_can_set_route
from soundings.cases.rules.concerns import ALLEGATION_DAYS, LONGEST_CLOCK, LONGEST_DAYS, MOST_NEXT, Matter
from soundings.core.actions import record_change
from soundings.core.rules import Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTerms:
    """What a route says. clock: minutes for a concern now, working days for the other matters.

    then: who is told after the deputy, each with the minutes since the one before them; a concern now only.
    """

    receiver: User
    deputy: User
    clock: int
    out_of_hours: str = ""
    then: Sequence[tuple[User, int]] = ()


@transaction.atomic
def set_route(*, matter: Matter, unit: Unit, terms: RouteTerms, by: By, at: datetime) -> ConcernRoute:
    """What is raised at this place and below it goes to these people from now on. What is under way stays with whom
    it is. Raises Denied for terms that no route may have."""
    check_same_agency(by, unit, terms.receiver, terms.deputy, *(user for user, _minutes in terms.then))
    if isinstance(by, Viewer):
        check_can_set_route(by, unit)
    _check_terms(matter, terms)
    now = matter is Matter.CONCERN_NOW
    kept = ConcernRoute.objects.select_for_update().filter(agency=unit.agency_id, matter=matter.value, unit=unit)
    route = kept.first() or ConcernRoute(agency_id=unit.agency_id, matter=matter.value, unit=unit)
    before = _facts(route) if route.pk else None
    route.receiver, route.deputy, route.out_of_hours = terms.receiver, terms.deputy, terms.out_of_hours.strip()[:200]
    route.minutes, route.days = (terms.clock, None) if now else (None, terms.clock)
    route.set_by, route.set_at = by.user if isinstance(by, Viewer) else None, at
    route.save()
    RouteStep.objects.filter(route=route).delete()
    RouteStep.objects.bulk_create(
        RouteStep(agency_id=unit.agency_id, route=route, position=place, user=user, minutes=minutes)
        for place, (user, minutes) in enumerate(terms.then, start=1)
    )
    _trace(route, "concern-route.set", by, at, before=before, after=_facts(route))
    return route


@transaction.atomic
def end_route(*, route: ConcernRoute, by: Viewer, at: datetime) -> None:
    """The place has no route of its own any more: the nearest above holds, or none."""
    check_can_set_route(by, route.unit)
    _trace(route, "concern-route.ended", by, at, before=_facts(route), after=None)
    route.delete()


def _check_terms(matter: Matter, terms: RouteTerms) -> None:
    people = [terms.receiver, terms.deputy, *(user for user, _minutes in terms.then)]
    if len({user.pk for user in people}) < len(people):
        raise Denied(_("Each person can stand in a route once."))
    if matter is Matter.CONCERN_NOW:
        waits = [terms.clock, *(minutes for _user, minutes in terms.then)]
        if not all(0 < minutes <= LONGEST_CLOCK for minutes in waits):
            raise Denied(_("A clock runs from 1 minute to 24 hours."))
        if not terms.out_of_hours.strip():
            raise Denied(_("Say which number to call out of hours, and who answers it."))
        if len(terms.then) > MOST_NEXT:
            raise Denied(_("There are too many people in this route."))
        return
    most = ALLEGATION_DAYS if matter is Matter.ALLEGATION else LONGEST_DAYS
    if not 0 < terms.clock <= most or terms.then:
        words = ngettext(
            "This has to be acknowledged within %(n)s working day.",
            "This has to be acknowledged within %(n)s working days.",
            most,
        )
        raise Denied(words % {"n": most})


def _facts(route: ConcernRoute) -> dict[str, object]:
    return {
        "matter": route.matter,
        "receiver": route.receiver.public_id,
        "deputy": route.deputy.public_id,
        "minutes": route.minutes,
        "days": route.days,
        "then": [[step.user.public_id, step.minutes] for step in route.steps.select_related("user")],
    }


def _trace(route: ConcernRoute, verb: str, by: By, at: datetime, *, before: object, after: object) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=route.unit.public_id,
        target_kind="unit",
        agency=route.agency_id,
        before=before,
        after=after,
    )

"""Making states, tallies and counts anew from cases and records."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from soundings.accounts.models import Unit
from soundings.breadth.actions.projection import project
from soundings.breadth.actions.storing import State, Sums, hold_teams
from soundings.breadth.models import CaseState, Tally, UnitCount
from soundings.breadth.queries.events import begun_in
from soundings.breadth.rules import contribution
from soundings.cases.models import Case
from soundings.core.tenancy import acting_for

BLOCK = 2_000  # cases mended in one transaction


def rebuild(agency_id: int, *, at: datetime, progress: Callable[[int], None] = lambda done: None) -> int:
    """Every state of the agency is as its case and records say, then every tally and count as the states say.

    One transaction for each block of cases and one for the tallies, so that others can work meanwhile; stopped at any
    moment, and begun again, it ends the same. Returns the number of cases.
    """
    done = last = 0
    while ids := _mended_after(last, agency_id, at=at):
        last, done = ids[-1], done + len(ids)
        progress(done)
    with acting_for(agency_id):
        _count_anew(agency_id)
    return done


def _mended_after(last: int, agency_id: int, *, at: datetime) -> list[int]:
    """The keys of the next block of cases, whose states now are as they must be."""
    with acting_for(agency_id), transaction.atomic():
        cases = Case.objects.filter(agency=agency_id, pk__gt=last).order_by("pk").select_for_update(no_key=True)
        ids = list(cases.values_list("pk", flat=True)[:BLOCK])
        project(ids, at=at)
    return ids


@transaction.atomic
def _count_anew(agency_id: int) -> None:
    teams = list(Unit.objects.filter(agency=agency_id).values_list("pk", flat=True))
    hold_teams((), alone=teams)
    begun, sums = begun_in(teams), Sums()
    counted = CaseState.objects.filter(agency=agency_id, is_open=True, restricted=False, team__isnull=False)
    rows = counted.values_list("agency_id", "team_id", "team__path", "is_open", "restricted", "values")
    for state in (State(*row) for row in rows.iterator()):
        sums.add(state.path, contribution(state.values, begun[state.team_id or 0]))
        sums.add_open(state.path, 1)
    Tally.objects.filter(agency=agency_id).delete()
    UnitCount.objects.filter(agency=agency_id).delete()
    sums.store(agency_id)

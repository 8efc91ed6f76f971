"""Making states, tallies and counts anew from cases and records."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from soundings.accounts.models import Unit
from soundings.breadth.actions.months import note_teams
from soundings.breadth.actions.projection import count_anew, project
from soundings.breadth.actions.storing import hold_teams
from soundings.breadth.models import Projection
from soundings.breadth.queries.months import recording_teams
from soundings.cases.models import Case
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for

BLOCK = 2_000  # cases mended in one transaction


def rebuild(agency_id: int, *, at: datetime, progress: Callable[[int], None] = lambda done: None) -> int:
    """Every state of the agency is as its case and records say, then every tally and count as the states say.

    Month ends are noted to be counted anew: see `months.count_months`.

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
    hold_teams((), alone=list(Unit.objects.filter(agency=agency_id).values_list("pk", flat=True)))
    count_anew(agency_id)
    mark_made(agency_id)
    for team_id, begun_on in recording_teams(agency_id).items():
        note_teams(agency_id, [team_id], from_on=begun_on)


VERSION = 4  # of states, signals and tallies; higher whenever the rules make others of the same records


def mark_made(agency_id: int) -> None:
    """The agency's states and tallies are of this version."""
    Projection.objects.update_or_create(agency_id=agency_id, defaults={"version": VERSION})


def rebuild_outdated(*, at: datetime, progress: Callable[[int], None] = lambda done: None) -> list[str]:
    """Agencies whose states and tallies an earlier version made have them made anew. Returns their codes."""
    found = []
    for agency in Agency.objects.order_by("pk"):
        with acting_for(agency):
            made = Projection.objects.filter(agency=agency).values_list("version", flat=True).first()
        if (made or 0) < VERSION:
            rebuild(agency.pk, at=at, progress=progress)
            found.append(agency.code)
    return found

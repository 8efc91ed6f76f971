"""Storing many records at once: files, and the invented agency. Ends in the same state as one at a time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Min

from soundings.breadth.actions.families import hold_beside, settle, teams_beside
from soundings.breadth.actions.keeping import begin_all, refold, unbegin
from soundings.breadth.actions.loading import Load, NewRecord, Outcome, store_all
from soundings.breadth.actions.months import note_past
from soundings.breadth.actions.projection import blocks, project
from soundings.breadth.actions.storing import Sums, hold_teams
from soundings.breadth.models import Record, RecordCase
from soundings.breadth.queries.events import Fold, begun_in, fold_of, local_day
from soundings.breadth.queries.stored import children_of, left_of_starts
from soundings.breadth.rules import TAKEN_BACK
from soundings.cases.models import Case
from soundings.core.actions import Actor, record_change
from soundings.core.rules import local_date

__all__ = ["NewRecord", "Outcome", "project", "store_records", "take_back"]


# No savepoint of its own: SQLite would keep in memory what every page held before.
@transaction.atomic(savepoint=False)
def store_records(
    rows: Sequence[NewRecord], *, agency_id: int, batch: str, by: Actor, at: datetime, source: str
) -> Outcome:
    """These records stand, and states and tallies follow; recording begins where it had not. All or none.

    What is recorded already is not doubled: the same from this source is left, the same from another is a match (see
    `rules.match_of`), and the outcome says which. A row that some of its cases have already is stored for the others.
    Raises KeyError for an element that the agency does not have, or a case that does not exist; a caller who goes on
    after an error must undo its transaction.
    """
    fold = fold_of(agency_id)
    codes = {code: pk for pk, (code, _kind, _by_issue) in fold.elements.items()}
    teams = _held_cases({case_id for row in rows for case_id in row.case_ids})
    elements = frozenset(codes[code] for code in {row.element for row in rows})
    load = Load(agency_id, fold.time_zone, batch, by, at, source, codes, teams, elements)
    store_all(rows, load)
    if load.touched:
        _tell(load, "practice.loaded", load.touched, {"records": load.outcome.added, "source": source})
        sums = Sums(agency_id)
        since: dict[int, dict[int, date]] = defaultdict(dict)
        for (team_id, element_id), first in load.first.items():
            if team_id:
                since[team_id][element_id] = date.fromisoformat(local_day(first, fold.time_zone))
        places = {team for team in teams.values() if team} | teams_beside(load.touched)
        names = {pk: code for code, pk in codes.items()}
        begun = begin_all(agency_id, names, since, teams=places, sums=sums, batch=batch)
        hold_beside(load.touched)
        refold(sorted(load.touched), fold=_of(fold, elements), begun=begun, sums=sums, at=at, known=load.events)
        settle(sums)
        days = {row.happened_on or (row.recorded_at or at).date() for row in rows}
        note_past(agency_id, load.touched, from_on=min(days), today=local_date(at, fold.time_zone))
    return load.outcome


@transaction.atomic
def take_back(*, agency_id: int, batch: str, by: Actor, at: datetime) -> int:
    """The records that this import added no longer count; what somebody made of them since stays. Returns how many.

    Recording that the import began, and nobody has carried on, has not begun.
    """
    found = Record.objects.filter(agency=agency_id, batch=batch, ended_at=None)
    links = RecordCase.objects.filter(record__in=found).values_list("case", flat=True).distinct()
    teams = _held_cases(set(links))
    fold = fold_of(agency_id)
    load = Load(agency_id, fold.time_zone, batch, by, at, "", {}, teams)
    since = found.aggregate(happened=Min("happened_on"), recorded=Min("recorded_at"))
    ended = found.update(ended_at=at, ended_reason=TAKEN_BACK)
    _tell(load, "practice.taken-back", set(teams), {"records": ended})
    left = left_of_starts(agency_id, batch)
    places = {team for team in teams.values() if team} | set(left) | teams_beside(teams)
    hold_teams(places, alone=set(left))
    sums = Sums(agency_id)
    for team_id, elements in left.items():
        unbegin(agency_id, team_id, elements, sums=sums)
    hold_beside(teams)
    refold(sorted(teams), fold=fold, begun=begun_in(places), sums=sums, at=at)
    settle(sums)
    days = [day for day in (since["happened"], since["recorded"] and since["recorded"].date()) if day]
    note_past(agency_id, teams, from_on=min(days, default=None), today=local_date(at, fold.time_zone))
    return ended


def _of(fold: Fold, elements: Collection[int]) -> Fold:
    """The same, of these elements only."""
    return fold._replace(elements={pk: fold.elements[pk] for pk in elements})


def _held_cases(case_ids: Collection[int]) -> dict[int, int | None]:
    """The team of each of these cases, which are held until the transaction ends."""
    teams: dict[int, int | None] = {}
    for block in blocks(sorted(case_ids)):
        cases = Case.objects.filter(pk__in=block).order_by("pk").select_for_update(no_key=True)
        teams.update(cases.values_list("pk", "team_id"))
    return teams


def _tell(load: Load, verb: str, case_ids: Collection[int], after: dict[str, Any]) -> None:
    record_change(
        by=load.by,
        at=load.at,
        verb=verb,
        target=load.batch,
        target_kind="import",
        agency=load.agency_id,
        children=children_of(case_ids),
        after=after,
    )

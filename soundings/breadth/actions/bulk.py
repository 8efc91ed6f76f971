"""Storing many records at once: files, and the invented agency. Ends in the same state as one at a time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction

from soundings.breadth.actions.keeping import begin_all, refold, unbegin
from soundings.breadth.actions.projection import blocks, project
from soundings.breadth.actions.storing import Sums, compact, hold_teams, stored_moment
from soundings.breadth.models import IssueSet, Record, RecordCase
from soundings.breadth.queries.events import begun_in, fold_of, local_day
from soundings.breadth.queries.stored import SetsOfCases, children_of, left_of_starts, stored_by_sameness
from soundings.breadth.rules import TAKEN_BACK, Match, Sameness, Stored, match_of
from soundings.cases.models import Case
from soundings.core.actions import Actor, record_change
from soundings.core.bulk import insert_rows, reserve_ids
from soundings.core.rules import new_public_id

__all__ = ["NewRecord", "Outcome", "project", "store_records", "take_back"]

CHUNK = 50_000  # rows that are looked up and inserted together

Key = tuple[int, str, str, int, str]  # what a row says of each of its cases: a `Sameness` without the case


class NewRecord(NamedTuple):
    """One record to store, checked already. issue: the name of its set, which is begun if no case of the row has it.

    again: it was said that the same is recorded from another source, and this is meant all the same. recorded_at and
    recorded_by: only for a history that was recorded before (the invented agency).
    """

    case_ids: tuple[int, ...]
    element: str
    answer: str = "yes"
    happened_on: date | None = None
    number: int | None = None
    issue: str = ""
    rater: str = ""
    family_mode: str = ""
    words: str = ""
    link: str = ""
    reason: str = ""
    detail: dict[str, Any] | None = None
    in_case_system: bool = False
    again: bool = False
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass
class Outcome:
    """What became of the rows, by their place: how many were added, which are the same, which match what."""

    added: int = 0
    same: list[int] = field(default_factory=list)
    matched: list[tuple[int, int]] = field(default_factory=list)  # place of the row, key of the record


@dataclass
class Load:
    """What all rows of one load share, and what they have touched so far."""

    agency_id: int
    batch: str
    by: Actor
    at: datetime
    source: str
    codes: dict[str, int]  # element id by code
    teams: dict[int, int | None]  # by case
    outcome: Outcome = field(default_factory=Outcome)
    touched: set[int] = field(default_factory=set)
    first: dict[int, dict[int, datetime]] = field(default_factory=dict)  # recorded, by team and element


@transaction.atomic
def store_records(
    rows: Sequence[NewRecord], *, agency_id: int, batch: str, by: Actor, at: datetime, source: str
) -> Outcome:
    """These records stand, and states and tallies follow; recording begins where it had not. All or none.

    What is recorded already is not doubled: the same from this source is left, the same from another is a match (see
    `rules.match_of`), and the outcome says which. A row that some of its cases have already is stored for the others.
    Raises KeyError for an element that the agency does not have, or a case that does not exist.
    """
    fold = fold_of(agency_id)
    codes = {code: pk for pk, (code, _kind, _by_issue) in fold.elements.items()}
    teams = _held_cases({case_id for row in rows for case_id in row.case_ids})
    load = Load(agency_id, batch, by, at, source, codes, teams)
    for start in range(0, len(rows), CHUNK):
        _store_chunk(rows[start : start + CHUNK], start, load)
    if load.touched:
        _tell(load, "practice.loaded", load.touched, {"records": load.outcome.added, "source": source})
        sums = Sums()
        since = {team: _days(first, fold.time_zone) for team, first in load.first.items()}
        places = {team for team in teams.values() if team}
        names = {pk: code for code, pk in codes.items()}
        begun = begin_all(agency_id, names, since, teams=places, sums=sums, batch=batch)
        refold(sorted(load.touched), fold=fold, begun=begun, sums=sums, at=at)
        sums.store(agency_id)
    return load.outcome


def _days(moments: dict[int, datetime], time_zone: str) -> dict[int, date]:
    return {element_id: date.fromisoformat(local_day(at, time_zone)) for element_id, at in moments.items()}


@transaction.atomic
def take_back(*, agency_id: int, batch: str, by: Actor, at: datetime) -> int:
    """The records that this import added no longer count; what somebody made of them since stays. Returns how many.

    Recording that the import began, and nobody has carried on, has not begun.
    """
    found = Record.objects.filter(agency=agency_id, batch=batch, ended_at=None)
    links = RecordCase.objects.filter(record__in=found).values_list("case", flat=True).distinct()
    teams = _held_cases(set(links))
    load = Load(agency_id, batch, by, at, "", {}, teams)
    ended = found.update(ended_at=at, ended_reason=TAKEN_BACK)
    _tell(load, "practice.taken-back", set(teams), {"records": ended})
    left = left_of_starts(agency_id, batch)
    places = {team for team in teams.values() if team} | set(left)
    hold_teams(places, alone=set(left))
    sums = Sums()
    for team_id, elements in left.items():
        unbegin(agency_id, team_id, elements, sums=sums)
    refold(sorted(teams), fold=fold_of(agency_id), begun=begun_in(places), sums=sums, at=at)
    sums.store(agency_id)
    return ended


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


RECORD_COLUMNS = (
    "id",
    "agency_id",
    "element_id",
    "answer",
    "happened_on",
    "number",
    "issue_id",
    "rater",
    "family_mode",
    "words",
    "link",
    "reason",
    "detail",
    "recorded_at",
    "recorded_by",
    "source",
    "batch",
    "in_case_system",
    "ended_reason",
)


def _store_chunk(rows: Sequence[NewRecord], first: int, load: Load) -> None:
    sets = _NewSets(rows, load)
    ids = iter(reserve_ids(Record, len(rows)))
    stored = stored_by_sameness({case_id for row in rows for case_id in row.case_ids})
    seen: set[tuple[Any, ...]] = set()  # what this chunk adds; the chunks before it are stored
    records: list[tuple[Any, ...]] = []
    links: list[tuple[int, int, int]] = []
    moment = stored_moment(load.at)
    for place, row in enumerate(rows, first):
        element_id = load.codes[row.element]
        on = row.happened_on.isoformat() if row.happened_on else ""
        key = (element_id, str(row.answer), on, sets.of(row) if row.issue else 0, str(row.rater))
        case_ids = _lacking(row, key, place, load, stored, seen)
        if case_ids:
            pk = next(ids)
            records.append(_record(pk, row, key, load, moment))
            links += [(load.agency_id, case_id, pk) for case_id in case_ids]
            _note(load, case_ids, element_id, row.recorded_at or load.at)
    sets.store()
    load.outcome.added += insert_rows(Record, RECORD_COLUMNS, records)
    insert_rows(RecordCase, ("agency_id", "case_id", "record_id"), links)


def _note(load: Load, case_ids: Sequence[int], element_id: int, at: datetime) -> None:
    load.touched.update(case_ids)
    for case_id in case_ids:
        team_id = load.teams[case_id]
        if team_id:
            first = load.first.setdefault(team_id, {})
            known = first.get(element_id)
            if known is None or at < known:
                first[element_id] = at


def _lacking(
    row: NewRecord,
    key: Key,
    place: int,
    load: Load,
    stored: dict[Sameness, list[Stored]],
    seen: set[tuple[Any, ...]],
) -> list[int]:
    """The cases of the row that do not have this record yet. If none lacks it, the outcome says why."""
    lacking: list[int] = []
    matched = None
    for case_id in row.case_ids:
        its_key = (case_id, *key)
        whole = (*its_key, row.number)
        if whole in seen and not row.again:
            continue
        if its_key in stored and not row.again:
            match, record_id = match_of(its_key, number=row.number, source=load.source, stored=stored)
            if match is not Match.NEW:
                matched = record_id if match is Match.MATCH else matched
                continue
        seen.add(whole)
        lacking.append(case_id)
    if not lacking and matched:
        load.outcome.matched.append((place, matched))
    elif not lacking:
        load.outcome.same.append(place)
    return lacking


def _record(pk: int, row: NewRecord, key: Key, load: Load, moment: Any) -> tuple[Any, ...]:
    """The record of this row, in the order of `RECORD_COLUMNS`."""
    element_id, answer, on, issue_id, rater = key
    return (
        pk,
        load.agency_id,
        element_id,
        answer,
        on or None,
        row.number,
        issue_id or None,
        rater,
        str(row.family_mode),
        row.words,
        row.link,
        row.reason,
        compact(row.detail) if row.detail else None,
        stored_moment(row.recorded_at) if row.recorded_at else moment,
        row.recorded_by or load.by.public_id,
        load.source,
        load.batch,
        row.in_case_system,
        "",
    )


class _NewSets:
    """The sets that rows name: those of their cases, and new ones where they have none of that name."""

    def __init__(self, rows: Iterable[NewRecord], load: Load) -> None:
        naming = [row for row in rows if row.issue]
        self._known = SetsOfCases({case_id for row in naming for case_id in row.case_ids})
        self._ids = iter(reserve_ids(IssueSet, len(naming)) if naming else ())
        self._load = load
        self._new: list[tuple[Any, ...]] = []

    def of(self, row: NewRecord) -> int:
        """The key of the row's set."""
        found = self._known.named(row.issue, row.case_ids, on=row.happened_on)
        if found is None:
            found = next(self._ids)
            begun_on = row.happened_on or (row.recorded_at or self._load.at).date()
            self._new.append((found, new_public_id(), self._load.agency_id, row.issue.strip(), begun_on.isoformat()))
        self._known.add(found, row.issue, row.case_ids)
        return found

    def store(self) -> None:
        """The new ones stand."""
        if self._new:
            insert_rows(IssueSet, ("id", "public_id", "agency_id", "name", "begun_on"), self._new)

"""Laying down the rows of a load: what is new becomes records and links, and is remembered for the fold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from soundings.breadth.actions.storing import compact, stored_moment
from soundings.breadth.models import IssueSet, Record, RecordCase
from soundings.breadth.queries.events import issues_by_id, local_day
from soundings.breadth.queries.stored import SetsOfCases, stored_by_sameness
from soundings.breadth.rules import Event, Issue, Match, Sameness, Stored, match_of
from soundings.core.actions import Actor
from soundings.core.bulk import insert_rows, reserve_ids
from soundings.core.rules import new_public_id

CHUNK = 50_000  # rows that are looked up and inserted together
IN_MEMORY = 300_000  # rows whose events are kept for the fold; the records of larger loads are read back

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
    time_zone: str
    batch: str
    by: Actor
    at: datetime
    source: str
    codes: dict[str, int]  # element id by code
    teams: dict[int, int | None]  # by case
    keeps_events: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    touched: set[int] = field(default_factory=set)
    first: dict[tuple[int | None, int], datetime] = field(default_factory=dict)  # recorded, by team and element
    events: dict[int, list[tuple[int, Event]]] = field(default_factory=dict)  # of cases that had no record before
    moments: dict[datetime, tuple[str, datetime, Any]] = field(default_factory=dict)

    def moment(self, at: datetime) -> tuple[str, datetime, Any]:
        """The local day of a moment, the moment, and the moment as it is stored."""
        if at not in self.moments:
            self.moments[at] = (local_day(at, self.time_zone), at, stored_moment(at))
        return self.moments[at]


def store_chunk(rows: Sequence[NewRecord], first: int, load: Load) -> None:
    """What is new in these rows stands, linked to the cases that lack it. first: the place of the first of them."""
    case_ids = {case_id for row in rows for case_id in row.case_ids}
    stored = stored_by_sameness(case_ids)
    had = {key[0] for key in stored}
    fresh = {one for one in case_ids if one not in had or one in load.events} if load.keeps_events else set()
    sets = NewSets(rows, load)
    ids = iter(reserve_ids(Record, len(rows)))
    seen: set[tuple[Any, ...]] = set()  # what this chunk adds; the chunks before it are stored
    records: list[tuple[Any, ...]] = []
    links: list[tuple[int, int]] = []
    usual = load.moment(load.at)
    for place, row in enumerate(rows, first):
        element_id = load.codes[row.element]
        on = row.happened_on.isoformat() if row.happened_on else ""
        key = (element_id, str(row.answer), on, sets.of(row) if row.issue else 0, str(row.rater))
        lacking = _lacking(row, key, place, load, stored, seen)
        if not lacking:
            continue
        pk = next(ids)
        day, at, moment = load.moment(row.recorded_at) if row.recorded_at else usual
        records.append(_record(pk, row, key, load, moment))
        event = _event(row, key, sets, day, at)
        for case_id in lacking:
            links.append((case_id, pk))
            if case_id in fresh:
                load.events.setdefault(case_id, []).append((element_id, event))
            begun = (load.teams[case_id], element_id)
            if begun not in load.first or at < load.first[begun]:
                load.first[begun] = at
    sets.store()
    same = {"agency_id": load.agency_id, "source": load.source, "batch": load.batch, "ended_reason": ""}
    load.outcome.added += insert_rows(Record, RECORD_COLUMNS, records, same=same)
    insert_rows(RecordCase, ("case_id", "record_id"), links, same={"agency_id": load.agency_id})
    load.touched.update(case_id for case_id, _record in links)


RECORD_COLUMNS = (
    "id",
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
    "in_case_system",
)


def _event(row: NewRecord, key: Key, sets: "NewSets", day: str, at: datetime) -> Event:
    """The record of this row as the fold sees it."""
    _element_id, answer, on, issue_id, rater = key
    issue = sets.issue(issue_id) if issue_id else None
    return Event(answer, on, row.number, issue, rater, str(row.family_mode), row.reason, row.detail, day, at)


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
        moment,
        row.recorded_by or load.by.public_id,
        row.in_case_system,
    )


class NewSets:
    """The sets that rows name: those of their cases, and new ones where they have none of that name."""

    def __init__(self, rows: Iterable[NewRecord], load: Load) -> None:
        naming = [row for row in rows if row.issue]
        self._known = SetsOfCases({case_id for row in naming for case_id in row.case_ids})
        self._issues = issues_by_id(self._known.keys())
        self._ids = iter(reserve_ids(IssueSet, len(naming)) if naming else ())
        self._load = load
        self._new: list[tuple[Any, ...]] = []

    def of(self, row: NewRecord) -> int:
        """The key of the row's set."""
        found = self._known.named(row.issue, row.case_ids, on=row.happened_on)
        if found is None:
            found = self._begun(row)
        self._known.add(found, row.issue, row.case_ids)
        return found

    def issue(self, pk: int) -> Issue:
        """The set with this key, as the fold sees it."""
        return self._issues[pk]

    def _begun(self, row: NewRecord) -> int:
        pk, public_id, name = next(self._ids), new_public_id(), row.issue.strip()
        self._issues[pk] = Issue(public_id, name, None)
        on = row.happened_on or date.fromisoformat(self._load.moment(row.recorded_at or self._load.at)[0])
        self._new.append((pk, public_id, self._load.agency_id, name, on.isoformat()))
        return pk

    def store(self) -> None:
        """The new ones stand."""
        if self._new:
            insert_rows(IssueSet, ("id", "public_id", "agency_id", "name", "begun_on"), self._new)

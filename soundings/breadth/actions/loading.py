"""Laying down the rows of a load: what is new becomes records and links, and is remembered for the fold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from soundings.breadth.actions.storing import compact, stored_moment
from soundings.breadth.models import IssueSet, Record, RecordCase
from soundings.breadth.queries.events import issues_by_id, local_day
from soundings.breadth.queries.stored import SetsOfCases, standing_of
from soundings.breadth.rules import Event, Issue, Match, Sameness, match_of
from soundings.core.actions import Actor
from soundings.core.bulk import alike, insert_rows, reserve_ids
from soundings.core.rules import new_public_id

CHUNK = 50_000  # rows that are looked up and inserted together
IN_MEMORY = 300_000  # events that are kept for the fold; beyond, the records are read back

Said = tuple[int, str, str, int, str]  # what a row says of each of its cases: a `Sameness` without the case


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
    elements: frozenset[int] = frozenset()  # those that the rows name
    outcome: Outcome = field(default_factory=Outcome)
    touched: set[int] = field(default_factory=set)
    first: dict[tuple[int | None, int], datetime] = field(default_factory=dict)  # recorded, by team and element
    events: dict[int, list[tuple[int, Event]]] = field(default_factory=dict)  # of `elements`, by case: all there are
    room: int = IN_MEMORY  # how many more events may be kept
    moments: dict[datetime, tuple[str, datetime, Any]] = field(default_factory=dict)

    def moment(self, at: datetime) -> tuple[str, datetime, Any]:
        """The local day of a moment, the moment, and the moment as it is stored."""
        if at not in self.moments:
            self.moments[at] = (local_day(at, self.time_zone), at, stored_moment(at))
        return self.moments[at]


def store_all(rows: Sequence[NewRecord], load: Load) -> None:
    """What is new in these rows stands, linked to the cases that lack it.

    Case by case, whatever the order of the file: what stands of a case is read once, and written side by side.
    """
    order = sorted(range(len(rows)), key=[row.case_ids for row in rows].__getitem__)
    for start in range(0, len(order), CHUNK):
        _store_chunk([(place, rows[place]) for place in order[start : start + CHUNK]], load)
    load.outcome.same.sort()
    load.outcome.matched.sort()


def _store_chunk(rows: Sequence[tuple[int, NewRecord]], load: Load) -> None:
    chunk = _Chunk(rows, load)
    chunk.lay_down(rows)
    chunk.sets.store()
    same = {"agency_id": load.agency_id, "source": load.source, "batch": load.batch, "ended_reason": ""}
    columns, records, usual = alike(RECORD_COLUMNS, chunk.records)
    load.outcome.added += insert_rows(Record, columns, records, same=same | usual)
    insert_rows(RecordCase, ("case_id", "record_id"), chunk.links, same={"agency_id": load.agency_id})
    load.touched.update(case_id for case_id, _record in chunk.links)


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


class _Plain(dict[str, str]):
    """A word as plain text, whatever enum it came from: made once for each, since a row has three of them."""

    def __missing__(self, word: str) -> str:
        text = self[word] = str(word)
        return text


class _Days(dict[date | None, str]):
    """A day as text, empty for none: written out once for each, since a file has the same few thousand."""

    def __missing__(self, on: date | None) -> str:
        text = self[on] = on.isoformat() if on else ""
        return text


class _Chunk:
    """Rows that are looked up together, and what becomes of them. rows: with their places in the load."""

    def __init__(self, rows: Sequence[tuple[int, NewRecord]], load: Load) -> None:
        case_ids = {case_id for _place, row in rows for case_id in row.case_ids}
        self.load = load
        kept = case_ids - load.events.keys() if load.room > 0 else ()
        standing = standing_of(case_ids, elements=load.elements, fold=kept, time_zone=load.time_zone)
        self.stored = standing.by_sameness
        load.events |= standing.events
        load.room -= len(rows) + sum(map(len, standing.events.values()))
        self.sets = NewSets([row for _place, row in rows], load)
        self.ids = iter(reserve_ids(Record, len(rows)))
        self.seen: set[tuple[Sameness, int | None]] = set()  # what this chunk adds; the chunks before it are stored
        self.records: list[tuple[Any, ...]] = []
        self.links: list[tuple[int, int]] = []

    def lay_down(self, rows: Iterable[tuple[int, NewRecord]]) -> None:
        """Each row that is new has its record and links, and its cases have its event for the fold."""
        load, usual, author = self.load, self.load.moment(self.load.at), self.load.by.public_id
        codes, teams, events, firsts, stored, seen = (
            load.codes, load.teams, load.events, load.first, self.stored, self.seen,
        )  # fmt: skip
        add_record, add_link, next_id = self.records.append, self.links.append, self.ids.__next__
        made_event, plain, days = Event._make, _Plain(), _Days()
        # One long loop: a practice file has a million rows, and each call within costs a twentieth of a row.
        for place, row in rows:
            (case_ids, code, answer, on, number, issue, rater, mode, words, link, reason, detail, in_system, _again,
             recorded_at, recorded_by) = row  # fmt: skip
            element_id, day_of, set_id = codes[code], days[on], self.sets.of(row) if issue else 0
            answer, rater, mode = plain[answer], plain[rater], plain[mode]
            said = (element_id, answer, day_of, set_id, rater)
            # Nearly every row is of one case and says what was not said before.
            if len(case_ids) == 1 and (key := (case_ids[0], *said)) not in stored and (key, number) not in seen:
                seen.add((key, number))
                lacking: Sequence[int] = case_ids
            elif not (lacking := self._lacking(row, said, place)):
                continue
            pk, (day, at, moment) = next_id(), load.moment(recorded_at) if recorded_at else usual
            kept = compact(detail) if detail else None
            add_record(
                (pk, element_id, answer, day_of or None, number, set_id or None, rater, mode, words, link, reason, kept,
                 moment, recorded_by or author, in_system)
            )  # fmt: skip
            of = self.sets.issue(set_id) if set_id else None
            event = element_id, made_event((answer, day_of, number, of, rater, mode, reason, detail, day, at))
            for case_id in lacking:
                add_link((case_id, pk))
                if case_id in events:
                    events[case_id].append(event)
                begun = (teams[case_id], element_id)
                if begun not in firsts or at < firsts[begun]:
                    firsts[begun] = at

    def _lacking(self, row: NewRecord, said: Said, place: int) -> list[int]:
        """The cases of the row that do not have this record yet. If none lacks it, the outcome says why."""
        lacking: list[int] = []
        matched = None
        for case_id in row.case_ids:
            key = (case_id, *said)
            whole = (key, row.number)
            if not row.again:
                if whole in self.seen:
                    continue
                if key in self.stored:
                    match, pk = match_of(key, number=row.number, source=self.load.source, stored=self.stored)
                    if match is not Match.NEW:
                        matched = pk if match is Match.MATCH else matched
                        continue
            self.seen.add(whole)
            lacking.append(case_id)
        if not lacking and matched:
            self.load.outcome.matched.append((place, matched))
        elif not lacking:
            self.load.outcome.same.append(place)
        return lacking


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

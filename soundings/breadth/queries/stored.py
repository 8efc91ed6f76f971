"""What is recorded already, as far as an import must know before it adds. For `actions` and for plans of imports."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from soundings.breadth.models import CaseState, IssueSet, Record, RecordCase, RecordingStart
from soundings.breadth.queries.events import Moments, issues_by_id, listed
from soundings.breadth.rules import TAKEN_BACK, Event, Sameness, Stored
from soundings.cases.models import Case, Child
from soundings.core.rules import sort_key

BLOCK = 5_000  # keys written into one statement


class Standing(NamedTuple):
    """The records of some cases as they stand, for those who add to them."""

    by_sameness: dict[Sameness, list[Stored]]  # for `rules.match_of`: ended ones too, but none taken back
    events: dict[int, list[tuple[int, Event]]]  # the current ones by case, for the fold


def stored_by_sameness(case_ids: Collection[int]) -> dict[Sameness, list[Stored]]:
    """The records of these cases by what they say, for `rules.match_of`: also ended ones, but none taken back."""
    return standing_of(case_ids).by_sameness


def standing_of(
    case_ids: Collection[int], *, elements: Collection[int] = (), fold: Collection[int] = (), time_zone: str = "UTC"
) -> Standing:
    """The records of these cases, read once for both uses. elements: of these only, if given.

    fold: the cases whose events are wanted; their days are those of `time_zone`.
    """
    by_sameness: dict[Sameness, list[Stored]] = defaultdict(list)
    events: dict[int, list[tuple[int, Event]]] = {case_id: [] for case_id in fold}
    moments = Moments(time_zone)
    for block in _blocks(case_ids):
        rows = _standing(block, elements)
        issues = issues_by_id({row[4] for row in rows if row[4]}) if fold else {}
        for row in rows:
            pk, source, number, ended, mode, reason, detail, at = row[6:]
            by_sameness[row[:6]].append(Stored(pk, source, number, bool(ended)))
            if row[0] in events and not ended:
                case_id, element_id, answer, on, issue_id, rater = row[:6]
                issue, said = issues[issue_id] if issue_id else None, json.loads(detail) if detail else None
                event = Event(answer, on, number, issue, rater, mode, reason, said, *moments[at])
                events[case_id].append((element_id, event))
    return Standing(dict(by_sameness), events)


def _standing(case_ids: Collection[int], elements: Collection[int]) -> list[tuple[Any, ...]]:
    on_postgres = connection.vendor == "postgresql"
    # As text: the drivers would make objects of days and moments one by one.
    day, at, detail = (f"r.{column}::text" if on_postgres else f"r.{column} || ''" for column in _TEXTS)
    sql = (
        f"select c.case_id, r.element_id, r.answer, coalesce({day}, ''), coalesce(r.issue_id, 0), r.rater,"
        f" r.id, r.source, r.number, r.ended_at is not null, r.family_mode, r.reason, {detail}, {at}"
        f" from {RecordCase._meta.db_table} c join {Record._meta.db_table} r on r.id = c.record_id"
        f" where c.case_id in ({listed(case_ids)}) and r.ended_reason <> '{TAKEN_BACK}'"
    )
    if elements:
        sql += f" and r.element_id in ({listed(elements)})"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


_TEXTS = ("happened_on", "recorded_at", "detail")


_key = lru_cache(maxsize=4_096)(sort_key)  # a file names the same few issues again and again


class SetsOfCases:
    """The sets of some cases by name: a current one before one that has ended."""

    def __init__(self, case_ids: Collection[int]) -> None:
        self._found: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._ended: dict[int, date | None] = {}
        for block in _blocks(case_ids):
            for case_id, name, pk, ended in _sets(block):
                self._found[case_id, _key(name)].append(pk)
                self._ended[pk] = ended

    def keys(self) -> Collection[int]:
        """The keys of all of them."""
        return self._ended.keys()

    def named(self, name: str, case_ids: Iterable[int], *, on: date | None) -> int | None:
        """The key of the set of this name that one of these cases has; an ended one only for what happened before."""
        key = _key(name)
        for case_id in case_ids:
            for pk in self._found.get((case_id, key), ()):
                ended = self._ended[pk]
                if ended is None or (on is not None and on <= ended):
                    return pk
        return None

    def add(self, pk: int, name: str, case_ids: Iterable[int]) -> None:
        """These cases have this set too."""
        key = _key(name)
        self._ended.setdefault(pk, None)
        for case_id in case_ids:
            if pk not in self._found[case_id, key]:
                self._found[case_id, key].insert(0, pk)


def _sets(case_ids: Sequence[int]) -> Iterator[tuple[int, str, int, date | None]]:
    links = RecordCase.objects.filter(case__in=case_ids, record__issue__isnull=False).values_list(
        "case", "record__issue"
    )
    pairs = sorted(set(links))
    issues = IssueSet.objects.in_bulk({pk for _case, pk in pairs})
    for case_id, pk in sorted(pairs, key=lambda pair: (issues[pair[1]].ended_on is not None, pair)):
        yield case_id, issues[pk].name, pk, issues[pk].ended_on


def children_of(case_ids: Collection[int]) -> list[str]:
    """The public ids of the children of these cases."""
    found: list[str] = []
    for block in _blocks(case_ids):  # in two steps: in one, SQLite reads every child that there is
        children = set(Case.objects.filter(pk__in=block).values_list("child", flat=True))
        found += Child.objects.filter(pk__in=children).values_list("public_id", flat=True)
    return found


def left_of_starts(agency_id: int, batch: str) -> dict[int, dict[int, str]]:
    """Where this import began recording and no current record carries it on: elements (code by key) by team."""
    starts = RecordingStart.objects.filter(agency=agency_id, batch=batch).exclude(batch="")
    left: dict[int, dict[int, str]] = defaultdict(dict)
    for team_id, element_id, code in starts.values_list("team", "element", "element__code"):
        left[team_id][element_id] = code
    cases = CaseState.objects.filter(agency=agency_id, team__in=left)
    going_on = RecordCase.objects.filter(case__state__in=cases, record__ended_at=None)
    for team_id, element_id in going_on.values_list("case__state__team", "record__element").distinct():
        left[team_id].pop(element_id, None)
    return {team_id: elements for team_id, elements in left.items() if elements}


def _blocks(case_ids: Collection[int]) -> Iterator[Sequence[int]]:
    ids = sorted(case_ids)
    for start in range(0, len(ids), BLOCK):
        yield ids[start : start + BLOCK]

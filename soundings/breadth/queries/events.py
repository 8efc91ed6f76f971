"""Current records as the fold sees them, and the rest that projections are made of. For `actions`, not for pages."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection

from soundings.breadth.models import Element, IssueSet, Record, RecordCase, RecordingStart
from soundings.breadth.rules import Event, Issue, end_of
from soundings.core import remembered
from soundings.core.models import Agency
from soundings.core.plain import cursor_for, rows, spoken
from soundings.core.rules import local_date


class Fold(NamedTuple):
    """What the fold needs to know of an agency: its elements (code, kind, by issue) by id, and its days."""

    elements: dict[int, tuple[str, str, bool]]
    time_zone: str


def fold_of(agency_id: int) -> Fold:
    """The agency's elements, retired ones too, and its time zone. Two queries."""
    elements = remembered.rows(_ELEMENTS, [agency_id])
    agency = remembered.rows(f"select time_zone from {Agency._meta.db_table} where id = %s", [agency_id])
    assert agency, "the agency of a case"
    return Fold({pk: (code, kind, bool(by_issue)) for pk, code, kind, by_issue in elements}, agency[0][0])


_ELEMENTS = f"select id, code, kind, by_issue from {Element._meta.db_table} where agency_id = %s"


def events_of(
    case_ids: Collection[int], *, time_zone: str, elements: Collection[int] = (), known_at: datetime | None = None
) -> dict[int, list[tuple[int, Event]]]:
    """The current records by case: (element id, event), in any order. Two queries, whatever the number of cases.

    elements: of these only, if given. known_at: the records that were current just before this moment instead.
    Cases without a record are left out.
    """
    found = _current(case_ids, elements, known_at)
    return _events(found, issues_by_id({row[5] for row in found if row[5]}), time_zone)


def events_since(case_ids: Collection[int], *, on: date, time_zone: str) -> dict[int, list[tuple[int, Event]]]:
    """All current records of each element of these cases of which today's value is not that of this day's end.

    The same as `events_of` without the elements of which all is dated, by `on`, and all recorded by then or all
    since, in issues that had ended by then or have not ended: of these only the day of recording may differ.
    """
    found = _current(case_ids, (), None)
    issues = issues_by_id({row[5] for row in found if row[5]})
    day = on.isoformat()
    ended = {pk for pk, issue in issues.items() if issue.ended and issue.ended > day}
    night = f"{end_of(on, time_zone):%Y-%m-%d %H:%M:%S}"  # as both databases write moments
    recorded: dict[tuple[int, int], bool] = {}
    moved = set()
    for row in found:
        of, after = (row[0], row[1]), row[10] >= night
        if not row[3] or row[3] > day or row[5] in ended or recorded.setdefault(of, after) is not after:
            moved.add(of)
    return _events([row for row in found if (row[0], row[1]) in moved], issues, time_zone)


def _events(
    found: Iterable[tuple[Any, ...]], issues: Mapping[int, Issue], time_zone: str
) -> dict[int, list[tuple[int, Event]]]:
    moments = Moments(time_zone)
    events: dict[int, list[tuple[int, Event]]] = defaultdict(list)
    for case_id, element_id, answer, on, number, issue_id, rater, mode, reason, detail, recorded_at in found:
        event = Event(
            answer,
            on or "",
            number,
            issues[issue_id] if issue_id else None,
            rater,
            mode,
            reason,
            json.loads(detail) if detail else None,
            *moments[recorded_at],
        )
        events[case_id].append((element_id, event))
    return events


class Moments(dict[str, tuple[str, datetime]]):
    """The local day and the moment that a database's text of it stands for. An import's records have one moment."""

    def __init__(self, time_zone: str) -> None:
        super().__init__()
        self.time_zone = time_zone

    def __missing__(self, text: str) -> tuple[str, datetime]:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        self[text] = local_day(at, self.time_zone), at
        return self[text]


def local_day(at: datetime, time_zone: str) -> str:
    """The local day on which `at` falls, as ISO text."""
    return local_date(at, time_zone).isoformat()


def _current(case_ids: Collection[int], elements: Collection[int], known_at: datetime | None) -> list[tuple[Any, ...]]:
    # Plain SQL: an import folds a million of these, and the ORM would cost more than the fold.
    # As text: SQLite's driver would make objects of them one by one.
    on_postgres = connection.vendor == "postgresql"
    day, at = (
        ("r.happened_on::text", "r.recorded_at::text")
        if on_postgres
        else ("r.happened_on || ''", "r.recorded_at || ''")
    )
    counts = _COUNTS_NOW if known_at is None else _COUNTED
    sql = (
        f"select c.case_id, r.element_id, r.answer, {day}, r.number, r.issue_id, r.rater, r.family_mode, r.reason,"
        f" r.detail, {at} from {RecordCase._meta.db_table} c join {Record._meta.db_table} r"
        f" on r.id = c.record_id where c.case_id = any(%s) and {counts}"
    )
    if elements:
        sql += " and r.element_id = any(%s)"
    moment = [] if known_at is None else [connection.ops.adapt_datetimefield_value(known_at)] * 2
    sql, values = spoken(sql, [sorted(case_ids), *moment, *([sorted(elements)] if elements else [])])
    with cursor_for() as cursor:
        if on_postgres:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
        raw = cursor.connection.cursor()  # past Django's conversion of what comes back
        return list(raw.execute(sql.replace("%s", "?"), values).fetchall())


_COUNTS_NOW = "r.ended_at is null"
_COUNTED = "r.recorded_at < %s and (r.ended_at is null or r.ended_at >= %s)"


def listed(ids: Iterable[int]) -> str:
    """Integer keys, written out: they are ours, and there may be thousands of them."""
    return ",".join(str(int(one)) for one in ids) or "null"


def issues_by_id(ids: Collection[int]) -> dict[int, Issue]:
    """The sets with these keys. One query; none for none."""
    if not ids:
        return {}
    found = rows(
        f"select id, public_id, name, ended_on from {IssueSet._meta.db_table} where id = any(%s)", [sorted(ids)]
    )
    return {pk: Issue(public_id, name, _iso(ended)) for pk, public_id, name, ended in found}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def begun_in(team_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each of these teams the elements whose recording it has begun: id by code. One query; none for none."""
    begun: dict[int, dict[str, int]] = {team_id: {} for team_id in team_ids}
    if begun:
        for team_id, code, element_id in remembered.rows(_BEGUN, [sorted(begun)]):
            begun[team_id][code] = element_id
    return begun


_BEGUN = (
    f"select s.team_id, e.code, e.id from {RecordingStart._meta.db_table} s"
    f" join {Element._meta.db_table} e on e.id = s.element_id where s.team_id = any(%s)"
)

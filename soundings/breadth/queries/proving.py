"""Whether states, signals, tallies and counts say what cases and records say.

Reads blocks; holds no more than one of them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from operator import add
from typing import Any, NamedTuple

from django.db import connection, transaction

from soundings.accounts.models import Unit
from soundings.breadth.models import (
    CaseState,
    Element,
    MonthEnd,
    MonthsDue,
    Projection,
    Record,
    RecordCase,
    Tally,
    TallyDays,
    TallyDue,
    UnitCount,
)
from soundings.breadth.queries.events import fold_of
from soundings.breadth.queries.grounds import Grounds, standings
from soundings.breadth.queries.months import COUNTED, Months, Row, recording_teams
from soundings.breadth.queries.now import STATE_FIELDS, CaseNow, cases_now, folded
from soundings.breadth.queries.reckoning import ALONE, Reckoning
from soundings.breadth.queries.signalled import signals_by_key, stored_signals
from soundings.breadth.rules import COLUMNS, DAYS, DUE, Part
from soundings.cases.models import Activity, Case
from soundings.core.plain import rows as plain_rows

BLOCK = 2_000


class Difference(NamedTuple):
    """One thing that is not as it must be.

    what: "state", "signal", "tally", "count", "month"; where: the key of a case or a place. Or, of what the database
    itself does not refuse (ADR 12 and 16), "record", "link" (of a record to a case) and "activity" by their own keys.
    """

    what: str
    where: int
    field: str
    stored: Any
    expected: Any


def differences(agency_id: int, *, progress: Callable[[int], None] = lambda done: None) -> Iterator[Difference]:
    """Everything in this agency that is not as its cases and records say; nothing if all is well.

    progress: told the number of cases looked at, block by block.
    """
    fold, expected, grounds = fold_of(agency_id), Reckoning(agency_id), Grounds(agency_id)
    done = 0
    for ids in case_blocks(agency_id):
        now = cases_now(ids)
        values = folded(ids, fold)
        yield from _of_states(ids, now, values)
        yield from _of_signals(ids, values, grounds)
        for case in now:
            expected.add(case, values.get(case.pk, {}))
        done += len(ids)
        progress(done)
    yield from _of_families(agency_id, dict(expected.parts()))
    expected.roll_up()
    yield from _of_tallies(agency_id, expected)
    yield from _of_counts(agency_id, expected)
    yield from _of_months(agency_id)
    yield from _of_elements(agency_id)
    yield from _of_links(agency_id)


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read within shows the database as it is now, however long it takes. Within a transaction: as that."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("begin")  # Django's own transactions keep writers out; this one only reads
        try:
            yield
        finally:
            cursor.execute("rollback")


def case_blocks(agency_id: int) -> Iterator[list[int]]:
    """The keys of all cases of the agency, a block at a time, ascending."""
    last = 0
    while True:
        ids = list(
            Case.objects.filter(agency=agency_id, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BLOCK]
        )
        if not ids:
            return
        yield ids
        last = ids[-1]


def _of_states(ids: list[int], now: list[CaseNow], values: dict[int, dict[str, Any]]) -> Iterator[Difference]:
    stored = {row[0]: row for row in CaseState.objects.filter(pk__in=ids).values_list("pk", *STATE_FIELDS)}
    for case in now:
        row = stored.get(case.pk)
        if row is None:
            yield Difference("state", case.pk, "", None, "a state")
            continue
        wanted = case.stated(values.get(case.pk, {}))
        for name, had, must in zip(STATE_FIELDS, row[1:], wanted, strict=True):
            if had != must:
                yield Difference("state", case.pk, name, had, must)


def _of_families(agency_id: int, parts: dict[int, Part]) -> Iterator[Difference]:
    """How families are counted: of each case, for its family or not, and what is lent to it."""
    odd = CaseState.objects.filter(agency=agency_id).exclude(counts_family=True, lent={})
    for pk, *stored in odd.values_list("pk", "counts_family", "lent").iterator():
        had, must = Part(*stored), parts.pop(pk, ALONE)
        if had != must:
            yield Difference("state", pk, "part in the family", had, must)
    for pk, must in parts.items():
        yield Difference("state", pk, "part in the family", ALONE, must)


def _of_signals(ids: list[int], values: dict[int, dict[str, Any]], grounds: Grounds) -> Iterator[Difference]:
    wanted = signals_by_key(standings(ids), {pk: values.get(pk, {}) for pk in ids}, grounds)
    stored = stored_signals(ids)
    for case_id, rule in sorted(wanted.keys() | stored.keys()):
        had, must = stored.get((case_id, rule)), wanted.get((case_id, rule))
        if had != must:
            yield Difference("signal", case_id, rule, had, must)


def _of_tallies(agency_id: int, expected: Reckoning) -> Iterator[Difference]:
    left = Counter({key: by for key, by in expected.tallies.items() if by})
    for unit_id, element_id, column, had in _stored_tallies(agency_id):
        must = left.pop((unit_id, element_id, column), 0)
        if had != must:
            yield Difference("tally", unit_id, f"{column} of element {element_id}", had, must)
    for (unit_id, element_id, column), must in left.items():
        yield Difference("tally", unit_id, f"{column} of element {element_id}", 0, must)


def _stored_tallies(agency_id: int) -> Iterator[tuple[int, int, str, int]]:
    """Place, element, column or day (see `rules.DUE`), and how many."""
    for unit_id, element_id, *figures in Tally.objects.filter(agency=agency_id).values_list(
        "unit", "element", *COLUMNS
    ):
        for column, had in zip(COLUMNS, figures, strict=True):
            yield unit_id, element_id, column, had
    dues = TallyDue.objects.filter(agency=agency_id).values_list("unit", "element", "due_on", "outstanding")
    for unit_id, element_id, due_on, had in dues.iterator():
        yield unit_id, element_id, f"{DUE}{due_on.isoformat()}", had
    days = TallyDays.objects.filter(agency=agency_id).values_list("unit", "element", "days", "recorded")
    for unit_id, element_id, after, had in days.iterator():
        yield unit_id, element_id, f"{DAYS}{after}", had


def _of_counts(agency_id: int, expected: Reckoning) -> Iterator[Difference]:
    left = Counter({key: by for key, by in expected.open.items() if by})
    for unit_id, had in UnitCount.objects.filter(agency=agency_id).values_list("unit", "open_cases"):
        must = left.pop(unit_id, 0)
        if had != must:
            yield Difference("count", unit_id, "open cases", had, must)
    for unit_id, must in left.items():
        yield Difference("count", unit_id, "open cases", 0, must)


def _of_months(agency_id: int) -> Iterator[Difference]:
    """Month ends against the records of their teams. Teams that are noted to be counted anew say nothing yet."""
    made = Projection.objects.filter(agency=agency_id, months_to__isnull=False).first()
    if made is None or made.months_to is None:
        return
    months, due = (
        Months(agency_id, made.months_to + timedelta(days=1)),
        set(MonthsDue.objects.filter(agency=agency_id).values_list("unit", flat=True)),
    )
    teams = recording_teams(agency_id)
    for team_id, begun_on in teams.items():
        if team_id not in due:
            must = months.of_team(team_id, begun_on)
            had = MonthEnd.objects.filter(unit=team_id).values_list("element", "on", *COUNTED)
            yield from _of_rows(team_id, {(one, on): n for one, on, *n in had}, must)
    paths = dict(Unit.objects.filter(agency=agency_id).values_list("pk", "path"))
    sums: dict[int, dict[Row, list[int]]] = defaultdict(dict)
    stored: dict[int, dict[Row, list[int]]] = defaultdict(dict)
    for unit_id, one, on, *n in MonthEnd.objects.filter(agency=agency_id).values_list(
        "unit", "element", "on", *COUNTED
    ):
        if unit_id not in teams:
            stored[unit_id][one, on] = n
            continue
        for above in _line(paths[unit_id])[:-1]:
            row = sums[above].setdefault((one, on), [0] * len(COUNTED))
            row[:] = map(add, row, n)
    for unit_id in {*sums, *stored}:
        yield from _of_rows(unit_id, stored[unit_id], sums[unit_id])


def _of_rows(unit_id: int, had: Mapping[Row, Sequence[int]], must: Mapping[Row, Sequence[int]]) -> Iterator[Difference]:
    zeros = [0] * len(COUNTED)
    for row in sorted({*had, *must}):
        stored, expected = list(had.get(row, zeros)), list(must.get(row, zeros))
        if stored != expected:
            yield Difference("month", unit_id, f"{row[1]} of element {row[0]}", stored, expected)


def _line(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


def _of_elements(agency_id: int) -> Iterator[Difference]:
    """Records of an element that the agency does not have: the database itself does not refuse them (ADR 12)."""
    known = list(Element.objects.filter(agency=agency_id).order_by("pk").values_list("pk", flat=True))
    odd = Record.objects.filter(agency=agency_id).exclude(element_id__in=known).order_by("pk")
    for pk, element_id in odd.values_list("pk", "element_id").iterator():
        yield Difference("record", pk, "element", element_id, "an element of the agency")


def _of_links(agency_id: int) -> Iterator[Difference]:
    """Links to a case or a record that there is not, and activities of no case: not refused either (ADR 16)."""
    for record_id, case_id, has_case in plain_rows(_LOOSE_LINKS, [agency_id]):
        yield Difference("link", record_id, "record" if has_case else "case", case_id, "a record and a case")
    for pk, case_id in plain_rows(_LOOSE_ACTIVITIES, [agency_id]):
        yield Difference("activity", pk, "case", case_id, "a case")


_LOOSE_LINKS = (
    f"select l.record_id, l.case_id, c.id is not null from {RecordCase._meta.db_table} l"
    f" left join {Case._meta.db_table} c on c.id = l.case_id"
    f" left join {Record._meta.db_table} r on r.id = l.record_id"
    " where l.agency_id = %s and (c.id is null or r.id is null) order by l.record_id, l.case_id"
)
_LOOSE_ACTIVITIES = (
    f"select a.id, a.case_id from {Activity._meta.db_table} a left join {Case._meta.db_table} c on c.id = a.case_id"
    " where a.agency_id = %s and c.id is null order by a.id"
)

"""Whether states, tallies and counts say what cases and records say. Reads blocks; holds no more than one of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from soundings.breadth.models import CaseState, Tally, UnitCount
from soundings.breadth.queries.events import begun_in, fold_of
from soundings.breadth.queries.now import STATE_FIELDS, CaseNow, cases_now, folded
from soundings.breadth.rules import COLUMNS, contribution
from soundings.cases.models import Case

BLOCK = 2_000


class Difference(NamedTuple):
    """One thing that is not as it must be. what: "state", "tally" or "count"; where: the key of a case or place."""

    what: str
    where: int
    field: str
    stored: Any
    expected: Any


class Expected:
    """What the tallies and counts must come to, gathered case by case."""

    def __init__(self) -> None:
        self.tallies: Counter[tuple[int, int, str]] = Counter()
        self.open: Counter[int] = Counter()
        self._teams: Counter[tuple[str, int, str]] = Counter()
        self._open: Counter[str] = Counter()
        self._begun: dict[int, dict[str, int]] = {}

    def add(self, case: CaseNow, values: dict[str, Any]) -> None:
        """This case, with these values."""
        if case.closed_on or case.restricted or not case.team_id:
            return
        if case.team_id not in self._begun:
            self._begun |= begun_in([case.team_id])
        path = case.path or ""
        self._open[path] += 1
        for (element_id, column), by in contribution(values, self._begun[case.team_id]).items():
            self._teams[path, element_id, column] += by

    def roll_up(self) -> None:
        """Every place above the teams has the sum of what is below it."""
        for path, by in self._open.items():
            for unit_id in _line(path):
                self.open[unit_id] += by
        for (path, element_id, column), by in self._teams.items():
            for unit_id in _line(path):
                self.tallies[unit_id, element_id, column] += by


def _line(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


def differences(agency_id: int, *, progress: Callable[[int], None] = lambda done: None) -> Iterator[Difference]:
    """Everything in this agency that is not as its cases and records say; nothing if all is well.

    progress: told the number of cases looked at, block by block.
    """
    fold, expected = fold_of(agency_id), Expected()
    done = 0
    for ids in case_blocks(agency_id):
        now = cases_now(ids)
        values = folded(ids, fold)
        yield from _of_states(ids, now, values)
        for case in now:
            expected.add(case, values.get(case.pk, {}))
        done += len(ids)
        progress(done)
    expected.roll_up()
    yield from _of_tallies(agency_id, expected)
    yield from _of_counts(agency_id, expected)


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


def _of_tallies(agency_id: int, expected: Expected) -> Iterator[Difference]:
    left = Counter({key: by for key, by in expected.tallies.items() if by})
    for unit_id, element_id, *figures in Tally.objects.filter(agency=agency_id).values_list(
        "unit", "element", *COLUMNS
    ):
        for column, had in zip(COLUMNS, figures, strict=True):
            must = left.pop((unit_id, element_id, column), 0)
            if had != must:
                yield Difference("tally", unit_id, f"{column} of element {element_id}", had, must)
    for (unit_id, element_id, column), must in left.items():
        yield Difference("tally", unit_id, f"{column} of element {element_id}", 0, must)


def _of_counts(agency_id: int, expected: Expected) -> Iterator[Difference]:
    left = Counter({key: by for key, by in expected.open.items() if by})
    for unit_id, had in UnitCount.objects.filter(agency=agency_id).values_list("unit", "open_cases"):
        must = left.pop(unit_id, 0)
        if had != must:
            yield Difference("count", unit_id, "open cases", had, must)
    for unit_id, must in left.items():
        yield Difference("count", unit_id, "open cases", 0, must)

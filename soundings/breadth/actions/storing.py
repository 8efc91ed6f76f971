"""The projections' tables, written in one order everywhere, so that nobody waits for each other in a circle.

The order: cases, the trail, teams (`hold_teams`), states by case, tallies by place. See DEVELOPMENT.md.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection, models

from soundings.accounts.models import Unit
from soundings.breadth.models import CaseState, Tally, TallyDays, TallyDue, UnitCount
from soundings.breadth.queries.counting import Counting, Stands
from soundings.breadth.queries.events import begun_in
from soundings.breadth.queries.now import STATE_FIELDS
from soundings.breadth.rules import COLUMNS, DAYS, DUE, NOTHING_LENT
from soundings.core import remembered
from soundings.core.bulk import insert_rows
from soundings.core.plain import cursor_for, rows

_SOME = 100  # rows that go in one statement; more go as every load does
_TEAMS = 0x50_0000_0000  # begins the numbers of our locks on teams


class State(NamedTuple):
    """A case's state as it stands, locked."""

    agency_id: int
    team_id: int | None
    path: str  # of the team in the tree: "1.5.9.", empty without a team
    is_open: bool
    restricted: bool
    family_id: int | None
    stands: Stands
    values: dict[str, Any]

    @property
    def counts(self) -> bool:
        """Whether the case stands in the tallies of its team."""
        return self.is_open and not self.restricted and self.team_id is not None


class PlainState(NamedTuple):
    """A state with its values still as JSON text."""

    case_id: int
    agency_id: int
    team_id: int | None
    path: str
    is_open: bool
    restricted: bool
    family_id: int | None
    stands: Stands
    values: str

    @property
    def counts(self) -> bool:
        """Whether the case stands in the tallies of its team."""
        return bool(self.is_open and not self.restricted and self.team_id)


def locked_plain_states(case_ids: Collection[int]) -> list[PlainState]:
    """The states of these cases, locked in the order of their keys, the values not yet read. For many at once."""
    on_postgres = connection.vendor == "postgresql"
    text = "::text" if on_postgres else ""
    sql = (
        "select s.case_id, s.agency_id, s.team_id, coalesce(u.path, ''), s.is_open, s.restricted, s.family_id,"
        f' s.stage_id, s.opened_on, s.team_since, s.counts_family, s.lent{text}, s."values"{text}'
        f" from {CaseState._meta.db_table} s left join {Unit._meta.db_table} u on u.id = s.team_id"
        " where s.case_id = any(%s) order by s.case_id"
    )
    found = rows(f"{sql} for update of s" if on_postgres else sql, [sorted(case_ids)])
    return [PlainState._make((*row[:7], _stands(row), row[12])) for row in found]


def _stands(row: Sequence[Any]) -> Stands:
    lent = NOTHING_LENT if row[11] == "{}" else json.loads(row[11])
    return Stands._make((row[2], *row[7:11], lent))


def hold_teams(team_ids: Iterable[int], *, alone: Collection[int] = ()) -> None:
    """Until the transaction ends no element begins in these teams, and in those of `alone` no case comes or goes.

    Whoever counts the cases of a team must know them all. On SQLite writers are alone anyway.
    """
    if connection.vendor != "postgresql":
        return
    with cursor_for() as cursor:
        for team_id in sorted({*team_ids, *alone}):
            shared = "" if team_id in alone else "_shared"
            cursor.execute(f"select pg_advisory_xact_lock{shared}(%s)", [_TEAMS + team_id])
    remembered.look_again()


def locked_states(case_ids: Collection[int]) -> dict[int, State]:
    """The states of these cases, locked in the order of their keys. Cases without a state are left out."""
    plain = locked_plain_states(case_ids)
    return {one.case_id: State(*one[1:-1], json.loads(one.values)) for one in plain}


def stored_moment(at: datetime) -> Any:
    """`at` as the database takes it from `insert_rows`."""
    return connection.ops.adapt_datetimefield_value(at)


_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def compact(value: Any) -> str:
    """JSON without spaces, as states are stored."""
    return _compact.encode(value)


_STATE_COLUMNS = ("case_id", *STATE_FIELDS, "counts_family", "lent", "changed_at")
_TAKE_OVER = "on conflict (case_id) do update set " + ", ".join(
    f'"{column}" = excluded."{column}"' for column in _STATE_COLUMNS[1:]
)


def put_states(rows: Iterable[Sequence[Any]]) -> None:
    """These states stand, whether or not there were any. rows: in the order of `_STATE_COLUMNS`, by case id."""
    insert_rows(CaseState, _STATE_COLUMNS, rows, on_conflict=_TAKE_OVER)


def put_values(values: Mapping[int, str], *, at: datetime) -> None:
    """The values (JSON text) of these few cases are stored."""
    sql = f'update {CaseState._meta.db_table} set "values" = %s, changed_at = %s where case_id = %s'
    moment = stored_moment(at)
    with cursor_for() as cursor:
        for case_id in sorted(values):
            cursor.execute(sql, [values[case_id], moment, case_id])


def put_many_values(rows: Sequence[tuple[str, int]], *, at: datetime) -> None:
    """The values (JSON text, case id) of these many cases are stored."""
    table = CaseState._meta.db_table
    moment = stored_moment(at)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            raw = cursor.connection.cursor()
            raw.executemany(
                f'update {table} set "values" = ?, changed_at = ? where case_id = ?',
                [(text, moment, case_id) for text, case_id in rows],
            )
            return
        cursor.execute('create temporary table staging ("values" jsonb, case_id bigint) on commit drop')
        with cursor.copy('copy staging ("values", case_id) from stdin') as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("analyze staging")  # or the database takes long values for many rows, and reads every state
        cursor.execute(
            f'update {table} s set "values" = staging."values", changed_at = %s'
            " from staging where s.case_id = staging.case_id",
            [moment],
        )
        cursor.execute("drop table staging")


class Sums:
    """What a transaction adds to the tallies and counts of an agency, gathered first and stored last.

    families: those whose open cases have changed; `families.settle` counts each of them once, and stores.
    begun: what teams are known to have begun, by team; those teams are held, so it stays so.
    """

    def __init__(self, agency_id: int) -> None:
        self.agency_id = agency_id
        self.families: set[int] = set()
        self.begun: dict[int, dict[str, int]] = {}
        self._tallies: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._open: dict[str, int] = defaultdict(int)

    @cached_property
    def counting(self) -> Counting:
        """How a case counts, by the elements and times of the agency as they are now."""
        return Counting(self.agency_id)

    def begun_in(self, team_ids: Collection[int]) -> dict[int, dict[str, int]]:
        """What these held teams have begun, asked once."""
        missing = {team_id for team_id in team_ids if team_id not in self.begun}
        self.begun |= begun_in(missing) if missing else {}
        return {team_id: self.begun[team_id] for team_id in team_ids}

    def count(
        self, path: str, stands: Stands, values: Mapping[str, Any], begun: Mapping[str, int], *, by: int = 1
    ) -> None:
        """One case more (or, by -1, one less) with these values at the team with this path."""
        for (element_id, column), one in self.counting.adds(stands, values, begun).items():
            self._tallies[path, element_id][column] += by * one

    def change(
        self, state: State | PlainState, old: Mapping[str, Any], new: Mapping[str, Any], begun: Mapping[str, int]
    ) -> None:
        """A case that counts stays where it is, and its values go from the old to the new."""
        self.add(state.path, self.counting.change(state.stands, old, new, begun))
        if state.family_id:
            self.families.add(state.family_id)

    def add(self, path: str, changed: Mapping[tuple[int, str], int]) -> None:
        """`changed` (by element and column; see `rules.contribution`) comes on top at the team with this path."""
        for (element_id, column), by in changed.items():
            self._tallies[path, element_id][column] += by

    def add_open(self, path: str, by: int) -> None:
        """So many more open cases at the team with this path."""
        self._open[path] += by

    def rolled(self) -> dict[tuple[int, int], dict[str, int]]:
        """By place and element, for each place on the lines of the teams: what is added, by column and day."""
        found: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for (path, element_id), changed in self._tallies.items():
            for unit_id in line_of(path):
                row = found[unit_id, element_id]
                for column, by in changed.items():
                    row[column] += by
        return found

    def counts(self) -> dict[int, int]:
        """Open cases by place, likewise."""
        found: dict[int, int] = defaultdict(int)
        for path, by in self._open.items():
            for unit_id in line_of(path):
                found[unit_id] += by
        return found

    def store(self) -> None:
        """Tallies and counts are that much higher or lower, in the order of their keys."""
        rolled = sorted(self.rolled().items())
        plain = [(*key, *(row.get(column, 0) for column in COLUMNS)) for key, row in rolled]
        of_day = [(*key, column, by) for key, row in rolled for column, by in sorted(row.items()) if by]
        due = [(*row[:2], row[2][len(DUE) :], row[3]) for row in of_day if row[2].startswith(DUE)]
        days = [(*row[:2], int(row[2][len(DAYS) :]), row[3]) for row in of_day if row[2].startswith(DAYS)]
        self._upsert(Tally, ("unit_id", "element_id"), COLUMNS, [row for row in plain if any(row[2:])])
        self._upsert(TallyDue, ("unit_id", "element_id", "due_on"), ("outstanding",), due)
        self._upsert(TallyDays, ("unit_id", "element_id", "days"), ("recorded",), sorted(days))
        counts = sorted((unit_id, by) for unit_id, by in self.counts().items() if by)
        self._upsert(UnitCount, ("unit_id",), ("open_cases",), counts)

    def _upsert(
        self, model: type[models.Model], key: Sequence[str], sums: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        upsert(model, key, sums, [(self.agency_id, *row) for row in rows])


def line_of(path: str) -> list[int]:
    """The ids from the root down to the unit with this path."""
    return [int(part) for part in path.split(".") if part]


def upsert(model: type[models.Model], key: Sequence[str], sums: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows of this key are that much higher or lower in these sums. rows: agency, key, sums; in the order of keys."""
    table, columns = model._meta.db_table, ("agency_id", *key, *sums)
    added = ", ".join(f"{column} = {table}.{column} + excluded.{column}" for column in sums)
    on_conflict = f"on conflict ({', '.join(key)}) do update set {added}"
    if len(rows) > _SOME:  # to write thousands of values into a statement takes longer than to store them
        insert_rows(model, columns, rows, on_conflict=on_conflict)
    elif rows:
        marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
        with cursor_for() as cursor:
            cursor.execute(
                f"insert into {table} ({', '.join(columns)}) values {marks} {on_conflict}",
                [value for row in rows for value in row],
            )

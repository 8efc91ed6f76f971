"""A board: rows of `CaseState` grouped under each worker, with coverage counted from the rows shown."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer, may_here
from soundings.accounts.rules import Row
from soundings.breadth.models import Board, BoardVersion
from soundings.breadth.queries.expecting import Times, coverages_on, with_times
from soundings.breadth.queries.layouts import Column, columns_of, columns_of_version
from soundings.breadth.queries.past import past_rows
from soundings.breadth.queries.rows import ChildRow, Scope, child_rows
from soundings.breadth.rules import Coverage, Past, Standing, classify, label_of
from soundings.cases.queries import leaving
from soundings.core.plain import rows as plain_rows
from soundings.core.rules import sort_key


class Sort(StrEnum):
    FAMILIES = ""  # by name, brothers and sisters together
    OPENED = "opened"  # longest open first
    NEWEST = "newest"  # latest opened first
    CHANGED = "changed"  # latest recorded first


NOBODY = "nobody"  # stands for a worker: cases that are not allocated


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a board; everything may stay open. worker: a public id of staff, or `NOBODY`."""

    worker: str = ""
    element: str = ""  # code, with `recorded`
    recorded: bool = True
    abuse: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    text: str = ""  # a part of the name or the id


class GroupKind(StrEnum):
    NOBODY = "nobody"  # not allocated: stands first
    DUTY = "duty"
    WORKER = "worker"


class Group(NamedTuple):
    """The cases of one worker; those of nobody and those on duty stand first."""

    kind: GroupKind
    staff: str  # public id, empty for nobody
    name: str
    rows: list[ChildRow]
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class BoardShown:
    """A board as one viewer sees it. total: open cases before filters; shown: after them."""

    code: str
    label: str
    columns: list[Column]
    groups: list[Group]
    total: int
    shown: int
    covers: bool  # coverage may be seen: it is not the figure of one worker, or the viewer may see that
    workers: list[tuple[str, str]]  # public id and name of everybody who leads a case here, to filter by


def board_of(
    viewer: Viewer,
    *,
    of: Unit | Scope,
    board: Board,
    at: datetime,
    filters: Filters | None = None,
    sort: Sort = Sort.FAMILIES,
    language: str = "en-gb",
    version: BoardVersion | None = None,
    past: Past | None = None,
) -> BoardShown:
    """The open cases of a team (or place), or in a scope, on this board. The trail says first who read of whom.

    Raises Denied if the board of that place is not the viewer's to see. Restricted cases stand in none of these but
    `Scope.RESTRICTED`. version: of the board, to be looked at before it is in force. past: the day of which the
    board of a team is asked. Six queries and the trail's, sixteen at most for a past day, whatever the number of cases.
    """
    filters = filters or Filters()
    on = past.on if past else viewer.on
    rows = past_rows(viewer, of, past) if past and isinstance(of, Unit) else child_rows(viewer, of)
    times = Times(viewer.agency_id, on)
    if isinstance(of, Unit):
        times.know_paths({of.pk: of.path})
    rows = with_times(rows, times)
    staff = leads_of(rows)
    shown = _narrowed(rows, filters, staff)
    covers = may_see_coverage(viewer, of, shown, staff)
    columns = columns_of_version(version, language, on=on) if version else None
    columns = columns or columns_of(board, language, on=on)
    if covers:
        columns = with_coverages(columns, shown, on)
    leaving(viewer, shown, verb="board.viewed", at=at, target=_target(of), target_kind="board")
    return BoardShown(
        code=board.code,
        label=label_of(board.labels, language, code=board.code),
        columns=columns,
        groups=grouped(shown, staff, sort),
        total=len(rows),
        shown=len(shown),
        covers=covers,
        workers=[(one.public_id, one.name) for one in sorted(staff.values(), key=attrgetter("key"))],
    )


class Lead(NamedTuple):
    """Somebody who leads cases, as a heading needs them. key: sorts by name."""

    public_id: str
    name: str
    key: tuple[str, int]
    is_duty: bool


def leads_of(rows: Iterable[ChildRow]) -> dict[int, Lead]:
    """Who leads these cases, by key of staff. One query."""
    sql = f"select id, public_id, name, name_key, is_duty from {Staff._meta.db_table} where id = any(%s)"
    found = plain_rows(sql, [sorted({row.worker_id for row in rows if row.worker_id})])
    return {pk: Lead(public_id, name, (key, pk), is_duty) for pk, public_id, name, key, is_duty in found}


def _narrowed(rows: list[ChildRow], filters: Filters, staff: Mapping[int, Lead]) -> list[ChildRow]:
    keep: list[Callable[[ChildRow], bool]] = []
    if filters.worker:
        ids = {pk for pk, one in staff.items() if one.public_id == filters.worker} or {0}
        wanted = {None} if filters.worker == NOBODY else ids
        keep.append(lambda row: row.worker_id in wanted)
    if filters.element:
        keep.append(lambda row: (classify(row.values.get(filters.element)) is Standing.RECORDED) is filters.recorded)
    if filters.abuse:
        keep.append(lambda row: filters.abuse in row.head["abuse"])
    if first := filters.opened_from:
        keep.append(lambda row: row.opened_on >= first)
    if last := filters.opened_to:
        keep.append(lambda row: row.opened_on <= last)
    if text := sort_key(filters.text):
        keep.append(lambda row: text in sort_key(f"{row.head['name']} {row.head['ref']}"))
    return [row for row in rows if all(test(row) for test in keep)]


def may_see_coverage(viewer: Viewer, of: Unit | Scope, rows: Sequence[ChildRow], staff: Mapping[int, Lead]) -> bool:
    """Figures of one worker are for that worker and their supervisor (safety.md 8), however the rows were narrowed."""
    workers = {row.worker_id for row in rows if row.worker_id and not staff[row.worker_id].is_duty}
    if len(workers) != 1:
        return True
    is_own = workers <= set(viewer.staff_ids)
    path = of.path if isinstance(of, Unit) else "-"
    return may_here(viewer, Row.WORKER_COVERAGE, path=path, own=is_own)


def with_coverages(columns: Sequence[Column], rows: Sequence[ChildRow], on: date) -> list[Column]:
    """The columns with their coverage over these rows on a day; without, for facts and where nothing is expected."""
    asked = [(column.code, column.of_family) for column in columns if not column.fact]
    found = iter(coverages_on(rows, asked, on)) if rows else iter([Coverage()] * len(asked))
    covered = ((column, None if column.fact else next(found)) for column in columns)
    return [one._replace(coverage=cover) if cover and cover.expected else one for one, cover in covered]


def grouped(rows: Sequence[ChildRow], staff: Mapping[int, Lead], sort: Sort) -> list[Group]:
    """Not allocated first, then duty, then each worker by name."""
    held: dict[int, list[ChildRow]] = defaultdict(list)
    for row in rows:
        held[row.worker_id or 0].append(row)
    nobody = held.pop(0, [])
    groups = [Group(GroupKind.NOBODY, "", "", ordered(nobody, sort))] if nobody else []
    for pk in sorted(held, key=lambda one: (not staff[one].is_duty, staff[one].key)):
        kind = GroupKind.DUTY if staff[pk].is_duty else GroupKind.WORKER
        groups.append(Group(kind, staff[pk].public_id, staff[pk].name, ordered(held[pk], sort), pk))
    return groups


def ordered(rows: Sequence[ChildRow], sort: Sort) -> list[ChildRow]:
    """These rows in this order; by name within the same day."""
    by_name = sorted(rows, key=lambda row: (row.name_key, row.case_id))
    if sort is Sort.OPENED:
        return sorted(by_name, key=lambda row: row.opened_on)
    if sort is Sort.NEWEST:
        return sorted(by_name, key=lambda row: row.opened_on, reverse=True)
    if sort is Sort.CHANGED:
        return sorted(by_name, key=_recorded, reverse=True)
    return _families_together(by_name)


def _families_together(by_name: Sequence[ChildRow]) -> list[ChildRow]:
    """Brothers and sisters stand where the first of them by name would, oldest first."""
    together: dict[str | int, list[ChildRow]] = {}
    for row in by_name:
        together.setdefault(row.head["family"] or row.case_id, []).append(row)
    families = (rows if len(rows) == 1 else sorted(rows, key=_age) for rows in together.values())
    return [row for rows in families for row in rows]


def _age(row: ChildRow) -> str:
    return row.head["born"] or row.head["expected"] or "9"


def _recorded(row: ChildRow) -> str:
    return max((entry.get("new", "") for entry in row.values.values()), default="")


def _target(of: Unit | Scope) -> str:
    return of.public_id if isinstance(of, Unit) else str(of)

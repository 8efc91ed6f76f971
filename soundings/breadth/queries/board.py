"""A board: one indexed read of `CaseState`, grouped under each worker, with coverage counted from the rows shown."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer, may_here, reach
from soundings.accounts.rules import Row, UnitKind
from soundings.breadth.models import Board, BoardColumn, CaseState, RecordingStart
from soundings.breadth.rules import Coverage, Standing, classify, coverage_of, label_of
from soundings.cases.models import Case
from soundings.cases.permissions import named, own
from soundings.cases.queries import cases_visible_to, known_children, leaving, restricted_cases_named_for
from soundings.core.rules import Denied, sort_key


class Scope(StrEnum):
    """What a board is of, where it is not of a place."""

    MINE = "mine"  # the viewer's own cases: as lead, co-worker or cover
    SHARED = "shared"  # what is shared with the viewer by name
    RESTRICTED = "restricted"  # the restricted cases whose list names the viewer: a section of their own


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


class ChildRow(NamedTuple):
    """One case on a board. head and values as in DEVELOPMENT.md."""

    case_id: int
    team_id: int | None
    worker_id: int | None
    opened_on: date
    name_key: str
    changed_at: datetime
    head: dict[str, Any]
    values: dict[str, Any]
    begun: frozenset[str] = frozenset()  # the elements that the case's team records
    editable: bool = False  # the viewer may record on it


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


class Column(NamedTuple):
    """A column in this board's words. coverage: None for facts, where not known, and where it must not be seen."""

    label: str
    fact: str
    code: str
    kind: str
    shows: str
    coverage: Coverage | None = None


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
) -> BoardShown:
    """The open cases of a team (or place), or in a scope, on this board. The trail says first who read of whom.

    Raises Denied if the board of that place is not the viewer's to see. Restricted cases stand in none of these but
    `Scope.RESTRICTED`. Six queries and the trail's, whatever the number of cases.
    """
    filters = filters or Filters()
    states = _states(viewer, of)
    rows = _read(states)
    staff = _staff_of(rows)
    shown = _narrowed(rows, filters, staff)
    begun = begun_elements({row.team_id for row in shown if row.team_id})
    editable = _editable(viewer, shown)
    shown = [row._replace(begun=begun.get(row.team_id or 0, _NONE), editable=row.case_id in editable) for row in shown]
    covers = _may_see_coverage(viewer, of, shown, staff)
    columns = [_with_coverage(column, shown, covers) for column in columns_of(board, language)]
    leaving(viewer, shown, verb="board.viewed", at=at, target=_target(of), target_kind="board")
    return BoardShown(
        code=board.code,
        label=label_of(board.labels, language, code=board.code),
        columns=columns,
        groups=_grouped(shown, staff, sort),
        total=len(rows),
        shown=len(shown),
        covers=covers,
        workers=[(one.public_id, one.name) for one in sorted(staff.values(), key=_by_name)],
    )


_NONE: frozenset[str] = frozenset()


def columns_of(board: Board, language: str) -> list[Column]:
    """The columns of a board in its words, without coverage; those of retired elements are left out. One query."""
    columns = BoardColumn.objects.filter(board=board.pk, element__retired_on=None).order_by("position")
    found = columns.values_list("labels", "fact", "element__code", "element__kind", "shows", "element__labels")
    return [
        Column(label_of(labels or names or {}, language, code=code or fact), fact, code or "", kind or "", shows)
        for labels, fact, code, kind, shows, names in found
    ]


def begun_elements(team_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The codes of the elements that each of these teams records. One query; none for none."""
    found: dict[int, set[str]] = defaultdict(set)
    if team_ids:
        starts = RecordingStart.objects.filter(team__in=team_ids).values_list("team", "element__code")
        for team_id, code in starts:
            found[team_id].add(code)
    return {team_id: frozenset(codes) for team_id, codes in found.items()}


def _states(viewer: Viewer, of: Unit | Scope) -> QuerySet[CaseState]:
    states = CaseState.objects.filter(agency=viewer.agency_id, is_open=True)
    if isinstance(of, Unit):
        check_board_is_visible(viewer, of)
        known = Case.objects.filter(known_children(viewer)).values("pk")
        states = states.filter(restricted=False).exclude(case__in=known)
        return states.filter(team=of.pk) if of.kind == UnitKind.TEAM else states.filter(team__path__startswith=of.path)
    if of is Scope.RESTRICTED:
        return states.filter(case__in=restricted_cases_named_for(viewer).order_by().values("pk"))
    cases = cases_visible_to(viewer).filter(own(viewer) if of is Scope.MINE else named(viewer), closed_on=None)
    return states.filter(case__in=cases.values("pk"), restricted=False)


def check_board_is_visible(viewer: Viewer, unit: Unit) -> None:
    """Raise Denied unless the cases of this place are the viewer's to see one by one."""
    if unit.agency_id != viewer.agency_id or not reach(viewer, Row.TEAM_BOARD).holds(unit.path):
        raise Denied(_("This board is not one of yours."))


def _read(states: QuerySet[CaseState]) -> list[ChildRow]:
    """The rows in any order. Heads and values are decoded in one go: one by one that takes three times as long."""
    texts = (Cast("head", TextField()), Cast("values", TextField()))
    found = list(states.values_list("case", "team", "worker_id", "opened_on", "name_key", "changed_at", *texts))
    heads = json.loads(f"[{','.join([row[6] for row in found])}]")
    values = json.loads(f"[{','.join([row[7] for row in found])}]")
    said = zip(heads, values, strict=True)
    return [ChildRow._make((*row[:6], *two, _NONE, False)) for row, two in zip(found, said, strict=True)]


def _staff_of(rows: Iterable[ChildRow]) -> dict[int, Staff]:
    return Staff.objects.in_bulk({row.worker_id for row in rows if row.worker_id})


def _narrowed(rows: list[ChildRow], filters: Filters, staff: Mapping[int, Staff]) -> list[ChildRow]:
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


def _editable(viewer: Viewer, rows: Sequence[ChildRow]) -> set[int]:
    """The cases among these on which the viewer may record. One query at most."""
    reached = reach(viewer, Row.RECORD_PRACTICE, edit=True)
    if not reached or not rows:
        return set()
    allowed = cases_visible_to(viewer, Row.RECORD_PRACTICE, edit=True).filter(pk__in=[row.case_id for row in rows])
    return set(allowed.values_list("pk", flat=True))


def _may_see_coverage(viewer: Viewer, of: Unit | Scope, rows: Sequence[ChildRow], staff: Mapping[int, Staff]) -> bool:
    """Figures of one worker are for that worker and their supervisor (safety.md 8), however the rows were narrowed."""
    workers = {row.worker_id for row in rows if row.worker_id and not staff[row.worker_id].is_duty}
    if len(workers) != 1:
        return True
    is_own = workers <= set(viewer.staff_ids)
    path = of.path if isinstance(of, Unit) else "-"
    return may_here(viewer, Row.WORKER_COVERAGE, path=path, own=is_own)


def _with_coverage(column: Column, rows: Sequence[ChildRow], covers: bool) -> Column:
    if column.fact or not covers:
        return column
    expected = [row.values.get(column.code) for row in rows if column.code in row.begun]
    return column._replace(coverage=coverage_of(expected)) if expected else column


def _grouped(rows: Sequence[ChildRow], staff: Mapping[int, Staff], sort: Sort) -> list[Group]:
    """Not allocated first, then duty, then each worker by name."""
    held: dict[int | None, list[ChildRow]] = defaultdict(list)
    for row in rows:
        held[row.worker_id].append(row)
    groups = [_group(staff.get(worker_id or 0), ordered(of_worker, sort)) for worker_id, of_worker in held.items()]
    by_key = {one.public_id: one.name_key for one in staff.values()}
    return sorted(groups, key=lambda one: (list(GroupKind).index(one.kind), by_key.get(one.staff, ""), one.staff))


def _group(staff: Staff | None, rows: list[ChildRow]) -> Group:
    if staff is None:
        return Group(GroupKind.NOBODY, "", "", rows)
    return Group(GroupKind.DUTY if staff.is_duty else GroupKind.WORKER, staff.public_id, staff.name, rows)


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
    first: dict[str, int] = {}
    keyed = []
    for place, row in enumerate(by_name):
        family = row.head["family"]
        where = first.setdefault(family, place) if family else place
        keyed.append((where, row.head["born"] or row.head["expected"] or "9", place, row))
    return [row for _where, _born, _place, row in sorted(keyed, key=itemgetter(0, 1, 2))]


def _recorded(row: ChildRow) -> str:
    return max((entry.get("new", "") for entry in row.values.values()), default="")


def _by_name(staff: Staff) -> tuple[str, int]:
    return (staff.name_key, staff.pk)


def _target(of: Unit | Scope) -> str:
    return of.public_id if isinstance(of, Unit) else str(of)

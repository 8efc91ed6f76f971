"""The rows of a board: one indexed read of `CaseState`, with what the viewer may do with each."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer, reach
from soundings.accounts.rules import Row, UnitKind
from soundings.breadth.models import CaseState, Element, RecordingStart
from soundings.breadth.queries.remembering import Remembered
from soundings.breadth.rules import Kept
from soundings.cases.models import Case, KnownPerson
from soundings.cases.permissions import named, own
from soundings.cases.queries import cases_visible_to, restricted_cases_named_for
from soundings.core import remembered
from soundings.core.plain import rows as plain_rows
from soundings.core.rules import Denied


class Scope(StrEnum):
    """What a board is of, where it is not of a place."""

    MINE = "mine"  # the viewer's own cases: as lead, co-worker or cover
    SHARED = "shared"  # what is shared with the viewer by name
    RESTRICTED = "restricted"  # the restricted cases whose list names the viewer: a section of their own


_NONE: frozenset[str] = frozenset()
# As `ChildRow`, head, values and what is lent still text.
Plain = tuple[int, int | None, int | None, date, str, str, str, int | None, date | None, bool, str]
NOTHING: Mapping[str, str] = {}
FEW = 1_000  # rows of a board that are remembered; more are a list that few people look at


class ChildRow(NamedTuple):
    """One case on a board. head and values as in DEVELOPMENT.md."""

    case_id: int
    team_id: int | None
    worker_id: int | None
    opened_on: date
    name_key: str
    head: dict[str, Any]
    values: dict[str, Any]
    stage_id: int | None = None  # its own; without one, its team's counts
    team_since: date | None = None
    counts_family: bool = True  # its family is counted on it: see `rules.families`
    begun: frozenset[str] = frozenset()  # the elements that the case's team records
    editable: bool = False  # the viewer may record on it
    due: Mapping[str, str] = NOTHING  # ISO day by which each outstanding element is expected, by code
    grace: str = ""  # ISO day until which its team has grace, having taken it over
    lent: Mapping[str, Any] = NOTHING  # what brothers and sisters have recorded with the family and it lacks
    kept: Kept | None = None  # what was made of this very row; None where nothing is to be remembered

    def but(self, **other: Any) -> "ChildRow":
        """The same row with something else in it: nothing was made of that yet."""
        return self._replace(kept=None if self.kept is None else Kept(), **other)


def check_board_is_visible(viewer: Viewer, unit: Unit) -> None:
    """Raise Denied unless the cases of this place are the viewer's to see one by one."""
    if unit.agency_id != viewer.agency_id or not reach(viewer, Row.TEAM_BOARD).holds(unit.path):
        raise Denied(_("This board is not one of yours."))


def child_rows(viewer: Viewer, of: Unit | Scope) -> list[ChildRow]:
    """The open cases of a place or in a scope, in any order. Nothing is in the trail yet: see `board.board_of`.

    Raises Denied if the board of that place is not the viewer's to see.
    """
    if isinstance(of, Unit):
        check_board_is_visible(viewer, of)
        found = _read(*_at(viewer, of))
    else:
        found = _read("s.case_id = any(%s)", [cases_in(viewer, of)])
    return _rows(viewer, of, found)


def rows_among(viewer: Viewer, case_ids: Collection[int]) -> list[ChildRow]:
    """The open, unrestricted ones of these cases, which the viewer may see, in any order. Nothing is in the trail."""
    where = "s.case_id = any(%s) and s.is_open and not s.restricted"
    return _rows(viewer, Scope.SHARED, _read(where, [list(case_ids)]))


def _rows(viewer: Viewer, of: Unit | Scope, found: Sequence[Plain]) -> list[ChildRow]:
    begun = begun_elements({row[1] for row in found if row[1]})
    editable = _editable(viewer, of, found)
    keys = [(row, begun.get(row[1] or 0, _NONE), row[0] in editable) for row in found]
    if of is Scope.RESTRICTED or len(keys) > FEW:  # restricted cases stand in nothing that is shared
        return _made(keys, keep=False)
    known = KNOWN.found(keys)
    missing = [key for key, row in zip(keys, known, strict=True) if row is None]
    made = iter(_made(missing, keep=True))
    return [row or next(made) for row in known]


KNOWN: Remembered[ChildRow] = Remembered()


def _made(keys: Sequence[tuple[Plain, frozenset[str], bool]], *, keep: bool) -> list[ChildRow]:
    """The rows of what was read, what their teams record and whether the viewer may record; remembered if asked."""
    heads, values = (decoded([str(row[place]) for row, _begun, _editable in keys]) for place in (5, 6))
    made = [
        ChildRow(*row[:5], head, said, *row[7:10], begun, editable, lent=_lent(row), kept=Kept() if keep else None)
        for (row, begun, editable), head, said in zip(keys, heads, values, strict=True)
    ]
    for key, row in zip(keys, made, strict=True) if keep else ():
        KNOWN.keep(key, row)
    return made


def _lent(row: Plain) -> Mapping[str, Any]:
    return NOTHING if row[10] == "{}" else json.loads(row[10])


def _at(viewer: Viewer, unit: Unit) -> tuple[str, list[Any]]:
    """The condition for the unrestricted cases at or below a place, without children whom the viewer knows."""
    known, case, place = KnownPerson._meta.db_table, Case._meta.db_table, Unit._meta.db_table
    here: str = "s.team_id = %s"
    value: Any = unit.pk
    if unit.kind != UnitKind.TEAM:
        here, value = f"s.team_id in (select id from {place} where path like %s)", f"{unit.path}%"
    return (
        f"s.agency_id = %s and {here} and s.is_open and not s.restricted and s.case_id not in"
        f" (select c.id from {known} p join {case} c on c.child_id = p.child_id where p.user_id = %s)",
        [viewer.agency_id, value, viewer.user.pk],
    )


def cases_in(viewer: Viewer, scope: Scope) -> list[int]:
    """The keys of the viewer's open cases in a scope, in any order. One query."""
    if scope is Scope.RESTRICTED:
        cases = restricted_cases_named_for(viewer).order_by()
    else:
        cases = cases_visible_to(viewer).filter(own(viewer) if scope is Scope.MINE else named(viewer), restricted=False)
    return list(cases.filter(closed_on=None).values_list("pk", flat=True))


def _read(where: str, values: Sequence[Any]) -> list[Plain]:
    """Plain SQL: for a page that everybody opens all day, building the same by querysets takes half of its time."""
    text = "::text" if connection.vendor == "postgresql" else ""
    sql = (
        f'select s.case_id, s.team_id, s.worker_id, s.opened_on, s.name_key, s.head{text}, s."values"{text},'
        f" s.stage_id, s.team_since, s.counts_family, s.lent{text}"
        f" from {CaseState._meta.db_table} s where {where}"
    )
    return plain_rows(sql, values)


def decoded(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Each of these texts of JSON, decoded in one go: one by one that takes twice as long."""
    return list(json.loads(f"[{','.join(texts)}]"))


def _editable(viewer: Viewer, of: Unit | Scope, found: Sequence[Plain]) -> set[int]:
    """The cases among these on which the viewer may record. One query at most."""
    reached = reach(viewer, Row.RECORD_PRACTICE, edit=True)
    if not reached or not found:
        return set()
    ids = {row[0] for row in found}
    if isinstance(of, Unit) and reached.holds(of.path):  # unrestricted, and of nobody whom they know
        return ids
    allowed = cases_visible_to(viewer, Row.RECORD_PRACTICE, edit=True).filter(pk__in=ids)
    return set(allowed.values_list("pk", flat=True))


def begun_elements(team_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The codes of the elements that each of these teams records. One query; none for none."""
    found: dict[int, set[str]] = defaultdict(set)
    for team_id, code in remembered.rows(_BEGUN, [sorted(team_ids)]) if team_ids else ():
        found[team_id].add(code)
    return {team_id: frozenset(codes) for team_id, codes in found.items()}


_BEGUN = (
    f"select s.team_id, e.code from {RecordingStart._meta.db_table} s"
    f" join {Element._meta.db_table} e on e.id = s.element_id where s.team_id = any(%s)"
)

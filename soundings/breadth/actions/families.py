"""Families counted once: after cases or their values changed, each family is counted on the right case. See the rule.

The states of brothers and sisters are locked together with those of the cases that change (`hold_beside`), so that
nobody waits in a circle.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from soundings.breadth.actions.storing import Sums, compact
from soundings.breadth.models import CaseState
from soundings.breadth.queries.counting import Stands
from soundings.breadth.rules import Member, Part, parts_in_family
from soundings.core.plain import cursor_for
from soundings.core.plain import rows as plain_rows

BLOCK = 500  # families looked at together
_TABLE = CaseState._meta.db_table


def teams_beside(case_ids: Collection[int]) -> set[int]:
    """The teams of the open cases of brothers and sisters, by their states. None on SQLite, where nobody waits."""
    if connection.vendor != "postgresql" or not case_ids:
        return set()
    sql = (
        f"select distinct team_id from {_TABLE} where is_open and team_id is not null and family_id = any(array("
        f"select family_id from {_TABLE} where case_id = any(%s) and family_id is not null))"
    )
    return {team_id for (team_id,) in plain_rows(sql, [sorted(case_ids)])}


def hold_beside(case_ids: Collection[int]) -> None:
    """The states of these cases, and of open cases of their brothers and sisters, are locked in the order of keys."""
    if connection.vendor != "postgresql" or not case_ids:
        return
    with cursor_for() as cursor:
        cursor.execute(
            # The families as an array: with a subquery beside "or" the database would look at every open case.
            f"select case_id from {_TABLE} where case_id = any(%s) or (is_open and family_id = any(array("
            f"select family_id from {_TABLE} where case_id = any(%s) and family_id is not null)))"
            " order by case_id for update",
            [sorted(case_ids), sorted(case_ids)],
        )


def settle(sums: Sums) -> None:
    """Each family that `sums` knows to be touched is counted once, then tallies and counts are stored."""
    families = sorted(sums.families)
    for start in range(0, len(families), BLOCK):
        _count_families(families[start : start + BLOCK], sums)
    sums.families.clear()
    sums.store()


class _Known(NamedTuple):
    """A state that counts, as far as its family is concerned."""

    family_id: int
    path: str
    case_id: int
    stands: Stands

    @property
    def part(self) -> Part:
        return Part(self.stands.counts_family, self.stands.lent)


def _count_families(family_ids: Sequence[int], sums: Sums) -> None:
    known = [one for family in _by_family(family_ids).values() for one in family]
    if not known:
        return
    values = _values({one.case_id for one in known})
    begun = sums.begun_in({one.stands.team_id for one in known if one.stands.team_id})
    sums.counting.times.know(list(begun))
    codes = sums.counting.family_codes
    changed: list[tuple[int, Part]] = []
    for family in _grouped(known).values():
        members = [Member(one.case_id, one.stands.opened_on, values[one.case_id]) for one in family]
        parts = parts_in_family(members, codes)
        for one in family:
            part = parts[one.case_id]
            if part != one.part:
                changed.append((one.case_id, part))
                _move(one, part, values[one.case_id], begun, sums)
    _put(changed)


def _move(one: _Known, part: Part, values: dict[str, Any], begun: Mapping[int, Mapping[str, int]], sums: Sums) -> None:
    here = begun[one.stands.team_id or 0]
    after = one.stands._replace(counts_family=part.for_family, lent=part.lent)
    sums.count(one.path, one.stands, values, here, by=-1)
    sums.count(one.path, after, values, here)


def _by_family(family_ids: Sequence[int]) -> dict[int, list[_Known]]:
    """The counting states of these families, where there are several, or one that is not counted as it must be."""
    text = "::text" if connection.vendor == "postgresql" else ""
    sql = (
        "select s.family_id, u.path, s.case_id, s.team_id, s.stage_id, s.opened_on, s.team_since, s.counts_family,"
        f" s.lent{text} from {_TABLE} s join accounts_unit u on u.id = s.team_id where s.is_open and not s.restricted"
        " and s.family_id = any(%s) order by s.case_id"
    )
    found = plain_rows(sql, [list(family_ids)])
    rows = [_Known._make((*row[:3], Stands._make((*row[3:8], json.loads(row[8]))))) for row in found]
    families = _grouped(rows)
    return {pk: one for pk, one in families.items() if len(one) > 1 or one[0].part != Part(True, {})}


def _grouped(rows: Iterable[_Known]) -> dict[int, list[_Known]]:
    found: dict[int, list[_Known]] = defaultdict(list)
    for one in rows:
        found[one.family_id].append(one)
    return found


def _values(case_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    sql = f'select case_id, cast("values" as text) from {_TABLE} where case_id = any(%s)'
    found = plain_rows(sql, [sorted(case_ids)])
    return {pk: json.loads(values) for pk, values in found}


def _put(changed: Sequence[tuple[int, Part]]) -> None:
    sql = f"update {_TABLE} set counts_family = %s, lent = %s where case_id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(part.for_family, compact(part.lent), pk) for pk, part in sorted(changed)])

"""Cases of brothers and sisters, open or closed, found from within: one statement's first steps. For `actions`."""

from collections.abc import Iterable
from typing import Any

from soundings.cases.models import Case, Child
from soundings.core.plain import rows


def everywhere(case_ids: Iterable[int]) -> tuple[str, list[Any]]:
    """`with ... everywhere (id)` and its values: these cases and every case of their families' children.

    A statement for `core.plain` follows it. Each step is finished before the next: a database without statistics yet
    would begin with everybody's families.
    """
    named, case, child = sorted(case_ids), Case._meta.db_table, Child._meta.db_table
    sql = (
        f"with named as materialized (select child_id from {case} where id = any(%s)),"
        f" families as materialized (select family_id from {child} where id in (select child_id from named)),"
        f" beside as materialized (select id from {child} where family_id in (select family_id from families)),"
        f" everywhere as materialized (select id from {case} where id = any(%s)"
        f" union select id from {case} where child_id in (select id from beside))"
    )
    return sql, [named, named]


def cases_everywhere(case_ids: Iterable[int]) -> list[int]:
    """The keys of these cases and of every case, open or closed, of their families' children. One query."""
    steps, values = everywhere(case_ids)
    return [pk for (pk,) in rows(f"{steps} select id from everywhere", values)]

"""Cases of brothers and sisters, open or closed, found from within: one statement's first steps. For `actions`."""

from collections.abc import Iterable

from django.db import connection

from soundings.breadth.queries.events import listed
from soundings.cases.models import Case, Child


def everywhere(case_ids: Iterable[int]) -> str:
    """`with ... everywhere (id)`: these cases and every case of their families' children. A statement follows it.

    Each step is finished before the next: a database without statistics yet would begin with everybody's families.
    """
    named, case, child = listed(case_ids), Case._meta.db_table, Child._meta.db_table
    return (
        f"with named as materialized (select child_id from {case} where id in ({named})),"
        f" families as materialized (select family_id from {child} where id in (select child_id from named)),"
        f" beside as materialized (select id from {child} where family_id in (select family_id from families)),"
        f" everywhere as materialized (select id from {case} where id in ({named})"
        f" union select id from {case} where child_id in (select id from beside))"
    )


def cases_everywhere(case_ids: Iterable[int]) -> list[int]:
    """The keys of these cases and of every case, open or closed, of their families' children. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"{everywhere(case_ids)} select id from everywhere")
        return [row[0] for row in cursor.fetchall()]

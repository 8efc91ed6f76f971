"""Storing many rows at once, on both databases (`bulk_create` is eleven times slower; see design.md)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from django.db import connections, models, router

TOGETHER = 100  # rows in one statement, on SQLite


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """`count` ids, ascending, that no other transaction will use. Call inside the transaction that uses them."""
    connection = connections[router.db_for_write(model)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The name of the sequence is looked up once, not for each id; all of them come back as one array.
            cursor.execute(
                "select array(select nextval(named.it) from generate_series(1, %s))"
                " from (select pg_get_serial_sequence(%s, 'id')::regclass as it offset 0) named",
                [count, model._meta.db_table],
            )
            ids: list[int] = cursor.fetchone()[0]
            return ids
        # The transaction is IMMEDIATE: nobody else writes until it ends. Ids of deleted rows are not used again.
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(
            f"select max(coalesce((select max(id) from {table}), 0),"
            " coalesce((select seq from sqlite_sequence where name = %s), 0))",
            [model._meta.db_table],
        )
        first = cursor.fetchone()[0] + 1
        return range(first, first + count)


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    same: Mapping[str, Any] | None = None,
    on_conflict: str = "",
) -> int:
    """Insert `rows` (values in the order of `columns`, which are column names) and say how many there were.

    Values are stored as given: JSON as text, dates as `date` or ISO text. On PostgreSQL rows go by COPY to a staging
    table and from there into the table, since COPY into a table under row-level security is refused.
    same: further columns with the one value that they have in every row; cheaper than repeating it (see `alike`).
    on_conflict: what to do with a row whose key is taken ("on conflict (case_id) do nothing").
    """
    connection = connections[router.db_for_write(model)]
    table, quote = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    varying, fixed = [quote(name) for name in columns], {quote(name): value for name, value in (same or {}).items()}
    with connection.cursor() as cursor:
        store = _copy if connection.vendor == "postgresql" else _execute_blocks
        return store(cursor, table, varying, fixed, rows, on_conflict)


class Alike(NamedTuple):
    """Rows of which the columns that say the same in all of them stand apart, as `insert_rows` takes them."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    same: dict[str, Any]


def alike(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Alike:
    """The same rows for `insert_rows`, what all of them say said once: a file seldom uses every column of its table.

    To send a value costs more than to store it. The first column, the key, always stays.
    """
    if not rows:
        return Alike(list(columns), [], {})
    whole = list(zip(*rows, strict=True))
    same = {
        name: said[0] for name, said in zip(columns[1:], whole[1:], strict=True) if said.count(said[0]) == len(said)
    }
    varying = [said for name, said in zip(columns, whole, strict=True) if name not in same]
    return Alike([name for name in columns if name not in same], list(zip(*varying, strict=True)), same)


def _execute_blocks(
    cursor: Any, table: str, names: list[str], same: dict[str, Any], rows: Iterable[Sequence[Any]], on_conflict: str
) -> int:
    """Many rows in each statement: a statement of its own for each row takes half as long again."""
    raw = cursor.connection.cursor()  # past Django's parameter conversion, which costs as much as the insert
    into = f"insert into {table} ({', '.join([*same, *names])}) values "
    whole = into + _marks(len(same), len(names), TOGETHER) + on_conflict
    fixed = list(same.values())
    stored = 0
    for block in _blocks(rows, TOGETHER):
        sql = whole if len(block) == TOGETHER else into + _marks(len(same), len(names), len(block)) + on_conflict
        raw.execute(sql, [*fixed, *chain.from_iterable(block)])
        stored += len(block)
    return stored


def _marks(same: int, varying: int, rows: int) -> str:
    """The places of the values, numbered, so that what is the same in every row is given once."""
    fixed = [f"?{place + 1}" for place in range(same)]
    starts = range(same + 1, same + 1 + varying * rows, varying)
    groups = ([*fixed, *(f"?{place}" for place in range(start, start + varying))] for start in starts)
    return ", ".join(f"({', '.join(group)})" for group in groups) + " "


def _copy(
    cursor: Any, table: str, names: list[str], same: dict[str, Any], rows: Iterable[Sequence[Any]], on_conflict: str
) -> int:
    listed = ", ".join(names)
    cursor.execute(f"create temporary table staging on commit drop as select {listed} from {table} with no data")
    stored = 0
    with cursor.copy(f"copy staging ({listed}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
            stored += 1
    chosen = ", ".join(["%s"] * len(same) + names)
    cursor.execute(
        f"insert into {table} ({', '.join([*same, *names])}) select {chosen} from staging {on_conflict}",
        list(same.values()),
    )
    cursor.execute("drop table staging")
    return stored


def _blocks(rows: Iterable[Sequence[Any]], size: int) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(rows)
    while block := list(islice(iterator, size)):
        yield block

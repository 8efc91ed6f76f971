"""Reading by plain SQL what every page reads: to build the same by querysets takes ten times as long as to run it.

The columns come from the models, so a new field needs no change in what is written here or with it. PostgreSQL plans
each of these statements once for a connection and keeps the plan (`settings`, `prepare_threshold`): to plan one takes
longer than to run it. So what differs from page to page stands in the values, lists of keys too: `id = any(%s)`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connections, models
from django.db.backends.utils import CursorWrapper

Row = Sequence[Any]
Convert = Callable[[Any], Any]


_ANY, _AMONG = "= any(%s)", "in (select value from json_each(%s))"


def rows(sql: str, values: Sequence[Any] = (), *, using: str = "default") -> list[tuple[Any, ...]]:
    """What the database answers. The statement is ours; whatever comes from outside stands in `values`.

    "column = any(%s)" takes a list of keys as one value, on both databases.
    """
    with cursor_for(using) as cursor:
        cursor.execute(*spoken(sql, values, using))
        return list(cursor.fetchall())


def first(sql: str, values: Sequence[Any] = (), *, using: str = "default") -> tuple[Any, ...] | None:
    """The first row of the answer; None for none."""
    with cursor_for(using) as cursor:
        cursor.execute(*spoken(sql, values, using))
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def cursor_for(using: str = "default") -> CursorWrapper:
    """A cursor whose values go apart from the statement, so that PostgreSQL can keep what it has planned."""
    connection = connections[using]
    if connection.vendor != "postgresql" or connection.queries_logged:  # Django's own says what was asked in words
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)


def spoken(sql: str, values: Sequence[Any], using: str = "default") -> tuple[str, Sequence[Any]]:
    """The statement and its values as this database takes them."""
    if _ANY not in sql or connections[using].vendor == "postgresql":
        return sql, values
    return sql.replace(_ANY, _AMONG), [json.dumps(one) if isinstance(one, list) else one for one in values]


@lru_cache(maxsize=256)
def columns(model: type[models.Model], alias: str) -> str:
    """All columns of the model's table, which the statement calls `alias`, in the order that `made` expects."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def made(row: Row, *kinds: type[models.Model], using: str = "default") -> Iterator[Any]:
    """The instances that stand side by side in `row`, each by all of its `columns`; None where its key is null.

    They are as querysets make them, related ones apart: the caller puts those into place.
    """
    start = 0
    for model in kinds:
        names, key, converts = _shape(model, using)
        values = list(row[start : start + len(names)])
        start += len(names)
        if values[key] is None:
            yield None
            continue
        for place, convert in converts:
            if values[place] is not None:
                values[place] = convert(values[place])
        yield model.from_db(using, names, values)


@lru_cache(maxsize=256)
def _shape(model: type[models.Model], using: str) -> tuple[list[str], int, list[tuple[int, Convert]]]:
    """The names of the model's fields, the place of its key, and what turns stored values into those of Python."""
    connection, fields = connections[using], model._meta.concrete_fields
    converts: list[tuple[int, Convert]] = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        stored = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
        converts += [(place, _convert(one, column, using)) for one in stored]
    return [field.attname for field in fields], fields.index(model._meta.pk), converts


def _convert(stored: Callable[[Any, Any, Any], Any], column: Any, using: str) -> Convert:
    return lambda value: stored(value, column, connections[using])

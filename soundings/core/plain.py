"""Reading by plain SQL what every page reads: to build the same by querysets takes ten times as long as to run it.

The columns come from the models, so a new field needs no change in what is written here or with it. PostgreSQL plans
each of these statements once for a connection and keeps the plan (`settings`, `prepare_threshold`): to plan one takes
longer than to run it. So what differs from page to page stands in the values, lists of keys too: `id = any(%s)`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import methodcaller
from typing import Any, cast

import psycopg
from django.db import connections, models
from django.db.backends.utils import CursorWrapper

Row = Sequence[Any]
Convert = Callable[[Any, Any, Any], Any]


_ANY, _AMONG = "= any(%s)", "in (select value from json_each(%s))"


def rows(sql: str, values: Sequence[Any] = (), *, using: str = "default") -> list[tuple[Any, ...]]:
    """What the database answers. The statement is ours; whatever comes from outside stands in `values`.

    "column = any(%s)" takes a list of keys as one value, on both databases.
    """
    return list(_answered(sql, values, connections[using], methodcaller("fetchall")))


def first(sql: str, values: Sequence[Any] = (), *, using: str = "default") -> tuple[Any, ...] | None:
    """The first row of the answer; None for none."""
    found: tuple[Any, ...] | None = _answered(sql, values, connections[using], methodcaller("fetchone"))
    return found


def _answered(sql: str, values: Sequence[Any], connection: Any, taken: Callable[[Any], Any]) -> Any:
    """What is taken from the cursor that holds the answer.

    On SQLite without Django's own cursor around it, which takes three times as long as a small statement; but through
    that where somebody listens to the statements.
    """
    sql, values = _spoken(sql, values, connection)
    if connection.vendor == "postgresql" or connection.queries_logged or connection.execute_wrappers:
        with _cursor(connection) as cursor:
            cursor.execute(sql, values)
            return taken(cursor)
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return taken(connection.connection.execute(_marked(sql), values))


@lru_cache(maxsize=512)
def _marked(sql: str) -> str:
    """The statement with the marks of SQLite."""
    return sql.replace("%s", "?").replace("%%", "%")


def cursor_for(using: str = "default") -> CursorWrapper:
    """A cursor whose values go apart from the statement, so that PostgreSQL can keep what it has planned."""
    return _cursor(connections[using])


def _cursor(connection: Any) -> CursorWrapper:
    if connection.vendor != "postgresql" or connection.queries_logged:  # Django's own says what was asked in words
        return cast("CursorWrapper", connection.cursor())
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    return cast("CursorWrapper", connection.make_cursor(cursor))


def spoken(sql: str, values: Sequence[Any], using: str = "default") -> tuple[str, Sequence[Any]]:
    """The statement and its values as this database takes them."""
    return _spoken(sql, values, connections[using])


def _spoken(sql: str, values: Sequence[Any], connection: Any) -> tuple[str, Sequence[Any]]:
    if _ANY not in sql or connection.vendor == "postgresql":
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
    start, connection = 0, connections[using]
    for model in kinds:
        names, key, converts = _shape(model, using)
        values = list(row[start : start + len(names)])
        start += len(names)
        if values[key] is None:
            yield None
            continue
        for place, convert, column in converts:
            if values[place] is not None:
                values[place] = convert(values[place], column, connection)
        yield model.from_db(using, names, values)


@lru_cache(maxsize=256)
def _shape(model: type[models.Model], using: str) -> tuple[list[str], int, list[tuple[int, Convert, Any]]]:
    """The names of the model's fields, the place of its key, and what turns stored values into those of Python."""
    connection, fields = connections[using], model._meta.concrete_fields
    converts: list[tuple[int, Convert, Any]] = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        stored = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
        converts += [(place, one, column) for one in stored]
    return [field.attname for field in fields], fields.index(model._meta.pk), converts

"""Reading by plain SQL what every page reads: to build the same by querysets takes ten times as long as to run it.

The columns come from the models, so a new field needs no change in what is written here or with it.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connections, models

Row = Sequence[Any]
Convert = Callable[[Any], Any]


def rows(sql: str, values: Sequence[Any] = (), *, using: str = "default") -> list[tuple[Any, ...]]:
    """What the database answers. The statement is ours; whatever comes from outside stands in `values`."""
    with connections[using].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def first(sql: str, values: Sequence[Any] = (), *, using: str = "default") -> tuple[Any, ...] | None:
    """The first row of the answer; None for none."""
    with connections[using].cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


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

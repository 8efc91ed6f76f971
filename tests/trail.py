"""The trail refuses to be altered or removed, also by tests. Here is how they clear it, and tamper with it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper


def let_it_be_cleared() -> None:
    """SQLite: between tests with transactions of their own, what keeps the trail steps aside for the clearing."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.ops.execute_sql_flush = _clearing(connection)


def _clearing(connection: BaseDatabaseWrapper):
    clear = connection.ops.execute_sql_flush

    def clear_all(statements: list[str]) -> None:
        with triggers_aside(connection):
            clear(statements)

    return clear_all


@contextmanager
def triggers_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite: within this block the trail can be altered by anybody."""
    with connection.cursor() as cursor:
        cursor.execute("select name, sql from sqlite_master where type = 'trigger' and tbl_name like 'core_%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"drop trigger {name}")
        try:
            yield
        finally:
            for _, sql in triggers:
                cursor.execute(sql)


def tamper(model: type[models.Model], sql: str, *values: object, owner: psycopg.Connection | None = None) -> None:
    """Run `sql`, with {table} for the table of `model`, as somebody who may alter the database itself.

    owner: on PostgreSQL the connection of the fixture `owner_connection`.
    """
    table = model._meta.db_table
    if owner:
        owner.execute(f"alter table {table} disable trigger user")
        owner.execute(sql.format(table=table), values)
        owner.execute(f"alter table {table} enable trigger user")
        return
    connection = connections[router.db_for_write(model)]
    with triggers_aside(connection), connection.cursor() as cursor:
        cursor.execute("pragma foreign_keys = off")
        cursor.execute(sql.format(table=table), values)
        cursor.execute("pragma foreign_keys = on")

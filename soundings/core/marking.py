"""Triggers that make another mark whenever something changes that an agency has set up (see `remembered.py`).

On PostgreSQL each change adds a row, so that nobody waits for anybody, and takes away rows of more than an hour ago;
the sum of what stands there is the mark. On SQLite, where writers are alone, one row is written over. Marks are drawn
at random: one that a rollback has taken back never comes again.
"""

from django.db import connections
from django.db.backends.utils import CursorWrapper

from soundings.core.models import SetUpMark
from soundings.core.remembered import set_up_models
from soundings.core.tenancy import migration_alias

MARKS = SetUpMark._meta.db_table
_FUNCTION = f"""
create or replace function soundings_mark() returns trigger language plpgsql as $$
begin
  insert into {MARKS} (mark, at) values ((random() * 9007199254740991)::bigint, now());
  delete from {MARKS} where id in (
    select id from {MARKS} where at < now() - interval '1 hour' for update skip locked
  );
  return null;
end $$
"""
_ONE_ROW = f"insert or replace into {MARKS} (id, mark, at) values (1, random(), current_timestamp)"


def mark_changes(using: str) -> None:
    """Every table that is set up makes a mark when it changes; and there is a new one now. Repeatable.

    After each migration: SQLite loses a table's triggers where it builds the table anew.
    """
    if using != migration_alias():
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        standing = set(connection.introspection.table_names(cursor))  # not all, when an app goes back to zero
        if MARKS not in standing:
            return
        tables = sorted(standing & {model._meta.db_table for model in set_up_models()})
        if connection.vendor == "postgresql":
            _on_postgresql(cursor, tables)
        else:
            _on_sqlite(cursor, tables)


def tables_without_marks() -> list[str]:
    """The tables that are set up and make no mark for some change of theirs: old answers of these would be believed."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        standing = {table for table, changes in cursor.fetchall() if changes == EVERY[connection.vendor]}
    return sorted({model._meta.db_table for model in set_up_models()} - standing)


# What a table's triggers come to: on SQLite how many, on PostgreSQL the bits of insert, delete, update and truncate.
EVERY = {"sqlite": 3, "postgresql": 4 + 8 + 16 + 32}
_STANDING = {
    "sqlite": "select tbl_name, count(*) from sqlite_master where type = 'trigger' and name like '%!_mark' escape '!'"
    " group by tbl_name",
    "postgresql": "select tgrelid::regclass::text, tgtype from pg_trigger where tgname = 'soundings_mark'"
    " and tgenabled <> 'D'",
}


def _on_postgresql(cursor: CursorWrapper, tables: list[str]) -> None:
    cursor.execute(_FUNCTION)
    for table in tables:
        cursor.execute(f"drop trigger if exists soundings_mark on {table}")
        cursor.execute(
            f"create trigger soundings_mark after insert or update or delete or truncate on {table}"
            " for each statement execute function soundings_mark()"
        )
    cursor.execute(f"insert into {MARKS} (mark, at) values ((random() * 9007199254740991)::bigint, now())")


def _on_sqlite(cursor: CursorWrapper, tables: list[str]) -> None:
    for table in tables:
        for change in ("insert", "update", "delete"):
            cursor.execute(
                f"create trigger if not exists {table}_{change}_mark after {change} on {table} begin {_ONE_ROW}; end"
            )
    cursor.execute(_ONE_ROW)

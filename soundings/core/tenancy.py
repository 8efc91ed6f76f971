"""The second wall: on PostgreSQL the database itself shows an agency's rows only to work done for that agency.

Each table with an agency has a row-level security policy that compares it with `soundings.agency`, which
`acting_for` sets for one transaction. The tables belong to the owner (`SOUNDINGS_OWNER_DATABASE_URL`) and the app
signs in as another role, so ENABLE is enough and FORCE would only bind the owner's own migrations. If the app
signs in as the owner, or as a superuser, the wall does not stand: `wall_stands` tells, and `soundings doctor` says so.
On SQLite one installation serves one agency.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus

from soundings.core.plain import cursor_for

OWNER = "owner"
SETTING = "soundings.agency"

# Read before anyone is known: who signs in, and by which invitation. The agency itself has nothing to hide.
OUTSIDE = frozenset({"core.agency", "accounts.user", "accounts.invitation"})
# The app adds to these and reads them. Erasing personal words is the one change they allow (migration 0002).
APPENDED = {
    "entry": ("details", "details_salt", "reason"),
    "childset": (),
    "childsetmember": (),
}

_acting_for: ContextVar[int | None] = ContextVar("acting_for", default=None)


def agency_key(agency: models.Model | int | None) -> int:
    """The number by which the trail and the wall know `agency`; 0 for none."""
    return (agency.pk if isinstance(agency, models.Model) else agency) or 0


@contextmanager
def acting_for(agency: models.Model | int | None) -> Iterator[None]:
    """Within this block the database shows and takes the rows of `agency`, and of no other.

    On PostgreSQL the block is a transaction; blocks may stand in one another. On SQLite it does nothing.
    Raises DatabaseError if a statement failed inside and nobody took it back: PostgreSQL would answer the commit with
    a silent rollback, and what was read or changed here would be taken for stored.
    """
    if connection.vendor != "postgresql":
        yield
        return
    key = agency_key(agency)
    nested = connection.in_atomic_block
    token = _acting_for.set(key)
    try:
        with transaction.atomic():
            before = _set_agency(str(key))
            yield
            if _is_broken():
                raise DatabaseError("A statement in this transaction failed, so nothing of it can be stored.")
            if nested:  # the setting outlives a savepoint; a rollback takes it back by itself
                _set_agency(before)
    finally:
        _acting_for.reset(token)


@contextmanager
def acting_at_least_for(agency: models.Model | int | None) -> Iterator[None]:
    """`acting_for(agency)`, without a word to the database if that is so already."""
    if _acting_for.get() == agency_key(agency):
        yield
        return
    with acting_for(agency):
        yield


def acting_agency() -> int | None:
    """Whose rows the database shows: the key of an agency, 0 for none's; None where there is no wall."""
    return _acting_for.get()


def _is_broken() -> bool:
    return connection.connection.info.transaction_status == TransactionStatus.INERROR


def _set_agency(value: str) -> str:
    with cursor_for() as cursor:
        cursor.execute(
            "select coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)", [SETTING, SETTING, value]
        )
        return str(cursor.fetchone()[0])


def migration_alias() -> str:
    """The database alias that may change tables: the owner's where one is configured."""
    return OWNER if OWNER in settings.DATABASES else "default"


@contextmanager
def as_owner() -> Iterator[None]:
    """Within this block `default` is the owner's connection, where one is configured.

    For migrations: those of libraries read and write by the default alias, whichever database is being migrated.
    """
    if OWNER not in settings.DATABASES:
        yield
        return
    app = connections["default"]
    connections["default"] = connections[OWNER]
    try:
        yield
    finally:
        connections["default"] = app


def migration_aliases() -> list[str]:
    """Every alias on which `migrate` must run, in order."""
    return [migration_alias()] + [alias for alias in ("trail",) if alias in settings.DATABASES]


def walled_models() -> list[type[models.Model]]:
    """The models whose tables stand behind the wall."""
    return [model for model in apps.get_models() if _has_agency(model) and model._meta.label_lower not in OUTSIDE]


def walled_links() -> list[tuple[type[models.Model], models.ForeignKey]]:
    """Many-to-many tables of walled models: no agency of their own, so they follow the row that they link from."""
    made = [model for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
    walled = set(walled_models())
    return [(model, key) for model in made for key in _keys_to(model, walled)[:1]]


def _has_agency(model: type[models.Model]) -> bool:
    if model._meta.proxy or not model._meta.managed:
        return False
    return any(field.attname == "agency_id" for field in model._meta.local_concrete_fields)


def _keys_to(model: type[models.Model], walled: set[type[models.Model]]) -> list[models.ForeignKey]:
    keys = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    return [key for key in keys if key.related_model in walled]


def wall_stands() -> bool:
    """Whether the app's own role is held by the wall; always False on SQLite, which has none."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls or exists (select from pg_class c where c.relname = %s"
            " and (pg_has_role(c.relowner, 'usage') or not c.relrowsecurity))"
            " from pg_roles where rolname = current_user",
            [walled_models()[0]._meta.db_table],
        )
        return not cursor.fetchone()[0]


def prepare_database(using: str) -> None:
    """After migrations: the cache table stands, the wall stands, the app's role may use the tables. Repeatable."""
    if using != migration_alias():
        return
    call_command("createcachetable", database=using, verbosity=0)
    if connections[using].vendor == "postgresql":
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            _build_wall(cursor, using)
            if using == OWNER:
                _let_the_app_in(cursor, settings.DATABASES["default"]["USER"], using)


def _build_wall(cursor: CursorWrapper, using: str) -> None:
    current = f"(select nullif(current_setting('{SETTING}', true), '')::bigint)"
    conditions = {model._meta.db_table: f"agency_id = {current}" for model in walled_models()}
    for model, key in walled_links():
        parent, column = _quoted(key.related_model._meta.db_table, using), _quoted(key.column, using)
        conditions[model._meta.db_table] = f"exists (select from {parent} p where p.id = {column})"
    standing = set(connections[using].introspection.table_names(cursor))  # not all, when an app goes back to zero
    for name in sorted(standing & set(conditions)):
        _set_policy(cursor, _quoted(name, using), conditions[name])


def _set_policy(cursor: CursorWrapper, table: str, condition: str) -> None:
    cursor.execute(f"alter table {table} enable row level security")
    cursor.execute(f"drop policy if exists soundings_agency on {table}")
    cursor.execute(f"create policy soundings_agency on {table} using ({condition})")


def _let_the_app_in(cursor: CursorWrapper, role: str, using: str) -> None:
    """The app reads and writes rows. It makes no tables, and the trail takes only new rows from it."""
    app = _quoted(role, using)
    cursor.execute(f"grant usage on schema public to {app}")
    cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {app}")
    cursor.execute(f"grant usage, select on all sequences in schema public to {app}")
    for model in apps.get_app_config("core").get_models():
        for kind, erasable in APPENDED.items():
            if model._meta.model_name in (f"read{kind}", f"change{kind}"):
                _append_only(cursor, app, _quoted(model._meta.db_table, using), erasable)


def _append_only(cursor: CursorWrapper, app: str, table: str, erasable: tuple[str, ...]) -> None:
    cursor.execute(f"revoke update, delete, truncate on {table} from {app}")
    if erasable:
        cursor.execute(f"grant update ({', '.join(erasable)}) on {table} to {app}")


def _quoted(name: str, using: str) -> str:
    return connections[using].ops.quote_name(name)

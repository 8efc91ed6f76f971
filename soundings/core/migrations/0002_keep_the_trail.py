"""The database refuses to alter or remove what is in the trail.

Entries take one change: erasing their words (details, reason and salt), so that a person's data can be erased while
the entry stays and verifies. Sets of children take none. The head of a chain only moves forward.
On PostgreSQL the app's role has no right to do these things either; this holds the owner, too.
Old code still runs: yes. Repeatable: yes. Reverse: removes the triggers.
"""

from django.db import migrations, router

FIXED = ("readchildset", "readchildsetmember", "changechildset", "changechildsetmember")
ENTRIES = ("readentry", "changeentry")
CHAINS = ("readchain", "changechain")
ERASABLE = ("details", "details_salt", "reason")

FUNCTION = """
create or replace function soundings_keep() returns trigger language plpgsql as $$
declare
    may_change text[] := case tg_argv[0]
        when 'erasable' then '{details,details_salt,reason}' when 'forward' then '{number,mac}' else '{}' end;
begin
    if tg_op = 'UPDATE' and tg_argv[0] <> '' and to_jsonb(new) - may_change = to_jsonb(old) - may_change then
        if tg_argv[0] = 'erasable' then
            if new.details is null and new.details_salt = '' and new.reason = '' then
                return new;
            end if;
        elsif new.number >= old.number then
            return new;
        end if;
    end if;
    raise exception using message = 'The trail is never altered.';
end $$
"""


def keep(apps, schema_editor):
    """The triggers of every trail table that this database holds."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
    for name in FIXED + ENTRIES + CHAINS:
        model = apps.get_model("core", name)
        if router.allow_migrate_model(schema_editor.connection.alias, model):
            for statement in statements(schema_editor.connection.vendor, model):
                schema_editor.execute(statement)


def let_go(apps, schema_editor):
    """No trigger stands."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for name in FIXED + ENTRIES + CHAINS:
        table = apps.get_model("core", name)._meta.db_table
        if router.allow_migrate("default", "core", model_name=name) is not False or not on_table:
            for what in ("update", "delete"):
                schema_editor.execute(f"drop trigger if exists {table}_{what}" + (f" on {table}" if on_table else ""))
    if on_table:
        schema_editor.execute("drop function if exists soundings_keep()")


def statements(vendor, model):
    """What makes both triggers of this table."""
    return postgres_statements(model) if vendor == "postgresql" else sqlite_statements(model)


def postgres_statements(model):
    table = model._meta.db_table
    allowed = {**dict.fromkeys(ENTRIES, "erasable"), **dict.fromkeys(CHAINS, "forward")}.get(model._meta.model_name, "")
    for what, argument in (("update", allowed), ("delete", "")):
        yield f"drop trigger if exists {table}_{what} on {table}"
        yield (
            f"create trigger {table}_{what} before {what} on {table} for each row"
            f" execute function soundings_keep('{argument}')"
        )


def sqlite_statements(model):
    table = model._meta.db_table
    refusal = "begin select raise(abort, 'The trail is never altered.'); end"
    for what, condition in (("update", f"when not ({sqlite_allowed(model)})"), ("delete", "")):
        yield f"drop trigger if exists {table}_{what}"
        yield f"create trigger {table}_{what} before {what} on {table} {condition} {refusal}"


def sqlite_allowed(model):
    """The condition under which a row may be updated."""
    columns = {field.column for field in model._meta.local_concrete_fields}
    if model._meta.model_name in ENTRIES:
        erased = "new.details is null and new.details_salt = '' and new.reason = ''"
        return f"{erased} and {sqlite_same(columns - set(ERASABLE))}"
    if model._meta.model_name in CHAINS:
        return f"new.number >= old.number and {sqlite_same(columns - {'number', 'mac'})}"
    return "false"


def sqlite_same(columns):
    return " and ".join(f"new.{column} is old.{column}" for column in sorted(columns))


class Migration(migrations.Migration):
    dependencies = [("core", "0001_agency_and_trail")]

    operations = [migrations.RunPython(keep, let_go)]

"""The database refuses to change a version that was published: only whether it is still chosen may change.

Old code still runs: yes. Repeatable: yes. Reverse: removes the triggers.
"""

from django.db import migrations

CHANGES = "The version was published, so it never changes."
FUNCTION = f"""
create or replace function soundings_keep_version() returns trigger language plpgsql as $$
begin
    if old.state = 'draft' or (new.state <> 'draft' and to_jsonb(new) - 'state' = to_jsonb(old) - 'state') then
        return new;
    end if;
    raise exception using message = '{CHANGES}';
end $$
"""


def keep(apps, schema_editor):
    table = apps.get_model("instruments", "Version")._meta.db_table
    let_go(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(
            f"create trigger {table}_keep before update on {table} for each row"
            " execute function soundings_keep_version()"
        )
    else:
        schema_editor.execute(
            f"create trigger {table}_keep before update on {table} when old.state <> 'draft'"
            f" and not (new.state <> 'draft' and {_same(apps)}) begin select raise(abort, '{CHANGES}'); end"
        )


def _same(apps):
    fields = apps.get_model("instruments", "Version")._meta.local_concrete_fields
    return " and ".join(f"new.{one.column} is old.{one.column}" for one in fields if one.column != "state")


def let_go(apps, schema_editor):
    table = apps.get_model("instruments", "Version")._meta.db_table
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"drop trigger if exists {table}_keep on {table}")
        schema_editor.execute("drop function if exists soundings_keep_version()")
    else:
        schema_editor.execute(f"drop trigger if exists {table}_keep")


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_questionnaires")]

    operations = [migrations.RunPython(keep, let_go)]

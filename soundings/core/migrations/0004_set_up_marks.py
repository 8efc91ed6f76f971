from django.db import migrations, models


def drop_triggers(apps, schema_editor):
    """Without the table what makes marks would fail. They are made again after the next migration forwards."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("drop function if exists soundings_mark cascade")
            return
        cursor.execute("select name from sqlite_master where type = 'trigger' and name like '%!_mark' escape '!'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"drop trigger {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_working_days")]

    operations = [
        migrations.CreateModel(
            name="SetUpMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]

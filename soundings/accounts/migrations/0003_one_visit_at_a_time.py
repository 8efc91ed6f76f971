"""Only in reverse: a longer visit that waits beside one that holds is turned down, since 0002 undone allows one.

Repeatable: yes. Forward: nothing. Cost: one statement.
"""

from django.db import migrations
from django.db.models import Exists, OuterRef
from django.utils import timezone


def turn_down_the_longer(apps, schema_editor):
    grants = apps.get_model("accounts", "Grant").objects.using(schema_editor.connection.alias)
    same = {"user": OuterRef("user"), "role": OuterRef("role"), "unit": OuterRef("unit")}
    beside = grants.filter(state="active", **same)
    grants.filter(Exists(beside), state="pending").update(state="ended", ended_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_a_longer_visit_waits")]

    operations = [migrations.RunPython(migrations.RunPython.noop, turn_down_the_longer)]

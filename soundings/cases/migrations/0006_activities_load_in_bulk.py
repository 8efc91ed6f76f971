"""The case of an activity is not looked up row by row any more (ADR 16), and three indexes go that others contain.

Activities are found by case through `activity_of_case`, spans by worker through `spans_of_worker`; families had two
indexes alike. Old code still runs: yes. On SQLite activities and spans of workers are copied: about half a minute for
a million cases. Reverse: puts key and indexes back, and fails while an activity has no case.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_concerns")]

    operations = [
        migrations.AlterField(
            model_name="activity",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="activities",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="workerspan",
            name="staff",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="worker_spans",
                to="accounts.staff",
            ),
        ),
        migrations.RemoveIndex(model_name="child", name="child_by_family"),
    ]

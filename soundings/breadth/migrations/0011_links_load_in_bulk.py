"""Case and record of a link are not looked up row by row any more: a load waited for that (ADR 16).

Old code still runs: yes, it never relied on the database to refuse one. On SQLite the table is copied: about half a
minute for a million cases. Reverse: puts the keys back, and fails while a link leads nowhere.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("breadth", "0010_digest_links"),
        ("cases", "0006_activities_load_in_bulk"),
    ]

    operations = [
        migrations.AlterField(
            model_name="recordcase",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="record_links",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="recordcase",
            name="record",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="case_links",
                to="breadth.record",
            ),
        ),
    ]

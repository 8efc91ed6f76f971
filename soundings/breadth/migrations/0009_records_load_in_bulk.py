"""Agency and element of a record are not looked up row by row any more: a load waited for that (ADR 12).

Old code still runs: yes, it never relied on the database to refuse one. On SQLite the two tables are copied: about a
minute for a million cases.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("breadth", "0008_signals_decisions_supervision"),
        ("core", "0003_working_days"),
    ]

    operations = [
        migrations.AlterField(
            model_name="record",
            name="agency",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.agency",
            ),
        ),
        migrations.AlterField(
            model_name="record",
            name="element",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="breadth.element",
            ),
        ),
        migrations.AlterField(
            model_name="recordcase",
            name="agency",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.agency",
            ),
        ),
    ]

"""A board gets versions, and may be the own board of a service or team.

Old code still runs: yes, a column keeps its board until 0005; the new fields may stay empty.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_staff_units_users"),
        ("breadth", "0002_expected_by"),
        ("core", "0002_keep_the_trail"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoardVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("from_on", models.DateField(blank=True, null=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.CharField(blank=True, max_length=16)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="breadth.board"
                    ),
                ),
            ],
            options={"ordering": ("board", "number")},
        ),
        migrations.AddConstraint(
            model_name="boardversion",
            constraint=models.UniqueConstraint(fields=("board", "number"), name="board_version_once"),
        ),
        migrations.AddConstraint(
            model_name="boardversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)), fields=("board",), name="one_draft_a_board"
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="place",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boards",
                to="accounts.unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.UniqueConstraint(
                condition=models.Q(("place__isnull", False), ("retired_on", None)),
                fields=("place",),
                name="one_board_a_place",
            ),
        ),
        migrations.AlterField(
            model_name="boardcolumn",
            name="board",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="columns",
                to="breadth.board",
            ),
        ),
        migrations.AddField(
            model_name="boardcolumn",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="columns",
                to="breadth.boardversion",
            ),
        ),
    ]

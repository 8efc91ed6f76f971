"""A column belongs to a version of a board, and no longer to the board itself.

Old code still runs: no; the code that reads columns by board ends with this step. Nothing has been released since.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("breadth", "0004_first_versions")]

    operations = [
        migrations.RemoveConstraint(model_name="boardcolumn", name="column_place_once"),
        migrations.RemoveField(model_name="boardcolumn", name="board"),
        migrations.AlterField(
            model_name="boardcolumn",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="columns",
                to="breadth.boardversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="boardcolumn",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="column_place_once"),
        ),
    ]

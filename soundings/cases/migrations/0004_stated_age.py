"""A child whose date of birth is not known may have an age, with the day on which it was stated.

Old code still runs: yes, it leaves both empty; but it cannot give a date of birth to a child who has a stated age.
Reverse: the ages are lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_rows_load_in_bulk")]

    operations = [
        migrations.AddField(
            model_name="child",
            name="stated_age",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="child",
            name="stated_age_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stated_age", None), ("stated_age_on", None)),
                    models.Q(("born_on", None), ("stated_age__isnull", False), ("stated_age_on__isnull", False)),
                    _connector="OR",
                ),
                name="stated_age_has_its_day_and_no_birth",
            ),
        ),
    ]

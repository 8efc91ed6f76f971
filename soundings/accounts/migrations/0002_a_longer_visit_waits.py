"""Beside a visit that holds, a longer one may wait for approval: one role of each state for a person at a place.

Old code still runs: yes, it never makes a second one. Reverse: after 0003, which leaves one.
"""

from django.db import migrations, models

import soundings.accounts.rules


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_staff_units_users")]

    operations = [
        migrations.RemoveConstraint(model_name="grant", name="grant_once"),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", soundings.accounts.rules.GrantState["ENDED"]), _negated=True),
                fields=("user", "role", "unit", "state"),
                name="grant_once_a_state",
            ),
        ),
    ]

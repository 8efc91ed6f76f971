"""Agencies that were set up before there were questionnaires have the tools that come with the product.

Old code still runs: yes. Repeatable: yes, an agency that has an instrument of this code keeps it. Reverse: leaves the
data as it is; the tables go with 0001. Cost: twelve rows for each agency.
"""

from django.db import migrations
from django.utils import timezone


def take_up(apps, schema_editor):
    from soundings.instruments.tools import tools

    using = schema_editor.connection.alias
    agencies, instruments, versions = (
        apps.get_model(*names).objects.using(using)
        for names in (("core", "Agency"), ("instruments", "Instrument"), ("instruments", "Version"))
    )
    at = timezone.now()
    for agency in agencies.all():
        for tool in tools():
            made, is_new = instruments.get_or_create(
                agency=agency,
                code=tool.code,
                defaults={"use": tool.use, "names": tool.names, "purposes": tool.purposes, "shipped": True},
            )
            if is_new:
                versions.create(
                    agency=agency,
                    instrument=made,
                    number=1,
                    state="published",
                    definition=tool.definition,
                    made_at=at,
                    published_at=at,
                )


class Migration(migrations.Migration):
    dependencies = [("instruments", "0002_published_versions_keep")]

    operations = [migrations.RunPython(take_up, migrations.RunPython.noop)]

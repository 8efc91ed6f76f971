from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("depth", "0005_answers_come_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="calibrationseat",
            name="reminded_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]

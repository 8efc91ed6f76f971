"""Concerns, their routes, and what waits to be read for danger: tables of their own (ADR 15).

Old code still runs: yes, it knows none of them. Reverse: what was raised is lost.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import soundings.core.rules


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_one_visit_at_a_time"),
        ("cases", "0004_stated_age"),
        ("core", "0003_working_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=soundings.core.rules.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("concern-now", "concern-now"),
                            ("complaint", "complaint"),
                            ("allegation", "allegation"),
                            ("whistleblowing", "whistleblowing"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[("child", "child"), ("adult", "adult"), ("staff", "staff")], max_length=8
                    ),
                ),
                ("concerning", models.CharField(blank=True, max_length=200)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "page"),
                            ("case", "case"),
                            ("review", "review"),
                            ("comment", "comment"),
                            ("survey", "survey"),
                            ("phone", "phone"),
                            ("kiosk", "kiosk"),
                        ],
                        max_length=8,
                    ),
                ),
                ("stands_at", models.CharField(blank=True, max_length=40)),
                ("words", models.TextField()),
                ("contact", models.CharField(blank=True, max_length=300)),
                ("raised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "raised"),
                            ("acknowledged", "acknowledged"),
                            ("decided", "decided"),
                            ("confirmed", "confirmed"),
                            ("closed", "closed"),
                        ],
                        default="raised",
                        max_length=12,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_as", models.CharField(blank=True, max_length=200)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_reason", models.CharField(blank=True, max_length=300)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConcernDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.TextField()),
                ("who", models.CharField(max_length=200)),
                ("by_when", models.DateTimeField()),
                ("decided_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="cases.concern"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("decided_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ConcernRoute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=soundings.core.rules.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("concern-now", "concern-now"),
                            ("complaint", "complaint"),
                            ("allegation", "allegation"),
                            ("whistleblowing", "whistleblowing"),
                        ],
                        max_length=16,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("out_of_hours", models.CharField(blank=True, max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConcernTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("receiver", "receiver"), ("deputy", "deputy"), ("next", "next")], max_length=8
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="cases.concern"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("from_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RouteStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="cases.concernroute"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=soundings.core.rules.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "page"),
                            ("case", "case"),
                            ("review", "review"),
                            ("comment", "comment"),
                            ("survey", "survey"),
                            ("phone", "phone"),
                            ("kiosk", "kiosk"),
                        ],
                        max_length=8,
                    ),
                ),
                ("stands_at", models.CharField(max_length=40)),
                ("came_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("screened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("nothing", "nothing"), ("raised", "raised"), ("supervisor", "supervisor")],
                        max_length=10,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.concern",
                    ),
                ),
                (
                    "screened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["agency", "state", "due_at"], name="concerns_by_state"),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["raised_by", "raised_at"], name="concerns_raised_by"),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                    models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                    _connector="OR",
                ),
                name="acknowledged_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="confirmed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="closed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="concernroute",
            constraint=models.UniqueConstraint(fields=("agency", "matter", "unit"), name="route_once_a_place"),
        ),
        migrations.AddConstraint(
            model_name="concernroute",
            constraint=models.CheckConstraint(
                condition=models.Q(("receiver", models.F("deputy")), _negated=True), name="a_deputy_is_somebody_else"
            ),
        ),
        migrations.AddConstraint(
            model_name="concernroute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days", None), ("matter", "concern-now"), ("minutes__gt", 0)),
                    models.Q(models.Q(("matter", "concern-now"), _negated=True), ("days__gt", 0), ("minutes", None)),
                    _connector="OR",
                ),
                name="a_route_has_its_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="concernturn",
            index=models.Index(fields=["user", "from_at"], name="turns_of_user"),
        ),
        migrations.AddIndex(
            model_name="concernturn",
            index=models.Index(
                condition=models.Q(("told_at", None)), fields=["agency", "from_at"], name="turns_to_tell"
            ),
        ),
        migrations.AddConstraint(
            model_name="concernturn",
            constraint=models.UniqueConstraint(fields=("concern", "user"), name="turn_once"),
        ),
        migrations.AddConstraint(
            model_name="routestep",
            constraint=models.UniqueConstraint(fields=("route", "position"), name="step_once"),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(
                condition=models.Q(("screened_at", None)), fields=["agency", "due_on"], name="screenings_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("screened_at", None)), fields=("agency", "source", "stands_at"), name="waits_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("screened_at__isnull", True), ("screened_by__isnull", True)),
                    models.Q(("screened_at__isnull", False), ("screened_by__isnull", False)),
                    _connector="OR",
                ),
                name="screened_by_and_at",
            ),
        ),
    ]

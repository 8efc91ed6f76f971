"""Migrations are named, reversible, and complete."""

import re

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

MIGRATIONS = [
    migration
    for _key, migration in sorted(MigrationLoader(None).disk_migrations.items())
    if type(migration).__module__.startswith("soundings.")
]


@pytest.mark.parametrize("migration", MIGRATIONS, ids=str)
def test_a_migration_is_named_and_can_be_undone(migration):
    assert not re.search(r"_auto_\d", migration.name)
    assert re.fullmatch(r"\d{4}_[a-z0-9_]+", migration.name)
    assert not [operation.describe() for operation in migration.operations if not operation.reversible]


@pytest.mark.sqlite  # models and migrations are the same on both; on PostgreSQL it would ask as the owner
@pytest.mark.django_db
def test_no_model_has_moved_on_from_its_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

"""Children that an earlier release kept stay as they are; ages that were stated since can be given up."""

import os

import pytest
from django.core.management import call_command
from django.db import connections

from soundings.core.tenancy import migration_alias
from tests.factories.cases import ChildFactory

DATABASES = ["default", "owner"] if os.environ.get("SOUNDINGS_TEST_DB") == "postgres" else ["default", "trail"]


def migrate(*target: str) -> None:
    call_command("migrate", *target, database=migration_alias(), verbosity=0, interactive=False)


def children(columns: str) -> list[tuple]:
    with connections[migration_alias()].cursor() as cursor:
        cursor.execute(f"select {columns} from cases_child order by id")
        return [tuple(str(value) if value is not None else None for value in row) for row in cursor.fetchall()]


@pytest.fixture
def all_again():
    yield
    migrate()


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_ages_go_and_everything_else_of_the_children_stays(all_again):
    born = ChildFactory()
    ChildFactory(agency=born.agency, born_on=None, stated_age=156, stated_age_on="2026-02-01")
    others = "id, reference, given_name, family_name, born_on, name_key"
    before = children(others)
    assert children("stated_age, stated_age_on") == [(None, None), ("156", "2026-02-01")]

    migrate("cases", "0003_rows_load_in_bulk")
    assert children(others) == before

    migrate()
    assert children(others) == before
    assert children("stated_age, stated_age_on") == [(None, None), (None, None)]

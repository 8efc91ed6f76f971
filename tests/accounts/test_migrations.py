"""A longer visit that waits beside one that holds can go back to the time when there was one only."""

import os
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connections

from soundings.accounts.rules import GrantState, Role
from soundings.core.tenancy import migration_alias
from tests.factories.accounts import GrantFactory, UserFactory

DATABASES = ["default", "owner"] if os.environ.get("SOUNDINGS_TEST_DB") == "postgres" else ["default", "trail"]


@pytest.fixture
def all_again():
    yield
    call_command("migrate", database=migration_alias(), verbosity=0, interactive=False)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_the_longer_visit_is_turned_down_on_the_way_back(all_again):
    euan = UserFactory()
    for state, last_day in ((GrantState.ACTIVE, date(2026, 3, 20)), (GrantState.PENDING, date(2026, 4, 17))):
        GrantFactory(user=euan, role=Role.INSPECTOR, state=state, ends_on=last_day)
    GrantFactory(user=UserFactory(agency=euan.agency), role=Role.INSPECTOR, state=GrantState.PENDING)

    call_command(
        "migrate", "accounts", "0001_staff_units_users", database=migration_alias(), verbosity=0, interactive=False
    )
    with connections[migration_alias()].cursor() as cursor:
        cursor.execute("select state from accounts_grant where role = 'inspector' order by id")
        assert cursor.fetchall() == [("active",), ("ended",), ("pending",)]

"""Calibration sessions can be taken back out of a database, and what stood there before stays."""

import os

import pytest
from django.core.management import call_command
from django.db import connections

from soundings.core.tenancy import migration_alias
from tests.factories.accounts import UserFactory
from tests.factories.depth import CalibrationFactory, ReviewFactory, seat_of

DATABASES = ["default", "owner"] if os.environ.get("SOUNDINGS_TEST_DB") == "postgres" else ["default", "trail"]


def tables() -> set[str]:
    with connections[migration_alias()].cursor() as cursor:
        return set(connections[migration_alias()].introspection.table_names(cursor))


def count(table: str) -> int:
    with connections[migration_alias()].cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def migrate(*target: str) -> None:
    call_command("migrate", "depth", *target, database=migration_alias(), verbosity=0, interactive=False)


@pytest.fixture
def all_again():
    yield
    call_command("migrate", database=migration_alias(), verbosity=0, interactive=False)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_sessions_go_and_reviews_stay(all_again):
    session = CalibrationFactory()
    seat_of(session, UserFactory(supervisor=True, agency=session.agency), 4)
    ReviewFactory()
    assert count("depth_calibration") == count("depth_calibrationseat") == 1

    migrate("0003_reviews_are_reminded")
    assert not [one for one in tables() if one.startswith("depth_calibration")]
    assert count("depth_review") == 1

    migrate()
    assert count("depth_calibration") == count("depth_calibrationseat") == 0
    assert count("depth_review") == 1


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_a_seat_stays_without_the_day_of_its_reminder(all_again):
    session = CalibrationFactory()
    seat_of(session, UserFactory(supervisor=True, agency=session.agency), 4)

    migrate("0005_answers_come_back")
    assert count("depth_calibrationseat") == 1
    migrate()
    assert count("depth_calibrationseat where reminded_on is null") == 1

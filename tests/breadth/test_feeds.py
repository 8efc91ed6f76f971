"""A board says to which day it is true."""

from datetime import date

import pytest

from soundings.breadth import feeds
from soundings.core.tenancy import acting_for
from soundings.exchange.models import Batch
from tests.factories.accounts import NOON, AgencyFactory

pytestmark = pytest.mark.django_db


def batch(agency, *, kind="annex-a", state="stored", as_of="2026-03-15"):
    return Batch.objects.create(agency=agency, kind=kind, state=state, options={"as_of": as_of}, at=NOON)


def test_without_a_file_nothing_has_been_fed_in():
    assert feeds.fed_until(AgencyFactory().pk) is None


def test_the_latest_stored_file_of_the_case_system_counts():
    agency = AgencyFactory()
    batch(agency, as_of="2026-03-10")
    batch(agency, kind="people", as_of="2026-03-14")
    batch(agency, state="checked", as_of="2026-03-20")
    batch(agency, kind="structure", as_of="2026-03-21")
    batch(AgencyFactory(), as_of="2026-03-22")
    with acting_for(agency.pk):
        assert feeds.fed_until(agency.pk) == date(2026, 3, 14)

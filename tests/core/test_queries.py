from datetime import timedelta

import pytest

from soundings.core import queries
from soundings.core.models import CHANGES, READS, Agency
from soundings.core.tenancy import acting_for
from tests.core.conftest import OTHER, WORKER

pytestmark = pytest.mark.django_db


def test_who_has_read_this_childs_record_newest_first(agency, read, noon):
    read(agency, "a", at=noon)
    read(agency, "b", at=noon)
    read(agency, "a", "b", actor=OTHER, at=noon + timedelta(minutes=1))
    read(agency, "a", at=noon + timedelta(minutes=2))

    found = queries.reads_of_child(child="a", agency_id=agency.pk)

    assert [entry.actor for entry in found] == [WORKER.public_id, OTHER.public_id, WORKER.public_id]
    assert [entry.at - noon for entry in found[:2]] == [timedelta(minutes=2), timedelta(minutes=1)]


def test_since_leaves_out_what_came_before(agency, read, noon):
    for minute in range(4):
        read(agency, "a", at=noon + timedelta(minutes=minute))
    found = queries.reads_of_child(child="a", agency_id=agency.pk, since=noon + timedelta(minutes=2))
    assert [entry.at - noon for entry in found] == [timedelta(minutes=3), timedelta(minutes=2)]


def test_another_agencys_readings_are_not_shown(agency, read):
    south = Agency.objects.create(code="south", name="South")
    with acting_for(south):
        read(south, "a")
    with acting_for(agency):
        assert not queries.reads_of_child(child="a", agency_id=agency.pk).exists()


def test_what_was_changed_about_a_child(agency, change):
    change(agency, "a", verb="case.opened")
    change(agency, "b", verb="case.closed")
    change(agency, "a", "b", verb="child.merged")
    found = queries.changes_to_child(child="a", agency_id=agency.pk)
    assert [entry.verb for entry in found] == ["child.merged", "case.opened"]


def test_what_one_person_did(agency, read, change):
    read(agency, "a", verb="case.read")
    read(agency, "a", verb="board.read", actor=OTHER)
    change(agency, "a", verb="case.closed")
    by = {"actor": WORKER.public_id, "agency_id": agency.pk}
    assert [entry.verb for entry in queries.entries_by_actor(READS, **by)] == ["case.read"]
    assert [entry.verb for entry in queries.entries_by_actor(CHANGES, **by)] == ["case.closed"]


def test_a_childs_readings_are_one_query(agency, read, django_assert_num_queries):
    from django.db import connections, router

    for number in range(30):
        read(agency, "a", f"child-{number}")
    connection = connections[router.db_for_read(READS.entry)]
    with django_assert_num_queries(1, connection=connection):
        assert len(queries.reads_of_child(child="a", agency_id=agency.pk)[:20]) == 20

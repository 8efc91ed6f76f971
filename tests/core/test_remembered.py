"""What is set up is asked for once, until something of it changes, whoever changes it and however."""

import os

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from soundings.core import plain, remembered
from soundings.core.marking import tables_without_marks
from soundings.core.models import Agency, ChangeEntry, OwnDay
from soundings.core.tenancy import acting_for, migration_alias

DATABASES = ["default", "owner"] if os.environ.get("SOUNDINGS_TEST_DB") == "postgres" else ["default", "trail"]
NAMES = f"select name from {Agency._meta.db_table} where code = %s"


def the_mark() -> str:
    return plain.rows(f"select {remembered.MARK}")[0][0]


def names(code: str = "north") -> list[tuple[str]]:
    return remembered.rows(NAMES, [code])


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.create(code="north", name="North")


@pytest.fixture
def day(agency) -> OwnDay:
    return OwnDay.objects.create(agency=agency, on="2026-03-02", name="Closed")


def test_the_same_question_is_asked_once(agency, django_assert_num_queries):
    with remembered.as_of(the_mark()):
        assert names() == [("North",)]
        with django_assert_num_queries(0):
            assert names() == [("North",)]
        with django_assert_num_queries(1):
            assert names("south") == []


def test_outside_of_it_every_question_is_asked(agency, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert names() == names() == [("North",)]


@pytest.mark.parametrize(
    "change",
    [
        lambda day: day.save(),
        lambda day: day.delete(),
        lambda day: OwnDay.objects.filter(pk=day.pk).update(works=True),
        lambda day: OwnDay.objects.filter(pk=day.pk).delete(),
        lambda day: OwnDay.objects.bulk_create([OwnDay(agency=day.agency, on="2026-03-03")]),
        lambda day: Agency.objects.filter(pk=day.agency_id).update(name="The North"),
    ],
    ids=["save", "delete", "update", "delete many", "many", "another table"],
)
def test_every_change_makes_another_mark(day, change):
    before = the_mark()
    change(day)
    assert the_mark() not in (before, "")


def test_what_changed_is_seen_by_whoever_comes_next(agency):
    with remembered.as_of(the_mark()):
        assert names() == [("North",)]
    Agency.objects.update(name="The North")
    with remembered.as_of(the_mark()):
        assert names() == [("The North",)]


def test_what_is_taken_back_was_never_so(agency):
    with remembered.as_of(the_mark()):
        names()
    with pytest.raises(RuntimeError), transaction.atomic():
        Agency.objects.update(name="The North")
        with remembered.as_of(the_mark()):
            assert names() == [("The North",)]
        raise RuntimeError
    with remembered.as_of(the_mark()):
        assert names() == [("North",)]


def test_a_mark_that_was_taken_back_does_not_come_again(agency):
    taken_back = set()
    for name in ("one", "two", "three"):
        with pytest.raises(RuntimeError), transaction.atomic():
            Agency.objects.update(name=name)
            taken_back.add(the_mark())
            raise RuntimeError
    assert len(taken_back) == 3


def test_whoever_waited_looks_again(agency):
    with remembered.as_of(the_mark()):
        assert names() == [("North",)]
        Agency.objects.update(name="The North")  # as somebody else would meanwhile
        remembered.look_again()
        assert names() == [("The North",)]


def test_whoever_changes_something_remembers_nothing(agency, django_assert_num_queries):
    with remembered.as_of(the_mark()):
        remembered.forget_here()
        remembered.look_again()
        with django_assert_num_queries(2):
            assert names() == names()


def test_each_agency_has_its_own_answers(agency):
    south = Agency.objects.create(code="south", name="South")
    with acting_for(agency):
        OwnDay.objects.create(agency=agency, on="2026-03-02")
    every_day = f"select count(*) from {OwnDay._meta.db_table}"  # behind the wall, where there is one
    for one in (agency, south):
        with acting_for(one), remembered.as_of(the_mark()):
            assert remembered.rows(every_day) == plain.rows(every_day)


def test_what_makes_no_mark_is_not_remembered(db):
    table = ChangeEntry._meta.db_table
    with pytest.raises(ValueError, match=table):
        remembered.rows(f"select 1 from {Agency._meta.db_table} a join {table} e on e.agency_id = a.id")


def test_no_more_is_kept_than_is_worth_it(agency, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(remembered, "MOST", 2)
    with remembered.as_of(the_mark()):
        for code in ("north", "south", "west"):
            names(code)
        with django_assert_num_queries(1):
            assert (names("west"), names("north")) == ([], [("North",)])


def test_a_long_answer_is_asked_each_time(agency, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(remembered, "LONGEST", 0)
    with remembered.as_of(the_mark()), django_assert_num_queries(3):
        assert names() == names() == [("North",)]
        assert names("south") == names("south") == []  # of no row: kept


def test_every_table_that_is_set_up_makes_marks(db):
    tables = {model._meta.db_table for model in remembered.set_up_models()}
    assert {"core_agency", "accounts_unit", "breadth_board_stages", "exchange_batch"} <= tables
    assert tables_without_marks() == []
    if connection.vendor == "postgresql":
        sql = "select tgrelid::regclass::text, tgtype from pg_trigger where tgname = 'soundings_mark'"
        # insert 4, delete 8, update 16, truncate 32, for each statement: as PostgreSQL counts them (pg_trigger.h)
        assert set(plain.rows(sql)) == {(table, 4 + 8 + 16 + 32) for table in tables}
        return
    sql = "select tbl_name, count(*) from sqlite_master where type = 'trigger' and name like '%%_mark' group by 1"
    assert dict(plain.rows(sql)) == dict.fromkeys(tables, 3)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_without_the_marks_things_can_still_be_changed_and_the_way_forward_makes_them_again():
    agency = Agency.objects.create(code="north", name="North")
    alias, first = migration_alias(), the_mark()
    try:
        call_command("migrate", "core", "0003_working_days", database=alias, verbosity=0, interactive=False)
        with connections[alias].cursor() as cursor:
            cursor.execute("update core_agency set name = 'The North' where id = %s", [agency.pk])
            assert cursor.rowcount == 1
    finally:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    again = the_mark()
    Agency.objects.update(name="North")
    assert len({"", first, again, the_mark()}) == 4

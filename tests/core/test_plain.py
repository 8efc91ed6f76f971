import json

import pytest
from django.db import DatabaseError, connection, transaction

from soundings.core import plain
from soundings.core.models import Agency, ChangeEntry
from soundings.core.tenancy import acting_for

ON_POSTGRES = [pytest.mark.postgres, pytest.mark.django_db]
TABLE = Agency._meta.db_table


@pytest.fixture
def keys(db) -> list[int]:
    return [Agency.objects.create(code=code, name=code).pk for code in ("north", "south", "west")]


def test_a_list_of_keys_is_one_value(keys):
    north, south, _west = keys
    sql = f"select code from {TABLE} where id = any(%s) and code <> %s order by code"
    assert plain.rows(sql, [[north, south], "south"]) == [("north",)]
    assert plain.rows(sql, [keys, "north"]) == [("south",), ("west",)]
    assert plain.rows(sql, [[], "north"]) == []


def test_the_first_row_or_none(keys):
    sql = f"select code from {TABLE} where id = any(%s) order by code"
    assert plain.first(sql, [keys[1:]]) == ("south",)
    assert plain.first(sql, [[0]]) is None


def test_a_sign_of_a_hundred_is_itself_on_both_databases(keys):
    assert plain.rows(f"select code from {TABLE} where code like 'n%%' and id = %s", [keys[0]]) == [("north",)]


def test_a_fault_is_one_of_django_and_nothing_more_is_answered_until_it_is_taken_back(keys):
    with pytest.raises(DatabaseError), transaction.atomic():
        plain.rows("select nothing from nowhere")
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            plain.rows(f"select code from {TABLE}")
    assert plain.first(f"select count(*) from {TABLE}") == (3,)


def test_who_listens_to_statements_hears_these_too(keys):
    heard = []

    def listen(execute, sql, values, many, context):
        heard.append((sql, list(values)))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(listen):
        assert plain.rows(f"select code from {TABLE} where id = %s", [keys[1]]) == [("south",)]
    assert heard == [(f"select code from {TABLE} where id = %s", [keys[1]])]


@pytest.mark.sqlite
def test_sqlite_is_told_in_its_own_words():
    sql, values = plain.spoken("select 1 where 2 = any(%s) and 3 = %s", [[2, 4], 3])
    assert sql == "select 1 where 2 in (select value from json_each(%s)) and 3 = %s"
    assert [json.loads(values[0]), values[1]] == [[2, 4], 3]


class TestOnPostgres:
    pytestmark = ON_POSTGRES

    def test_a_statement_is_planned_once_for_all_its_values(self, keys):
        sql = f"select code, 'planned once' from {TABLE} where id = any(%s)"
        for count in (1, 2, 3, 2, 1):
            assert len(plain.rows(sql, [keys[:count]])) == count
        kept = "select generic_plans, custom_plans from pg_prepared_statements where statement like '%planned once%'"
        with connection.cursor() as cursor:
            cursor.execute(kept)
            assert cursor.fetchall() == [(4, 0)]  # the first time it was not kept yet

    def test_the_wall_stands_before_a_plan_that_was_kept_for_another_agency(self, change):
        north, south = (Agency.objects.create(code=code, name=code) for code in ("north", "south"))
        for agency in (north, south):
            with acting_for(agency):
                change(agency, "a", target=agency.code)
        sql = f"select target from {ChangeEntry._meta.db_table}"
        for agency in (north, north, north, south, north, south):
            with acting_for(agency):
                assert plain.rows(sql) == [(agency.code,)]
        with acting_for(None):
            assert plain.rows(sql) == []

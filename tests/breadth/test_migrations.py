"""Boards that an earlier release made get their first version, and can go back."""

import os

import pytest
from django.core.management import call_command
from django.db import connections

from soundings.breadth import actions, queries
from soundings.core.tenancy import migration_alias
from tests.factories.breadth import AT, office

DATABASES = ["default", "owner"] if os.environ.get("SOUNDINGS_TEST_DB") == "postgres" else ["default", "trail"]


def rows(sql: str) -> list[tuple]:
    with connections[migration_alias()].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def migrate(*target: str) -> None:
    call_command("migrate", "breadth", *target, database=migration_alias(), verbosity=0, interactive=False)


@pytest.fixture
def all_again():
    yield
    call_command("migrate", database=migration_alias(), verbosity=0, interactive=False)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_every_board_goes_back_to_plain_columns_and_gets_a_first_version_again(all_again):
    here = office()
    sam = here.as_supervisor
    board = actions.tailor(by=sam, at=AT, place=here.team, source=here.board("preventative"))
    actions.publish(by=sam, at=AT, board=board, on=AT.date(), why="To begin with")
    draft = actions.begin_draft(by=sam, at=AT, board=board)
    actions.drop_column(by=sam, at=AT, board=board, column_id=queries.laid_columns(draft)[1].pk)
    per_board = "select b.code, count(*) from breadth_board b join breadth_boardcolumn c on {on} group by b.code"
    before = {"whole-practice": 14, "front-end": 14, "family-support": 13, "preventative": 13, board.code: 13}

    migrate("0001_elements_boards_records")
    assert dict(rows(per_board.format(on="c.board_id = b.id"))) == before

    migrate()
    by_version = "c.version_id in (select v.id from breadth_boardversion v where v.board_id = b.id and v.number = 1)"
    assert dict(rows(per_board.format(on=by_version))) == before
    assert rows("select distinct number, from_on is null, published_at is null from breadth_boardversion") in (
        [(1, True, False)],
        [(1, 1, 0)],
    )
    assert [one.label for one in queries.columns_of(here.board("preventative"), "en-gb", on=AT.date())][:2] == [
        "Name, age and ID",
        "Date Opened",
    ]

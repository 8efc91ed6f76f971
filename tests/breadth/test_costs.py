"""What a request costs in statements: the same however many cases there are, and no more than is written here."""

from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.accounts.models import Unit
from soundings.accounts.rules import UnitKind
from soundings.breadth import queries
from soundings.breadth.actions.families import hold_beside
from soundings.breadth.models import Record
from tests.factories.accounts import NOON, UserFactory, root_for
from tests.factories.breadth import family_for, office

pytestmark = pytest.mark.django_db

# Sign-in, scope and trail included, what is set up remembered. On PostgreSQL the agency's wall, its transaction and
# savepoints come on top.
BOARD = {"sqlite": 15, "postgresql": 21}
OVERVIEW = {"sqlite": 6, "postgresql": 12}
RECORD = {"sqlite": 19, "postgresql": 30}


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return office()


@pytest.fixture
def spent():
    """What a call costs, with whatever it asks of every database."""

    def count(call):
        said = []

        def note(execute, sql, params, many, context):
            said.append(sql)
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            for each in connections.all():
                stack.enter_context(each.execute_wrapper(note))
            call()
        return said

    return count


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def opens(client, address):
    def call():
        assert client.get(address).status_code == 200

    call()  # the first reading of these children stores their set, and the first use of the site what it keeps
    return call


def test_a_team_board_with_its_page(here, spent):
    sam, address = browser(here.supervisor), reverse("board", args=[here.team.public_id])
    here.case("Melli Majid")
    few = spent(opens(sam, address))
    for n in range(8):
        here.case(f"Child {n}")
    many = spent(opens(sam, address))
    assert len(many) == len(few) <= BOARD[connection.vendor], "\n".join(many)


def test_an_overview_with_its_page(here, spent):
    root = root_for(here.agency)
    assert Unit.objects.get(pk=root.pk).kind == UnitKind.AGENCY
    manager = browser(UserFactory(senior_manager=True, unit=root))
    address = reverse("board", args=[root.public_id])
    here.case("Melli Majid")
    few = spent(opens(manager, address))
    for n in range(8):
        here.case(f"Child {n}")
    many = spent(opens(manager, address))
    assert len(many) == len(few) <= OVERVIEW[connection.vendor], "\n".join(many)


def test_a_record_through_the_form_of_its_page(here, spent):
    jane, first = browser(here.worker), here.case("Melli Majid")

    def records(case, on):
        typed = {"answer": "yes", "happened_on_day": on.day, "happened_on_month": on.month, "happened_on_year": on.year}

        def call():
            address = reverse("element", args=[case.public_id, "mapping-internal"])
            assert jane.post(address, typed | {"again": "on"}).status_code == 302

        return call

    day = date(2026, 3, 10)
    records(first, day - timedelta(days=1))()  # the team begins to record
    records(first, day)()  # what is set up is known from here on
    few = spent(records(first, day + timedelta(days=1)))
    for n in range(8):
        here.case(f"Child {n}")
    many = spent(records(first, day + timedelta(days=2)))
    assert Record.objects.count() == 4
    assert len(many) == len(few) <= RECORD[connection.vendor], "\n".join(many)


def test_to_record_on_one_child_asks_for_no_brothers_and_sisters(here, monkeypatch):
    jane = browser(here.worker)
    family = family_for(here)
    case, beside = here.case("Melli Majid", family=family), here.case("Theo Majid", family=family)
    address = reverse("element", args=[case.public_id, "mapping-internal"])
    typed = {"answer": "yes", "happened_on_day": 10, "happened_on_month": 3, "happened_on_year": 2026}
    with monkeypatch.context() as within:
        within.setattr(queries, "siblings_to_record_on", lambda *args: pytest.fail("asked for whom nobody ticked"))
        assert jane.post(address, typed).status_code == 302
        with pytest.raises(pytest.fail.Exception):
            jane.post(address, typed | {"siblings": [beside.public_id]})
    assert jane.post(address, typed | {"siblings": [beside.public_id], "happened_on_day": 11}).status_code == 302
    again = jane.post(address, typed)  # refused: so the whole form is shown, with Theo to tick
    assert beside.public_id in again.content.decode()
    linked = [record.case_links.count() for record in Record.objects.order_by("happened_on")]
    assert linked == [1, 2]


@pytest.mark.postgres
def test_families_to_hold_are_known_before_their_states_are_looked_for(here):
    """A condition that asks case by case (a subplan) fits no index: every open case would be looked at."""
    cases = [here.case(f"Child {n}") for n in range(3)]
    said = []

    def note(execute, sql, params, many, context):
        said.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        hold_beside([case.pk for case in cases])
    [(sql, params)] = said
    with connection.cursor() as cursor:
        cursor.execute(f"explain {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "InitPlan" in plan and "SubPlan" not in plan, plan

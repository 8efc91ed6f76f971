import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory

from soundings.config import views
from soundings.core.rules import TrailUnavailable


@pytest.fixture
def ask(rf: RequestFactory):
    return lambda address="/healthz": views.healthz(rf.get(address))


def test_says_that_it_is_alive_without_the_database(ask):
    assert ask().status_code == 200


@pytest.mark.django_db
def test_ready_when_the_database_answers(ask):
    assert ask("/healthz?ready").status_code == 200


@pytest.mark.django_db
def test_not_ready_when_it_does_not(ask):
    def refuse(*args):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        assert ask("/healthz?ready").status_code == 503


def test_only_asks(rf):
    assert views.healthz(rf.post("/healthz")).status_code == 405


def test_a_trail_that_fails_at_the_end_of_a_transaction_is_said_so(rf):
    try:
        raise TrailUnavailable
    except TrailUnavailable:
        assert views.server_error(rf.get("/")).status_code == 503
    assert views.server_error(rf.get("/")).status_code == 500


def test_a_fault_in_the_page_of_faults_still_says_something(rf, settings):
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [], "APP_DIRS": False}]
    reply = views.server_error(rf.get("/"))
    assert reply.status_code == 500
    assert "went wrong" in reply.content.decode()

"""A team, its administrator and its senior manager, and pages asked for at noon."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from soundings.accounts.models import Unit, User
from tests.factories.accounts import NOON, TeamFactory, UserFactory, root_for


@pytest.fixture
def at_noon(monkeypatch) -> None:
    """Every page is asked for at noon on Monday 16 March 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def harbour() -> Unit:
    return TeamFactory(name="Harbour Street")


@pytest.fixture
def administrator(harbour) -> User:
    return UserFactory(administrator=True, unit=root_for(harbour.agency), name="Samuel Obi")


@pytest.fixture
def senior_manager(harbour) -> User:
    return UserFactory(senior_manager=True, unit=root_for(harbour.agency), name="Moira Costello")


@pytest.fixture
def signed_in(at_noon) -> Callable[[User], Client]:
    """`signed_in(user)`: a browser in which this user has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in

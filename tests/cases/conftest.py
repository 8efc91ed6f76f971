"""One team with a worker and a supervisor, beside another team and another agency."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.cases import followers
from soundings.core.models import Agency, ChangeEntry
from tests.factories.accounts import AgencyFactory, StaffFactory, StageFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.cases import abuse_types_for


@pytest.fixture
def agency(db) -> Agency:
    agency = AgencyFactory()
    abuse_types_for(agency)
    return agency


@pytest.fixture
def place(agency) -> SimpleNamespace:
    """team, other_team, stage, worker and supervisor of the team (users), colleague and duty (staff)."""
    stage = StageFactory(agency=agency)
    team = TeamFactory(agency=agency, name="Harbour Street", stage=stage)
    return SimpleNamespace(
        agency=agency,
        stage=stage,
        team=team,
        other_team=TeamFactory(agency=agency, name="Mill Lane"),
        worker=UserFactory(worker=True, unit=team, name="Jane Smith"),
        supervisor=UserFactory(supervisor=True, unit=team, name="Sam Okafor"),
        colleague=StaffFactory(team=team, name="Ah Hin Xeng"),
        duty=StaffFactory(team=team, name="Duty, Harbour Street", is_duty=True),
    )


@pytest.fixture
def sam(place) -> Viewer:
    """The supervisor."""
    return viewer_for(place.supervisor)


@pytest.fixture
def jane(place) -> Viewer:
    """The worker."""
    return viewer_for(place.worker)


@pytest.fixture
def told() -> Iterator[list[int]]:
    """The cases of which the rooms above were told, in order."""
    heard: list[int] = []

    def listen(case_ids, *, at: datetime) -> None:
        heard.extend(case_ids)

    followers._followers.append(listen)
    yield heard
    followers._followers.remove(listen)


@pytest.fixture
def refusing() -> Iterator[None]:
    """A room above that cannot keep up: whatever it is told undoes the action."""

    def refuse(case_ids, *, at: datetime) -> None:
        raise RuntimeError("A room above cannot follow.")

    followers._followers.append(refuse)
    yield
    followers._followers.remove(refuse)


def verbs(user: User | None = None) -> list[str]:
    """What the trail of changes says happened, oldest first."""
    entries = ChangeEntry.objects.order_by("pk")
    if user:
        entries = entries.filter(actor=user.public_id)
    return list(entries.values_list("verb", flat=True))

"""A team at work, somebody who may load files, and files for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.core.files import File

from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Role
from soundings.cases.actions.abuse_types import set_up_cases
from soundings.core.rules import SYSTEM
from soundings.exchange import actions
from soundings.exchange.models import Batch
from soundings.exchange.rules import Kind, Options
from tests.factories.accounts import NOON, GrantFactory, StaffFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import Office, office
from tests.factories.files import csv_of

AS_OF = "2026-03-16"
CASE_HEADS = [
    "Child ID", "Given name", "Family name", "Date of birth", "Household", "Opened", "Closed", "Abuse types", "Team",
    "Worker",
]  # fmt: skip
MELLI = ["4471", "Melli", "Majid", "04/01/2013", "H1", "03/01/2026", "", "N & PA", "North", "Jane Smith"]
MARY = ["4472", "Mary", "Telis", "04/01/2021", "", "12/06/2025", "", "FDV EA N", "South", "Ah Hin Xeng"]


@pytest.fixture
def place() -> Office:
    """An agency with the teams North (Jane Smith) and South (Ah Hin Xeng), its elements and abuse types."""
    made = office(name="Harbourshire")
    set_up_cases(agency=made.agency, by=SYSTEM, at=NOON)
    south = TeamFactory(parent=made.service, name="South")
    StaffFactory(team=south, name="Ah Hin Xeng")
    return made


@pytest.fixture
def steward(place: Office) -> Viewer:
    """An administrator with the import steward's grant."""
    user = UserFactory(agency=place.agency, role=Role.ADMINISTRATOR)
    GrantFactory(user=user, role=Role.IMPORT_STEWARD)
    return viewer_for(user)


@pytest.fixture
def checked(place: Office, steward: Viewer, tmp_path: Path) -> Callable[..., Batch]:
    """`checked(kind, rows, **options)`: an import of a CSV with these rows that waits."""

    def check(
        kind: Kind, rows: Sequence[Sequence[str]], *, name: str = "table.csv", as_of: str = AS_OF, **options
    ) -> Batch:
        path = csv_of(tmp_path / name, rows)
        with open(path, "rb") as file:
            return actions.check(
                kind=kind,
                files=[File(file, name=name)],
                options=Options(as_of=as_of, **options),
                agency=place.agency,
                by=steward,
                at=NOON,
            )

    return check


@pytest.fixture
def stored(checked: Callable[..., Batch], steward: Viewer) -> Callable[..., Batch]:
    """The same, stored."""

    def store(kind: Kind, rows: Sequence[Sequence[str]], **options) -> Batch:
        result = actions.store(batch=checked(kind, rows, **options), by=steward, at=NOON)
        assert result.stored, [str(one) for one in result.report.problems]
        return result.batch

    return store

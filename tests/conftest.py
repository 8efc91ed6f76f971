"""What every test stands on: one database, a given clock, no network, nothing skipped in CI."""

import os
import socket
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

from tests import postgres, temporary, trail

ON_POSTGRES = os.environ.get("SOUNDINGS_TEST_DB") == "postgres"
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
FILES = ["default"] if ON_POSTGRES else ["default", "trail"]  # the owner's way in is no test's own
ANCHORS = temporary.folder("anchors")
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)

hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.load_profile("ci" if IN_CI else "dev")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "postgres: only on PostgreSQL; deselected elsewhere")
    config.addinivalue_line("markers", "sqlite: only on SQLite; deselected elsewhere")
    config.addinivalue_line("markers", "console_errors_expected: in the browser, the page reports an error on purpose")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The browser tests run by themselves: `pytest tests/browser`."""
    if collection_path.name == "browser" and not any("browser" in str(arg) for arg in config.args):
        return True
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for the other database; give each test with a database both of its files."""
    other = "sqlite" if ON_POSTGRES else "postgres"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        marker = item.get_closest_marker("django_db")
        asked = marker.kwargs if marker else {}
        if (marker or "db" in getattr(item, "fixturenames", ())) and "databases" not in asked:
            item.add_marker(pytest.mark.django_db(**asked, databases=FILES), append=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a fault: what cannot run there must be mended or deselected."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if IN_CI and skipped:
        reporter.write_line(f"{len(skipped)} skipped; in CI nothing may be skipped:", red=True)
        for report in skipped:
            reporter.write_line(f"  {report.nodeid}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """The tables, made by their owner and used, on PostgreSQL, by the role of the app."""
    with django_db_blocker.unblock():
        made = _made_by_owner() if ON_POSTGRES else setup_databases(0, interactive=False, serialized_aliases=())
        trail.let_it_be_cleared()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        if ON_POSTGRES:
            connections["owner"].creation.destroy_test_db(*made, verbosity=0)
        else:
            teardown_databases(made, verbosity=0)


def _made_by_owner() -> tuple[str]:
    """Make the test database as the owner and point the app at it. Returns the name that the owner had before."""
    owner, app = connections["owner"], connections["default"]
    before = owner.settings_dict["NAME"]
    app.settings_dict["NAME"] = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    app.ops.execute_sql_flush = _clear_as_owner  # between tests with transactions of their own
    return (before,)


def _clear_as_owner(statements: list[str]) -> None:
    with _as_owner() as owner:
        for statement in statements:
            owner.execute(statement)


def _as_owner() -> psycopg.Connection:
    database = connections["default"].settings_dict["NAME"]
    return psycopg.connect(postgres.url(role=postgres.OWNER, database=database), autocommit=True)


@pytest.fixture
def owner_connection(transactional_db: None) -> Iterator[psycopg.Connection]:
    """PostgreSQL only: the tables' owner, beside the app, for what no app may do."""
    with _as_owner() as owner:
        yield owner


@pytest.fixture(autouse=True)
def _anchors_of_its_own(settings) -> None:
    """What one test anchors is not missing from the database of the next."""
    settings.TRAIL_ANCHOR_DIR = ANCHORS / uuid.uuid4().hex


@pytest.fixture(autouse=True)
def _wall(request: pytest.FixtureRequest) -> Iterator[None]:
    """Row-level security, as `tests/wall.py` says, wherever a test has a database."""
    if not (ON_POSTGRES and request.node.get_closest_marker("django_db")):
        yield
        return
    from tests import wall

    request.getfixturevalue("_django_db_helper")
    with pytest.MonkeyPatch.context() as patch, wall.held(patch):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """No test leaves this machine: sockets connect to loopback or to a file."""
    connect = socket.socket.connect

    def careful_connect(self: socket.socket, address) -> None:
        if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
            raise RuntimeError(f"A test tried to reach {address[0]}: tests stay on this machine.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", careful_connect)
        yield


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


@pytest.fixture
def noon() -> datetime:
    """The given clock: noon, UTC, on Monday 16 March 2026."""
    return NOON


@pytest.fixture
def today() -> date:
    """The local date of `noon`."""
    return NOON.date()

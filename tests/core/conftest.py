import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connections

from soundings.core import actions
from soundings.core.models import Agency
from tests.conftest import ON_POSTGRES
from tests.trail import tamper


@dataclass(frozen=True)
class Person:
    public_id: str = "worker-000000001"


WORKER = Person()
OTHER = Person("worker-000000002")


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.create(code="north", name="North")


@pytest.fixture
def read(noon: datetime) -> Callable[..., None]:
    """Note a reading, of which only what matters need be said."""

    def note(agency, *children, actor=WORKER, **fields):
        fields = {"at": noon, "verb": "case.read", "target": "case", "target_kind": "case"} | fields
        actions.record_read(actor=actor, agency=agency, children=children, **fields)

    return note


@pytest.fixture
def change(noon: datetime) -> Callable[..., None]:
    """Note a change, of which only what matters need be said."""

    def note(agency, *children, by=WORKER, **fields):
        fields = {"at": noon, "verb": "case.closed", "target": "case", "target_kind": "case"} | fields
        actions.record_change(by=by, agency=agency, children=children, **fields)

    return note


@pytest.fixture
def alter(request, transactional_db) -> Callable[..., None]:
    """Alter the trail behind the app's back: `alter(ReadEntry, "update {table} set verb = %s", "x")`."""
    owner = request.getfixturevalue("owner_connection") if ON_POSTGRES else None
    return lambda model, sql, *values: tamper(model, sql, *values, owner=owner)


@pytest.fixture
def on_files(transactional_db, tmp_path, monkeypatch) -> Iterator[None]:
    """SQLite: the databases as files, as in production. In one connection's memory, threads could not wait in turn."""
    if ON_POSTGRES:
        yield
        return
    before = {alias: connections[alias] for alias in ("default", "trail")}
    for alias, connection in before.items():
        connection.ensure_connection()
        with sqlite3.connect(tmp_path / alias) as file:
            connection.connection.backup(file)
        file.close()
        monkeypatch.setitem(connections.databases[alias], "NAME", str(tmp_path / alias))
        del connections[alias]
    yield
    for alias, connection in before.items():
        connections[alias].close()
        connections[alias] = connection

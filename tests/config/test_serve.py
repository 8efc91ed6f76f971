"""The production server as people start it: one process to stop, one worker in its care."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError

from soundings.config.management.commands.serve import check_free, once_it_answers

WAIT = 120  # seconds, for a machine under load


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true):
    end = time.monotonic() + WAIT
    while not (found := true()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def workers_of(folder: str) -> list[str]:
    """Process ids of the background workers that work on this data folder."""
    every = [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]
    workers = [process for process in every if "--beside-server" in told(process, "cmdline")]
    return [process for process in workers if folder in told(process, "environ")]


def told(process: str, what: str) -> str:
    """What the system says of a process; nothing if it is gone."""
    try:
        return Path("/proc", process, what).read_text()
    except OSError:
        return ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder that is empty until the first server of this file has prepared it."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def served(folder):
    """A running server: its process, address and folder."""
    port = free_port()
    command = [sys.executable, "-m", "soundings.config.cli", "serve", "--port", str(port), "--processes", "1"]
    environment = os.environ | {
        "SOUNDINGS_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "soundings.config.settings",
    }
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: server.poll() is not None or f"Soundings is at {address}" in log.read_text())
        assert server.poll() is None, log.read_text()
        assert answers(address)  # as soon as it says where it is
        yield server, address, str(folder)
    finally:
        server.kill()
        server.wait()


def answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/healthz", timeout=5).status == 200
    except OSError:
        return False


def test_it_serves_pages_and_styles_and_stops_with_its_worker(served):
    server, address, folder = served
    with urllib.request.urlopen(f"{address}/healthz?ready") as alive:
        assert alive.status == 200
        assert "granian" not in str(alive.headers).lower()
    page = urllib.request.urlopen(f"{address}/").read().decode()  # leads to signing in
    style = re.search(r"/static/built/app\.[0-9a-f]{12}\.css", page)
    with urllib.request.urlopen(address + style[0]) as reply:
        assert "immutable" in reply.headers["Cache-Control"]
    until(lambda: workers_of(folder))

    server.send_signal(signal.SIGTERM)

    assert server.wait(WAIT) == 0
    assert not workers_of(folder)


def test_killing_the_server_leaves_no_worker_behind(served):
    server, _address, folder = served
    until(lambda: workers_of(folder))

    server.kill()
    server.wait()

    until(lambda: not workers_of(folder))


def test_it_does_not_share_its_port_with_another_program():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match="Choose another --port"):
            check_free("127.0.0.1", other.getsockname()[1])


def test_the_address_is_told_after_the_first_answer_and_not_while_the_port_is_merely_taken():
    with socket.socket() as slow:
        slow.bind(("127.0.0.1", 0))
        slow.listen()
        said = []
        port = slow.getsockname()[1]
        waiting = threading.Thread(target=once_it_answers, args=("0.0.0.0", port, lambda: said.append("here")))
        waiting.start()
        asking, _address = slow.accept()
        with asking:
            assert asking.recv(4096).startswith(b"GET /healthz")
            assert not said
            asking.sendall(b"HTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\n\r\n")
            waiting.join(WAIT)
    assert said == ["here"]

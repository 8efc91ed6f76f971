import os
import signal
import subprocess
import sys
import time

import pytest

from soundings.config.worker import Worker

WAIT = 30  # seconds, for a machine under load


def until(true):
    end = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def runs(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def journal(tmp_path):
    """Each worker adds its process id."""
    path = tmp_path / "journal"
    path.touch()
    return path


def command(journal, then: str) -> list[str]:
    text = f"import os, time; open({str(journal)!r}, 'a').write(f'{{os.getpid()}}\\n'); {then}"
    return [sys.executable, "-c", text]


def test_a_worker_that_ends_is_started_again_and_stays_away_once_stopped(journal):
    worker = Worker(command(journal, "raise SystemExit(3)"))
    worker.start()
    until(lambda: len(journal.read_text().split()) == 2)

    worker.stop()
    so_far = journal.read_text()
    time.sleep(2.5)  # longer than the wait before a second start

    assert journal.read_text() == so_far


def test_stopping_ends_the_worker(journal):
    worker = Worker(command(journal, "time.sleep(600)"))
    worker.start()
    until(lambda: journal.read_text())

    worker.stop()

    assert not runs(int(journal.read_text()))


def test_a_worker_ends_when_its_server_is_gone():
    text = "from soundings.config.worker import end_with_server; import time; end_with_server(); time.sleep(600)"

    with subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE) as worker:
        worker.stdin.close()  # as when the server is killed

        assert worker.wait(WAIT) == -signal.SIGTERM

"""The background worker beside the server: started with it, started again if it ends, stopped with it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

import structlog

log = structlog.get_logger("soundings.worker")
COMMAND = (sys.executable, "-m", "soundings.config.cli", "work", "--beside-server")
LONGEST_WAIT = 60  # seconds between attempts when a worker keeps ending
STOP_WITHIN = 10  # seconds for the task in hand


class Worker:
    """One worker process in the care of this one."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._process: subprocess.Popen | None = None
        self._keeper = threading.Thread(target=self._keep, name="keeper of the worker", daemon=True)

    def start(self) -> None:
        self._keeper.start()

    def stop(self) -> None:
        """The worker has ended, after its task where that takes under ten seconds."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()

    def _keep(self) -> None:
        wait = 1
        while not self._stopping.is_set():
            # The pipe is how the worker learns that the server is gone, however it went.
            with subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True) as self._process:
                code = self._process.wait()
            if self._stopping.is_set():
                return
            log.error("the background worker ended", code=code, again_in_seconds=wait)
            self._stopping.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)


def end_with_server() -> None:
    """This worker process ends, after its task in hand, when the server that started it is gone."""

    def watch() -> None:
        while os.read(0, 1024):  # standard input by its number: a lock on `sys.stdin` would outlive this thread
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="watch for the server", daemon=True).start()

"""Excel workbooks, read by a process of their own: see `worker`."""

import marshal
import subprocess
import sys
import threading
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from soundings.core.tables.book import Sheet
from soundings.core.tables.refused import FileRefused

MEMORY = 256 * 1024 * 1024  # bytes that reading may take beside Python itself
SECONDS = 9  # of work or of waiting
FOLDER = str(Path(__file__).resolve().parents[3])
START = "import sys; sys.path.insert(0, sys.argv[1]);from soundings.core.tables.worker import main; main(*sys.argv[2:])"


def read(path: Path) -> list[Sheet]:
    """The sheets of the workbook at `path`. Raises FileRefused within `SECONDS` if it cannot be read safely."""
    command = [sys.executable, "-I", "-c", START, FOLDER, str(path.absolute()), str(MEMORY), str(SECONDS)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"MALLOC_ARENA_MAX": "1"},
    )
    overdue = threading.Timer(SECONDS, process.kill)
    overdue.start()
    try:
        assert process.stdout
        return _sheets(_frames(process.stdout))
    finally:
        overdue.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _frames(pipe: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    """What the process tells, up to ("end",). Raises FileRefused if it refuses the file or dies of it."""
    while True:
        length = pipe.read(4)
        frame = pipe.read(int.from_bytes(length, "little")) if len(length) == 4 else b""
        if not frame or len(frame) < int.from_bytes(length, "little"):
            raise FileRefused("too-much")
        told = marshal.loads(frame)
        if told[0] == "refused":
            raise FileRefused(told[1], **told[2])
        if told[0] == "end":
            return
        yield told


def _sheets(frames: Iterator[tuple[Any, ...]]) -> list[Sheet]:
    sheets: list[Sheet] = []
    texts: list[str] = []
    for told in frames:
        if told[0] == "sheet":
            sheets.append(Sheet(told[1], [], told[2], told[3]))
        else:
            _, new, width, numbers = told
            texts += new
            sheets[-1].rows += _rows(texts, width, numbers)
    return sheets


def _rows(texts: list[str], width: int, numbers: bytes) -> list[list[str]]:
    cells = list(map(texts.__getitem__, array("I", numbers)))
    return [cells[begin : begin + width] for begin in range(0, len(cells), width)] if width else []

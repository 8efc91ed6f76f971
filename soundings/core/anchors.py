"""Anchors: what the newest entry of each chain was, in append-only files outside the database.

One file for each day (UTC), kind and agency, one line for each new head: `actor number mac`. Whoever alters the
database without these files, or these files without the key, is found by `verification`.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"(\d{4}-\d\d-\d\d)\.(reads|changes)\.(\d+)\.log")
_LINE = re.compile(r"(\S{1,32}) ([1-9]\d*) ([A-Za-z0-9_-]{43})")
_durable = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync


@dataclass(frozen=True, slots=True)
class Anchored:
    """One file read back: `heads[actor][number]` is a mac; `damaged` are the lines (from 1) that say nothing."""

    heads: dict[str, dict[int, str]]
    damaged: list[int]


def check_writable(*, kind: str, agency_id: int, day: date) -> None:
    """Raise OSError now if the anchor of this day could not be written."""
    os.close(_open(_file(kind, agency_id, day)))


def write(*, kind: str, agency_id: int, day: date, actor: str, number: int, mac: str) -> None:
    """The head is on the disk. Several processes may write at once. Raises OSError."""
    line = f"{actor} {number} {mac}\n".encode("ascii")
    descriptor = _open(_file(kind, agency_id, day))
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError("An anchor file took only part of a line: is the disk full?")
        _durable(descriptor)
    finally:
        os.close(descriptor)


def read(*, kind: str, agency_id: int, day: date) -> Anchored | None:
    """What was anchored that day; None if there is no file."""
    path = Path(_file(kind, agency_id, day))
    if not path.exists():
        return None
    found = Anchored({}, [])
    for number, line in enumerate(path.read_text("ascii", "replace").splitlines(), start=1):
        _take(found, number, line)
    return found


def files() -> Iterator[tuple[date, str, int]]:
    """The day, kind and agency of every anchor file."""
    for path in Path(settings.TRAIL_ANCHOR_DIR).glob("*.log"):
        if name := _NAME.fullmatch(path.name):
            yield date.fromisoformat(name[1]), name[2], int(name[3])


def _take(found: Anchored, number: int, line: str) -> None:
    if parts := _LINE.fullmatch(line):
        found.heads.setdefault(parts[1], {})[int(parts[2])] = parts[3]
    else:
        found.damaged.append(number)


def _file(kind: str, agency_id: int, day: date) -> str:
    return f"{settings.TRAIL_ANCHOR_DIR}/{day.isoformat()}.{kind}.{agency_id}.log"


def _open(path: str) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        return _create(path, flags)


def _create(path: str, flags: int) -> int:
    """A new file whose name, too, survives a power cut."""
    Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, flags | os.O_CREAT, 0o600)
    folder = os.open(Path(path).parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return descriptor

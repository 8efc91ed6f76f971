"""Uploaded files, kept privately while an import waits: outside the database, readable by Soundings alone."""

import hashlib
import os
import shutil
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from soundings.core.tables import FileRefused
from soundings.core.tables.book import MAX_BYTES
from soundings.exchange.models import Batch
from soundings.exchange.reading import Book, open_table_file

REFUSED = "refused"


class Upload(Protocol):
    """A Django file: what a form gives, or `django.core.files.File` around an open file."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


def folder(batch: Batch) -> Path:
    """Where the files of this import are kept."""
    return _root(batch.agency_id) / batch.public_id


def _root(agency_id: int) -> Path:
    return Path(settings.UPLOAD_DIR) / "imports" / str(agency_id)


def keep(batch: Batch, files: Sequence[Upload]) -> tuple[list[str], str]:
    """The files are kept under numbers. Returns the names by which the user knows them, and their SHA-256 together."""
    folder(batch).mkdir(parents=True, mode=0o700)
    together = hashlib.sha256()
    names = []
    for number, file in enumerate(files):
        names.append(Path(file.name or "").name[:120] or f"{number + 1}")
        with open(folder(batch) / str(number), "xb", opener=_private) as out:
            for block in _within(file.chunks()):
                together.update(block)
                out.write(block)
    return names, together.hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _within(blocks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        if size > MAX_BYTES:
            raise FileRefused("too-big", limit=MAX_BYTES // 1024**2)
        yield block


def digest_of(paths: Sequence[Path]) -> str:
    """The SHA-256 of these files together."""
    together = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            while block := file.read(1024 * 1024):
                together.update(block)
    return together.hexdigest()


def books_of(batch: Batch) -> list[Book]:
    """The kept files, read. Raises FileRefused if they are gone."""
    paths = [folder(batch) / str(number) for number in range(len(batch.file_names))]
    if not all(path.exists() for path in paths):
        raise FileRefused("gone")
    return [open_table_file(path, name=name) for path, name in zip(paths, batch.file_names, strict=True)]


def keep_refused(batch: Batch, name: str, content: bytes) -> str:
    """The refused rows are kept under this name beside the upload. Returns the name."""
    folder(batch).mkdir(parents=True, mode=0o700, exist_ok=True)
    path = folder(batch) / REFUSED
    path.unlink(missing_ok=True)
    with open(path, "xb", opener=_private) as out:
        out.write(content)
    return name


def refused_rows(batch: Batch) -> tuple[str, bytes] | None:
    """The rows that were refused, as a file of the same form: its name and content. None if there are none."""
    path = folder(batch) / REFUSED
    return (batch.refused_file, path.read_bytes()) if batch.refused_file and path.exists() else None


def forget_uploads(batch: Batch) -> None:
    """The uploaded files are gone; the refused rows stay."""
    for number in range(len(batch.file_names)):
        (folder(batch) / str(number)).unlink(missing_ok=True)
    with suppress(OSError):
        folder(batch).rmdir()  # if nothing was refused


def forget_all(batch: Batch) -> None:
    """Every file of this import is gone."""
    shutil.rmtree(folder(batch), ignore_errors=True)


def forget_strays(agency_id: int, known: Container[str], *, before: datetime) -> None:
    """Files are gone whose process died before it had stored which import they are for. `known`: public ids."""
    root = _root(agency_id)
    for path in root.iterdir() if root.exists() else ():
        if path.name not in known and path.stat().st_mtime < before.timestamp():
            shutil.rmtree(path, ignore_errors=True)

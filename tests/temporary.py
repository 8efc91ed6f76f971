"""Temporary folders of one test process, removed when it ends."""

import atexit
import shutil
import tempfile
from pathlib import Path


def folder(purpose: str) -> Path:
    """A new empty folder, gone when this process ends."""
    path = Path(tempfile.mkdtemp(prefix=f"soundings-{purpose}-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path

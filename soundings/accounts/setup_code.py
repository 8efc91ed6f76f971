"""The code by which the person at the console proves that the new installation is theirs."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

from soundings.core.models import Agency

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else


def setup_code() -> str | None:
    """The code, made if there is none yet; None once an agency stands, and then its file is gone."""
    if Agency.objects.exists():
        forget_setup_code()
        return None
    file = _file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with open(file, "x", opener=_private) as out:
                out.write("-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)))
        except FileExistsError:
            pass  # another process made it between the two lines
    return file.read_text()


def is_setup_code(text: str) -> bool:
    """Whether this is the code, however spaced and whether or not in capitals. Takes the same time for every text."""
    code = setup_code()
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    return code is not None and constant_time_compare(plain, code.replace("-", ""))


def forget_setup_code() -> None:
    """The code opens nothing any more."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.ENV.data_dir) / "secrets" / "setup_code"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

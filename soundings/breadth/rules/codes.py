"""Short codes that people read off a page and type, and tokens that only machines carry."""

import hashlib
import secrets

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
TOKEN_BYTES = 32
GROUP = 4


def new_code(length: int) -> str:
    """A random code of this many letters, five bits each."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def plain_code(text: str) -> str:
    """What was typed, as a code is compared: capitals, no spaces or hyphens."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())


def grouped_code(code: str) -> str:
    """The code as it is shown: in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def new_token() -> str:
    """256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def code_digest(secret: str) -> str:
    """What is kept of a code or token: 64 hexadecimal digits. Neither can be guessed, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()

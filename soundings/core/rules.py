"""What every room agrees on: refusals, public ids, sort keys, and how a trail entry is sealed. No Django."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


class Denied(Exception):
    """A refusal. Its only argument is shown to the person refused, so it is in words that they may read."""

    @property
    def words(self) -> str:
        return str(self.args[0]) if self.args else ""


class TrailUnavailable(Exception):
    """The trail could not be written, so nothing may be shown."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """Soundings itself, as the trail names it: for work that no person asked for."""

    public_id: str = "system"
    agency_id: None = None


SYSTEM = SystemActor()


def new_public_id() -> str:
    """16 characters from 12 random bytes (96 bits), safe in an address and at the start of a spreadsheet cell."""
    while True:
        made = secrets.token_urlsafe(12)
        if made[0].isalnum():
            return made


# Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n"}
    | {"'": None, "’": None, "‘": None, "ʼ": None, "`": None, "-": " ", "‐": " ", "‑": " ", "–": " "}
)


def sort_key(text: str) -> str:
    """`text` as it is searched and sorted: no case, accents, apostrophes or hyphens; single spaces.

    "Łukasz  O’Brien-Åsa" becomes "lukasz obrien asa". The key of a key is the same key.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    folded = unicodedata.normalize("NFKD", plain.casefold()).translate(_WHOLE_LETTERS)
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())


def local_date(at: datetime, time_zone: str) -> date:
    """The calendar day on which `at` falls in `time_zone` (an IANA name, like Europe/London).

    Raises ValueError for a time without a zone: guessing one moves events to another day.
    """
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone.")
    return at.astimezone(ZoneInfo(time_zone)).date()

"""What every room agrees on: refusals, public ids, sort keys, and how a trail entry is sealed. No Django."""

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
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
    if text.isascii():  # nearly every name, and nothing in it to take apart
        return " ".join(text.lower().translate(_WHOLE_LETTERS).split())
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


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the seal of one trail entry covers. Changing any of it changes the seal."""

    kind: str  # "reads" or "changes"
    agency_id: int
    actor: str
    day: date
    number: int
    at: datetime
    verb: str
    target_kind: str
    target: str
    children: str  # digest of the set of children, "" if none
    request_id: str
    details_digest: str  # of before, after and reason, "" if none
    previous: str  # the seal of the entry before, "" for the first


def canonical(values: Iterable[object]) -> bytes:
    """`values` as bytes, such that different values never give the same bytes. Times are told in UTC."""
    return json.dumps([_plain(value) for value in values], separators=(",", ":")).encode("ascii")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def seal(facts: Facts, *, key: str) -> str:
    """HMAC-SHA256 of `facts` under `key`: 43 characters, base64 for addresses."""
    fields = [getattr(facts, name) for name in Facts.__slots__]
    return _text(hmac.digest(key.encode(), canonical(fields), "sha256"))


def children_digest(children: Iterable[str]) -> str:
    """What names a set of children, given by public id: the order and repetition of ids do not matter."""
    return _text(hashlib.sha256(canonical(sorted(set(children)))).digest())


def details_digest(details: str | None, reason: str, *, salt: str) -> str:
    """What stays of details and reason when they are erased. The salt goes with them, so nobody can guess back."""
    return _text(hashlib.sha256(canonical([salt, details, reason])).digest())


def _text(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class Fault(StrEnum):
    """What `soundings trail verify` can find wrong with the trail."""

    ENTRY_ALTERED = "entry-altered"
    ENTRY_MISSING = "entry-missing"
    ENTRY_MOVED = "entry-moved"
    DETAILS_ALTERED = "details-altered"
    CHILDREN_ALTERED = "children-altered"
    HEAD_DIFFERS = "head-differs"
    HEAD_MISSING = "head-missing"
    ANCHORED_ENTRY_MISSING = "anchored-entry-missing"
    ANCHOR_DIFFERS = "anchor-differs"
    ANCHOR_DAMAGED = "anchor-damaged"
    ANCHORS_MISSING = "anchors-missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the trail and where it is. A field that the fault does not have is empty or 0."""

    fault: Fault
    kind: str
    agency_id: int
    day: date | None = None
    actor: str = ""
    number: int = 0  # of the entry in its chain; for a damaged anchor, the line in its file; for children, their set

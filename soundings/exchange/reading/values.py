"""What one cell says: a day, a yes or no, an id, a number. Returns a Fault for what cannot be told; never guesses.

Each reader remembers what it has read, since a file says the same things over and over.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Generic, TypeVar

from soundings.core.tables.book import UNCALCULATED
from soundings.exchange.rules import Fault

T = TypeVar("T")

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#N/D"})
NOTHING = frozenset({"", "-", "--", "n/a", "null", "none", "nil"})  # of columns whose words are not free
MONTHS = {
    month: number
    for number, months in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for month in months.split()
}  # fmt: skip
DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?:[ T,]\s*\d{1,2}[:.]\d{2}.*)?$")
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?$")
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4}|\d{2})(?:[ ,]+\d{1,2}:\d{2}.*)?$")
SERIAL = re.compile(r"[1-6]\d{4}(?:\.\d+)?$")
EXCEL_DAY_0 = date(1899, 12, 30)
WHOLE = re.compile(r"[+-]?\d{1,9}(?:\.0+)?$")
FLOAT_ID = re.compile(r"(\d+)\.0+$")
ROUNDED_ID = re.compile(r"\d(?:\.\d+)?E\+?\d+$", re.I)
LETTER_CODE = re.compile(r"^[a-z]{1,2}\)\s*", re.I)
HIDDEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
EARLIEST_YEAR = 1900

YES = frozenset(["yes", "y", "true", "1", "t", "x", "✓", "✔"])
NO = frozenset(["no", "n", "false", "0", "f", "none", "✗", "✘"])
NOT_KNOWN = frozenset(["unknown", "not known", "nk", "u", "not stated", "not recorded", "?", "don't know", "9"])
FEMALE = frozenset(["f", "female", "girl", "2", "woman"])
MALE = frozenset(["m", "male", "boy", "1", "man"])
NO_SEX = frozenset(
    ["u", "0", "9", "unknown", "not known", "not stated", "not recorded", "not stated/recorded", "indeterminate",
     "not stated/recorded (or unborn)", "neither", "unborn", "other", "x", "i", "not specified", "non-binary"]
)  # fmt: skip


class Remembering(dict[str, T], Generic[T]):
    """`remembering[text]` is `read(text)`, worked out once for each text."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> T:
        value = self[text] = self.read(text)
        return value


def tidy(text: str) -> str:
    """`text` without edges, double or non-breaking spaces, hidden characters; empty for an error such as #N/A."""
    plain = " ".join(text.translate(HIDDEN).split())
    return "" if plain.upper() in ERRORS else plain


def uncoded(text: str) -> str:
    """The words behind a code letter: "a) Yes" is "Yes"."""
    return LETTER_CODE.sub("", tidy(text))


def read_day(text: str, *, as_of: date) -> date | Fault | None:
    """The day that `text` says, day before month always; None if it says nothing.

    Two figures of a year mean the last hundred years before the end of next year, counted from `as_of`.
    """
    plain = tidy(text)
    if plain.lower() in NOTHING:
        return None
    if plain == UNCALCULATED:
        return Fault("uncalculated")
    if match := DAY_FIRST.match(plain):
        day, month, year = (int(part) for part in match.groups())
        return _day(year, month, day, as_of, short=len(match[3]) == 2)
    if match := YEAR_FIRST.match(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]), as_of, short=False)
    if (match := IN_WORDS.match(plain)) and match[2].lower() in MONTHS:
        return _day(int(match[3]), MONTHS[match[2].lower()], int(match[1]), as_of, short=len(match[3]) == 2)
    if SERIAL.match(plain):
        meant = EXCEL_DAY_0 + timedelta(days=int(float(plain)))
        return Fault("date-as-number", (("date", f"{meant:%d/%m/%Y}"),))
    return Fault("date")


def _day(year: int, month: int, day: int, as_of: date, *, short: bool) -> date | Fault:
    if short:
        year += 2000 if 2000 + year <= as_of.year + 1 else 1900
    try:
        read = date(year, month, day)
    except ValueError:
        return Fault("month-first" if month > 12 >= day else "no-such-day")
    return read if EARLIEST_YEAR <= year <= as_of.year + 2 else Fault("year")


def days(as_of: date) -> Remembering[date | Fault | None]:
    """A reader of days for one file."""
    return Remembering(lambda text: read_day(text, as_of=as_of))


def read_yes_no(text: str) -> str | Fault:
    """ "yes", "no", "nk" for not known, or empty where nothing is said."""
    plain = uncoded(text).lower()
    if plain in NOTHING:
        return ""
    if plain == UNCALCULATED:
        return Fault("uncalculated")
    if plain in YES:
        return "yes"
    if plain in NO:
        return "no"
    return "nk" if plain in NOT_KNOWN else Fault("yes-no")


def read_id(text: str) -> str | Fault:
    """A child's or a person's number as other systems write it: "1234.0" is 1234."""
    plain = tidy(text)
    if plain == UNCALCULATED:
        return Fault("uncalculated")
    if ROUNDED_ID.match(plain):
        return Fault("rounded-id")
    if match := FLOAT_ID.match(plain):
        return match[1]
    return plain if len(plain) <= 40 else Fault("too-long", (("most", "40"),))


def read_sex(text: str) -> str | Fault:
    """ "F", "M" or "U"; empty where nothing is said."""
    plain = uncoded(text).lower()
    if plain in NOTHING:
        return ""
    if plain == UNCALCULATED:
        return Fault("uncalculated")
    if plain in FEMALE:
        return "F"
    if plain in MALE:
        return "M"
    return "U" if plain in NO_SEX else Fault("sex")


def read_whole(text: str) -> int | Fault | None:
    """A whole number; None where nothing is said."""
    plain = tidy(text)
    if plain.lower() in NOTHING:
        return None
    if plain == UNCALCULATED:
        return Fault("uncalculated")
    return int(float(plain)) if WHOLE.match(plain) else Fault("whole-number")


def read_words(text: str, *, most: int) -> str | Fault:
    """One line of words, tidied; no longer than `most` characters."""
    plain = tidy(text)
    if plain == UNCALCULATED:
        return Fault("uncalculated")
    return plain if len(plain) <= most else Fault("too-long", (("most", str(most)),))


def words_up_to(most: int) -> Remembering[str | Fault]:
    """A reader of words for one column."""
    return Remembering(lambda text: read_words(text, most=most))


def texts_up_to(most: int) -> Remembering[str | Fault]:
    """A reader of text that is taken as written, but for spaces at its ends."""

    def read(text: str) -> str | Fault:
        if text == UNCALCULATED:
            return Fault("uncalculated")
        plain = text.strip()
        return plain if len(plain) <= most else Fault("too-long", (("most", str(most)),))

    return Remembering(read)

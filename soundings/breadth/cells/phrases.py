"""The words and dates that cells are made of, looked up once for a board instead of once for each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from soundings.cases.rules import months_by
from soundings.cases.words import about_age

NEW_FOR_DAYS = 7


class Dates(dict[str, tuple[str, str]]):
    """ISO dates as a board writes them: short ("6 Feb", "6 Feb 25" when it is not `year`) and whole."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year
        self.this_year = pgettext("date format: day and short month", "j M")
        self.other_year = pgettext("date format: day, short month and year", "j M y")
        self.whole = pgettext("date format: a whole date", "j F Y")

    def __missing__(self, iso: str) -> tuple[str, str]:
        day = parse_date(iso)
        if day is None:
            raise ValueError(f"Not an ISO date: {iso!r}")
        short = date_format(day, self.this_year if day.year == self.year else self.other_year)
        self[iso] = (short, date_format(day, self.whole))
        return self[iso]


@lru_cache(maxsize=8)
def _dates(year: int, language: str | None) -> Dates:
    return Dates(year)


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """Every word of a cell in one language, safe inside HTML, and the day on which the board is read."""

    today: date
    today_iso: str
    new_since: str  # ISO: what was recorded on this day or later is new
    dates: Dates
    yes: str
    no: str
    unknown: str
    not_begun: str
    exempt: str
    none_recorded: str
    new: str
    record: str
    look: str
    by: str
    no_on_day: str
    past: str
    expected_by: str
    never_checked: str
    never_checked_short: str
    checked: str
    checked_short: str
    family_says: dict[str, str]
    family_short: str
    up: str
    down: str
    same: str
    beside: str
    reopened: str
    drawn: dict[tuple[Any, ...], Any]  # cells that look the same on many rows, once drawn


def phrases_on(today: date) -> Phrases:
    """The phrases in the language of the page, for a board read on `today` (the agency's local date)."""
    return _phrases(today, get_language())


@lru_cache(maxsize=8)
def _phrases(today: date, language: str | None) -> Phrases:
    return Phrases(
        today=today,
        today_iso=today.isoformat(),
        new_since=(today - timedelta(days=NEW_FOR_DAYS - 1)).isoformat(),
        dates=_dates(today.year, language),
        drawn={},
        yes=gettext("Yes"),
        no=gettext("No"),
        unknown=gettext("not known"),
        not_begun=gettext("recording has not begun here"),
        exempt=gettext("does not apply"),
        none_recorded=gettext("none recorded"),
        new=gettext("new this week"),
        record=gettext("Record it"),
        look=gettext("Open"),
        by=gettext("by %(date)s"),
        no_on_day=gettext("No · day %(n)s").replace(" %(n)s", "\N{NO-BREAK SPACE}%(n)s"),
        past=gettext("past its time"),
        expected_by=gettext("expected by %(date)s"),
        never_checked=gettext("not yet checked safe"),
        never_checked_short=gettext("not checked"),
        checked_short=gettext("checked %(date)s"),
        checked=gettext("checked safe %(date)s"),
        family_says={
            "parent": gettext("a parent says %(n)s"),
            "child": gettext("the child says %(n)s"),
            "network": gettext("the network says %(n)s"),
        },
        family_short=gettext("family %(n)s"),
        up=gettext("up %(n)s"),
        down=gettext("down %(n)s"),
        same=gettext("as before"),
        beside=gettext("with %(names)s"),
        reopened=gettext("reopened"),
    )


@lru_cache(maxsize=20_000)
def age_of(born: str | None, expected: str | None, phrases: Phrases) -> str:
    """ "13", "7 months", "expected June" or "unborn"; empty where nothing is known."""
    if born:
        return _age(date.fromisoformat(born), phrases.today)
    if expected:
        day = date.fromisoformat(expected)
        pattern = "F" if day.year == phrases.today.year else "F Y"
        return gettext("expected %(month)s") % {"month": date_format(day, pattern)}
    return ""


def age_in(head: Mapping[str, Any], phrases: Phrases) -> str:
    """As `age_of`, of the child of a head; "about 13" where an age was stated and no date of birth is known."""
    if aged := head.get("aged"):
        return about_age(months_by(aged["months"], date.fromisoformat(aged["on"]), phrases.today))
    return age_of(head.get("born"), head.get("expected"), phrases)


def _age(born: date, today: date) -> str:
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months >= 12:
        return str(months // 12)
    if months < 1:
        return gettext("under a month")
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def listed(names: Sequence[str]) -> str:
    """ "Theo", "Theo and Ana", "Theo, Ana and Sam", "Theo, Ana and 3 others"."""
    if len(names) == 1:
        return names[0]
    pattern = _and(get_language())
    if len(names) > 3:
        others = ngettext("%(n)s other", "%(n)s others", len(names) - 2) % {"n": len(names) - 2}
        return pattern % {"names": ", ".join(names[:2]), "last": others}
    return pattern % {"names": ", ".join(names[:-1]), "last": names[-1]}


@lru_cache(maxsize=8)
def _and(language: str | None) -> str:
    return gettext("%(names)s and %(last)s")

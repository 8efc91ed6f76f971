"""What somebody types from a sheet of paper into one cell: a day, yes or no, a number. Short, and never guessed."""

import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from soundings.breadth.rules.kinds import Answer, ElementKind

_YES, _NO, _EXEMPT, _UNKNOWN = ("y", "yes"), ("n", "no"), ("na", "n/a"), ("nk", "?")
_DAY = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})(?:[/. -]([0-9]{4}|[0-9]{2}))?")
_NUMBER = re.compile(r"[0-9]{1,3}")
NUMBERS = frozenset((ElementKind.SCALE, ElementKind.COUNT, ElementKind.LIST))
MOST_REASON = 300


class Unclear(StrEnum):
    """Why a cell cannot be read."""

    NOT_READ = "not-read"
    NO_SUCH_DAY = "no-such-day"
    REASON = "reason"  # "na" without why
    NUMBER = "number"  # the element is a number, and none is there
    NO_NUMBER = "no-number"  # a number where the element has none


class Keyed(NamedTuple):
    """What a cell says: an answer, perhaps its day, its number, or why it does not apply."""

    answer: Answer
    on: date | None = None
    number: int | None = None
    reason: str = ""

    @property
    def said(self) -> str:
        """The same in a few letters, without words: equal for equal entries."""
        parts = [self.answer.value, self.on.isoformat() if self.on else "", "" if self.number is None else self.number]
        return "|".join(map(str, parts))


def keyed(text: str, *, kind: str, today: date) -> Keyed | Unclear | None:
    """What was typed into one cell; None for an empty one.

    "6/2" is the latest 6 February that is not to come; "6/2/26" or "6.2.2026" is that day. "y", "n", "nk" (or "?") are
    yes, no and not known; "na" and a reason: does not apply. A number stands alone or before its day: "5", "5 6/2".
    """
    typed = " ".join(text.split())
    lowered = typed.lower()
    if not typed:
        return None
    if lowered in _NO:
        return Keyed(Answer.NO)
    if lowered in _UNKNOWN:
        return Keyed(Answer.NOT_KNOWN)
    first, _space, rest = typed.partition(" ")
    if first.lower().rstrip(":,") in _EXEMPT:
        reason = rest.strip(" :,")[:MOST_REASON]
        return Keyed(Answer.NOT_APPLICABLE, reason=reason) if reason else Unclear.REASON
    return _number(lowered, kind, today) if kind in NUMBERS else _dated(lowered, today)


def _dated(typed: str, today: date) -> Keyed | Unclear:
    if typed in _YES:
        return Keyed(Answer.YES)
    on = day_of(typed, today=today)
    if not isinstance(on, Unclear):
        return Keyed(Answer.YES, on)
    return Unclear.NO_NUMBER if _NUMBER.fullmatch(typed) else on


def _number(typed: str, kind: str, today: date) -> Keyed | Unclear:
    first, _space, rest = typed.partition(" ")
    if not _NUMBER.fullmatch(first):
        return _once_more(typed, today) if kind == ElementKind.COUNT else Unclear.NUMBER
    if not rest:
        return Keyed(Answer.YES, number=int(first))
    on = day_of(rest, today=today)
    return on if isinstance(on, Unclear) else Keyed(Answer.YES, on, int(first))


def _once_more(typed: str, today: date) -> Keyed | Unclear:
    """What is counted happened once more, on a day or on one not known."""
    said = _dated(typed, today)
    return Unclear.NUMBER if said is Unclear.NOT_READ else said


def day_of(typed: str, *, today: date) -> date | Unclear:
    """The day that was typed: day, month, and perhaps the year. Without one, the latest such day up to `today`."""
    found = _DAY.fullmatch(typed)
    if not found:
        return Unclear.NOT_READ
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year:
        return _made(day, month, int(year) + 2000 if len(year) == 2 else int(year))
    for back in range(5):  # 29 February comes every four years
        on = _made(day, month, today.year - back)
        if isinstance(on, date) and on <= today:
            return on
    return Unclear.NO_SUCH_DAY


def _made(day: int, month: int, year: int) -> date | Unclear:
    try:
        return date(year, month, day)
    except ValueError:
        return Unclear.NO_SUCH_DAY

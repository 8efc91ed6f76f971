"""What one cell of a whiteboard says of an element: no, yes, dates, a number, or that it makes no sense."""

import re
from datetime import date
from typing import NamedTuple

from soundings.breadth.rules import Answer, ElementKind
from soundings.exchange.plans.outcome import fault
from soundings.exchange.plans.records import ElementNow
from soundings.exchange.reading.values import ERRORS, read_day, read_whole, tidy
from soundings.exchange.rules import Fault

DATES_APART = re.compile(r"\s*(?:[,;&+]|\band\b|\n)\s*", re.I)
NUMBERED = (ElementKind.SCALE, ElementKind.COUNT, ElementKind.LIST)


class Cell(NamedTuple):
    """What one cell of an element says."""

    answer: str
    dates: tuple[date, ...] = ()
    number: int | None = None


def read_cell(text: str, element: ElementNow, as_of: date) -> Cell | Fault | None:
    """What a cell of a whiteboard says of an element; None if it is empty."""
    plain = tidy(text)
    lower = plain.casefold()
    if lower in ("", "-", "–", "—") or plain.upper() in ERRORS:
        return None
    if lower in ("no", "n", "none", "✗", "x", "not done"):
        return Cell(Answer.NO)
    if lower in ("n/a", "na", "not applicable"):
        return Cell(Answer.NOT_APPLICABLE)
    if lower in ("?", "nk", "not known", "unknown"):
        return Cell(Answer.NOT_KNOWN)
    if element.kind in NUMBERED:
        return _number(plain, element)
    if lower in ("yes", "y", "✓", "✔", "done"):
        return Cell(Answer.YES)
    return _dates(text, as_of)


def _number(plain: str, element: ElementNow) -> Cell | Fault:
    low, high = {ElementKind.SCALE: (0, 10), ElementKind.COUNT: (0, 999), ElementKind.LIST: (0, 99)}[
        ElementKind(element.kind)
    ]
    number = read_whole(plain.removesuffix("/10") if element.kind == ElementKind.SCALE else plain)
    if not isinstance(number, int):
        return fault("number-wanted")
    return Cell(Answer.YES, number=number) if low <= number <= high else fault("number-range", low=low, high=high)


def _dates(text: str, as_of: date) -> Cell | Fault:
    parts = [tidy(part) for part in DATES_APART.split(text.strip().removeprefix("Yes "))]
    found = [read_day(part, as_of=as_of) for part in parts if part]
    wrong = next((one for one in found if not isinstance(one, date)), None)
    if wrong is not None or not found:
        number = isinstance(read_whole(text), int)
        return fault("number-not-wanted") if number else fault("board-cell")
    later = next((one for one in found if isinstance(one, date) and one > as_of), None)
    if later:
        return fault("later-than-file", day=f"{as_of:%d/%m/%Y}")
    return Cell(Answer.YES, tuple(dict.fromkeys(one for one in found if isinstance(one, date))))

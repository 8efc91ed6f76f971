"""One cell: what the state of a case says about one element, as a shape that differs without colour.

Every value looks different from every other: No, not yet, does not apply, not known, Yes, a date, a number (0 is
a number) and a rating. See `rules.fold` for the entries.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import escape

from soundings.breadth.cells.phrases import Phrases
from soundings.breadth.rules import Answer, ElementKind, Shows, Standing, standing
from soundings.design.charts import trend_svg

Entry = Mapping[str, Any]
_DATES = frozenset((Shows.DATE, Shows.DATES))
SHOWN_OF_REASON = 22  # characters; the whole reason is in the title and on the element's page


class Cell(NamedTuple):
    """What stands in a cell: classes and safe HTML.

    html: what is seen; `<i>` in it is for those who hear the board. also: what they hear after it. title: on hovering.
    """

    look: str
    html: str
    also: str = ""
    title: str = ""
    empty: bool = False  # nothing is recorded: opening it is for recording


def draw(
    entry: Entry | None,
    *,
    shows: str,
    kind: str,
    begun: bool,
    due: str | None,
    phrases: Phrases,
    opened: date | None = None,
) -> Cell:
    """The cell of one element.

    entry: the element's entry in `CaseState.values`, None if it has no current record.
    begun: whether the case's team records this element; due: ISO date by which it is expected, None if no time is set.
    opened: when the case opened, for the day that it is in.
    """
    if entry is None:
        return nothing(begun=begun, due=due, phrases=phrases, opened=opened)
    answer = entry["a"]
    if answer == Answer.YES:
        return recorded(entry, shows, kind, phrases)
    if answer == Answer.NOT_APPLICABLE:
        return _exempt(entry.get("why") or "", phrases)
    if answer == Answer.NOT_KNOWN:
        return Cell("is-unknown", f"<span>{phrases.unknown}</span>", empty=True)
    return _not_done(due, phrases, opened)


def nothing(*, begun: bool, due: str | None, phrases: Phrases, opened: date | None = None) -> Cell:
    """The cell of an element without a record: not known, not yet, No, or No past its time."""
    if not begun:
        return Cell("is-unknown", f"<span>{phrases.unknown}</span>", f", {phrases.not_begun}", empty=True)
    return _not_done(due, phrases, opened)


def _not_done(due: str | None, phrases: Phrases, opened: date | None) -> Cell:
    """What `rules.standing` says of an element that is still to be done, in words and shape."""
    if not due:
        return Cell("is-no", phrases.no, empty=True)
    short, whole = phrases.dates[due]
    if standing(None, due, phrases.today_iso) is Standing.LATER:
        return Cell("is-later", phrases.by % {"date": short}, title=phrases.by % {"date": whole}, empty=True)
    shown = phrases.no if opened is None else phrases.no_on_day % {"n": (phrases.today - opened).days + 1}
    return Cell("is-ask", shown, f", {phrases.past}", phrases.expected_by % {"date": whole}, empty=True)


def _exempt(why: str, phrases: Phrases) -> Cell:
    if not why:
        return Cell("is-exempt", phrases.exempt)
    shown, title = why, ""
    if len(why) > SHOWN_OF_REASON:
        shown, title = f"{why[:SHOWN_OF_REASON].rsplit(' ', 1)[0]}…", str(escape(why))
    return Cell("is-exempt", f"<i>{phrases.exempt}: </i>{escape(shown)}", title=title)


def recorded(entry: Entry, shows: str, kind: str, phrases: Phrases) -> Cell:
    """The cell of what is recorded with Yes, a date, a number or a rating."""
    number = entry.get("num")
    if shows == Shows.SCALE and (number is not None or "fam" in entry):
        return _scale(entry, number, phrases)
    if shows == Shows.NUMBER and number is not None:
        return _people(entry, number, phrases) if kind == ElementKind.LIST else _number(entry, number, phrases)
    return _chip(entry, shows, shows in _DATES, phrases)


def _chip(entry: Entry, shows: str, dated: bool, phrases: Phrases) -> Cell:
    """A date or Yes, how often, and whether it is new."""
    on, n, enough, before = entry["on"], entry["n"], 1, ""
    dates: list[str] = entry.get("dates") or ([on] if on else [])
    shown = _time(on, phrases) if on and dated else phrases.yes
    if n > 1:
        if shows == Shows.DATES and len(dates) > 1:  # the column asks for dates: the one before is shown too
            before, enough = f"<br><small>{_time(dates[1], phrases)}</small>", 2
        shown = f"{shown} <sup>×{n}</sup>{before}" if n > enough else f"{shown}{before}"
    title = "; ".join([phrases.dates[each][1] for each in dates])
    if _is_new(entry, phrases):
        return Cell("is-recorded is-new", shown, f", {phrases.new}", title)
    return Cell("is-recorded", shown, "", title)


def _time(iso: str, phrases: Phrases) -> str:
    return f'<time datetime="{iso}">{phrases.dates[iso][0]}</time>'


def _is_new(entry: Entry, phrases: Phrases) -> bool:
    return str(entry.get("new") or "") >= phrases.new_since


def _number(entry: Entry, number: int, phrases: Phrases) -> Cell:
    if _is_new(entry, phrases):
        return Cell("is-number is-new", str(number), f", {phrases.new}")
    return Cell("is-number", str(number))


def _people(entry: Entry, number: int, phrases: Phrases) -> Cell:
    """The network: how many lay people, and since when it is known that they are safe."""
    plain = _number(entry, number, phrases)
    if not number or "checked" not in entry:
        return plain
    checked = entry["checked"]
    if checked is None:
        small, title = phrases.never_checked_short, phrases.never_checked
    else:
        short, whole = phrases.dates[checked]
        short = short.replace(" ", "\N{NO-BREAK SPACE}")
        small, title = phrases.checked_short % {"date": short}, phrases.checked % {"date": whole}
    return plain._replace(html=f"{number}<br><small>{small}</small>", title=title)


def _scale(entry: Entry, number: int | None, phrases: Phrases) -> Cell:
    """A rating with its last change and trend, and the family's own beside it (or alone, if nobody else rated)."""
    shown, also, small = ([] if number is None else [str(number)]), [""], []
    points = tuple(point[1] for point in entry.get("trend") or ())
    if len(points) > 1:
        change = points[-1] - points[-2]
        shown.append(_trend(points))
        also.append(_change_in_words(change, phrases))
        if change:
            small.append(f"{change:+d}".replace("-", "−"))
    if family := entry.get("fam"):
        rater, theirs = family
        small.append(phrases.family_short % {"n": theirs})
        also.append(phrases.family_says[rater] % {"n": theirs})
    if small:
        shown.append(f"<small>{' · '.join(small)}</small>")
    look = "is-scale"
    if _is_new(entry, phrases):
        look = "is-scale is-new"
        also.append(phrases.new)
    return Cell(look, " ".join(shown), ", ".join(also))


def _change_in_words(change: int, phrases: Phrases) -> str:
    if change == 0:
        return phrases.same
    return (phrases.up if change > 0 else phrases.down) % {"n": abs(change)}


@lru_cache(maxsize=4096)
def _trend(points: tuple[int, ...]) -> str:
    return trend_svg(points)

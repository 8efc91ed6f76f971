"""The current value of an element, folded from its records; and what a board's first columns say of a case.

An entry depends only on the set of current records, never on the order in which they were stored: what is latest
is decided by when it happened (or, where that is not known, by the day on which it was recorded), then by the
moment of recording, then by what it says. DEVELOPMENT.md lists the keys of an entry.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import eq
from typing import Any, NamedTuple

from soundings.breadth.rules.kinds import FAMILY_RATERS, Answer, ElementKind

MOST_DATES = 6  # that a cell's entry keeps; all of them stand in the element's history
MOST_RATINGS = 3  # of each rater in each set
MOST_DRAWN = 6  # points of a trend

Entry = dict[str, Any]

# An import folds a million records: the values of the enums, looked up once.
_YES, _DATE, _YES_NO = Answer.YES.value, ElementKind.DATE.value, ElementKind.YES_NO.value


class Issue(NamedTuple):
    """The set that a record belongs to: one issue with its statement, goal and scale."""

    id: str  # public id
    name: str
    ended: str | None  # the day from which it no longer counts as current


class Event(NamedTuple):
    """One current record, as the fold sees it. Days are ISO text, `on` is empty where no date is known."""

    answer: str
    on: str
    number: int | None
    issue: Issue | None
    rater: str
    mode: str
    reason: str
    detail: Mapping[str, Any] | None
    day: str  # the local day on which it was recorded
    at: datetime  # the moment of recording


def fold(kind: str, by_issue: bool, events: Collection[Event]) -> Entry | None:
    """What a cell says of one element, from all its current records on one case; None where there are none.

    `a`, `on` and `n` are always there, any other key only where it has something to say.
    """
    if not events:
        return None
    ordered = _in_order(events) if len(events) > 1 else list(events)
    done = [event for event in ordered if event.answer == _YES]
    if not done:
        return _not_done(ordered[-1])
    entry = _done(done)
    if not by_issue and (kind in (_DATE, _YES_NO)):
        return entry
    if kind == ElementKind.SCALE:
        entry.update(_scale(done))
    elif by_issue:
        entry["sets"] = {_set_id(of_set[0]): _set_entry(of_set) for of_set in _by_set(done)}
    elif kind == ElementKind.COUNT:
        entry["num"] = _count(done)
    elif kind == ElementKind.LIST:
        entry.update(_network(done))
    return entry


def fold_all(elements: Mapping[int, tuple[str, str, bool]], events: Iterable[tuple[int, Event]]) -> dict[str, Entry]:
    """The values of one case: an entry for each element code that has any current record.

    elements: code, kind and by-issue of each element by id. events: (element id, event) of that case, in any order;
    those of other elements say nothing here.
    """
    by_element: dict[int, list[Event]] = {}
    for element_id, event in events:
        by_element.setdefault(element_id, []).append(event)
    values: dict[str, Entry] = {}
    for element_id, of_element in by_element.items():
        if element_id not in elements:
            continue
        code, kind, by_issue = elements[element_id]
        entry = fold(kind, by_issue, of_element)
        if entry is not None:
            values[code] = entry
    return values


def _in_order(events: Iterable[Event]) -> list[Event]:
    """From earliest to latest. The whole key costs more than the rest of the fold, and seldom decides."""
    ordered = sorted(events, key=_day_and_moment)
    keys = list(map(_day_and_moment, ordered))
    return sorted(ordered, key=_when) if any(map(eq, keys, keys[1:])) else ordered


def _day_and_moment(event: Event) -> tuple[str, datetime]:
    return event.on or event.day, event.at


def _when(event: Event) -> tuple[str, datetime, str, int, str, str, str, str, str]:
    """Sorts from earliest to latest, the same whatever the order of storing."""
    return (
        event.on or event.day,
        event.at,
        event.answer,
        -1 if event.number is None else event.number,
        event.rater,
        event.mode,
        event.reason,
        event.issue.id if event.issue else "",
        json.dumps(event.detail, sort_keys=True) if event.detail else "",
    )


def _not_done(latest: Event) -> Entry:
    entry: Entry = {"a": str(latest.answer), "on": None, "n": 0}
    if latest.answer == Answer.NOT_APPLICABLE:
        entry["why"] = latest.reason
    return entry


def _done(done: Sequence[Event]) -> Entry:
    """What every kind says: how often, when, how. done: oldest first."""
    if len(done) == 1:
        return _done_once(done[0])
    dates = sorted({event.on for event in done if event.on}, reverse=True)
    entry: Entry = {"a": "yes", "on": dates[0] if dates else None, "n": len(done)}
    if len(dates) > 1:
        entry["dates"] = dates[:MOST_DATES]
        entry["first"] = dates[-1]
    entry["new"] = max(event.day for event in done)
    mode = next((event.mode for event in reversed(done) if event.mode), "")
    if mode:
        entry["mode"] = str(mode)
    return entry


def _done_once(event: Event) -> Entry:
    """The same for the most frequent case, made without sorting: an import folds a million of these."""
    entry: Entry = {"a": "yes", "on": event.on or None, "n": 1}
    entry["new"] = event.day
    if event.mode:
        entry["mode"] = str(event.mode)
    return entry


def _set_id(event: Event) -> str:
    return event.issue.id if event.issue else ""


def _by_set(done: Sequence[Event]) -> list[list[Event]]:
    """The records of each set, oldest first; sets in the order of their ids."""
    sets: dict[str, list[Event]] = {}
    for event in done:
        sets.setdefault(_set_id(event), []).append(event)
    return [sets[set_id] for set_id in sorted(sets)]


def _set_entry(of_set: Sequence[Event]) -> Entry:
    issue = of_set[0].issue
    return {"name": issue.name if issue else "", "ended": issue.ended if issue else None, "n": len(of_set)}


def _scale(done: Sequence[Event]) -> Entry:
    """The sets with each rater's latest ratings; the lowest current professional rating, the family's beside it."""
    sets = _by_set(done)
    entry: Entry = {"sets": {_set_id(of_set[0]): _set_entry(of_set) | {"raters": _ratings(of_set)} for of_set in sets}}
    current = [of_set for of_set in sets if not (of_set[0].issue and of_set[0].issue.ended)]
    rated = [(latest, of_set) for of_set in current if (latest := _latest(of_set, family=False))]
    if rated:
        lowest, of_set = min(rated, key=lambda found: (found[0].number, _reversed_day(found[0]), _set_id(found[0])))
        entry["num"] = lowest.number
        _add_family(entry, _latest(of_set, family=True))
        _add_trend(entry, [event for event in of_set if event.rater == lowest.rater and event.number is not None])
    else:
        alone = [family for of_set in current if (family := _latest(of_set, family=True))]
        _add_family(entry, max(alone, key=_when, default=None))
    return entry


def _ratings(of_set: Sequence[Event]) -> dict[str, list[list[Any]]]:
    raters: dict[str, list[list[Any]]] = {}
    for event in reversed(of_set):
        if event.number is not None:
            newest = raters.setdefault(str(event.rater), [])
            if len(newest) < MOST_RATINGS:
                newest.append([event.on or None, event.number])
    return raters


def _latest(of_set: Sequence[Event], *, family: bool) -> Event | None:
    """The latest rating by the family, or by anybody else."""
    rated = [event for event in of_set if event.number is not None and (event.rater in FAMILY_RATERS) == family]
    return rated[-1] if rated else None


def _reversed_day(event: Event) -> int:
    """Sorts the newest first. Of two sets with the same rating the one rated last is shown."""
    return -int((event.on or event.day).replace("-", ""))


def _add_family(entry: Entry, family: Event | None) -> None:
    if family:
        entry["fam"] = [str(family.rater), family.number]


def _add_trend(entry: Entry, of_rater: Sequence[Event]) -> None:
    if len(of_rater) > 1:
        entry["trend"] = [[event.on or None, event.number] for event in of_rater[-MOST_DRAWN:]]


def _count(done: Sequence[Event]) -> int:
    """The latest stated total and the events after that day; without a total, the events."""
    totals = [event for event in done if event.number is not None]
    if not totals:
        return len(done)
    total = totals[-1]
    after = total.on or total.day
    return (total.number or 0) + sum(1 for event in done if event.number is None and (event.on or event.day) > after)


def _network(done: Sequence[Event]) -> Entry:
    """The latest list of people, and how many lay people the one before it had where that is another number."""
    entry = _people(done[-1])
    was = _people(done[-2]).get("num") if len(done) > 1 else None
    if was is not None and "num" in entry and was != entry["num"]:
        entry["was"] = was
    return entry


def _people(latest: Event) -> Entry:
    """Lay people in the network by its latest list or number, when they were last checked, and professionals."""
    people = (latest.detail or {}).get("people")
    if people is None:
        return {} if latest.number is None else {"num": latest.number}
    lay = [person for person in people if person.get("lay", True)]
    entry: Entry = {"num": len(lay), "pros": len(people) - len(lay)}
    if lay:
        checked = [person.get("checked_on") for person in lay]
        entry["checked"] = None if None in checked or "" in checked else min(checked)
    return entry


class Head(NamedTuple):
    """What a board's first columns need to know of a case. Dates are ISO text or None."""

    case: str
    child: str
    name: str
    ref: str
    born: str | None
    expected: str | None
    abuse: Sequence[str]
    family: str | None
    reopened: bool
    aged: tuple[int, str] | None = None  # months, and the day on which that was said


def head_of(facts: Head) -> dict[str, Any]:
    """The head of a case's state, as DEVELOPMENT.md lists its keys."""
    head = {**facts._asdict(), "abuse": list(facts.abuse)}
    aged = head.pop("aged")
    return head | {"aged": {"months": aged[0], "on": aged[1]}} if aged else head

"""Practice as a file tells it, held against the records that stand: what to add, what is there already."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from soundings.breadth.rules import Answer, ElementKind, Match
from soundings.cases.rules import Key
from soundings.core.rules import sort_key
from soundings.exchange.plans.outcome import ADD, MATCH, SAME, Line, Place, Plan
from soundings.exchange.rules import Fault

RANGES = {ElementKind.SCALE: (0, 10), ElementKind.COUNT: (0, 999), ElementKind.LIST: (0, 99)}


class ElementNow(NamedTuple):
    """An element of the agency."""

    id: int
    code: str
    label: str
    kind: str
    by_issue: bool
    family: bool  # concerns the family, not one child
    keys: tuple[str, ...]  # every normalised word by which files and boards know it


class NewRecord(NamedTuple):
    """One event of practice to store, named like the record that `breadth` stores.

    case_ids: ids, or the keys of cases that the same file adds. element: its code. issue: the name of its set.
    """

    case_ids: tuple[Key, ...]
    element: str
    answer: str
    happened_on: date | None
    number: int | None = None
    issue: str = ""
    rater: str = ""
    family_mode: str = ""
    words: str = ""
    link: str = ""
    reason: str = ""
    detail: dict[str, Any] | None = None
    in_case_system: bool = False
    again: bool = False
    recorded_at: datetime | None = None
    recorded_by: str = ""


class CaseTime(NamedTuple):
    """A case of a child, as far as it takes to tell which of them a record belongs to."""

    id: int
    opened_on: date
    closed_on: date | None


@dataclass(slots=True)
class Children:
    """The children that a file names: their cases, oldest first, by the id that the file uses."""

    cases: Mapping[str, Sequence[CaseTime]]
    family: Mapping[str, int] = field(default_factory=dict)  # family id, of those who have one

    def case_on(self, ref: str, on: date | None) -> int | None:
        """The case that ran on the day `on`; where none did, the one nearest after, else the last."""
        cases = self.cases.get(ref)
        if not cases:
            return None
        if len(cases) == 1 or on is None:
            return cases[-1].id
        for case in reversed(cases):
            if case.opened_on <= on and (case.closed_on is None or on <= case.closed_on):
                return case.id
        return next((case.id for case in cases if case.opened_on > on), cases[-1].id)


# Given case ids, tells of each record whether it stands stored already.
Current = Callable[[Collection[int]], Callable[[NewRecord], Match]]


def settle(records: Iterable[tuple[Place, NewRecord]], current: Current | None, plan: Plan) -> list[NewRecord]:
    """The records of the file, each once. Counts what is new, what this source said before, what another said.

    current: tells what stands; None leaves the comparing to the storing, which does it again in any case.
    """
    kept, places = _once(records, plan)
    if current is None:
        return kept
    match_of = current({case for record in kept for case in record.case_ids if isinstance(case, int)})
    for place, record in zip(places, kept, strict=True):
        match = match_of(record)
        plan.count("record", {Match.NEW: ADD, Match.SAME: SAME, Match.MATCH: MATCH}[match])
        if match is Match.MATCH:
            plan.tell(Line(MATCH, "record", str(place.row), record.element))
    return kept


def _once(records: Iterable[tuple[Place, NewRecord]], plan: Plan) -> tuple[list[NewRecord], list[Place]]:
    seen: set[tuple[Any, ...]] = set()
    kept: list[NewRecord] = []
    places: list[Place] = []
    for place, record in records:
        said = record[:7]  # which cases, what, when, how much, of which set, by whom
        if said in seen:
            plan.note("row-twice", sheet=place.sheet)
            continue
        seen.add(said)
        kept.append(record)
        places.append(place)
    return kept, places


def number_fault(kind: str, answer: str, number: int | None, *, people: bool = False) -> Fault | None:
    """Why this number does not go with an element of this kind; None if it does."""
    bounds = RANGES.get(ElementKind(kind))
    if number is None:
        needed = answer == Answer.YES and (kind == ElementKind.SCALE or (kind == ElementKind.LIST and not people))
        return Fault("number-needed") if needed else None
    if bounds is None or answer != Answer.YES:
        return Fault("number-not-wanted")
    if not bounds[0] <= number <= bounds[1]:
        return Fault("number-range", (("low", str(bounds[0])), ("high", str(bounds[1]))))
    return None


def elements_by_key(elements: Iterable[ElementNow]) -> dict[str, ElementNow]:
    """Elements by every word that only one of them is known by; codes come before words."""
    found: dict[str, ElementNow] = {}
    twice: set[str] = set()
    for element in elements:
        for key in element.keys:
            if key in found and found[key] is not element:
                twice.add(key)
            found[key] = element
    named = {key: element for key, element in found.items() if key not in twice}
    return named | {sort_key(element.code): element for element in elements}

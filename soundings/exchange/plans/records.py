"""Practice as a file tells it, held against the records that stand: what to add, what is there already."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from soundings.breadth.rules import Answer, ElementKind
from soundings.breadth.rules.matching import Match, Sameness, Stored, match_of
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
    """One event of practice to store. `cases` are ids, or the keys of cases that the same file adds."""

    cases: tuple[Key, ...]
    element: int
    answer: str
    on: date | None
    number: int | None = None
    issue: str = ""
    rater: str = ""
    mode: str = ""
    words: str = ""
    link: str = ""
    reason: str = ""
    detail: dict[str, Any] | None = None
    in_case_system: bool = False


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
        """The case that ran on the day `on`; where none did, or no day is given, the one nearest after, else the last."""
        cases = self.cases.get(ref)
        if not cases:
            return None
        if len(cases) == 1 or on is None:
            return cases[-1].id
        for case in reversed(cases):
            if case.opened_on <= on and (case.closed_on is None or on <= case.closed_on):
                return case.id
        return next((case.id for case in cases if case.opened_on > on), cases[-1].id)


Current = Callable[[Collection[int]], Mapping[Sameness, Sequence[Stored]]]  # case ids -> what stands, by sameness


def settle(records: Iterable[tuple[Place, NewRecord]], current: Current, plan: Plan, *, source: str) -> list[NewRecord]:
    """The records that are new. What this source said before stays; what another said already is a match."""
    told = list(records)
    cases = {case for _, record in told for case in record.cases if isinstance(case, int)}
    stored = current(cases)
    seen: set[tuple[Sameness, int | None]] = set()
    kept: list[NewRecord] = []
    counts = {ADD: 0, SAME: 0, MATCH: 0}
    for place, record in told:
        key = sameness(record, record.cases[0])
        if (key, record.number) in seen:
            plan.note("row-twice", sheet=place.sheet)
            continue
        seen.add((key, record.number))
        match = _match(record, stored, source) if stored else Match.NEW
        counts[ADD if match is Match.NEW else SAME if match is Match.SAME else MATCH] += 1
        if match is Match.NEW:
            kept.append(record)
        elif match is Match.MATCH:
            plan.tell(Line(MATCH, "record", f"{place.row}", str(record.element)))
    for verb, many in counts.items():
        plan.count("record", verb, many)
    return kept


def _match(record: NewRecord, stored: Mapping[Sameness, Sequence[Stored]], source: str) -> Match:
    """New unless every case that it concerns has it already."""
    found = [match_of(sameness(record, case), number=record.number, source=source, stored=stored)[0] for case in record.cases]
    if Match.NEW in found:
        return Match.NEW
    return Match.MATCH if Match.MATCH in found else Match.SAME


def sameness(record: NewRecord, case: Key) -> Any:
    """What tells whether two records say the same: see `breadth.rules.sameness`."""
    on = record.on.isoformat() if record.on else ""
    return (case, record.element, record.answer, on, sort_key(record.issue) if record.issue else "", record.rater)


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

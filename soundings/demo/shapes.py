"""What the invented agency is made of, as plain data."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class InventedRecord:
    """One event of practice. `cases` are places in the team's list; `issue` names a set within the household."""

    element: str
    cases: tuple[int, ...]
    answer: str
    happened_on: date | None
    recorded_on: date
    number: int | None = None
    issue: str = ""
    rater: str = ""
    family_mode: str = ""
    words: str = ""
    reason: str = ""
    detail: Any = None


@dataclass(frozen=True, slots=True)
class InventedSpan:
    """A worker, by place in the team (-1 is the duty desk), from a day up to but not including another."""

    worker: int
    role: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class InventedActivity:
    kind: str
    started_on: date
    ended_on: date | None = None
    outcome: str = ""


@dataclass(slots=True)
class InventedCase:
    """One case and the child in it. `previous` is the reference's earlier case, by its opening day."""

    reference: str
    given_name: str
    family_name: str
    sex: str
    born_on: date | None
    expected_on: date | None
    ethnicity: str
    language: str
    interpreter: bool
    disability: str
    household: str
    stage: str
    opened_on: date
    closed_on: date | None
    close_reason: str
    abuse: tuple[str, ...]
    previous_opened_on: date | None = None
    restricted: bool = False
    workers: list[InventedSpan] = field(default_factory=list)
    activities: list[InventedActivity] = field(default_factory=list)


@dataclass(slots=True)
class InventedTeam:
    """One team's history: its cases, family by family, and the practice recorded on them."""

    number: int
    stage: str
    cases: list[InventedCase]
    records: list[InventedRecord]

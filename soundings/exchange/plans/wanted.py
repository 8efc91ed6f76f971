"""Children and cases: what a file wants to be true, and what stands stored now. Plain data."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from soundings.cases.rules import NewActivity
from soundings.exchange.plans.outcome import NOWHERE, Place


@dataclass(slots=True)
class WantedCase:
    """One involvement as a file tells it. None and empty mean that the file does not say."""

    opened_on: date
    closed_on: date | None = None
    close_reason: str = ""
    abuse: tuple[str, ...] = ()
    stage: int | None = None
    team: int | None = None
    worker: int | None = None
    co_workers: tuple[int, ...] = ()
    who: tuple[str, str] = ("", "")  # team and worker in the words of the file, where they are looked up later
    since: date | None = None  # when the team and worker took it; the opening of a new case, else the day of the file
    activities: list[NewActivity] = field(default_factory=list)
    exact: bool = False  # the file states this case's dates; else they are worked out from what happened in it
    place: Place = NOWHERE

    def at(self, team: int | None, worker: int | None) -> "WantedCase":
        """The same with this team and worker, and with a list of activities of its own, to which others may come."""
        return WantedCase(
            self.opened_on, self.closed_on, self.close_reason, self.abuse, self.stage, team, worker, self.co_workers,
            self.who, self.since, list(self.activities), self.exact, self.place,
        )  # fmt: skip


@dataclass(slots=True)
class WantedChild:
    """One child as a file tells it. `fields` has only what the file says."""

    ref: str
    place: Place
    fields: dict[str, Any] = field(default_factory=dict)  # names of cases.models.Child
    household: str = ""
    household_name: str = ""
    ids: list[tuple[str, str]] = field(default_factory=list)  # (system, value)
    cases: list[WantedCase] = field(default_factory=list)
    loose: list[NewActivity] = field(default_factory=list)  # belongs to the case of its time; makes none
    alone: bool = False  # may be added without a case
    unnumbered: bool = False  # the file tells no id: one is made here, and `ref` only holds within the file

    def with_cases(self, cases: "list[WantedCase]") -> "WantedChild":
        """The same child with these cases instead."""
        return WantedChild(
            self.ref, self.place, self.fields, self.household, self.household_name, self.ids, cases, self.loose,
            self.alone, self.unnumbered,
        )  # fmt: skip


class ActivityNow(NamedTuple):
    """An activity that stands stored."""

    id: int
    kind: str
    started_on: date
    ended_on: date | None
    outcome: str
    detail: dict[str, Any]


@dataclass(slots=True)
class CaseNow:
    """A case that stands stored."""

    id: int
    opened_on: date
    closed_on: date | None
    close_reason: str
    abuse: tuple[str, ...]
    stage: int | None
    team: int | None
    worker: int | None
    co_workers: frozenset[int] = frozenset()
    activities: list[ActivityNow] = field(default_factory=list)


@dataclass(slots=True)
class ChildNow:
    """A child that stands stored, with all cases, oldest first."""

    id: int
    reference: str
    fields: dict[str, Any]
    household: str
    ids: frozenset[tuple[str, str]] = frozenset()
    cases: list[CaseNow] = field(default_factory=list)


@dataclass(slots=True)
class Stored:
    """What stands stored that concerns a file of children: by the id that the file uses."""

    children: dict[str, ChildNow] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)  # family id by household
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)  # whose number it is: reference by system, value

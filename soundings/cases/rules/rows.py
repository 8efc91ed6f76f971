"""What a file or the invented agency gives to be stored at once, before anything has an id.

Keys are texts of the giver's own choosing and hold within one call; a number instead of a key is the id of a row that
is stored already. Spans come oldest first, without overlap; the last one runs on (`to_on` None) while the case is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from soundings.cases.rules.kinds import ActivityKind, AllocationRole, Sex
from soundings.cases.rules.spans import Span

Key = str | int


@dataclass(frozen=True, slots=True)
class NewFamily:
    key: str
    name: str = ""
    household: str = ""
    public_id: str = ""  # made if empty


@dataclass(frozen=True, slots=True)
class NewChild:
    """A child, born or expected. `ids` are (system, value)."""

    key: str
    reference: str
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    stated_age: int | None = None  # in months
    stated_age_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    ethnicity: str = ""
    disability: str = ""
    first_language: str = ""
    interpreter: bool | None = None
    family: Key | None = None
    ids: tuple[tuple[str, str], ...] = ()
    public_id: str = ""


class NewActivity(NamedTuple):
    """Something that the service did in a case. A tuple, since a file of a large agency tells a hundred thousand."""

    kind: ActivityKind
    started_on: date
    ended_on: date | None = None
    outcome: str = ""
    detail: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case with its whole history. `leads` are spans of staff ids; `others` are co-workers and cover.

    The spans of a closed case end with it, on `closed_on`; one that would begin that day is given empty, so that it
    is known where the case stood. A closed case gets an activity that says so unless it brings one.
    named: ids of the users on the named list, for a restricted case.
    """

    key: str
    child: Key
    opened_on: date
    closed_on: date | None = None
    close_reason: str = ""
    abuse_types: tuple[str, ...] = ()
    stages: tuple[Span, ...] = ()
    teams: tuple[Span, ...] = ()
    leads: tuple[Span, ...] = ()
    others: tuple[tuple[AllocationRole, Span], ...] = ()
    activities: tuple[NewActivity, ...] = ()
    previous: Key | None = None
    restricted: bool = False
    named: tuple[int, ...] = ()
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class NewRows:
    """Everything that one call stores."""

    families: tuple[NewFamily, ...] = ()
    children: tuple[NewChild, ...] = ()
    cases: tuple[NewCase, ...] = ()


@dataclass(slots=True)
class RowChanges:
    """What is to change in rows that stand stored, by their ids. Only what is named changes.

    children: fields of the child (`family` takes a key or id). cases: opened_on, closed_on, close_reason,
    abuse_types, and of a case that stays open stage, team, worker, co_workers from `since`. activities: (case,
    activity, fields).
    """

    children: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    new_ids: list[tuple[int, str, str]] = field(default_factory=list)
    cases: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    new_activities: list[tuple[int, NewActivity]] = field(default_factory=list)
    activities: list[tuple[int, int, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BeforeImage:
    """What a stored row held before it was changed and after: JSON values. No `after`: the row was removed."""

    model: str
    row: int
    before: dict[str, Any]
    after: dict[str, Any]


class Kept(StrEnum):
    """Why something of an import stays when it is taken back."""

    RECORDED_SINCE = "recorded-since"  # a room above holds it: practice was recorded on it
    WORKED_ON_SINCE = "worked-on-since"  # allocated, moved, handed over, named, or with activity added since
    REOPENED_SINCE = "reopened-since"
    CHANGED_SINCE = "changed-since"  # a value was changed again by somebody else
    HAS_CASES = "has-cases"  # a child or family with cases that stay
    KNOWN_OR_MERGED = "known-or-merged"


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row that stays, named by the child's reference, and why; `words` where a room above said it."""

    model: str
    row: int
    reference: str
    why: Kept
    words: str = ""


@dataclass(slots=True)
class TakenBack:
    """What became of an import that was taken back: rows removed and restored by kind, and what stays."""

    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    kept: list[KeptRow] = field(default_factory=list)

"""What a file or the invented agency gives to be stored at once, before anything has an id.

Keys are texts of the giver's own choosing and hold within one call; a number instead of a key is the id of a row that
is stored already. Spans come oldest first, without overlap; the last one runs on (`to_on` None) while the case is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
    sex: Sex = Sex.UNKNOWN
    ethnicity: str = ""
    disability: str = ""
    first_language: str = ""
    interpreter: bool | None = None
    family: Key | None = None
    ids: tuple[tuple[str, str], ...] = ()
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class NewActivity:
    kind: ActivityKind
    started_on: date
    ended_on: date | None = None
    outcome: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case with its whole history. `leads` are spans of staff ids; `others` are co-workers and cover."""

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
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class NewRows:
    """Everything that one call stores."""

    families: tuple[NewFamily, ...] = ()
    children: tuple[NewChild, ...] = ()
    cases: tuple[NewCase, ...] = ()

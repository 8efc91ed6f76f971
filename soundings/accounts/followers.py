"""How rooms above `accounts` hear of a change to the tree or to staff, in the transaction that makes it.

A room registers in its `apps.ready`. What a function raises undoes the whole action.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import NamedTuple, Protocol

from soundings.accounts.models import Staff, Unit
from soundings.accounts.permissions import By
from soundings.core.actions import Actor
from soundings.core.models import Agency


class Follower(Protocol):
    """Brings its own tables up to date after these units moved in the tree, in the caller's transaction."""

    def __call__(self, unit_ids: Collection[int], *, at: datetime) -> None: ...


class SetUp(Protocol):
    """Gives an agency, and each of its stages, what a room holds ready for it. Repeatable."""

    def __call__(self, *, agency: Agency, by: Actor, at: datetime) -> None: ...


class Heir(Protocol):
    """Gives a team that has just been made what a room keeps of the team from which it was split off."""

    def __call__(self, team: Unit, *, of: Unit, at: datetime) -> None: ...


class LastDay(Protocol):
    """Sees to what a room keeps with somebody whose last day was set or taken back; `was`: what it was before.

    As everywhere, `staff.ended_on` and `was` are the first day on which they no longer work here.
    """

    def __call__(self, staff: Staff, *, was: date | None, by: By, at: datetime) -> None: ...


class SetUpStep(NamedTuple):
    """A line of the task list by which an agency is set up. address: the name of its page."""

    title: str
    says: str
    address: str
    is_done: bool


Objection = Callable[[Unit, date], str]

_followers: list[Follower] = []
_objections: list[Objection] = []
_set_ups: list[SetUp] = []
_heirs: list[Heir] = []
_last_days: list[LastDay] = []
_steps: list[Callable[[int], SetUpStep]] = []


def follow(function: Follower) -> None:
    """From now on `function(unit_ids, at=...)` is called when units have moved, those below them included."""
    if function not in _followers:
        _followers.append(function)


def object_to_closing(function: Objection) -> None:
    """`function(unit, on)` says why this unit must not close on that day, in words for whoever asked, or ""."""
    if function not in _objections:
        _objections.append(function)


def set_up_with(function: SetUp) -> None:
    """`function(agency=..., by=..., at=...)` is called when an agency begins and whenever it gets a stage."""
    if function not in _set_ups:
        _set_ups.append(function)


def inherit_with(function: Heir) -> None:
    """`function(team, of=..., at=...)` is called before cases of one team go to another that was made for them."""
    if function not in _heirs:
        _heirs.append(function)


def follow_last_days(function: LastDay) -> None:
    """`function(staff, was=..., by=..., at=...)` is called when somebody's last day was set or taken back."""
    if function not in _last_days:
        _last_days.append(function)


def tell_last_day(staff: Staff, *, was: date | None, by: By, at: datetime) -> None:
    """Every room has seen to what it keeps with them."""
    for function in _last_days:
        function(staff, was=was, by=by, at=at)


def tell_split(team: Unit, *, of: Unit, at: datetime) -> None:
    """Every room has given the new team what the other one has."""
    for function in _heirs:
        function(team, of=of, at=at)


def set_up(agency: Agency, *, by: Actor, at: datetime) -> None:
    """Every room has what it needs for this agency and its stages."""
    for function in _set_ups:
        function(agency=agency, by=by, at=at)


def tell_moved(unit_ids: Collection[int], *, at: datetime) -> None:
    """Every follower has caught up with these units."""
    for follower in _followers:
        follower(unit_ids, at=at)


def objections(unit: Unit, *, on: date) -> list[str]:
    """Why the unit must not close on that day."""
    return [words for objection in _objections if (words := objection(unit, on))]


def add_step(function: Callable[[int], SetUpStep]) -> None:
    """`function(agency_id)` is a further line of the task list by which an agency is set up."""
    if function not in _steps:
        _steps.append(function)


def further_steps(agency_id: int) -> list[SetUpStep]:
    """What the rooms above add to the task list."""
    return [function(agency_id) for function in _steps]

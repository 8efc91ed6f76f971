"""How rooms above `cases` hear of a change in the transaction that makes it, without `cases` knowing them.

A room registers in its `apps.ready`. Each function gets the ids of the cases (integer keys) and must be safe to call
twice for the same case. What it raises undoes the whole action.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol

from soundings.accounts.permissions import Viewer
from soundings.cases.models import Screening


class Follower(Protocol):
    """Brings its own tables up to date with these cases, in the caller's transaction."""

    def __call__(self, case_ids: Collection[int], *, at: datetime) -> None: ...


Holder = Callable[[Collection[int]], Mapping[int, str]]
Forgetter = Callable[[Collection[int]], None]

_followers: list[Follower] = []
_holders: list[Holder] = []
_forgetters: list[Forgetter] = []


def follow(function: Follower, *, first: bool = False) -> None:
    """From now on `function(case_ids, at=...)` is called within every action that changes cases.

    first: before the others. For who writes in the trail: its chain is held before the figures are.
    """
    if function not in _followers:
        _followers.insert(0 if first else len(_followers), function)


def hold(function: Holder) -> None:
    """`function(case_ids)` says which of these cases must stay, and why, when an import is taken back."""
    if function not in _holders:
        _holders.append(function)


def forget_with(function: Forgetter) -> None:
    """`function(case_ids)` removes what a room keeps of these cases, just before their rows are removed."""
    if function not in _forgetters:
        _forgetters.append(function)


def tell(case_ids: Collection[int], *, at: datetime) -> None:
    """Every follower has caught up with these cases. Called at the end of each action, inside its transaction."""
    if case_ids:
        for follower in _followers:
            follower(case_ids, at=at)


def held(case_ids: Collection[int]) -> dict[int, str]:
    """The cases that something above still needs, each with the reason in words for the person who asked."""
    reasons: dict[int, str] = {}
    for holder in _holders:
        reasons.update(holder(case_ids))
    return reasons


def forget(case_ids: Collection[int]) -> None:
    """Every room has let go of these cases; their rows may be removed."""
    if case_ids:
        for forgetter in _forgetters:
            forgetter(case_ids)


# --- concerns, and texts that are read for danger ---------------------------------------------------------------------


class KeepsTexts(Protocol):
    """A room that keeps free text of families, children or staff."""

    def text(self, stands_at: str, *, viewer: Viewer, at: datetime) -> str:
        """What was written, for whoever screens it, its reading in the trail; "" if it is gone."""

    def screened(self, screening: Screening, *, by: Viewer, at: datetime) -> None:
        """Sees to what follows, in the caller's transaction: an outcome for the worker's supervisor reaches them."""


_texts: dict[str, KeepsTexts] = {}
_wakers: list[Callable[[], None]] = []


def keep_texts_with(source: str, room: KeepsTexts) -> None:
    """Texts from this source are kept by `room`."""
    _texts[source] = room


def text_of(screening: Screening, *, viewer: Viewer, at: datetime) -> str:
    """What stands in a text that waits to be screened; "" if no room has it."""
    room = _texts.get(screening.source)
    return room.text(screening.stands_at, viewer=viewer, at=at) if room else ""


def text_screened(screening: Screening, *, by: Viewer, at: datetime) -> None:
    """The room that keeps the text knows what came of it."""
    if room := _texts.get(screening.source):
        room.screened(screening, by=by, at=at)


def wake_with(function: Callable[[], None]) -> None:
    """`function()` is called once a concern is stored, so that its first receiver is told at once."""
    if function not in _wakers:
        _wakers.append(function)


def concern_waits() -> None:
    """Whoever sends messages knows that one is due."""
    for function in _wakers:
        function()

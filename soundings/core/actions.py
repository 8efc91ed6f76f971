"""Writing the trail: who read whose record, who changed what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from soundings.core.models import Agency


class Actor(Protocol):
    """Whoever reads or changes: a user, or `rules.SYSTEM`."""

    public_id: str


def record_read(
    *,
    actor: Actor,
    agency: Agency | int | None,
    verb: str,
    children: Iterable[str],
    target: str = "",
    target_kind: str = "",
    reason: str = "",
    at: datetime,
    request_id: str = "",
) -> None:
    """The reading is in the trail, committed and anchored, before anything is shown.

    children: public ids of the children whose records are shown. Raises TrailUnavailable if anything fails.
    """
    raise NotImplementedError


def record_change(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    target: str,
    target_kind: str,
    agency: Agency | int | None,
    children: Iterable[str] = (),
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """The change is in the trail, in the caller's transaction."""
    raise NotImplementedError

"""What rooms above put on somebody's day, without the rooms below knowing them.

A room registers in its `apps.ready`. Each function says what waits for whoever looks, once the trail says that they
read it if it is about a child.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from soundings.accounts.queries import Viewer


class Waiting(NamedTuple):
    """Something that waits for somebody: where it is, what it is, and in words by when or how late."""

    href: str
    label: str
    says: str = ""
    late: bool = False


Waiter = Callable[[Viewer], Sequence[Waiting]]
_waiters: list[Waiter] = []


def wait_with(function: Waiter) -> None:
    """From now on `function(viewer)` adds to what waits for somebody on their day."""
    if function not in _waiters:
        _waiters.append(function)


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """What waits for the viewer in every room above, room by room."""
    return [one for waiter in _waiters for one in waiter(viewer)]

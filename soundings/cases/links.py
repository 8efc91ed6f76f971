"""What rooms above put beside a case, on its page, without the rooms below knowing them.

A room registers in its `apps.ready`. Each function says, for whoever looks, where its own pages of the case are.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from soundings.accounts.queries import Viewer
from soundings.cases.models import Case


class Link(NamedTuple):
    """An address and the words that lead to it."""

    href: str
    label: str


Linker = Callable[[Viewer, Case], Sequence[Link]]
_linkers: list[Linker] = []


def link_with(function: Linker) -> None:
    """From now on `function(viewer, case)` adds to the links at the foot of a case's page."""
    if function not in _linkers:
        _linkers.append(function)


def links_beside(viewer: Viewer, case: Case) -> list[Link]:
    """The links of every room above for this case, which the viewer may see."""
    return [link for linker in _linkers for link in linker(viewer, case)]

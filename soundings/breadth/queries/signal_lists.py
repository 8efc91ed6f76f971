"""Lists of children with what is to be seen of each: the lists behind the figures of the card."""

from typing import NamedTuple

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.queries.rows import ChildRow, Scope, child_rows
from soundings.breadth.queries.seen import Seen, seen_of
from soundings.cases.queries import leaving


class Listed(NamedTuple):
    """A child with everything that is to be seen of the case today."""

    row: ChildRow
    seen: list[Seen]

    @property
    def head(self) -> dict[str, object]:
        """As the trail needs it."""
        return self.row.head


def listed_for(viewer: Viewer, of: Unit | Scope) -> list[Listed]:
    """The children at a place or in a scope on whose cases the viewer may record, and of whom something is to be seen.

    By name. The trail says first that they were read. Raises Denied like a board.
    """
    rows = [row for row in child_rows(viewer, of) if row.editable]
    seen = seen_of([row.case_id for row in rows], viewer.on)
    found = [Listed(row, seen[row.case_id]) for row in rows if row.case_id in seen]
    found.sort(key=lambda one: (one.row.name_key, one.row.case_id))
    target = of.public_id if isinstance(of, Unit) else str(of)
    leaving(viewer, found, verb="signals.viewed", at=viewer.at, target=target, target_kind="board")
    return found

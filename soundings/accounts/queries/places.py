"""One place of the tree: where it stood, who works there."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from soundings.accounts.models import Stage, Unit, UnitPlacement
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries.tree import places_of


@dataclass(slots=True)
class Branch:
    """A place with what stands below it, as a page draws the tree.

    posts: people with a post there today. stage: its own, or the one it takes over from above.
    """

    unit: Unit
    posts: int
    stage: Stage | None
    below: list["Branch"] = field(default_factory=list)

    @property
    def takes_over(self) -> bool:
        """Whether the stage is that of a place above."""
        return self.stage is not None and self.unit.stage_id is None


def tree_of(viewer: Viewer) -> Branch | None:
    """The whole tree of the viewer's agency, closed places too; None before it has been set up. Two queries."""
    root: Branch | None = None
    line: list[Branch] = []
    for place in places_of(viewer):
        del line[place.depth :]
        above = line[-1] if line else None
        branch = Branch(place.unit, place.posts, place.unit.stage or (above.stage if above else None))
        if above:
            above.below.append(branch)
        else:
            root = branch
        line.append(branch)
    return root


def placements_of(unit: Unit) -> QuerySet[UnitPlacement]:
    """Where the place has stood, newest first."""
    return UnitPlacement.objects.filter(unit=unit).select_related("parent").order_by("-from_on", "-pk")


def stage_of(unit: Unit) -> Stage | None:
    """The stage that the place serves: its own, or that of the nearest place above which has one. One query."""
    above = Unit.objects.filter(pk__in=unit.line).select_related("stage")
    found = {one.pk: one.stage for one in above}
    return next((found[pk] for pk in reversed(unit.line) if found.get(pk)), None)

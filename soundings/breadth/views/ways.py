"""The ways to look at one team, as the row of pills above its board: Board, Compare days, Supervision, Wall, Print.

To add one: put a `Way` into `WAYS`, at its place in the row. Its page takes the public id of the team as the only
argument of its address, and draws the same row itself: `ways_of(viewer, unit, here="your-code")` in the context as
`ways`, and `{% include "breadth/_ways.html" %}` in the template. A way that not everybody may open says so in
`offered`; the page checks again. The row is drawn only where there are two ways or more.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.accounts.rules import UnitKind
from soundings.breadth import permissions, queries
from soundings.core.addresses import address_of


def sees_children(viewer: Viewer, unit: Unit) -> bool:
    """Whether the unit is a team whose children the viewer may see one by one."""
    return unit.kind == UnitKind.TEAM and queries.sees_cases_at(viewer, unit)


def hangs_walls(viewer: Viewer, unit: Unit) -> bool:
    """Whether the unit is a team for which the viewer may put up a wall screen."""
    return unit.kind == UnitKind.TEAM and permissions.can_put_up_wall(viewer, unit)


def records_here(viewer: Viewer, unit: Unit) -> bool:
    """Whether the unit is a team on whose board the viewer sees what goes well, decisions and questions."""
    return sees_children(viewer, unit) and permissions.records_somewhere(viewer)


def supervises_here(viewer: Viewer, unit: Unit) -> bool:
    """Whether the unit is a team whose workers the viewer supervises."""
    return unit.kind == UnitKind.TEAM and permissions.can_supervise_at(viewer, unit)


@dataclass(frozen=True, slots=True)
class Way:
    """One pill. route: the name of its address. offered: whether this viewer may open it for this team."""

    code: str
    label: str | Promise
    route: str
    offered: Callable[[Viewer, Unit], bool] = sees_children


WAYS = [
    Way("board", _("Board"), "board"),
    Way("two-days", _("Compare days"), "two-days"),
    Way("signals", _("Questions"), "team-signals", records_here),
    Way("supervision", _("Supervision"), "team-supervision", supervises_here),
    Way("wall", _("Wall"), "team-walls", hangs_walls),
    Way("print", _("Print"), "print-board"),
]


def ways_of(viewer: Viewer, unit: Unit, *, here: str) -> list[dict[str, str]]:
    """The pills for this team, the one with the code `here` marked as current; none where there is only one way."""
    offered = [way for way in WAYS if way.offered(viewer, unit)]
    if len(offered) < 2:
        return []
    return [
        {
            "href": address_of(way.route, unit.public_id),
            "label": str(way.label),
            "current": "1" if way.code == here else "",
        }
        for way in offered
    ]

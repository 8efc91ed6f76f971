"""Every read of staff, users and the agency's tree. `Viewer` is what every query of every room starts from."""

from soundings.accounts.permissions import Held, Reach, Viewer, may, may_break_glass, may_here, reach
from soundings.accounts.queries.people import (
    people_visible_to,
    person_visible_to,
    staff_by_key,
    staff_known_as,
    staff_of,
    users_of,
)
from soundings.accounts.queries.tree import (
    line_on,
    root_of,
    stages_of,
    team_keys,
    teams_below,
    unit_by_key,
    unit_known_as,
    unit_visible_to,
    units_of,
    units_visible_to,
)
from soundings.accounts.queries.viewer import is_supervisor_of, viewer_of

__all__ = [
    "Held",
    "Reach",
    "Viewer",
    "is_supervisor_of",
    "line_on",
    "may",
    "may_break_glass",
    "may_here",
    "people_visible_to",
    "person_visible_to",
    "reach",
    "root_of",
    "staff_by_key",
    "staff_known_as",
    "staff_of",
    "stages_of",
    "team_keys",
    "teams_below",
    "unit_by_key",
    "unit_known_as",
    "unit_visible_to",
    "units_of",
    "units_visible_to",
    "users_of",
    "viewer_of",
]

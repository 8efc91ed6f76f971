"""Who may do what: the viewer and the matrix, and the checks before each change."""

from soundings.accounts.permissions.audiences import ReasonNeeded, check_reason, may_enter
from soundings.accounts.permissions.checks import (
    By,
    can_approve_people,
    can_arrange,
    can_manage_people,
    check_can_approve,
    check_can_arrange,
    check_can_end,
    check_can_give,
    check_can_load,
    check_can_manage_people,
    check_same_agency,
)
from soundings.accounts.permissions.viewer import Held, Reach, Viewer, may, may_break_glass, may_here, reach

__all__ = [
    "By",
    "Held",
    "Reach",
    "ReasonNeeded",
    "Viewer",
    "can_approve_people",
    "can_arrange",
    "can_manage_people",
    "check_can_approve",
    "check_can_arrange",
    "check_can_end",
    "check_can_give",
    "check_can_load",
    "check_can_manage_people",
    "check_reason",
    "check_same_agency",
    "may",
    "may_break_glass",
    "may_enter",
    "may_here",
    "reach",
]

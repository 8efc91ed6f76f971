"""Every write of this room: keyword-only, `by` a viewer, `at` a moment. Each ends in the trail and `followers.tell`."""

from soundings.cases.actions.abuse_types import add_abuse_type, describe_abuse_type, set_up_cases
from soundings.cases.actions.activity import add_activity, correct_activity, end_activity, withdraw_activity
from soundings.cases.actions.allocation import (
    Beside,
    allocate,
    allocate_beside,
    end_beside,
    move_team,
)
from soundings.cases.actions.children import add_id, birth, edit_child, remove_id
from soundings.cases.actions.concerns import (
    Raising,
    RouteTerms,
    acknowledge,
    close_concern,
    confirm_concern,
    decide_concern,
    end_route,
    raise_concern,
    raise_matter,
    set_route,
)
from soundings.cases.actions.families import leave_family, name_family, set_siblings
from soundings.cases.actions.handovers import Sheet, hand_over
from soundings.cases.actions.knowing import declare_known, withdraw_known
from soundings.cases.actions.leaving import give_back_cases, release_cases_of, release_leaver
from soundings.cases.actions.merging import merge_children, split_child, undo_merge
from soundings.cases.actions.opening import (
    Opening,
    change_stage,
    close_case,
    open_case,
    reopen,
    set_abuse_types,
    undo_closure,
)
from soundings.cases.actions.proposals import (
    accept,
    decline,
    propose_create,
    propose_merge,
    propose_restrict,
    propose_split,
    propose_undo_merge,
)
from soundings.cases.actions.restricting import (
    add_named,
    break_glass,
    lift,
    remove_named,
    restrict,
    review_broken_glass,
)
from soundings.cases.actions.trace import hold_cases

__all__ = [
    "Beside",
    "Opening",
    "Raising",
    "RouteTerms",
    "Sheet",
    "accept",
    "acknowledge",
    "add_abuse_type",
    "add_activity",
    "add_id",
    "add_named",
    "allocate",
    "allocate_beside",
    "birth",
    "break_glass",
    "change_stage",
    "close_case",
    "close_concern",
    "confirm_concern",
    "correct_activity",
    "decide_concern",
    "declare_known",
    "decline",
    "describe_abuse_type",
    "edit_child",
    "end_activity",
    "end_beside",
    "end_route",
    "give_back_cases",
    "hand_over",
    "hold_cases",
    "leave_family",
    "lift",
    "merge_children",
    "move_team",
    "name_family",
    "open_case",
    "propose_create",
    "propose_merge",
    "propose_restrict",
    "propose_split",
    "propose_undo_merge",
    "raise_concern",
    "raise_matter",
    "release_cases_of",
    "release_leaver",
    "remove_id",
    "remove_named",
    "reopen",
    "restrict",
    "review_broken_glass",
    "set_abuse_types",
    "set_route",
    "set_siblings",
    "set_up_cases",
    "split_child",
    "undo_closure",
    "undo_merge",
    "withdraw_activity",
    "withdraw_known",
]

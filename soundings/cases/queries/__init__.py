"""Every read of children, families and cases; each starts from what the viewer may see."""

from soundings.cases.queries.lists import abuse_types, held_by, on_duty, unallocated, waiting_counts
from soundings.cases.queries.search import find, likely_of, likely_same
from soundings.cases.queries.visible import (
    case_visible_to,
    cases_visible_to,
    child_visible_to,
    children_among,
    children_in,
    children_visible_to,
    known_children,
    leaving,
    open_sibling_cases_of,
    restricted_cases_named_for,
    shared_cases_visible_to,
    siblings_of,
)

__all__ = [
    "abuse_types",
    "case_visible_to",
    "cases_visible_to",
    "child_visible_to",
    "children_among",
    "children_in",
    "children_visible_to",
    "find",
    "held_by",
    "known_children",
    "leaving",
    "likely_of",
    "likely_same",
    "on_duty",
    "open_sibling_cases_of",
    "restricted_cases_named_for",
    "shared_cases_visible_to",
    "siblings_of",
    "unallocated",
    "waiting_counts",
]

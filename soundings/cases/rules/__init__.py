"""What is true of children and cases, decided without a database."""

from soundings.cases.rules.children import Likely, Likeness, age_on, likeness
from soundings.cases.rules.kinds import (
    ABUSE_TYPES,
    BREAK_GLASS_MINUTES,
    TOLD_OF_BROKEN_GLASS,
    ActivityKind,
    AllocationRole,
    ProposalKind,
    Sex,
)
from soundings.cases.rules.rows import Key, NewActivity, NewCase, NewChild, NewFamily, NewRows
from soundings.cases.rules.spans import (
    Span,
    ended,
    in_order,
    joined,
    latest_value,
    placed,
    resumed,
    value_on,
)

__all__ = [
    "ABUSE_TYPES",
    "BREAK_GLASS_MINUTES",
    "TOLD_OF_BROKEN_GLASS",
    "ActivityKind",
    "AllocationRole",
    "Key",
    "Likely",
    "Likeness",
    "NewActivity",
    "NewCase",
    "NewChild",
    "NewFamily",
    "NewRows",
    "ProposalKind",
    "Sex",
    "Span",
    "age_on",
    "ended",
    "in_order",
    "joined",
    "latest_value",
    "likeness",
    "placed",
    "resumed",
    "value_on",
]

"""What is true of children and cases, decided without a database."""

from soundings.cases.rules.children import (
    ChildDetails,
    Likely,
    Likeness,
    age_on,
    likeness,
    name_key,
    search_key,
    words_of,
)
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
    "ChildDetails",
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
    "name_key",
    "placed",
    "resumed",
    "search_key",
    "value_on",
    "words_of",
]

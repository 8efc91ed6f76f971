"""What is worth seeing about a case: what needs a decision, what is worth a conversation, what goes well.

Each rule is a function of a case's facts. It says the first day on which it is true if nothing changes, so that time
passing needs no write: a table holds that day, and a page asks which days have come.
"""

from soundings.breadth.rules.signals.kinds import Agreed, Facts, Measure, Rule, Signal, Tier
from soundings.breadth.rules.signals.table import (
    DEFAULT_TERMS,
    RULES,
    Definition,
    Terms,
    rules_of,
    rules_reading,
    signals_of,
    terms_at,
    tier_of,
)

__all__ = [
    "DEFAULT_TERMS",
    "RULES",
    "Agreed",
    "Definition",
    "Facts",
    "Measure",
    "Rule",
    "Signal",
    "Terms",
    "Tier",
    "rules_of",
    "rules_reading",
    "signals_of",
    "terms_at",
    "tier_of",
]

"""The sentences for what imports say in codes: kinds of file, columns, refusals, problems, notes and offers."""

from soundings.core.tables.words import refusal
from soundings.exchange.words.columns import columns
from soundings.exchange.words.faults import fix
from soundings.exchange.words.fields import field, why_kept
from soundings.exchange.words.kinds import kind, kind_sentence, state, whence
from soundings.exchange.words.notes import note
from soundings.exchange.words.offers import choice, offer

__all__ = [
    "choice",
    "columns",
    "field",
    "fix",
    "kind",
    "kind_sentence",
    "note",
    "offer",
    "refusal",
    "state",
    "whence",
    "why_kept",
]

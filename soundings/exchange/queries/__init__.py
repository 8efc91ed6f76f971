"""Every read for files: what is known and what stands stored, as plans need it; imports; what may be exported."""

from soundings.exchange.queries.batches import batch_visible_to, batches_of, changes_of, guess_of, maps_of
from soundings.exchange.queries.planning import map_of, plan_of, told_by
from soundings.exchange.queries.reports import Report, kept, report_of, report_on, summary_of

__all__ = [
    "Report",
    "batch_visible_to",
    "batches_of",
    "changes_of",
    "guess_of",
    "kept",
    "map_of",
    "maps_of",
    "plan_of",
    "report_of",
    "report_on",
    "summary_of",
    "told_by",
]

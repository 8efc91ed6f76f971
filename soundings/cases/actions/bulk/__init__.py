"""Many rows at once: for files and for the invented agency. The same state as one action at a time, told once."""

from soundings.cases.actions.bulk.change import change
from soundings.cases.actions.bulk.store import StoredRows, store
from soundings.cases.actions.bulk.take_back import take_back

__all__ = ["StoredRows", "change", "store", "take_back"]

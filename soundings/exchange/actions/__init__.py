"""Everything that loads files. A page or command needs no more than this:

- `check(kind=, files=, options=, agency=, by=, at=)` keeps the files privately, says what loading them would do, and
  returns a `Batch` that waits (state "checked"). `files` are Django files (`.name`, `.chunks()`). Raises `FileRefused`
  for a file that cannot be read (say it with `words.refusal`), `Denied` for somebody who may not.
- `report_of(batch)` is the preview: counts, problems, notes, offers, lines (a `Report`).
- `check_again(batch=, options=, by=, at=)` after somebody settled offers, chose columns or a team: a new preview of the
  same files.
- `store(batch=, by=, at=, good_rows=)` decides once more on what stands now, and stores it in one transaction. Returns
  a `Result`; `stored` is False where problems stand and `good_rows` was not chosen: then nothing is stored.
- `refused_rows(batch)` is (file name, bytes) of the rows that were not stored, with a column that says why; or None.
- `drop(batch=, by=, at=)` forgets an import that waits, and its files.
- `take_back(batch=, by=, at=, reason=)` undoes a stored import; returns what was removed, restored and kept, and why.
- `save_map(kind=, name=, columns=, forms=, agency=, by=, at=)` remembers a report's columns and its forms' meaning.
- `load(kind=, paths=, options=, agency=, by=, at=, dry_run=)` does it all at once, for the command line.

`queries.guess_of(kind, book)` offers a first mapping for a report; `queries.batches_of(viewer)` lists the imports.
"""

from soundings.exchange.actions.checking import check, check_again, drop
from soundings.exchange.actions.loading import load
from soundings.exchange.actions.mapping import save_map
from soundings.exchange.actions.storing import Result, store
from soundings.exchange.actions.taking_back import take_back
from soundings.exchange.actions.uploads import refused_rows
from soundings.exchange.queries.reports import Report, report_of

__all__ = [
    "Report",
    "Result",
    "check",
    "check_again",
    "drop",
    "load",
    "refused_rows",
    "report_of",
    "save_map",
    "store",
    "take_back",
]

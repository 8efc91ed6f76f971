"""Files loaded at once, without a page between: for the command line."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from soundings.accounts.permissions import By
from soundings.core.models import Agency
from soundings.exchange import queries
from soundings.exchange.actions.checking import new_batch
from soundings.exchange.actions.pausing import without_pauses
from soundings.exchange.actions.storing import NotClean, Progress, Result, quiet, store_books
from soundings.exchange.actions.uploads import digest_of, refused_rows
from soundings.exchange.permissions import check_can_load
from soundings.exchange.reading import open_table_file
from soundings.exchange.rules import Kind, Options
from soundings.exchange.words.lines import WHY_NOT_ON_BOARD
from soundings.exchange.writing.refused import refused_file


@without_pauses()
def load(
    *,
    kind: Kind,
    paths: Sequence[Path],
    options: Options,
    agency: Agency,
    by: By,
    at: datetime,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> tuple[Result, tuple[str, bytes] | None]:
    """The files are read, checked and stored in one transaction; also the refused rows as (name, content).

    dry_run: says what would be stored and stores nothing. Raises Denied, FileRefused.
    """
    check_can_load(by)
    books = [open_table_file(path) for path in paths]
    progress("read")
    batch = new_batch(kind, agency, by=by, at=at)
    batch.file_names, batch.digest = [path.name for path in paths], digest_of(paths)
    if dry_run:
        plan = queries.plan_of(kind, books, agency=agency, options=options, why_not=str(WHY_NOT_ON_BOARD))
        result = Result(batch, queries.report_on(plan), stored=False)
        return result, refused_file(books, plan) if plan.refused else None
    try:
        with transaction.atomic():
            report = store_books(batch, books, options, by=by, at=at, progress=progress)
    except NotClean as refused:
        result = Result(batch, queries.report_on(refused.plan), stored=False)
        return result, refused_file(books, refused.plan)
    return Result(batch, report, stored=True), refused_rows(batch)

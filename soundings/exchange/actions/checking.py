"""Looking at files before anything is stored."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from soundings.accounts.permissions import By
from soundings.core.actions import record_change
from soundings.core.models import Agency
from soundings.exchange import queries
from soundings.exchange.actions.pausing import without_pauses
from soundings.exchange.actions.uploads import (
    Upload,
    books_of,
    forget_all,
    forget_strays,
    keep,
    keep_refused,
)
from soundings.exchange.models import Batch, ImportState
from soundings.exchange.permissions import check_can_load, check_can_store
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.reading import Book
from soundings.exchange.rules import Kind, Options
from soundings.exchange.words.lines import WHY_NOT_ON_BOARD
from soundings.exchange.writing.refused import refused_file

WAITS_DAYS = 7  # an import that nobody stores is dropped after so many days
REPORT_DAYS = 30  # what was said of a stored import's rows, and those refused, are kept so long


@without_pauses()
def check(*, kind: Kind, files: Sequence[Upload], options: Options, agency: Agency, by: By, at: datetime) -> Batch:
    """The files are kept and an import waits that says what loading them would do. No child or case has changed.

    Raises Denied; FileRefused with the reason, and then keeps nothing.
    """
    check_can_load(by)
    forget_old(agency=agency, at=at)
    batch = new_batch(kind, agency, by=by, at=at)
    try:
        batch.file_names, batch.digest = keep(batch, files)
        return _look(batch, books_of(batch), options, by=by, at=at)
    except BaseException:
        forget_all(batch)
        raise


def new_batch(kind: Kind, agency: Agency, *, by: By, at: datetime) -> Batch:
    """An import that waits, not saved yet."""
    return Batch(agency=agency, kind=kind, state=ImportState.CHECKED, by=getattr(by, "user", None), at=at)


@without_pauses()
def check_again(*, batch: Batch, options: Options, by: By, at: datetime) -> Batch:
    """The import that waits says what loading its files would do with these options."""
    check_can_store(by, batch)
    return _look(batch, books_of(batch), options, by=by, at=at)


@transaction.atomic
def _look(batch: Batch, books: Sequence[Book], options: Options, *, by: By, at: datetime) -> Batch:
    kind = Kind(batch.kind)
    plan = queries.plan_of(kind, books, agency=batch.agency, options=options, why_not=str(WHY_NOT_ON_BOARD))
    report = queries.report_on(plan)
    batch.options, batch.summary, batch.report = options.as_json(), queries.summary_of(report), queries.kept(report)
    batch.refused_file = keep_rows(batch, books, plan)
    batch.save()
    record_change(
        by=by,
        at=at,
        verb="import.checked",
        target=batch.public_id,
        target_kind="batch",
        agency=batch.agency_id,
        after={"kind": batch.kind, "digest": batch.digest, "rows": report.rows, "refused": report.refused},
    )
    return batch


def keep_rows(batch: Batch, books: Sequence[Book], plan: Plan) -> str:
    """The refused rows are kept as a file. Returns its name, "" if none were refused."""
    if not plan.refused:
        return ""
    name, content = refused_file(books, plan)
    return keep_refused(batch, name, content)


@transaction.atomic
def drop(*, batch: Batch, by: By, at: datetime) -> Batch:
    """The import will not be stored; its files and what it said of them are gone."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    check_can_store(by, batch)
    batch.state, batch.report, batch.refused_file = ImportState.DROPPED, {}, ""
    batch.save(update_fields=["state", "report", "refused_file"])
    record_change(
        by=by,
        at=at,
        verb="import.dropped",
        target=batch.public_id,
        target_kind="batch",
        agency=batch.agency_id,
    )
    transaction.on_commit(lambda: forget_all(batch))
    return batch


def forget_old(*, agency: Agency, at: datetime) -> None:
    """Imports that waited too long are dropped, and so are files whose process died before it named an import.

    Of imports stored long ago only the counts stay.
    """
    before = at - timedelta(days=WAITS_DAYS)
    waiting = Batch.objects.filter(agency=agency, state=ImportState.CHECKED, at__lt=before)
    for batch in waiting:
        forget_all(batch)
    waiting.update(state=ImportState.DROPPED, report={}, refused_file="")
    done = Batch.objects.filter(agency=agency, state=ImportState.STORED, stored_at__lt=at - timedelta(days=REPORT_DAYS))
    for batch in done.exclude(report={}):
        forget_all(batch)
    done.update(report={}, refused_file="")
    known = set(Batch.objects.filter(agency=agency).values_list("public_id", flat=True))
    forget_strays(agency.pk, known, before=at - timedelta(days=1))

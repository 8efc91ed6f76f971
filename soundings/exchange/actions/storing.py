"""Storing what a plan says, in one transaction: all of it, or nothing."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from soundings.accounts.actions.bulk import Load, RowChange, store_staff, store_structure
from soundings.accounts.permissions import By
from soundings.breadth.actions.bulk import store_records
from soundings.cases.actions import bulk
from soundings.cases.rules import BeforeImage, Key, NewCase, NewChild, NewRows
from soundings.core.actions import record_change
from soundings.core.bulk import insert_rows
from soundings.exchange import queries
from soundings.exchange.actions.checking import keep_rows
from soundings.exchange.actions.mapping import settle
from soundings.exchange.actions.pausing import without_pauses
from soundings.exchange.actions.uploads import books_of, forget_uploads
from soundings.exchange.models import Batch, BatchChange, ImportState
from soundings.exchange.permissions import check_can_store
from soundings.exchange.plans.annex_a import Told
from soundings.exchange.plans.board import BoardWork
from soundings.exchange.plans.names import settles
from soundings.exchange.plans.outcome import ADD, MATCH, SAME, Plan
from soundings.exchange.plans.reconcile import CaseWork
from soundings.exchange.plans.records import NewRecord
from soundings.exchange.plans.structure import StructureWork
from soundings.exchange.queries.reports import Report
from soundings.exchange.reading import Book
from soundings.exchange.rules import Kind, OfferKind, Options, options_from
from soundings.exchange.words.lines import WHY_NOT_ON_BOARD

Progress = Callable[[str], None]  # told what is being done: "decided", "children", "practice"


@dataclass(slots=True)
class Result:
    """What became of an import. Not stored: `report` has the problems that stand in the way."""

    batch: Batch
    report: Report
    stored: bool


class NotClean(Exception):
    """Some rows cannot be stored, and nobody chose to store the good ones."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{len(plan.refused)} rows")
        self.plan = plan


def quiet(_what: str) -> None:
    """Tells nobody."""


@without_pauses()
def store(*, batch: Batch, by: By, at: datetime, good_rows: bool | None = None, progress: Progress = quiet) -> Result:
    """The import is decided once more on what stands now, and stored; all of it, or nothing.

    good_rows: store what can be stored and give back the other rows as a file; None: as the import's options say.
    Raises Denied; FileRefused if its files cannot be read any more.
    """
    check_can_store(by, batch)
    books = books_of(batch)
    options = options_from(batch.options)
    options.good_rows = options.good_rows if good_rows is None else good_rows
    try:
        report = _store_waiting(batch, books, options, by, at, progress)
    except NotClean as refused:
        return Result(batch, _kept_problems(batch, books, options, refused.plan), stored=False)
    batch.refresh_from_db()
    forget_uploads(batch)
    return Result(batch, report, stored=True)


@transaction.atomic
def _store_waiting(
    batch: Batch, books: Sequence[Book], options: Options, by: By, at: datetime, progress: Progress
) -> Report:
    locked = Batch.objects.select_for_update().select_related("agency").get(pk=batch.pk)
    check_can_store(by, locked)  # somebody else may have stored it in the meantime
    return store_books(locked, books, options, by=by, at=at, progress=progress)


@transaction.atomic
def _kept_problems(batch: Batch, books: Sequence[Book], options: Options, plan: Plan) -> Report:
    report = queries.report_on(plan)
    batch.summary, batch.report = queries.summary_of(report), queries.kept(report)
    batch.refused_file = keep_rows(batch, books, plan)
    batch.save(update_fields=["summary", "report", "refused_file"])
    return report


def store_books(
    batch: Batch, books: Sequence[Book], options: Options, *, by: By, at: datetime, progress: Progress
) -> Report:
    """What `books` say is stored under `batch`, which is then stored too. In a transaction. Raises NotClean."""
    kind = Kind(batch.kind)
    load = Load(batch.agency, options.day, batch.public_id)
    told = queries.told_by(kind, books, options)
    plan = _plan(kind, books, batch, options, told, names_first=True)
    for names in (OfferKind.TEAM, OfferKind.WORKER):  # new workers join the new teams
        if any(offer.kind == names and settles(offer) for offer in plan.offers):
            _keep_accounts(batch, settle(names, plan.offers, load=load, by=by, at=at))
            plan = _plan(kind, books, batch, options, told, names_first=True)
    if plan.work is None:
        plan = _plan(kind, books, batch, options, told)
    if plan.problems and not options.good_rows:
        raise NotClean(plan)
    progress("decided")
    _STORES[kind](plan, batch, load, by, at, progress)
    report = queries.report_on(plan)
    batch.options, batch.summary, batch.report = options.as_json(), queries.summary_of(report), queries.kept(report)
    batch.report.pop("lines", None)
    batch.refused_file = keep_rows(batch, books, plan)
    batch.state, batch.stored_at = ImportState.STORED, at
    batch.save()
    _record(batch, report, by=by, at=at)
    return report


def _plan(
    kind: Kind, books: Sequence[Book], batch: Batch, options: Options, told: Told | None, *, names_first: bool = False
) -> Plan:
    return queries.plan_of(
        kind,
        books,
        agency=batch.agency,
        options=options,
        compare=False,
        why_not=str(WHY_NOT_ON_BOARD),
        told=told,
        names_first=names_first,
    )


def _record(batch: Batch, report: Report, *, by: By, at: datetime) -> None:
    record_change(
        by=by,
        at=at,
        verb="import.stored",
        target=batch.public_id,
        target_kind="batch",
        agency=batch.agency_id,
        after={"kind": batch.kind, "digest": batch.digest, **queries.summary_of(report)},
    )


def _store_structure(plan: Plan, batch: Batch, load: Load, by: By, at: datetime, progress: Progress) -> None:
    work: StructureWork = plan.work
    stored = store_structure(load=load, stages=work.stages, units=work.units, by=by, at=at)
    _keep_accounts(batch, stored.changes)


def _store_staff(plan: Plan, batch: Batch, load: Load, by: By, at: datetime, progress: Progress) -> None:
    _keep_accounts(batch, store_staff(load=load, rows=plan.work, by=by, at=at).changes)


def _store_cases(plan: Plan, batch: Batch, load: Load, by: By, at: datetime, progress: Progress) -> None:
    store_case_work(plan.work, batch, by=by, at=at)
    progress("children")


def _store_records(plan: Plan, batch: Batch, load: Load, by: By, at: datetime, progress: Progress) -> None:
    _store_practice(plan.work, plan, batch, by=by, at=at)
    progress("practice")


def _store_board(plan: Plan, batch: Batch, load: Load, by: By, at: datetime, progress: Progress) -> None:
    work: BoardWork = plan.work
    ids = store_case_work(work.cases, batch, by=by, at=at)
    progress("children")
    records = [
        record._replace(case_ids=tuple(ids[case] if isinstance(case, str) else case for case in record.case_ids))
        for record in work.records
    ]
    _store_practice(records, plan, batch, by=by, at=at)
    progress("practice")


_STORES: dict[Kind, Callable[[Plan, Batch, Load, By, datetime, Progress], None]] = {
    Kind.STRUCTURE: _store_structure,
    Kind.STAFF: _store_staff,
    Kind.PEOPLE: _store_cases,
    Kind.CASES: _store_cases,
    Kind.ANNEX_A: _store_cases,
    Kind.FORMS_COMPLETED: _store_records,
    Kind.PRACTICE: _store_records,
    Kind.BOARD: _store_board,
}


def store_case_work(work: CaseWork, batch: Batch, *, by: By, at: datetime) -> dict[str, int]:
    """Children and cases are as `work` says; what rows held before is kept with the batch. Returns new cases by key.

    Changes come before new cases: a case must close before the child's next one opens. Families come before both.
    """
    rows, changes = work.rows, work.changes
    stamp: dict[str, Any] = {
        "agency_id": batch.agency_id, "by": by, "at": at, "batch": batch.public_id, "source": batch.kind,
    }  # fmt: skip
    changed = any((changes.children, changes.new_ids, changes.cases, changes.new_activities, changes.activities))
    if changed:
        families = bulk.store(NewRows(rows.families), **stamp).families if rows.families else {}
        _keep_images(batch, bulk.change(changes, families=families, **stamp))
        rows = NewRows((), *_with_ids(rows.children, rows.cases, families))
    return dict(bulk.store(rows, **stamp).cases) if any((rows.families, rows.children, rows.cases)) else {}


def _with_ids(
    children: Iterable[NewChild], cases: tuple[NewCase, ...], families: dict[str, int] | Any
) -> tuple[tuple[NewChild, ...], tuple[NewCase, ...]]:
    def family_id(key: Key | None) -> Key | None:
        return families[key] if isinstance(key, str) else key

    return tuple(replace(child, family=family_id(child.family)) for child in children), cases


def _store_practice(records: Sequence[NewRecord], plan: Plan, batch: Batch, *, by: By, at: datetime) -> None:
    if not records:
        return
    outcome = store_records(
        records,  # type: ignore[arg-type]  # ours has the same fields; it may not name keys any more here
        agency_id=batch.agency_id,
        batch=batch.public_id,
        by=by,
        at=at,
        source=batch.kind,
    )
    plan.count("record", ADD, outcome.added)
    plan.count("record", SAME, len(outcome.same))
    plan.count("record", MATCH, len(outcome.matched))


def _keep_images(batch: Batch, images: Iterable[BeforeImage]) -> None:
    _keep(batch, ((one.model, one.row, one.before, one.after) for one in images))


def _keep_accounts(batch: Batch, changes: Iterable[RowChange]) -> None:
    _keep(batch, ((one.model, one.row, one.before, one.after) for one in changes))


def _keep(batch: Batch, rows: Iterable[tuple[str, int, dict[str, Any], dict[str, Any]]]) -> None:
    """What rows held before, for taking back. The batch is saved first: they point to it."""
    found = list(rows)
    if not found:
        return
    batch.save()
    columns = ("agency_id", "batch_id", "model", "row", "before", "after")
    insert_rows(
        BatchChange,
        columns,
        ((batch.agency_id, batch.pk, model, row, json.dumps(b), json.dumps(a)) for model, row, b, a in found),
    )

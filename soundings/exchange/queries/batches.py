"""The imports that somebody may see."""

from django.db.models import QuerySet

from soundings.accounts.queries import Viewer
from soundings.core.rules import Denied
from soundings.exchange.models import Batch, BatchChange, ColumnMap
from soundings.exchange.permissions import can_load
from soundings.exchange.plans import cases, forms
from soundings.exchange.plans.headings import Column
from soundings.exchange.plans.table import guess
from soundings.exchange.reading import Book
from soundings.exchange.rules import Kind

MAPPED_COLUMNS: dict[Kind, tuple[Column, ...]] = {Kind.PEOPLE: cases.COLUMNS, Kind.FORMS_COMPLETED: forms.COLUMNS}


def batches_of(viewer: Viewer) -> QuerySet[Batch]:
    """The agency's imports, newest first, for those who may load files; for others none."""
    if not can_load(viewer):
        return Batch.objects.none()
    return Batch.objects.filter(agency=viewer.agency_id).select_related("by").order_by("-at", "-pk")


def batch_visible_to(viewer: Viewer, public_id: str) -> Batch | None:
    """The import with this public id; None if there is none that the viewer may see."""
    return batches_of(viewer).filter(public_id=public_id).first()


def changes_of(batch: Batch) -> QuerySet[BatchChange]:
    """What rows held before this import changed them, in the order in which it did."""
    return BatchChange.objects.filter(batch=batch).order_by("pk")


def maps_of(viewer: Viewer, kind: Kind) -> QuerySet[ColumnMap]:
    """The remembered column maps for this kind of report, by name. Raises Denied for somebody who loads no files."""
    if not can_load(viewer):
        raise Denied()
    return ColumnMap.objects.filter(agency=viewer.agency_id, kind=kind).order_by("name")


def guess_of(kind: Kind, book: Book) -> tuple[list[str], dict[str, str]]:
    """The headings of a report, and a first guess (column code -> heading) for a person to confirm."""
    return guess(book, MAPPED_COLUMNS[kind])

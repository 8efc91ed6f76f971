"""Storing dated spans: what rules decided becomes rows, changing as few of them as possible."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from soundings.cases.models import Case, StageSpan, TeamSpan, WorkerSpan
from soundings.cases.rules import AllocationRole, Span

SpanModel = type[StageSpan] | type[TeamSpan] | type[WorkerSpan]
VALUE = {StageSpan: "stage_id", TeamSpan: "team_id", WorkerSpan: "staff_id"}


def spans_of(model: SpanModel, case: Case, **only: Any) -> list[Span]:
    """The stored spans of the case, oldest first. only: further conditions, as `role=...`."""
    rows = model._default_manager.filter(case=case, **only).order_by("from_on", "pk")
    return [Span(value, from_on, to_on) for value, from_on, to_on in rows.values_list(VALUE[model], "from_on", "to_on")]


def lead_spans(case: Case) -> list[Span]:
    """Who led the case, oldest first."""
    return spans_of(WorkerSpan, case, role=AllocationRole.LEAD.value)


def store_spans(model: SpanModel, case: Case, spans: Sequence[Span], **only: Any) -> None:
    """The stored spans of the case, of this kind, are exactly `spans`; rows that stay keep their id and batch."""
    field = VALUE[model]
    rows = model._default_manager
    wanted = {(span.value, span.from_on): span.to_on for span in spans}
    stored = {(getattr(row, field), row.from_on): row for row in rows.filter(case=case, **only)}
    rows.filter(pk__in=[row.pk for key, row in stored.items() if key not in wanted]).delete()
    changed = [(row, wanted[key]) for key, row in stored.items() if key in wanted and row.to_on != wanted[key]]
    # Ends before beginnings: at most one span of a kind may run on, at every moment.
    for row, to_on in sorted(changed, key=lambda pair: pair[1] is None):
        rows.filter(pk=row.pk).update(to_on=to_on)
    for key in wanted.keys() - stored.keys():
        rows.create(agency_id=case.agency_id, case=case, from_on=key[1], to_on=wanted[key], **only | {field: key[0]})


def as_said(spans: Sequence[Span]) -> list[dict[str, date | int | None]]:
    """Spans as the trail keeps them."""
    return [{"value": span.value, "from": span.from_on, "to": span.to_on} for span in spans]

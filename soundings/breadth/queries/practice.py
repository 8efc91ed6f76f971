"""Practice of a case over time, and practice of many cases for a file."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row
from soundings.breadth.models import IssueSet, Record, RecordCase
from soundings.breadth.rules import Answer
from soundings.cases.models import Activity, Case
from soundings.cases.queries import cases_visible_to

PAGE = 2_000  # rows of an export in memory at once


class Series(NamedTuple):
    """The ratings of one rater in one set, oldest first. One comparison: a trend is never drawn across two."""

    issue: IssueSet | None
    element: str  # code of the scale
    rater: str
    ratings: list[Record]


def scale_series(viewer: Viewer, case: Case) -> list[Series]:
    """Every current rating of a case that the viewer may see, by set and rater; current sets first. One query."""
    found: dict[tuple[int, str, str], list[Record]] = {}
    ratings = _current(viewer, case).filter(element__kind="scale", answer=Answer.YES, number__isnull=False)
    for one in sorted(ratings.select_related("issue", "element"), key=_when):
        found.setdefault((one.issue_id or 0, one.element.code, one.rater), []).append(one)
    series = [Series(of_rater[0].issue, code, rater, of_rater) for (_, code, rater), of_rater in found.items()]
    return sorted(series, key=lambda one: (_place(one.issue), one.element, one.rater))


def _place(issue: IssueSet | None) -> tuple[bool, date, int]:
    return (bool(issue and issue.ended_on), issue.begun_on if issue else date.min, issue.pk if issue else 0)


def _when(record: Record) -> tuple[date, datetime]:
    return (record.happened_on or record.recorded_at.date(), record.recorded_at)


class Moment(NamedTuple):
    """Something on the timeline of a case: a record of practice, or an activity of the service."""

    on: date
    until: date | None
    record: Record | None
    activity: Activity | None


def timeline_of(viewer: Viewer, case: Case) -> list[Moment]:
    """What happened, practice beside activity, oldest first. Undated practice has no place here. Two queries."""
    records = _current(viewer, case).filter(answer=Answer.YES, happened_on__isnull=False)
    moments = [
        Moment(one.happened_on, None, one, None)
        for one in records.select_related("element", "issue").order_by("pk")
        if one.happened_on
    ]
    activities = Activity.objects.filter(agency=viewer.agency_id, case=case.pk).order_by("pk")
    moments += [Moment(one.started_on, one.ended_on, None, one) for one in activities]
    return sorted(moments, key=lambda one: (one.on, one.record is not None))


def _current(viewer: Viewer, case: Case) -> QuerySet[Record]:
    links = RecordCase.objects.filter(agency=viewer.agency_id, case=case.pk)
    return Record.objects.filter(agency=viewer.agency_id, pk__in=links.values("record"), ended_at=None)


class PracticeRow(NamedTuple):
    """One current record on one case, as an export has it."""

    child: str  # public id, for the trail
    reference: str
    case: str
    element: str
    answer: str
    happened_on: date | None
    number: int | None
    issue: str
    rater: str
    family_mode: str
    words: str
    link: str
    reason: str
    detail: dict[str, Any] | None
    in_case_system: bool
    recorded_at: datetime
    source: str
    record_id: int


def practice_rows(viewer: Viewer, row: Row = Row.EXPORT_IDENTIFIABLE) -> Iterator[PracticeRow]:
    """Every current record of the unrestricted cases that `row` gives the viewer, by child and day, a few at a time.

    Identifiable: whoever sends it out writes the trail first (`cases.queries.leaving`).
    """
    cases = cases_visible_to(viewer, row).filter(restricted=False)
    links = RecordCase.objects.filter(case__in=cases.values("pk"), record__ended_at=None)
    rows = links.order_by("case__child__reference", "record__happened_on", "record").values_list(
        "case__child__public_id",
        "case__child__reference",
        "case__public_id",
        "record__element__code",
        "record__answer",
        "record__happened_on",
        "record__number",
        Coalesce("record__issue__name", Value("")),
        "record__rater",
        "record__family_mode",
        "record__words",
        "record__link",
        "record__reason",
        "record__detail",
        "record__in_case_system",
        "record__recorded_at",
        "record__source",
        "record",
    )
    for values in rows.iterator(chunk_size=PAGE):
        yield PracticeRow._make(values)

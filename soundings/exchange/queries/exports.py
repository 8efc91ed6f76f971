"""What leaves as a file: children and cases, and practice, in the form in which `import` takes them.

The trail says who took whose data before any of it is handed over. Restricted cases do not leave in files.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row
from soundings.breadth.models import Record, RecordCase
from soundings.cases.models import Case, ChildId, WorkerSpan
from soundings.cases.queries import cases_visible_to
from soundings.cases.rules import AllocationRole, write_age
from soundings.core.actions import record_read
from soundings.core.models import Agency
from soundings.core.rules import SystemActor
from soundings.exchange.permissions import check_can_export
from soundings.exchange.plans.records import CaseTime, Children
from soundings.exchange.queries.stored import blocks

CASE_HEADINGS = (
    "Child ID", "Given name", "Family name", "Date of birth", "Expected date", "Age", "Age stated on", "Sex",
    "Ethnicity", "Disability", "First language", "Interpreter", "Household", "Household name", "Opened", "Closed",
    "Close reason", "Abuse types", "Stage", "Team", "Worker", "Co-workers", "Since", "Other IDs",
)  # fmt: skip
PRACTICE_HEADINGS = (
    "Child IDs", "Element", "Answer", "Date", "Number", "Issue", "Rater", "With family", "Words", "Link", "Reason",
    "Detail", "In case system", "Case opened",
)  # fmt: skip
EXPORTS = {"cases": CASE_HEADINGS, "practice": PRACTICE_HEADINGS}
Value = str | int | date | None


def exported(
    kind: str, *, agency: Agency, by: Viewer | SystemActor, at: datetime
) -> tuple[Sequence[str], list[list[Value]]]:
    """Headings and rows of what `by` may take out, once the trail says so. Raises Denied, TrailUnavailable."""
    cases = _allowed(agency, by)
    ids = list(cases.values_list("pk", flat=True))
    children = sorted(set(cases.values_list("child__public_id", flat=True)))
    if children:
        record_read(
            actor=by, agency=agency, verb=f"{kind}.exported", children=children, at=at, reason=getattr(by, "reason", "")
        )
    rows = case_rows(ids) if kind == "cases" else practice_rows(ids)
    return EXPORTS[kind], list(rows)


def _allowed(agency: Agency, by: Viewer | SystemActor) -> QuerySet[Case]:
    """By child and opening, so that the same data give the same file."""
    if isinstance(by, SystemActor):
        cases = Case.objects.filter(agency=agency)
    else:
        check_can_export(by)
        cases = cases_visible_to(by, Row.EXPORT_IDENTIFIABLE)
    return cases.filter(restricted=False).order_by("child__reference", "opened_on", "pk")


def case_rows(ids: Sequence[int]) -> Iterator[list[Value]]:
    """One row for each case, in the order of `ids`."""
    for some in blocks(ids):
        numbers = _numbers(some)
        beside = _beside(some)
        since = dict(
            WorkerSpan.objects.filter(case__in=some, role=AllocationRole.LEAD.value, to_on=None).values_list(
                "case", "from_on"
            )
        )
        cases = Case.objects.filter(pk__in=some).select_related("child__family", "stage", "team", "worker")
        found = {case.pk: case for case in cases}
        for pk in some:
            yield _case_row(found[pk], numbers, beside, since)


def _numbers(some: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ChildId.objects.filter(child__cases__in=some).distinct().order_by("system", "value")
    for child, system, value in rows.values_list("child", "system", "value"):
        found[child].append(f"{system}={value}")
    return found


def _beside(some: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = WorkerSpan.objects.filter(case__in=some, role=AllocationRole.CO_WORKER.value, to_on=None)
    for case, name in rows.order_by("staff__name_key").values_list("case", "staff__name"):
        found[case].append(name)
    return found


def _case_row(
    case: Case, numbers: dict[int, list[str]], beside: dict[int, list[str]], since: dict[int, date]
) -> list[Value]:
    child, family = case.child, case.child.family
    interpreter = {True: "yes", False: "no", None: ""}[child.interpreter]
    start = since.get(case.pk)
    return [
        child.reference, child.given_name, child.family_name, child.born_on, child.expected_on,
        "" if child.stated_age is None else write_age(child.stated_age), child.stated_age_on, child.sex,
        child.ethnicity, child.disability, child.first_language, interpreter,
        family.household if family else "", family.name if family else "", case.opened_on, case.closed_on,
        case.close_reason, " & ".join(case.abuse_types), case.stage.code if case.stage else "",
        case.team.code if case.team else "", case.worker.name if case.worker else "", "; ".join(beside[case.pk]),
        start if start and start != case.opened_on else None, "; ".join(numbers[child.pk]),
    ]  # fmt: skip


def practice_rows(ids: Sequence[int]) -> Iterator[list[Value]]:
    """One row for each current record, linked to the cases among `ids`; in the order of recording."""
    allowed = set(ids)
    links: dict[int, list[int]] = defaultdict(list)
    for some in blocks(ids):
        for pk, case in RecordCase.objects.filter(case__in=some).values_list("record", "case"):
            links[pk].append(case)
    refs, times = _times(allowed)
    for some in blocks(sorted(links)):
        rows = Record.objects.filter(pk__in=some, ended_at=None).select_related("element", "issue").order_by("pk")
        for record in rows:
            yield _practice_row(record, sorted(links[record.pk], key=lambda case: refs[case]), refs, times)


def _times(ids: Iterable[int]) -> tuple[dict[int, str], Children]:
    """The child's id of each case, and all their cases, to tell whether a row must say which one is meant."""
    refs: dict[int, str] = {}
    for some in blocks(ids):
        refs |= dict(Case.objects.filter(pk__in=some).values_list("pk", "child__reference"))
    times: dict[str, list[CaseTime]] = defaultdict(list)
    for names in blocks(set(refs.values())):
        rows = Case.objects.filter(child__reference__in=names).order_by("opened_on", "pk")
        for ref, pk, opened, closed in rows.values_list("child__reference", "pk", "opened_on", "closed_on"):
            times[ref].append(CaseTime(pk, opened, closed))
    return refs, Children(times)


def _practice_row(record: Record, cases: Sequence[int], refs: dict[int, str], times: Children) -> list[Value]:
    plain = all(times.case_on(refs[case], record.happened_on) == case for case in cases)
    opened: Any = {one.id: one.opened_on for case in cases for one in times.cases[refs[case]]}
    detail = json.dumps(record.detail, ensure_ascii=False, sort_keys=True) if record.detail else ""
    return [
        "; ".join(refs[case] for case in cases), record.element.code, record.answer, record.happened_on, record.number,
        record.issue.name if record.issue else "", record.rater, record.family_mode, record.words, record.link,
        record.reason, detail, "yes" if record.in_case_system else "",
        "" if plain else "; ".join(f"{opened[case]:%d/%m/%Y}" for case in cases),
    ]  # fmt: skip

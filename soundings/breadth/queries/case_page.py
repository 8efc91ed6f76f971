"""What the page of one case shows: its elements, their history, its worries. The case came from `cases.queries`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet

from soundings.accounts.models import Unit, User
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row
from soundings.breadth.models import CaseState, Element, IssueSet, Record, RecordCase
from soundings.breadth.queries.expecting import Times, with_times
from soundings.breadth.queries.rows import ChildRow, begun_elements
from soundings.cases.models import Case
from soundings.cases.permissions import gives
from soundings.cases.queries import cases_visible_to, open_siblings_seen_by
from soundings.core import remembered
from soundings.core.plain import columns, made

_TIMES = ("stage_id", "team_since", "counts_family")


def element_of(viewer: Viewer, code: str) -> Element | None:
    """The agency's element with this code, a retired one too; None if there is none."""
    return elements_with(viewer.agency_id, [code]).get(code)


def elements_with(agency_id: int, codes: Collection[str]) -> dict[str, Element]:
    """The agency's elements with these codes, by code, retired ones too. One plain query."""
    marks = ", ".join(["%s"] * len(codes)) or "null"
    found = remembered.rows(f"{_ELEMENTS} and e.code in ({marks})", [agency_id, *codes])
    elements: list[Element] = [element for row in found for element in made(row, Element)]
    return {element.code: element for element in elements}


_ELEMENTS = f"select {columns(Element, 'e')} from {Element._meta.db_table} e where e.agency_id = %s"


def elements_of(agency_id: int) -> QuerySet[Element]:
    """The agency's elements in its order, retired ones too."""
    return Element.objects.filter(agency=agency_id)


def stage_of_unit(unit: Unit | None) -> int | None:
    """The key of the stage that the place serves, its own or that of the nearest place above it. One query at most."""
    if unit is None or unit.stage_id:
        return unit.stage_id if unit else None
    above = dict(Unit.objects.filter(pk__in=unit.line[:-1]).values_list("pk", "stage"))
    return next((above[pk] for pk in reversed(unit.line[:-1]) if above.get(pk)), None)


def stage_of_case(case: Case) -> int | None:
    """The key of the case's stage, else of its team's."""
    return case.stage_id or stage_of_unit(case.team)


def rows_of(viewer: Viewer, case_ids: Collection[int]) -> list[ChildRow]:
    """The state of these cases, as a row of a board each; those out of the viewer's sight are left out."""
    visible = cases_visible_to(viewer).filter(pk__in=case_ids)
    names = (*("case", "team", "worker_id", "opened_on", "name_key", "head", "values"), *_TIMES)
    shown = [ChildRow(*row) for row in CaseState.objects.filter(case__in=visible.values("pk")).values_list(*names)]
    begun = begun_elements({row.team_id for row in shown if row.team_id})
    recordable = cases_visible_to(viewer, Row.RECORD_PRACTICE, edit=True).filter(pk__in=case_ids, closed_on=None)
    keys = set(recordable.values_list("pk", flat=True))
    shown = [
        row._replace(begun=begun.get(row.team_id or 0, frozenset()), editable=row.case_id in keys) for row in shown
    ]
    return with_times(shown, Times(viewer.agency_id, viewer.on))


def state_of(case: Case) -> CaseState | None:
    """The state of a case that the viewer may see."""
    return CaseState.objects.filter(pk=case.pk).first()


def siblings_to_record_on(viewer: Viewer, case: Case) -> list[Case]:
    """The open cases of brothers and sisters on which the viewer may record too; restricted ones stand apart."""
    if case.restricted:
        return []
    seen = open_siblings_seen_by(viewer, case)
    return [one for one, how in seen if not one.restricted and gives(viewer, one, how, Row.RECORD_PRACTICE, edit=True)]


def records_of(viewer: Viewer, case: Case, element: Element | None = None) -> QuerySet[Record]:
    """The records of a case that the viewer may see, ended ones too: newest happening first, then newest recording."""
    links = RecordCase.objects.filter(agency=viewer.agency_id, case=case.pk)
    records = Record.objects.filter(agency=viewer.agency_id, pk__in=links.values("record"))
    if element is not None:
        records = records.filter(element=element)
    newest = (F("happened_on").desc(nulls_last=True), "-recorded_at", "-pk")
    return records.select_related("element", "issue").prefetch_related("corrections").order_by(*newest)


def record_of(viewer: Viewer, case: Case, element: Element, pk: int) -> Record | None:
    """The record of this element with this key, if it concerns the case."""
    return records_of(viewer, case, element).filter(pk=pk).first()


def issues_of(viewer: Viewer, case: Case, siblings: Sequence[Case] = (), *, current: bool = False) -> list[IssueSet]:
    """The worries of a case and of these siblings' cases; current ones first, then oldest. current: only those."""
    keys = [case.pk, *(one.pk for one in siblings)]
    sets = IssueSet.objects.filter(agency=viewer.agency_id, records__case_links__case__in=keys).distinct()
    if current:
        sets = sets.filter(ended_on=None)
    return sorted(sets, key=lambda one: (one.ended_on is not None, one.begun_on, one.pk))


def issue_of(viewer: Viewer, case: Case, public_id: str) -> IssueSet | None:
    """The worry of this case with this public id."""
    sets = IssueSet.objects.filter(agency=viewer.agency_id, public_id=public_id)
    return sets.filter(records__case_links__case=case.pk).first()


def names_of_people(agency_id: int, public_ids: Collection[str]) -> dict[str, str]:
    """The names of these users by public id: who recorded what. One query."""
    users = User.objects.filter(agency=agency_id, public_id__in=set(public_ids))
    return dict(users.values_list("public_id", "name"))


def children_of_records(viewer: Viewer, records: Sequence[Record]) -> Mapping[int, list[str]]:
    """For each record the names of the children it concerns whom the viewer may see. One query."""
    links = RecordCase.objects.filter(record__in=[one.pk for one in records], case__in=cases_visible_to(viewer))
    found: dict[int, list[str]] = {}
    for link in links.select_related("case__child").order_by("case__child__name_key"):
        found.setdefault(link.record_id, []).append(link.case.child.name)
    return found


def latest_detail(viewer: Viewer, case: Case, code: str) -> dict[str, Any]:
    """The people or steps of the latest current record of this element; empty for none."""
    records = records_of(viewer, case).filter(element__code=code, ended_at=None).exclude(detail=None)
    latest = records.first()
    return dict(latest.detail or {}) if latest else {}

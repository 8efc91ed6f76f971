"""What stands stored of the children that a file names. For plans of imports, which must know all of it.

Restricted cases are in it too: leaving them out would make the same child twice. Nothing of it is shown.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Q

from soundings.breadth.queries.stored import SetsOfCases, stored_by_sameness
from soundings.breadth.rules import Match, match_of
from soundings.cases.models import Activity, Case, Child, ChildId, Family, WorkerSpan
from soundings.cases.rules import AllocationRole
from soundings.core.rules import sort_key
from soundings.exchange.plans.records import CaseTime, Children, ElementNow, NewRecord
from soundings.exchange.plans.wanted import ActivityNow, CaseNow, ChildNow, Stored, WantedChild

T = TypeVar("T")
BLOCK = 5_000
FIELDS = (
    "given_name",
    "family_name",
    "born_on",
    "expected_on",
    "stated_age",
    "stated_age_on",
    "sex",
    "ethnicity",
    "disability",
    "first_language",
    "interpreter",
)


def blocks(values: Iterable[T]) -> Iterator[list[T]]:
    """`values` in lists that one statement can take."""
    held = list(values)
    for begin in range(0, len(held), BLOCK):
        yield held[begin : begin + BLOCK]


def child_keys(agency_id: int, refs: Collection[str]) -> dict[str, int]:
    """The child that each id names: by its reference, else by its number in another system. Merged entries lead on.

    A number that two systems give to different children names nobody.
    """
    found: dict[str, int] = {}
    for some in blocks(refs):
        rows = Child.objects.filter(agency=agency_id, reference__in=some)
        found |= {ref: kept or pk for ref, pk, kept in rows.values_list("reference", "pk", "merged_into")}
    numbered: dict[str, set[int]] = defaultdict(set)
    for some in blocks(ref for ref in refs if ref not in found):
        for value, child in ChildId.objects.filter(agency=agency_id, value__in=some).values_list("value", "child"):
            numbered[value].add(child)
    return found | {value: next(iter(children)) for value, children in numbered.items() if len(children) == 1}


def stored_children(agency_id: int, wanted: Sequence[WantedChild]) -> Stored:
    """The children wanted, as far as they stand stored, with their cases and what was done in them; their households
    and other numbers, whoever's they are."""
    keys = child_keys(agency_id, {child.ref for child in wanted})
    children = children_by_id(set(keys.values()))
    stored = Stored({ref: children[pk] for ref, pk in keys.items()})
    for some in blocks({child.household for child in wanted if child.household}):
        found = Family.objects.filter(agency=agency_id, household__in=some)
        stored.households |= dict(found.values_list("household", "pk"))
    for some in blocks({value for child in wanted for _, value in child.ids}):
        numbers = ChildId.objects.filter(agency=agency_id, value__in=some)
        for system, value, reference in numbers.values_list("system", "value", "child__reference"):
            stored.numbers[system, value] = reference
    return stored


def children_by_id(ids: Collection[int]) -> dict[int, ChildNow]:
    """These children with their cases, oldest first. Five queries for each block of children."""
    children: dict[int, ChildNow] = {}
    for some in blocks(sorted(ids)):
        rows = Child.objects.filter(pk__in=some).values_list("pk", "reference", "family__household", *FIELDS)
        for pk, reference, household, *values in rows:
            children[pk] = ChildNow(pk, reference, dict(zip(FIELDS, values, strict=True)), household or "")
        numbers: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for child, system, value in ChildId.objects.filter(child__in=some).values_list("child", "system", "value"):
            numbers[child].add((system, value))
        for pk, found in numbers.items():
            children[pk].ids = frozenset(found)
        for child, case in _cases(Q(child__in=some)):
            children[child].cases.append(case)
    return children


def _cases(where: Q) -> list[tuple[int, CaseNow]]:
    rows = Case.objects.filter(where).order_by("opened_on", "pk")
    cases = {
        pk: (child, CaseNow(pk, opened, closed, reason, tuple(abuse), stage, team, worker))
        for pk, child, opened, closed, reason, abuse, stage, team, worker in rows.values_list(
            "pk", "child", "opened_on", "closed_on", "close_reason", "abuse_types", "stage", "team", "worker"
        )
    }
    for some in blocks(cases):
        _add_co_workers(some, cases)
        _add_activities(some, cases)
    return list(cases.values())


def _add_co_workers(some: Sequence[int], cases: Mapping[int, tuple[int, CaseNow]]) -> None:
    beside = WorkerSpan.objects.filter(case__in=some, to_on=None, role=AllocationRole.CO_WORKER.value)
    for case, staff in beside.values_list("case", "staff"):
        cases[case][1].co_workers |= {staff}


def _add_activities(some: Sequence[int], cases: Mapping[int, tuple[int, CaseNow]]) -> None:
    rows = Activity.objects.filter(case__in=some).order_by("pk")
    for case, *values in rows.values_list("case", "pk", "kind", "started_on", "ended_on", "outcome", "detail"):
        cases[case][1].activities.append(ActivityNow(*values))


def children_of_board(
    agency_id: int, team_id: int | None, wanted: Sequence[WantedChild], names: Collection[str]
) -> tuple[Stored, dict[str, list[ChildNow]]]:
    """Children by id, and the children of this team by name (a sort key of "given family")."""
    asked = set(names)
    named: dict[str, list[ChildNow]] = defaultdict(list)
    of_team = Child.objects.filter(agency=agency_id, cases__team=team_id, merged_into=None).distinct()
    rows = of_team.values_list("pk", "given_name", "family_name") if asked else ()
    keys = {pk: sort_key(f"{given} {family}") for pk, given, family in rows}
    for pk, child in children_by_id({pk for pk, key in keys.items() if key in asked}).items():
        named[keys[pk]].append(child)
    return stored_children(agency_id, wanted), dict(named)


def children_for_records(agency_id: int, refs: Collection[str]) -> Children:
    """The cases and families of the children with these ids, as far as it takes to put a record where it belongs."""
    keys = child_keys(agency_id, refs)
    cases: dict[int, list[CaseTime]] = defaultdict(list)
    families: dict[int, int] = {}
    for some in blocks(set(keys.values())):
        rows = Case.objects.filter(child__in=some).order_by("opened_on", "pk")
        for child, pk, opened, closed in rows.values_list("child", "pk", "opened_on", "closed_on"):
            cases[child].append(CaseTime(pk, opened, closed))
        families |= dict(Child.objects.filter(pk__in=some, family__isnull=False).values_list("pk", "family"))
    return Children(
        {ref: cases[pk] for ref, pk in keys.items() if pk in cases},
        {ref: families[pk] for ref, pk in keys.items() if pk in families},
    )


def standing_records(
    elements: Iterable[ElementNow], source: str
) -> Callable[[Collection[int]], Callable[[NewRecord], Match]]:
    """Tells of each record whether it stands already, for the preview; storing asks again by itself."""
    ids = {element.code: element.id for element in elements}

    def standing(case_ids: Collection[int]) -> Callable[[NewRecord], Match]:
        stored, sets = stored_by_sameness(case_ids), SetsOfCases(case_ids)

        def match(record: NewRecord) -> Match:
            if not stored:
                return Match.NEW
            cases = [case for case in record.case_ids if isinstance(case, int)]
            issue = sets.named(record.issue, cases, on=record.happened_on) if record.issue else 0
            if len(cases) < len(record.case_ids) or issue is None:
                return Match.NEW
            rest = (ids[record.element], str(record.answer), _iso(record.happened_on), issue, record.rater)
            found = [match_of((case, *rest), number=record.number, source=source, stored=stored)[0] for case in cases]
            return Match.NEW if Match.NEW in found else Match.MATCH if Match.MATCH in found else Match.SAME

        return match

    return standing


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

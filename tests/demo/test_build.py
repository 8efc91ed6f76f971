"""The invented agency through the bulk actions equals the same history made one action at a time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from soundings.accounts.models import Staff, User
from soundings.accounts.queries import Viewer, viewer_of
from soundings.breadth import actions as practice
from soundings.breadth.models import CaseState, IssueSet, Record, RecordingStart, Tally, UnitCount
from soundings.breadth.queries import columns_of, own_board_of, versions_of
from soundings.breadth.rules import Draft
from soundings.cases import actions as casework
from soundings.cases.models import Activity, Case, Child, StageSpan, TeamSpan, WorkerSpan
from soundings.cases.rules import ActivityKind, AllocationRole, ChildDetails, NewActivity, Sex
from soundings.core.rules import SYSTEM
from soundings.demo import invent
from soundings.demo.build import DEFAULT_AS_OF, build
from soundings.demo.people import People, make_people
from soundings.demo.shapes import InventedCase, InventedTeam

AS_OF = DEFAULT_AS_OF
CASES = 200


@pytest.mark.django_db
def test_two_hundred_cases_equal_the_same_history_made_one_action_at_a_time():
    by_bulk = _undone(lambda: build(cases=CASES, seed=3, as_of=AS_OF))
    step_by_step = _undone(_one_at_a_time)

    assert len(by_bulk["cases"]) == CASES
    for part in by_bulk:
        assert step_by_step[part] == by_bulk[part], part


def _undone(make) -> dict[str, Any]:
    """What stands after `make`, which is then taken away again."""
    with transaction.atomic():
        make()
        found = _standing()
        transaction.set_rollback(True)
    return found


class _Steps:
    """Every step of the agency's history, with the moment when somebody would have done it."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.cases: dict[tuple[str, date], Case] = {}
        self.families: dict[str, Child] = {}
        self.managers = {
            team.pk: User.objects.select_related("staff").get(grants__role="supervisor", grants__unit=team)
            for team in people.teams
        }

    def viewer(self, team: InventedTeam, at: datetime) -> Viewer:
        return viewer_of(self.managers[self.people.teams[team.number].pk], on=at.date(), at=at)

    def staff(self, team: InventedTeam, place: int) -> Staff:
        pk = self.people.duty[team.number] if place < 0 else self.people.workers[team.number][place]
        return Staff.objects.get(pk=pk)


def _one_at_a_time() -> None:
    at = datetime.combine(AS_OF, time(18), UTC)
    opened_on = AS_OF.replace(year=AS_OF.year - 4)
    people = make_people(teams=invent.team_count(CASES), seed=3, at=at, opened_on=opened_on)
    casework.set_up_cases(agency=people.agency, by=SYSTEM, at=at)
    practice.set_up_breadth(agency=people.agency, by=SYSTEM, at=at)
    steps = _Steps(people)
    for team in invent.teams(cases=CASES, seed=3, as_of=AS_OF):
        for at, _order, act in sorted(_history(steps, team), key=lambda step: step[:2]):
            act(steps.viewer(team, at), at)


def _history(steps: _Steps, team: InventedTeam) -> Iterator[tuple[datetime, int, Any]]:
    for case in team.cases:
        yield from _of_case(steps, team, case)
    for record in team.records:
        at = datetime.combine(record.recorded_on, time(16), UTC)
        yield at, 5, lambda by, at, record=record: _record(steps, team, record, by, at)


def _of_case(steps: _Steps, team: InventedTeam, case: InventedCase) -> Iterator[tuple[datetime, int, Any]]:
    yield _morning(case.opened_on), 0, lambda by, at: _open(steps, team, case, by, at)
    leads = [span for span in case.workers if span.role == "lead"]
    for span in leads[1:]:
        yield (
            _morning(span.from_on),
            1,
            lambda by, at, span=span: casework.allocate(
                case=_case(steps, case), staff=steps.staff(team, span.worker), on=span.from_on, by=by, at=at
            ),
        )
    for span in case.workers:
        if span.role != "lead":
            yield (
                _morning(span.from_on),
                2,
                lambda by, at, span=span: casework.allocate_beside(
                    case=_case(steps, case),
                    beside=casework.Beside(steps.staff(team, span.worker), AllocationRole(span.role)),
                    on=span.from_on,
                    by=by,
                    at=at,
                ),
            )
    for act in case.activities:
        if act.kind != "closed":
            new = NewActivity(ActivityKind(act.kind), act.started_on, act.ended_on, act.outcome)
            yield (
                _morning(act.ended_on or act.started_on),
                3,
                lambda by, at, new=new: casework.add_activity(
                    case=_case(steps, case), activity=new, by=by, at=at, source="invented"
                ),
            )
    if case.closed_on:
        yield (
            datetime.combine(case.closed_on, time(17), UTC),
            8,
            lambda by, at: casework.close_case(
                case=_case(steps, case), on=case.closed_on, reason=case.close_reason, by=by, at=at
            ),
        )
    if case.restricted:
        last = datetime.combine(AS_OF, time(18), UTC)
        yield (
            last,
            9,
            lambda by, at: casework.restrict(
                case=_case(steps, case), users=[], reason="A relative works here", by=by, at=at
            ),
        )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _case(steps: _Steps, case: InventedCase) -> Case:
    return Case.objects.get(pk=steps.cases[case.reference, case.opened_on].pk)


def _open(steps: _Steps, team: InventedTeam, case: InventedCase, by: Viewer, at: datetime) -> None:
    lead = steps.staff(team, case.workers[0].worker) if case.workers else None
    unit = steps.people.teams[team.number]
    opening = casework.Opening(
        on=case.opened_on,
        team=unit,
        lead=lead,
        stage=steps.people.stages[team.number],
        abuse_types=case.abuse,
        source="invented",
    )
    if case.previous_opened_on:
        earlier = Case.objects.get(pk=steps.cases[case.reference, case.previous_opened_on].pk)
        made = casework.reopen(case=earlier, opening=opening, by=by, at=at)
    else:
        made = casework.open_case(child=_details(case), opening=opening, by=by, at=at)
        _join_family(steps, case, made.child, by, at)
    steps.cases[case.reference, case.opened_on] = made


def _details(case: InventedCase) -> ChildDetails:
    return ChildDetails(
        case.given_name, case.family_name, case.reference, case.born_on, case.expected_on, sex=Sex(case.sex),
        ethnicity=case.ethnicity, disability=case.disability, first_language=case.language,
        interpreter=case.interpreter,
    )  # fmt: skip


def _join_family(steps: _Steps, case: InventedCase, child: Child, by: Viewer, at: datetime) -> None:
    if case.household in steps.families:
        casework.set_siblings(child=child, other=steps.families[case.household], by=by, at=at)
    steps.families.setdefault(case.household, child)


def _record(steps: _Steps, team: InventedTeam, record, by: Viewer, at: datetime) -> None:
    cases = [steps.cases[team.cases[index].reference, team.cases[index].opened_on].pk for index in record.cases]
    known = IssueSet.objects.filter(name=record.issue, records__case_links__case__in=cases).first()
    draft = Draft(
        answer=record.answer,
        happened_on=record.happened_on,
        number=record.number,
        issue=known.public_id if known else "",
        new_issue_name="" if known else record.issue,
        rater=record.rater,
        family_mode=record.family_mode,
        words=record.words,
        reason=record.reason,
        detail=record.detail,
        again=True,
    )
    practice.record(by=by, at=at, cases=cases, element=record.element, draft=draft)


def _standing() -> dict[str, Any]:
    """Everything that the two ways must agree on, without the keys that differ."""
    keys = {pk: f"{ref}/{on}" for pk, ref, on in Case.objects.values_list("pk", "child__reference", "opened_on")}
    sets = dict(IssueSet.objects.values_list("public_id", "name"))
    return {
        "cases": sorted(
            [
                (
                    keys[c.pk],
                    str(c.closed_on),
                    c.close_reason,
                    tuple(c.abuse_types),
                    c.restricted,
                    c.source,
                    keys.get(c.previous_id, ""),
                    str(c.worker),
                    str(c.team),
                    str(c.stage),
                )
                for c in Case.objects.select_related("worker", "team", "stage")
            ]
        ),
        "spans": sorted(
            [
                (keys[s.case_id], str(s.stage), s.from_on, str(s.to_on))
                for s in StageSpan.objects.select_related("stage")
            ]
            + [(keys[s.case_id], str(s.team), s.from_on, str(s.to_on)) for s in TeamSpan.objects.select_related("team")]
            + [
                (keys[s.case_id], f"{s.staff}/{s.role}", s.from_on, str(s.to_on))
                for s in WorkerSpan.objects.select_related("staff")
            ]
        ),
        "activity": sorted(
            [(keys[a.case_id], a.kind, a.started_on, str(a.ended_on), a.outcome) for a in Activity.objects.all()]
        ),
        "siblings": sorted(sorted(child.reference for child in family) for family in _families().values()),
        "records": sorted(_said(record, keys) for record in _records()),
        "states": {
            keys[s.case_id]: (_head(s.head), _values(s.values, sets), s.is_open, s.restricted, s.name_key)
            for s in CaseState.objects.all()
        },
        "tallies": {
            (t.unit.code, t.element.code): (t.expected, t.recorded, t.exempt, t.unknown)
            for t in Tally.objects.select_related("unit", "element")
            if t.expected or t.recorded or t.exempt or t.unknown
        },
        "counts": {c.unit.code: c.open_cases for c in UnitCount.objects.select_related("unit") if c.open_cases},
        "begun": sorted(
            (s.team.code, s.element.code, s.begun_on) for s in RecordingStart.objects.select_related("team", "element")
        ),
    }


def _families() -> dict[int, list[Child]]:
    families: dict[int, list[Child]] = {}
    for child in Child.objects.all():
        families.setdefault(child.family_id or -child.pk, []).append(child)
    return families


def _records():
    return Record.objects.select_related("element", "issue").prefetch_related("case_links")


def _said(record: Record, keys: dict[int, str]) -> str:
    cases = sorted(keys[link.case_id] for link in record.case_links.all())
    issue = record.issue.name if record.issue else ""
    return str(
        (cases, record.element.code, record.answer, record.happened_on, record.number, issue, record.rater,
         record.family_mode, record.words, record.reason, record.detail, record.recorded_at)
    )  # fmt: skip


def _head(head: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in head.items() if name not in ("case", "child", "family")}


def _values(values: dict[str, Any], sets: dict[str, str]) -> dict[str, Any]:
    """The values with the names of sets in place of their ids."""
    return {
        code: entry | ({"sets": _named(entry["sets"], sets)} if "sets" in entry else {})
        for code, entry in values.items()
    }


def _named(entry: dict[str, Any], sets: dict[str, str]) -> dict[str, Any]:
    return {sets.get(key, key): value for key, value in entry.items()}


@pytest.mark.django_db
def test_one_team_has_a_board_of_its_own_in_two_versions():
    with transaction.atomic():
        people = build(cases=8, seed=3, as_of=AS_OF)
        board = own_board_of(people.teams[1])
        told = versions_of(board, "en-gb")
        assert [len(one.changes) for one in told] == [3, 0]  # one column taken off, two added
        days = (AS_OF - timedelta(days=41), AS_OF)
        before, now = ([one.label for one in columns_of(board, "en-gb", on=day)] for day in days)
        assert "Our hope" in before and "Mapping Internal" in before and "Genogram" not in before
        assert now[-2:] == ["Genogram", "Letter to the child"] and "Mapping Internal" not in now
        transaction.set_rollback(True)

"""Storing the invented agency, team by team, through the bulk actions of each room."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from soundings.breadth.actions import set_up_breadth
from soundings.breadth.actions.bulk import NewRecord, store_records
from soundings.breadth.actions.months import count_months
from soundings.breadth.actions.snapshot import make_snapshot
from soundings.cases.actions import bulk, set_up_cases
from soundings.cases.rules import (
    ActivityKind,
    AllocationRole,
    NewActivity,
    NewCase,
    NewChild,
    NewFamily,
    NewRows,
    Sex,
    Span,
)
from soundings.core.rules import SYSTEM
from soundings.core.tenancy import acting_for
from soundings.demo import invent
from soundings.demo.agreeing import agree_questions, agree_times
from soundings.demo.people import People, make_people
from soundings.demo.receiving import name_receivers
from soundings.demo.shapes import InventedCase, InventedTeam
from soundings.demo.tailoring import tailor_board
from soundings.instruments.actions import set_up_instruments

DEFAULT_CASES = 2_000
DEFAULT_SEED = 2016
DEFAULT_AS_OF = date(2026, 11, 20)
SOURCE = "invented"
MOST_COUNTED = 20_000  # cases up to which the month ends are counted at once; beyond, a worker does it


def build(*, cases: int, seed: int, as_of: date, progress: Callable[[int], None] = lambda _: None) -> People:
    """The invented agency of `cases` cases stands: one transaction for its people, one for each team.

    The same arguments give the same history. `progress` hears how many cases are stored.
    """
    at = datetime.combine(as_of, time(18), UTC)
    opened_on = as_of - timedelta(days=invent.DAYS_OF_HISTORY + 365)
    with transaction.atomic():
        people = make_people(teams=invent.team_count(cases), seed=seed, at=at, opened_on=opened_on)
    with acting_for(people.agency), transaction.atomic():
        set_up_cases(agency=people.agency, by=SYSTEM, at=at)
        set_up_breadth(agency=people.agency, by=SYSTEM, at=at)
        set_up_instruments(agency=people.agency, by=SYSTEM, at=datetime.combine(opened_on, time(18), UTC))
        agree_times(people, as_of=as_of)
        agree_questions(people, as_of=as_of)
        tailor_board(people, as_of=as_of)
        name_receivers(people, at=at)
    done = 0
    for team in invent.teams(cases=cases, seed=seed, as_of=as_of):
        with acting_for(people.agency), transaction.atomic():
            store_team(team, people, at=at)
        done += len(team.cases)
        progress(done)
    if cases <= MOST_COUNTED:
        count_months(people.agency.pk, at=at)
        make_snapshot(people.agency.pk, at=at)
    return people


def store_team(team: InventedTeam, people: People, *, at: datetime) -> None:
    """One team's cases and records stand."""
    agency_id = people.agency.pk
    stored = bulk.store(rows_of(team, people), agency_id=agency_id, by=SYSTEM, at=at, source=SOURCE)
    ids = [stored.cases[_case_key(case)] for case in team.cases]
    recorded_by = people.managers[team.number].public_id if team.number < len(people.managers) else SYSTEM.public_id
    store_records(
        list(records_of(team, ids, recorded_by)), agency_id=agency_id, batch="", by=SYSTEM, at=at, source=SOURCE
    )


def rows_of(team: InventedTeam, people: People) -> NewRows:
    """The team's families, children and cases as the bulk action takes them."""
    families = {case.household: case.family_name for case in team.cases}
    children = {case.reference: case for case in reversed(team.cases)}  # the first case of a child describes it
    return NewRows(
        families=tuple(NewFamily(key=key, name=name, household=key) for key, name in families.items()),
        children=tuple(_child(case) for case in reversed(children.values())),
        cases=tuple(_case(case, team, people) for case in team.cases),
    )


def _case_key(case: InventedCase) -> str:
    return f"{case.reference}/{case.opened_on}"


def _child(case: InventedCase) -> NewChild:
    return NewChild(
        key=case.reference,
        reference=case.reference,
        given_name=case.given_name,
        family_name=case.family_name,
        born_on=case.born_on,
        expected_on=case.expected_on,
        sex=Sex(case.sex),
        ethnicity=case.ethnicity,
        disability=case.disability,
        first_language=case.language,
        interpreter=case.interpreter,
        family=case.household,
    )


def _case(case: InventedCase, team: InventedTeam, people: People) -> NewCase:
    workers, desk = people.workers[team.number], people.duty[team.number]

    def staff(place: int) -> int:
        return desk if place < 0 else workers[place]

    spans = [(span.role, Span(staff(span.worker), span.from_on, span.to_on)) for span in case.workers]
    whole = (case.opened_on, case.closed_on)
    return NewCase(
        key=_case_key(case),
        child=case.reference,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        close_reason=case.close_reason,
        abuse_types=case.abuse,
        stages=(Span(people.stages[team.number].pk, *whole),),
        teams=(Span(people.teams[team.number].pk, *whole),),
        leads=tuple(span for role, span in spans if role == AllocationRole.LEAD),
        others=tuple((AllocationRole(role), span) for role, span in spans if role != AllocationRole.LEAD),
        activities=tuple(
            NewActivity(ActivityKind(act.kind), act.started_on, act.ended_on, act.outcome) for act in case.activities
        ),
        previous=f"{case.reference}/{case.previous_opened_on}" if case.previous_opened_on else None,
        restricted=case.restricted,
        named=tuple(user.pk for user in people.managers[team.number : team.number + 1]) if case.restricted else (),
    )


def records_of(team: InventedTeam, case_ids: list[int], recorded_by: str) -> Iterator[NewRecord]:
    """The team's practice as the bulk action takes it, each record at four in the afternoon of its day."""
    for record in team.records:
        yield NewRecord(
            case_ids=tuple(case_ids[index] for index in record.cases),
            element=record.element,
            answer=record.answer,
            happened_on=record.happened_on,
            number=record.number,
            issue=record.issue,
            rater=record.rater,
            family_mode=record.family_mode,
            words=record.words,
            reason=record.reason,
            detail=record.detail,
            recorded_at=datetime.combine(record.recorded_on, time(16), UTC),
            recorded_by=recorded_by,
        )

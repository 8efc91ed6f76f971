"""Who works on a case: allocation, transfer, co-workers, cover and handover."""

from datetime import date

import pytest

from soundings.cases import actions, queries
from soundings.cases.actions import Beside, Sheet
from soundings.cases.models import Handover, TeamSpan, WorkerSpan
from soundings.cases.rules import AllocationRole
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_for
from tests.cases.conftest import verbs
from tests.factories.accounts import NOON, StaffFactory, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, named

TODAY = NOON.date()
SINCE = date(2026, 3, 1)


def leads(case):
    spans = WorkerSpan.objects.filter(case=case, role="lead").order_by("from_on")
    return list(spans.values_list("staff__name", "from_on", "to_on"))


def test_allocation_changes_the_lead_from_a_day(place, sam, told):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    case = actions.allocate(case=case, staff=place.colleague, on=SINCE, by=sam, at=NOON)
    assert case.worker == place.colleague
    assert leads(case) == [("Jane Smith", date(2026, 2, 3), SINCE), ("Ah Hin Xeng", SINCE, None)]
    assert verbs() == ["case.allocated"]
    assert told == [case.pk]


def test_allocation_to_duty_and_to_nobody(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    case = actions.allocate(case=case, staff=place.duty, on=SINCE, by=sam, at=NOON)
    assert queries.waiting_counts(sam) == {"unallocated": 0, "duty": 1}
    case = actions.allocate(case=case, staff=None, on=TODAY, by=sam, at=NOON)
    assert case.worker is None
    assert queries.waiting_counts(sam) == {"unallocated": 1, "duty": 0}
    assert leads(case)[-1] == ("Duty, Harbour Street", SINCE, TODAY)


def test_allocation_is_refused_to_a_worker_for_closed_cases_and_for_days_out_of_reach(place, sam, jane):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    with pytest.raises(Denied, match="Only a supervisor"):
        actions.allocate(case=case, staff=place.colleague, on=SINCE, by=jane, at=NOON)
    for on in (date(2026, 2, 2), date(2026, 3, 17)):
        with pytest.raises(Denied):
            actions.allocate(case=case, staff=place.colleague, on=on, by=sam, at=NOON)
    closed = CaseFactory(team=place.team, closed_on=TODAY)
    with pytest.raises(Denied, match="was closed"):
        actions.allocate(case=closed, staff=place.colleague, on=TODAY, by=sam, at=NOON)
    assert leads(case) == [("Jane Smith", date(2026, 2, 3), None)]


def test_staff_of_another_agency_cannot_be_allocated(place, sam):
    case, foreign = CaseFactory(team=place.team), StaffFactory()
    with acting_for(place.agency), pytest.raises(Denied):
        actions.allocate(case=case, staff=foreign, on=SINCE, by=sam, at=NOON)


def test_a_restricted_case_goes_only_to_somebody_on_its_list(place, sam):
    case = CaseFactory(team=place.team, restricted=True)
    named(case, place.supervisor)
    with pytest.raises(Denied, match="named list"):
        actions.allocate(case=case, staff=place.worker.staff, on=SINCE, by=sam, at=NOON)
    named(case, place.worker)
    assert actions.allocate(case=case, staff=place.worker.staff, on=SINCE, by=sam, at=NOON).worker == place.worker.staff


def test_a_co_worker_and_cover_stand_beside_the_lead(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    other = UserFactory(worker=True, unit=place.other_team)
    cover = Beside(other.staff, AllocationRole.COVER, until=date(2026, 3, 30))
    actions.allocate_beside(case=case, beside=cover, on=SINCE, by=sam, at=NOON)
    actions.allocate_beside(case=case, beside=Beside(place.colleague), on=SINCE, by=sam, at=NOON)

    assert leads(case) == [("Jane Smith", date(2026, 2, 3), None)]
    assert case in queries.cases_visible_to(viewer_for(other))
    span = WorkerSpan.objects.get(case=case, staff=place.colleague)
    actions.end_beside(span=span, on=date(2026, 3, 10), by=sam, at=NOON)
    assert WorkerSpan.objects.get(pk=span.pk).to_on == date(2026, 3, 10)
    assert WorkerSpan.objects.filter(case=case).count() == 3


def test_the_lead_does_not_end_as_a_co_worker_would(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    with pytest.raises(Denied, match="lead"):
        actions.end_beside(span=WorkerSpan.objects.get(case=case), on=TODAY, by=sam, at=NOON)


def test_a_transfer_moves_the_case_and_says_who_leads_it_there(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    case = actions.move_team(case=case, team=place.other_team, lead=None, on=SINCE, by=sam, at=NOON)
    assert (case.team, case.worker) == (place.other_team, None)
    spans = TeamSpan.objects.filter(case=case).order_by("from_on").values_list("team__name", "from_on", "to_on")
    assert list(spans) == [("Harbour Street", date(2026, 2, 3), SINCE), ("Mill Lane", SINCE, None)]
    assert leads(case) == [("Jane Smith", date(2026, 2, 3), SINCE)]
    # It is the other team's now: the supervisor who gave it away sees it no more.
    with pytest.raises(Denied, match="no such case"):
        actions.move_team(case=case, team=place.team, lead=None, on=TODAY, by=sam, at=NOON)


def test_a_transfer_may_keep_the_worker(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    lead = place.worker.staff
    case = actions.move_team(case=case, team=place.other_team, lead=lead, on=SINCE, by=sam, at=NOON)
    assert leads(case) == [("Jane Smith", date(2026, 2, 3), None)]


def test_handover_moves_all_cases_with_their_sheets_or_none(place, sam, told):
    cases = CaseFactory.create_batch(2, team=place.team, worker=place.worker.staff)
    sheets = [Sheet(case, worried="Nights", working_well="Gran helps", needs_to_happen="Map again") for case in cases]

    made = actions.hand_over(sheets=sheets, to=place.colleague, on=SINCE, by=sam, at=NOON)

    assert {one.case for one in made} == set(cases)
    assert [one.from_staff for one in made] == [place.worker.staff] * 2
    assert set(queries.held_by(sam, place.colleague, on=TODAY)) == set(cases)
    assert sorted(told) == sorted(case.pk for case in cases)


def test_one_case_that_cannot_be_handed_over_stops_all(place, sam):
    mine = CaseFactory(team=place.team, worker=place.worker.staff)
    closed = CaseFactory(team=place.team, worker=place.worker.staff, closed_on=TODAY)
    with pytest.raises(Denied):
        actions.hand_over(sheets=[Sheet(mine), Sheet(closed)], to=place.colleague, on=SINCE, by=sam, at=NOON)
    assert leads(mine) == [("Jane Smith", date(2026, 2, 3), None)]
    assert not Handover.objects.exists()
    assert not ChangeEntry.objects.exists()


def test_a_worker_hands_over_what_they_lead_and_to_their_team_only(place, jane):
    mine = CaseFactory(team=place.team, worker=place.worker.staff)
    theirs = CaseFactory(team=place.team, worker=place.colleague)
    stranger = StaffFactory(team=place.other_team)
    with pytest.raises(Denied, match="your own cases"):
        actions.hand_over(sheets=[Sheet(theirs)], to=place.worker.staff, on=SINCE, by=jane, at=NOON)
    with pytest.raises(Denied, match="not in the team"):
        actions.hand_over(sheets=[Sheet(mine)], to=stranger, on=SINCE, by=jane, at=NOON)
    actions.hand_over(sheets=[Sheet(mine)], to=place.colleague, on=SINCE, by=jane, at=NOON)
    mine.refresh_from_db()
    assert mine.worker == place.colleague


def test_handover_needs_a_case_and_another_person(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    with pytest.raises(Denied, match="at least one"):
        actions.hand_over(sheets=[], to=place.colleague, on=SINCE, by=sam, at=NOON)
    with pytest.raises(Denied, match="already"):
        actions.hand_over(sheets=[Sheet(case)], to=place.worker.staff, on=SINCE, by=sam, at=NOON)

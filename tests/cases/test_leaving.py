"""Somebody leaves: their cases are nobody's from the day after, on whatever day that is said, and not if they stay."""

from datetime import date, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from soundings.accounts.actions import staff as people
from soundings.cases import actions, queries, tasks
from soundings.cases.actions import Beside
from soundings.cases.models import Case, WorkerSpan
from soundings.core.queries import changes_to_child
from soundings.core.rules import Denied
from tests.cases.conftest import verbs
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import CaseFactory

TODAY = NOON.date()
SINCE, ALLOCATED = date(2026, 3, 1), date(2026, 2, 3)
TOMORROW = TODAY + timedelta(days=1)


def leads(case):
    spans = WorkerSpan.objects.filter(case=case, role="lead").order_by("from_on")
    return list(spans.values_list("staff__name", "from_on", "to_on"))


@pytest.fixture
def ada(place):
    """The system administrator."""
    return viewer_for(UserFactory(administrator=True, agency=place.agency))


@pytest.fixture
def case(place):
    """Led by the colleague since it was opened."""
    return CaseFactory(team=place.team, worker=place.colleague)


def leave(place, ada, on, at=NOON):
    """The first day on which the colleague no longer works here is `on`."""
    place.colleague.refresh_from_db()
    return people.end_staff(staff=place.colleague, on=on, by=ada, at=at)


def stay(place, ada, at=NOON):
    place.colleague.refresh_from_db()
    return people.bring_back_staff(staff=place.colleague, by=ada, at=at)


def lead_of(case):
    return Case.objects.get(pk=case.pk).worker


@pytest.mark.parametrize("on", [TODAY, date(2026, 3, 9)])
def test_cases_of_somebody_who_has_left_are_nobodys_and_history_says_until_when(place, ada, sam, case, told, on):
    other = CaseFactory(team=place.team, worker=place.worker.staff)
    leave(place, ada, on)
    assert lead_of(case) is None
    assert lead_of(other) == place.worker.staff
    assert set(queries.unallocated(sam)) == {case}
    assert leads(case) == [("Ah Hin Xeng", ALLOCATED, on)]
    assert told == [case.pk]
    assert verbs() == ["staff.ended", "cases.released"]


def test_until_a_last_day_that_is_to_come_they_keep_their_cases(place, ada, case):
    leave(place, ada, TOMORROW)
    assert lead_of(case) == place.colleague
    waiting = DBTaskResult.objects.get()
    assert waiting.run_after.date() <= TOMORROW  # as the day begins there
    assert tasks.release_when_gone.call(place.colleague.public_id, place.agency.pk) == 1  # long past by the real clock
    assert lead_of(case) is None
    assert leads(case) == [("Ah Hin Xeng", ALLOCATED, TOMORROW)]
    assert tasks.release_when_gone.call(place.colleague.public_id, place.agency.pk) == 0  # and once more does nothing


def test_a_day_that_was_taken_back_before_it_came_does_nothing(place, ada, case):
    leave(place, ada, TOMORROW)
    stay(place, ada)
    assert tasks.release_when_gone.call(place.colleague.public_id, place.agency.pk) == 0
    assert leads(case) == [("Ah Hin Xeng", ALLOCATED, None)]


def test_a_day_that_was_moved_on_holds_as_moved(place, ada, case):
    leave(place, ada, TOMORROW)
    stay(place, ada)
    leave(place, ada, TODAY + timedelta(days=30))
    actions.release_leaver(staff=place.colleague, by=ada, at=NOON + timedelta(days=1))
    assert lead_of(case) == place.colleague
    actions.release_leaver(staff=place.colleague, by=ada, at=NOON + timedelta(days=30))
    assert leads(case) == [("Ah Hin Xeng", ALLOCATED, TODAY + timedelta(days=30))]


def test_whoever_has_not_left_has_their_cases_again_but_for_those_that_somebody_took(place, ada, sam, case, told):
    taken = CaseFactory(team=place.team, worker=place.colleague)
    closed = CaseFactory(team=place.team, worker=place.colleague, closed_on=date(2026, 2, 20))
    leave(place, ada, TODAY)
    actions.allocate(case=taken, staff=place.worker.staff, on=TODAY, by=sam, at=NOON)
    told.clear()
    stay(place, ada)
    assert leads(case) == [("Ah Hin Xeng", ALLOCATED, None)]
    assert lead_of(case) == place.colleague
    assert leads(taken) == [("Ah Hin Xeng", ALLOCATED, TODAY), ("Jane Smith", TODAY, None)]
    assert leads(closed) == [("Ah Hin Xeng", ALLOCATED, date(2026, 2, 20))]
    assert told == [case.pk]


def test_if_a_room_above_cannot_follow_nobody_has_left(place, ada, case, refusing):
    with pytest.raises(RuntimeError):
        leave(place, ada, TODAY)
    place.colleague.refresh_from_db()
    assert place.colleague.ended_on is None
    assert lead_of(case) == place.colleague


# --- what those who see to the cases are told ---


def told_to(viewer, team):
    return [(one.name, one.last_on, one.cases, one.allocated) for one in queries.leavers_of(viewer, team)]


def test_the_supervisor_is_told_before_and_after_until_the_cases_are_somebodys(place, ada, sam, case):
    assert told_to(sam, place.team) == []
    leave(place, ada, TOMORROW)
    assert told_to(sam, place.team) == [("Ah Hin Xeng", TODAY, 1, True)]
    stay(place, ada)
    leave(place, ada, TODAY)
    assert told_to(sam, place.team) == [("Ah Hin Xeng", date(2026, 3, 15), 1, False)]
    actions.allocate(case=case, staff=place.worker.staff, on=TODAY, by=sam, at=NOON)
    assert told_to(sam, place.team) == []


def test_restricted_cases_and_other_peoples_teams_are_in_no_such_count(place, ada, sam, jane, case):
    CaseFactory(team=place.team, worker=place.colleague, restricted=True)
    leave(place, ada, TOMORROW)
    assert told_to(sam, place.team) == [("Ah Hin Xeng", TODAY, 1, True)]
    assert told_to(jane, place.team) == []
    assert told_to(sam, place.other_team) == []


# --- by a button, where a file left the cases with somebody who has gone ---


def test_cases_of_somebody_who_left_are_nobodys(place, sam, told):
    led = CaseFactory(team=place.team, worker=place.colleague)
    beside = CaseFactory(team=place.team, worker=place.worker.staff)
    closed = CaseFactory(team=place.team, worker=place.colleague, closed_on=date(2026, 2, 20))
    actions.allocate_beside(case=beside, beside=Beside(place.colleague), on=SINCE, by=sam, at=NOON)
    told.clear()
    administrator = viewer_for(UserFactory(administrator=True, agency=place.agency))

    released = actions.release_cases_of(staff=place.colleague, on=TODAY, by=administrator, at=NOON)

    assert released == 1
    assert set(queries.unallocated(sam)) == {led}
    assert leads(beside) == [("Jane Smith", ALLOCATED, None)]
    assert not WorkerSpan.objects.filter(staff=place.colleague, to_on=None).exists()
    assert leads(closed) == [("Ah Hin Xeng", ALLOCATED, date(2026, 2, 20))]
    assert sorted(told) == sorted([led.pk, beside.pk])
    assert changes_to_child(child=led.child.public_id, agency_id=place.agency.pk).count() == 1


def test_a_worker_cannot_release_somebody_elses_cases(place, jane):
    case = CaseFactory(team=place.team, worker=place.colleague)
    with pytest.raises(Denied):
        actions.release_cases_of(staff=place.colleague, on=TODAY, by=jane, at=NOON)
    assert leads(case) == [("Ah Hin Xeng", ALLOCATED, None)]


def test_their_supervisor_still_releases_cases_after_their_posts_are_over(place, sam, case):
    place.colleague.memberships.update(to_on=TODAY)
    place.colleague.ended_on = TODAY
    place.colleague.save()
    assert actions.release_cases_of(staff=place.colleague, on=TODAY, by=sam, at=NOON) == 1
    other = viewer_for(UserFactory(supervisor=True, unit=place.other_team))
    with pytest.raises(Denied):
        actions.release_cases_of(staff=place.colleague, on=TODAY, by=other, at=NOON)

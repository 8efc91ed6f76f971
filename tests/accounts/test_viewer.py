"""Who is looking, and how far each role reaches from the place where it is held."""

from datetime import date, timedelta

import pytest

from soundings.accounts.models import Membership
from soundings.accounts.queries import is_supervisor_of, may, may_break_glass, may_here, reach, units_visible_to
from soundings.accounts.rules import GrantState, Relation, Role, Row, To
from tests.factories.accounts import (
    NOON,
    AgencyFactory,
    GrantFactory,
    LeaveFactory,
    MembershipFactory,
    ServiceFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    root_for,
    viewer_for,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def team(service):
    return TeamFactory(parent=service)


@pytest.fixture
def other_team(service):
    return TeamFactory(parent=service)


def test_a_worker_reaches_their_own_team_and_cases(team, other_team):
    viewer = viewer_for(UserFactory(worker=True, unit=team))

    board = reach(viewer, Row.TEAM_BOARD)
    assert board.paths == (team.path,)
    assert board.own and not board.whole
    children = reach(viewer, Row.CHILD_IDENTITY)
    assert children.own and children.paths == ()
    assert may_here(viewer, Row.TEAM_BOARD, path=team.path)
    assert not may_here(viewer, Row.TEAM_BOARD, path=other_team.path)
    assert may_here(viewer, Row.RECORD_PRACTICE, path=other_team.path, own=True, edit=True)
    assert not may_here(viewer, Row.RECORD_PRACTICE, path=team.path, edit=True)


def test_a_worker_whose_role_is_held_higher_up_has_the_teams_of_their_posts(service, team, other_team):
    user = UserFactory(worker=True, unit=service)
    MembershipFactory(staff=user.staff, team=other_team)

    assert reach(viewer_for(user), Row.TEAM_BOARD).paths == (other_team.path,)

    Membership.objects.filter(staff=user.staff).update(to_on=TODAY)
    assert reach(viewer_for(user), Row.TEAM_BOARD).paths == ()


def test_a_supervisor_held_at_a_service_reaches_the_teams_below_and_no_other(service, team):
    elsewhere = TeamFactory(parent=ServiceFactory(agency=service.agency))
    viewer = viewer_for(UserFactory(supervisor=True, unit=service))

    assert may_here(viewer, Row.CHILD_IDENTITY, path=team.path)
    assert not may_here(viewer, Row.CHILD_IDENTITY, path=elsewhere.path)


def test_a_path_that_only_begins_alike_is_not_below(service):
    # "1.5." must not reach "1.50."
    viewer = viewer_for(UserFactory(supervisor=True, unit=service))
    assert not reach(viewer, Row.CHILD_IDENTITY).holds(service.path[:-1] + "0.")


def test_a_manager_sees_no_child_before_giving_a_reason(team):
    user = UserFactory(senior_manager=True, agency=team.agency)

    closed = reach(viewer_for(user), Row.CHILD_IDENTITY)
    assert not closed and closed.reason
    opened = reach(viewer_for(user, reason="Looking into a complaint"), Row.CHILD_IDENTITY)
    assert opened.whole and not opened.reason
    assert reach(viewer_for(user), Row.DASHBOARD_TOTALS).whole


def test_a_manager_of_one_service_reaches_that_service_only(service, team):
    elsewhere = TeamFactory(parent=ServiceFactory(agency=service.agency))
    viewer = viewer_for(UserFactory(senior_manager=True, unit=service))

    totals = reach(viewer, Row.DASHBOARD_TOTALS)
    assert totals.paths == (service.path,) and not totals.whole
    assert {*units_visible_to(viewer, Row.DASHBOARD_TOTALS)} == {service, team}
    assert not may_here(viewer, Row.DASHBOARD_TOTALS, path=elsewhere.path)


def test_roles_add_up_and_each_counts_only_where_it_is_held(team, other_team):
    user = UserFactory(worker=True, unit=team)
    GrantFactory(user=user, role=Role.SUPERVISOR, unit=other_team)
    viewer = viewer_for(user)

    assert set(reach(viewer, Row.TEAM_BOARD).paths) == {team.path, other_team.path}
    assert reach(viewer, Row.RECORD_PRACTICE, edit=True).paths == (other_team.path,)
    assert viewer.roles == {Role.WORKER, Role.SUPERVISOR}


def test_the_outermost_place_stands_for_those_within_it(service, team):
    user = UserFactory(qa_lead=True, unit=service)
    GrantFactory(user=user, role=Role.QA_LEAD, unit=team)
    assert reach(viewer_for(user), Row.DASHBOARD_TOTALS).paths == (service.path,)


def test_loading_files_takes_the_stewards_grant_beside_the_role():
    administrator = UserFactory(administrator=True)
    assert not may(viewer_for(administrator), Row.IMPORT_DATA, Relation.AGENCY, edit=True)
    GrantFactory(user=administrator, role=Role.IMPORT_STEWARD)
    assert may(viewer_for(administrator), Row.IMPORT_DATA, Relation.AGENCY, edit=True)

    worker = UserFactory(worker=True, import_steward=True)
    assert not may(viewer_for(worker), Row.IMPORT_DATA, Relation.AGENCY, edit=True)


def test_groups_reach_where_people_do_not():
    analyst = viewer_for(UserFactory(analyst=True))
    assert not reach(analyst, Row.DASHBOARD_TOTALS)
    assert reach(analyst, Row.DASHBOARD_TOTALS, to=To.GROUPS).whole
    assert reach(analyst, Row.TEAM_BOARD, to=To.PSEUDONYM).whole


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({}, True),
        ({"state": GrantState.PENDING}, False),
        ({"state": GrantState.ENDED}, False),
        ({"ends_on": TODAY}, True),
        ({"ends_on": TODAY - timedelta(days=1)}, False),
    ],
)
def test_a_grant_holds_while_it_is_given_and_not_over(team, changed, holds):
    user = UserFactory(agency=team.agency)
    GrantFactory(user=user, role=Role.INSPECTOR, **changed)
    assert bool(viewer_for(user).grants) is holds


def test_whoever_was_switched_off_or_has_left_holds_nothing(team):
    switched_off = UserFactory(worker=True, unit=team, is_active=False)
    left = UserFactory(worker=True, unit=team)
    left.staff.ended_on = TODAY
    left.staff.save()

    assert viewer_for(switched_off).grants == ()
    assert viewer_for(left).grants == ()


def test_cover_is_for_the_days_of_the_leave(team):
    user = UserFactory(worker=True, unit=team)
    away = StaffFactory(team=team)
    LeaveFactory(staff=away, cover=user.staff, from_on=TODAY, to_on=TODAY + timedelta(days=1))

    assert viewer_for(user).staff_ids == (user.staff_id, away.pk)
    assert viewer_for(user, at=NOON + timedelta(days=2)).staff_ids == (user.staff_id,)
    assert viewer_for(user, at=NOON - timedelta(days=1)).staff_ids == (user.staff_id,)


def test_a_supervisor_of_the_team_supervises_those_with_a_post_in_it(team, other_team):
    supervisor = UserFactory(supervisor=True, unit=team)
    viewer = viewer_for(supervisor)

    assert is_supervisor_of(viewer, StaffFactory(team=team))
    assert not is_supervisor_of(viewer, StaffFactory(team=other_team))
    assert not is_supervisor_of(viewer, supervisor.staff)
    gone = StaffFactory(agency=team.agency)
    MembershipFactory(staff=gone, team=team, from_on=date(2024, 1, 1), to_on=TODAY)
    assert not is_supervisor_of(viewer, gone)


def test_breaking_glass_is_within_the_place_of_the_role(team, other_team):
    viewer = viewer_for(UserFactory(supervisor=True, unit=team))
    assert may_break_glass(viewer, path=team.path)
    assert not may_break_glass(viewer, path=other_team.path)
    assert not may_break_glass(viewer_for(UserFactory(worker=True, unit=team)), path=team.path)


def test_nothing_of_another_agency_is_within_reach(team):
    manager = UserFactory(senior_manager=True, agency=AgencyFactory())
    viewer = viewer_for(manager, reason="-")
    assert not may_here(viewer, Row.CHILD_IDENTITY, path=team.path)
    assert {*units_visible_to(viewer, Row.TEAM_BOARD)} == {root_for(manager.agency)}


def test_who_is_looking_costs_one_query(team, django_assert_num_queries):
    user = UserFactory(worker=True, unit=team)
    with django_assert_num_queries(1):
        viewer = viewer_for(user)
        reach(viewer, Row.TEAM_BOARD)
        may(viewer, Row.TAILOR, Relation.AGENCY)

"""Staff: names, posts, leave, last day."""

from datetime import date, timedelta

import pytest

from soundings.accounts.actions import staff as actions
from soundings.accounts.actions.staff import Post
from soundings.accounts.models import Grant, Leave, Membership, Staff, StaffAlias
from soundings.accounts.queries import staff_by_key, staff_known_as, staff_of
from soundings.accounts.rules import GrantState, PostKind, Role
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied, TrailUnavailable
from soundings.core.tenancy import acting_for
from tests.factories.accounts import (
    NOON,
    AgencyFactory,
    GrantFactory,
    LeaveFactory,
    MembershipFactory,
    ServiceFactory,
    StaffAliasFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    viewer_for,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def admin(team):
    return viewer_for(UserFactory(administrator=True, agency=team.agency))


@pytest.fixture
def jane(team):
    return StaffFactory(name="Jane Smith", agency=team.agency)


def test_somebody_new_is_known_by_their_name(team, admin):
    made = actions.add_staff(agency=team.agency, name="  Łukasz   Ng ", by=admin, at=NOON)
    assert made.name == "Łukasz Ng"
    assert staff_known_as(team.agency, "lukasz ng") == [made]
    assert staff_known_as(team.agency, "NG, Łukasz") == [made]
    assert ChangeEntry.objects.get().verb == "staff.added"


def test_two_of_one_name_are_told_apart_by_an_alias(team, admin, jane):
    other = StaffFactory(name="Jane Smith", agency=team.agency)
    assert {*staff_known_as(team.agency, "Smith, Jane")} == {jane, other}
    actions.add_alias(staff=other, alias="js0412", by=admin, at=NOON)
    assert staff_known_as(team.agency, "JS0412") == [other]
    assert staff_by_key(team.agency)["js0412"] == [other.pk]
    assert sorted(staff_by_key(team.agency)["jane smith"]) == sorted([jane.pk, other.pk])


def test_an_alias_stands_for_one_person(team, admin, jane):
    StaffAliasFactory(staff=StaffFactory(agency=team.agency), alias="X1", alias_key="x1")
    with pytest.raises(Denied, match="already stands"):
        actions.add_alias(staff=jane, alias="x1", by=admin, at=NOON)
    with pytest.raises(Denied, match="Write the name"):
        actions.add_alias(staff=jane, alias=" ", by=admin, at=NOON)


def test_an_alias_can_be_taken_away(team, admin, jane):
    alias = actions.add_alias(staff=jane, alias="js", by=admin, at=NOON)
    actions.remove_alias(alias=alias, by=admin, at=NOON)
    assert staff_known_as(team.agency, "js") == []


def test_the_name_before_stays_one_that_files_know(team, admin, jane):
    actions.describe_staff(staff=jane, name="Jane Xeng", email="", by=admin, at=NOON)
    assert staff_known_as(team.agency, "Smith, Jane") == [jane]
    assert staff_known_as(team.agency, "jane xeng") == [jane]


def test_the_name_before_is_not_kept_where_somebody_else_bears_it(team, admin, jane):
    StaffFactory(name="jane SMITH", agency=team.agency)
    actions.describe_staff(staff=jane, name="Jane Xeng", email="", by=admin, at=NOON)
    assert not StaffAlias.objects.exists()


def test_a_post_is_held_between_two_days(team, admin, jane):
    post = Post(team=team, from_on=TODAY, to_on=TOMORROW)
    actions.join_team(staff=jane, post=post, by=admin, at=NOON)
    assert staff_of(team, on=TODAY) == [jane]
    assert staff_of(team, on=TOMORROW) == []
    assert staff_of(team, on=TODAY - timedelta(days=1)) == []


def test_a_post_that_cannot_be_is_refused(team, admin, jane):
    service = ServiceFactory(agency=team.agency)
    closed = TeamFactory(agency=team.agency, closed_on=TODAY)
    MembershipFactory(staff=jane, team=team, from_on=date(2025, 1, 1))
    ended = StaffFactory(agency=team.agency, ended_on=TODAY)
    for who, post, words in (
        (jane, Post(service, from_on=TODAY), "are in teams"),
        (jane, Post(closed, from_on=TODAY), "closed"),
        (jane, Post(team, from_on=TODAY), "already"),
        (jane, Post(team, from_on=date(2024, 1, 1), to_on=TODAY), "already"),
        (jane, Post(team, PostKind.SUPERVISOR, TODAY, TODAY - timedelta(days=1)), "before it begins"),
        (ended, Post(team, from_on=TODAY), "no longer work"),
    ):
        with pytest.raises(Denied, match=words):
            actions.join_team(staff=who, post=post, by=admin, at=NOON)
    assert Membership.objects.count() == 1
    # the same team in another post, or before the first began, is another matter
    actions.join_team(staff=jane, post=Post(team, PostKind.SUPERVISOR, TODAY), by=admin, at=NOON)
    actions.join_team(staff=jane, post=Post(team, from_on=date(2024, 1, 1), to_on=date(2025, 1, 1)), by=admin, at=NOON)


def test_leaving_a_team_takes_the_roles_held_there(team, admin):
    user = UserFactory(worker=True, unit=team)
    elsewhere = GrantFactory(user=user, role=Role.SUPERVISOR, unit=TeamFactory(agency=team.agency))
    post = Membership.objects.get(staff=user.staff)

    actions.leave_team(membership=post, on=TODAY, by=admin, at=NOON)

    assert [held.role for held in viewer_for(user).grants] == [Role.SUPERVISOR]
    elsewhere.refresh_from_db()
    assert elsewhere.state == GrantState.ACTIVE


def test_leaving_on_a_later_day_lets_the_role_run_until_then(team, admin):
    user = UserFactory(worker=True, unit=team)
    post = Membership.objects.get(staff=user.staff)
    actions.leave_team(membership=post, on=TODAY + timedelta(days=5), by=admin, at=NOON)
    assert viewer_for(user, at=NOON + timedelta(days=4)).grants
    assert not viewer_for(user, at=NOON + timedelta(days=5)).grants


def test_another_post_in_the_team_keeps_the_role(team, admin):
    user = UserFactory(worker=True, unit=team)
    post = Membership.objects.get(staff=user.staff)
    MembershipFactory(staff=user.staff, team=team, post=PostKind.SUPERVISOR)
    actions.leave_team(membership=post, on=TODAY, by=admin, at=NOON)
    assert viewer_for(user).grants


def test_leave_has_days_and_a_cover(team, admin, jane):
    cover = UserFactory(worker=True, unit=team)
    leave = actions.take_leave(staff=jane, from_on=TODAY, to_on=TOMORROW, cover=cover.staff, by=admin, at=NOON)
    assert jane.pk in viewer_for(cover).staff_ids
    actions.change_leave(leave=leave, to_on=TODAY, cover=None, by=admin, at=NOON)
    assert jane.pk not in viewer_for(cover).staff_ids
    actions.cancel_leave(leave=leave, by=admin, at=NOON)
    assert not Leave.objects.exists()


def test_leave_that_cannot_be_is_refused(team, admin, jane):
    gone = StaffFactory(agency=team.agency, ended_on=TODAY)
    LeaveFactory(staff=jane, from_on=date(2026, 5, 1), to_on=date(2026, 5, 10))
    for from_on, to_on, cover, words in (
        (TOMORROW, TODAY, None, "before it begins"),
        (TODAY, TOMORROW, jane, "Somebody else"),
        (TODAY, TOMORROW, gone, "no longer works"),
        (date(2026, 5, 10), date(2026, 5, 12), None, "already"),
    ):
        with pytest.raises(Denied, match=words):
            actions.take_leave(staff=jane, from_on=from_on, to_on=to_on, cover=cover, by=admin, at=NOON)
    actions.take_leave(staff=jane, from_on=date(2026, 5, 11), to_on=date(2026, 5, 12), cover=None, by=admin, at=NOON)


def test_the_last_day_ends_posts_and_the_sign_in(team, admin):
    user = UserFactory(worker=True, unit=team)
    actions.end_staff(staff=user.staff, on=TODAY, by=admin, at=NOON)
    user.refresh_from_db()
    assert not user.is_active
    assert staff_of(team, on=TODAY) == []
    back = actions.bring_back_staff(staff=user.staff, by=admin, at=NOON)
    assert back.ended_on is None


def test_a_last_day_to_come_lets_them_work_until_then(team, admin):
    user = UserFactory(worker=True, unit=team)
    staff = actions.end_staff(staff=user.staff, on=TOMORROW, by=admin, at=NOON)
    user.refresh_from_db()
    assert user.is_active and user.staff == staff
    assert viewer_for(user).grants
    assert not viewer_for(user, at=NOON + timedelta(days=1)).grants


def test_nobody_ends_their_own_work(team):
    admin = UserFactory(administrator=True, agency=team.agency, staff=StaffFactory(agency=team.agency))
    with pytest.raises(Denied, match="own access"):
        actions.end_staff(staff=admin.staff, on=TODAY, by=viewer_for(admin), at=NOON)


@pytest.mark.parametrize("role", ["worker", "supervisor", "senior_manager", "business_support"])
def test_only_an_administrator_changes_people(team, jane, role):
    viewer = viewer_for(UserFactory(agency=team.agency, **{role: True}))
    for act in (
        lambda: actions.add_staff(agency=team.agency, name="x", by=viewer, at=NOON),
        lambda: actions.describe_staff(staff=jane, name="x", email="", by=viewer, at=NOON),
        lambda: actions.join_team(staff=jane, post=Post(team, from_on=TODAY), by=viewer, at=NOON),
        lambda: actions.take_leave(staff=jane, from_on=TODAY, to_on=TODAY, cover=None, by=viewer, at=NOON),
    ):
        with pytest.raises(Denied, match="administrator"):
            act()


def test_people_of_another_agency_are_out_of_reach(admin, jane):
    stranger = StaffFactory(agency=AgencyFactory())
    with pytest.raises(Denied, match="no such entry"):
        actions.describe_staff(staff=stranger, name="x", email="", by=admin, at=NOON)
    with acting_for(jane.agency), pytest.raises(Denied, match="no such entry"):
        actions.take_leave(staff=jane, from_on=TODAY, to_on=TODAY, cover=stranger, by=admin, at=NOON)


def test_without_a_trail_nothing_is_changed(team, admin, jane, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("soundings.core.anchors.check_writable", full)
    with pytest.raises(TrailUnavailable):
        actions.describe_staff(staff=jane, name="Someone Else", email="", by=admin, at=NOON)
    assert Staff.objects.get(pk=jane.pk).name == "Jane Smith"
    assert not Grant.objects.filter(user__staff=jane).exists()

"""The page of one person, and each small change on it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from soundings.accounts.actions import kept
from soundings.accounts.actions import users as user_actions
from soundings.accounts.models import Grant, Leave, Membership, StaffAlias, User
from soundings.accounts.rules import GrantState, PostKind, Role
from soundings.core.models import ChangeEntry
from soundings.core.rules import SYSTEM
from soundings.core.tenancy import acting_for
from tests.accounts.pages import day, words
from tests.factories.accounts import (
    NOON,
    GrantFactory,
    LeaveFactory,
    MembershipFactory,
    StaffAliasFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    root_for,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LINK = "https://soundings.example/join/{token}/"


@pytest.fixture
def jane(harbour):
    return StaffFactory(name="Jane Smith", team=harbour)


@pytest.fixture
def admin(signed_in, administrator):
    return signed_in(administrator)


def address(name, one, *more) -> str:
    return reverse(name, args=[one.public_id, *more])


# --- the page ---


def test_the_page_says_who_they_are_where_they_work_and_what_they_hold(admin, harbour, senior_manager, administrator):
    user = UserFactory(name="Jane Smith", email="jane@council.example", agency=harbour.agency)
    user.staff = StaffFactory(name="Jane Smith", team=harbour)
    user.save()
    StaffAliasFactory(staff=user.staff, alias="js0412")
    LeaveFactory(staff=user.staff, from_on=date(2026, 4, 1), to_on=date(2026, 4, 3))
    GrantFactory(
        user=user, role=Role.WORKER, unit=harbour, granted_by=administrator, approved_by=senior_manager,
        approved_at=NOON, reason="New in the team",
    )  # fmt: skip
    said = words(admin.get(address("person", user.staff)))
    for part in (
        "Jane Smith Signs in",
        "js0412",
        "Worker, Harbour Street Since 1 January 2020",
        "1 April 2026 to 3 April 2026",
        "Nobody covers",
        "jane@council.example",
        "Given by Samuel Obi on 16 March 2026; approved by Moira Costello on 16 March 2026. “New in the team”",
    ):
        assert part in said


def test_a_post_that_ended_and_a_role_that_ended_stay_on_the_page(admin, jane, harbour):
    before = TeamFactory(agency=harbour.agency, name="Mill Lane")
    MembershipFactory(staff=jane, team=before, from_on=date(2018, 5, 1), to_on=date(2020, 1, 1))
    user = UserFactory(agency=harbour.agency)
    user.staff = jane
    user.save()
    GrantFactory(user=user, role=Role.WORKER, unit=before, state=GrantState.ENDED, ended_at=NOON)
    said = words(admin.get(address("person", jane)))
    assert "Worker, Mill Lane 1 May 2018 to 31 December 2019" in said
    assert "ended on 16 March 2026" in said


def test_a_user_who_is_not_staff_has_a_page_too(admin, senior_manager):
    said = words(admin.get(address("person", senior_manager)))
    assert "Moira Costello" in said and "Senior manager" in said
    assert "Posts" not in said and "Leave of absence" not in said


def test_staff_who_sign_in_have_one_page_under_one_address(admin, harbour):
    user = UserFactory(worker=True, unit=harbour)
    assert admin.get(address("person", user))["Location"] == address("person", user.staff)


@pytest.mark.parametrize(
    "name",
    ["person", "person-details", "add-alias", "person-invite", "join-team", "leave-team", "add-leave", "person-end"],
)
def test_somebody_of_another_agency_is_not_there(admin, name):
    elsewhere = StaffFactory(team=TeamFactory())
    assert admin.get(address(name, elsewhere)).status_code == 404
    assert admin.get(address(name, UserFactory())).status_code == 404


@pytest.mark.parametrize("name", ["remove-alias", "bring-back"])
def test_buttons_about_somebody_of_another_agency_do_nothing(admin, name):
    elsewhere = StaffFactory(team=TeamFactory(), ended_on=TODAY)
    alias = StaffAliasFactory(staff=elsewhere, alias="js1")
    assert admin.post(address(name, elsewhere), {"alias": "js1"}).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.ended_on == TODAY and StaffAlias.objects.filter(pk=alias.pk).exists()


def test_who_approves_reads_the_page_and_changes_nothing(signed_in, senior_manager, jane):
    client = signed_in(senior_manager)
    said = words(client.get(address("person", jane)))
    assert "Jane Smith" in said
    for button in ("Change name", "Join a team", "Invite them", "Add a leave", "Give a role"):
        assert button not in said
    assert client.get(address("person-details", jane)).status_code == 404


def test_who_approves_may_end_a_role(signed_in, senior_manager, harbour):
    user = UserFactory(worker=True, unit=harbour)
    client = signed_in(senior_manager)
    assert "End it" in words(client.get(address("person", user.staff)))
    client.post(reverse("end-grant", args=[Grant.objects.get(user=user).public_id]), {"reason": "Left the service"})
    assert Grant.objects.get(user=user).state == GrantState.ENDED


def test_nobody_is_offered_to_change_their_own_access(admin, administrator):
    said = words(admin.get(address("person", administrator)))
    assert "Nobody changes their own access" in said
    assert "Give a role" not in said and "End it" not in said


# --- names ---


def test_a_new_name_is_shown_and_the_old_one_still_found_in_files(admin, jane):
    response = admin.post(address("person-details", jane), {"name": "Jane Smith-Okoro", "email": "j@council.example"})
    assert response["Location"] == address("person", jane)
    jane.refresh_from_db()
    assert (jane.name, jane.email) == ("Jane Smith-Okoro", "j@council.example")
    assert jane.aliases.get().alias == "Jane Smith"


def test_a_name_in_files_is_added_and_removed(admin, jane):
    admin.post(address("add-alias", jane), {"alias": "SMITH, J"})
    assert jane.aliases.get().alias == "SMITH, J"
    response = admin.post(address("remove-alias", jane), {"alias": "SMITH, J"}, follow=True)
    assert "“SMITH, J” no longer stands for them in files." in words(response)
    assert not jane.aliases.exists()


def test_a_name_in_files_that_is_taken_is_refused_at_its_field(admin, jane, harbour):
    StaffAliasFactory(staff=StaffFactory(agency=harbour.agency), alias="js0412")
    response = admin.post(address("add-alias", jane), {"alias": "JS0412"})
    assert response.context["form"].errors["alias"] == ["“JS0412” already stands for somebody."]
    assert 'value="JS0412"' in response.content.decode()


def test_what_was_typed_when_the_sign_in_ran_out_is_there_again(admin, administrator, jane):
    path = address("add-alias", jane)
    kept.keep_text(user=administrator, path=path, fields={"alias": ["half a name"]}, at=NOON)
    assert 'value="half a name"' in admin.get(path).content.decode()


# --- posts ---


def test_they_join_a_team_from_a_day(admin, jane, harbour):
    mill = TeamFactory(agency=harbour.agency, name="Mill Lane")
    typed = {"team": mill.pk, "post": "supervisor"} | day("from_on", date(2026, 3, 30))
    admin.post(address("join-team", jane), typed | day("last_day", date(2026, 4, 30)))
    post = Membership.objects.get(staff=jane, team=mill)
    assert (post.post, post.from_on, post.to_on) == (PostKind.SUPERVISOR, date(2026, 3, 30), date(2026, 5, 1))


def test_a_post_that_ends_before_it_begins_is_said_at_its_field(admin, jane, harbour):
    typed = {"team": harbour.pk, "post": "supervisor"} | day("from_on", date(2026, 3, 30))
    response = admin.post(address("join-team", jane), typed | day("last_day", date(2026, 3, 29)))
    assert response.context["form"].errors["last_day"] == ["The last day comes before the first"]
    assert Membership.objects.filter(staff=jane).count() == 1


def test_the_same_post_twice_is_refused(admin, jane, harbour):
    response = admin.post(address("join-team", jane), {"team": harbour.pk, "post": "worker"} | day("from_on", TODAY))
    assert "They have this post in that team at that time already." in words(response)
    assert Membership.objects.filter(staff=jane).count() == 1


def test_a_post_ends_after_its_last_day_and_the_role_there_with_it(admin, harbour):
    user = UserFactory(worker=True, unit=harbour)
    post = Membership.objects.get(staff=user.staff)
    admin.post(address("leave-team", user.staff), {"post": post.pk} | day("last_day", TODAY + timedelta(days=4)))
    post.refresh_from_db()
    assert post.to_on == date(2026, 3, 21)
    assert Grant.objects.get(user=user).ends_on == date(2026, 3, 20)


def test_the_post_that_the_link_named_is_chosen_already(admin, jane, harbour):
    mill = TeamFactory(agency=harbour.agency)
    named = MembershipFactory(staff=jane, team=mill)
    response = admin.get(address("leave-team", jane), {"team": mill.public_id})
    assert response.context["form"].initial["post"] == named.pk


def test_somebody_elses_post_is_not_a_choice(admin, jane, harbour):
    other = Membership.objects.get(staff=StaffFactory(team=harbour))
    response = admin.post(address("leave-team", jane), {"post": other.pk} | day("last_day", TODAY))
    assert response.context["form"].errors["post"]
    other.refresh_from_db()
    assert other.to_on is None


def test_without_a_post_there_is_none_to_leave(admin, harbour):
    staff = StaffFactory(agency=harbour.agency)
    assert admin.get(address("leave-team", staff))["Location"] == address("person", staff)


# --- leave ---


def test_a_leave_with_its_cover_is_saved_changed_and_cancelled(admin, jane, harbour):
    cover = StaffFactory(name="Ah Hin Xeng", team=harbour)
    first, last = date(2026, 4, 1), date(2026, 4, 10)
    admin.post(address("add-leave", jane), day("from_on", first) | day("to_on", last) | {"cover": cover.pk})
    leave = Leave.objects.get(staff=jane)
    assert (leave.from_on, leave.to_on, leave.cover) == (first, last, cover)

    admin.post(address("change-leave", jane, "2026-04-01"), day("to_on", date(2026, 4, 12)) | {"cover": ""})
    leave.refresh_from_db()
    assert (leave.to_on, leave.cover) == (date(2026, 4, 12), None)

    admin.post(address("cancel-leave", jane, "2026-04-01"))
    assert not Leave.objects.filter(staff=jane).exists()


def test_two_leaves_on_the_same_day_are_refused(admin, jane):
    LeaveFactory(staff=jane, from_on=date(2026, 4, 1), to_on=date(2026, 4, 10))
    typed = day("from_on", date(2026, 4, 10)) | day("to_on", date(2026, 4, 12))
    response = admin.post(address("add-leave", jane), typed)
    assert response.context["form"].errors["from_on"] == ["They are away on some of these days already."]
    assert Leave.objects.filter(staff=jane).count() == 1


def test_cover_is_chosen_among_people_of_the_teams_beside_theirs(admin, jane, harbour):
    beside = StaffFactory(team=TeamFactory(agency=harbour.agency))
    StaffFactory(team=harbour, is_duty=True)
    StaffFactory(team=harbour, ended_on=TODAY)
    StaffFactory(agency=harbour.agency)  # in no team
    colleague = StaffFactory(team=harbour)
    StaffFactory(team=TeamFactory())  # of another agency
    offered = admin.get(address("add-leave", jane)).context["form"].fields["cover"].queryset
    with acting_for(harbour.agency):
        assert set(offered) == {beside, colleague}


@pytest.mark.parametrize("from_on", ["2026-04-02", "2026-13-45", "tomorrow"])
def test_a_leave_that_is_not_there_is_not_found(admin, jane, from_on):
    LeaveFactory(staff=jane, from_on=date(2026, 4, 1), to_on=date(2026, 4, 10))
    assert admin.get(address("change-leave", jane, from_on)).status_code == 404
    assert admin.post(address("cancel-leave", jane, from_on)).status_code == 404


# --- the last day ---


def test_after_the_last_day_their_posts_are_over(admin, jane):
    response = admin.post(address("person-end", jane), day("last_day", date(2026, 3, 31)), follow=True)
    jane.refresh_from_db()
    assert jane.ended_on == date(2026, 4, 1)
    assert jane.memberships.get().to_on == date(2026, 4, 1)
    assert "Their last day of work is 31 March 2026." in words(response)


def test_their_cases_can_be_released_once_they_have_left(admin, harbour):
    leaving = StaffFactory(team=harbour, ended_on=TODAY + timedelta(days=1))
    left = StaffFactory(team=harbour, ended_on=TODAY)
    assert "Release their cases" not in words(admin.get(address("person", leaving)))
    assert reverse("release", args=[left.public_id]) in admin.get(address("person", left)).content.decode()


def test_the_page_of_the_last_day_says_what_happens_with_their_cases(admin, jane):
    assert "Those that are still theirs the day after are not allocated" in words(
        admin.get(address("person-end", jane))
    )


def test_whoever_left_yesterday_cannot_sign_in_and_can_come_back(admin, harbour):
    user = UserFactory(worker=True, unit=harbour)
    admin.post(address("person-end", user.staff), day("last_day", TODAY - timedelta(days=1)))
    user.refresh_from_db()
    assert not user.is_active
    admin.post(address("bring-back", user.staff))
    user.staff.refresh_from_db()
    assert user.staff.ended_on is None


# --- the way in ---


def test_an_invitation_goes_to_the_address_that_was_typed(admin, jane, harbour, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address("person-invite", jane), {"email": "jane@council.example"})
    user = User.objects.get(staff=jane)
    assert (user.email, user.agency, user.joined_at) == ("jane@council.example", harbour.agency, None)
    assert mail.outbox[0].to == ["jane@council.example"]
    assert "http://testserver/join/" in mail.outbox[0].body
    assert "Invited on 16 March 2026, the link works until 23 March 2026" in words(admin.get(address("person", jane)))


def test_an_address_can_be_put_right_until_they_have_come(admin, jane, django_capture_on_commit_callbacks):
    user_actions.invite(staff=jane, email="wrong@council.example", link=LINK, by=SYSTEM, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address("person-invite", jane), {"email": "jane@council.example"})
    assert User.objects.get(staff=jane).email == "jane@council.example"
    assert mail.outbox[-1].to == ["jane@council.example"]


def test_whoever_has_come_is_not_invited_again(admin, harbour):
    user = UserFactory(worker=True, unit=harbour)
    response = admin.post(address("person-invite", user.staff), {"email": user.email})
    assert "They have signed in before." in words(response)


def test_a_sign_in_is_switched_off_and_on(admin, harbour):
    user = UserFactory(worker=True, unit=harbour)
    admin.post(address("person-sign-in", user.staff), {"do": "off"})
    user.refresh_from_db()
    assert not user.is_active
    assert "Switch it on" in words(admin.get(address("person-sign-in", user.staff)))
    admin.post(address("person-sign-in", user.staff), {"do": "on"})
    user.refresh_from_db()
    assert user.is_active


def test_whoever_lost_their_phone_starts_again(admin, harbour, django_capture_on_commit_callbacks):
    user = UserFactory(worker=True, unit=harbour)
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address("person-sign-in", user.staff), {"do": "again"})
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert mail.outbox[0].to == [user.email]
    assert ChangeEntry.objects.filter(verb="user.started-again", target=user.public_id).exists()


def test_somebody_who_is_not_staff_is_invited_again(admin, harbour, django_capture_on_commit_callbacks):
    user = UserFactory(partner=True, unit=root_for(harbour.agency), joined_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address("person-sign-in", user), {"do": "invite"})
    assert mail.outbox[0].to == [user.email]


def test_nobody_switches_themselves_off(admin, administrator):
    response = admin.post(address("person-sign-in", administrator), {"do": "off"}, follow=True)
    assert "Nobody changes their own access" in words(response)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_button_that_does_not_exist_is_not_found(admin, harbour):
    user = UserFactory(worker=True, unit=harbour)
    assert admin.post(address("person-sign-in", user.staff), {"do": "delete"}).status_code == 404


def test_staff_without_a_sign_in_have_none_to_switch_off(admin, jane):
    assert admin.get(address("person-sign-in", jane)).status_code == 404
    assert admin.get(address("give-role", jane)).status_code == 404

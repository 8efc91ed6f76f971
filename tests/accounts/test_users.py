"""Users and roles: invited, arrived, given a role by one person and approved by another."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from soundings.accounts.actions import agencies, grants, users
from soundings.accounts.actions.agencies import FirstAdministrator, NewAgency
from soundings.accounts.actions.grants import NewGrant
from soundings.accounts.models import Grant, Invitation, Unit, User
from soundings.accounts.queries import a_manager_has_arrived
from soundings.accounts.rules import GrantState, Role
from soundings.core.models import Agency, ChangeEntry
from soundings.core.rules import SYSTEM, Denied
from soundings.core.tenancy import acting_for
from tests.factories.accounts import (
    NOON,
    PASSWORD,
    GrantFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    root_for,
    viewer_for,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LINK = "https://soundings.example/join/{token}/"


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def admin(team):
    """An administrator whose role somebody else gave."""
    giver = UserFactory(agency=team.agency)
    user = UserFactory(agency=team.agency)
    GrantFactory(user=user, role=Role.ADMINISTRATOR, granted_by=giver)
    return viewer_for(user)


@pytest.fixture
def manager(team):
    return viewer_for(UserFactory(senior_manager=True, agency=team.agency))


@pytest.fixture
def somebody(team):
    return UserFactory(agency=team.agency)


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, and returns the messages."""

    def run(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return mail.outbox

    return run


def token_in(message):
    return next(line for line in message.body.splitlines() if line.startswith("https://")).split("/")[-2]


def give(user, role, by, unit=None, **more):
    unit = unit or root_for(user.agency)
    return grants.give(new=NewGrant(user=user, role=role, unit=unit, **more), by=by, at=NOON)


# --- invitations ---


def test_an_invitation_works_once_and_only_its_digest_is_kept(team, admin, sent):
    staff = StaffFactory(agency=team.agency)
    outbox = sent(lambda: users.invite(staff=staff, email="New@Example.org", link=LINK, by=admin, at=NOON))
    token = token_in(outbox[0])
    assert outbox[0].to == ["new@example.org"]
    assert len(token) == 43  # 256 bits
    assert Invitation.objects.get().token_digest == users.digest(token)
    assert token not in str(list(Invitation.objects.values())) + str(list(ChangeEntry.objects.values()))

    user = users.accept_invitation(token=token, password=PASSWORD, at=NOON)

    assert (user.staff, user.joined_at, user.check_password(PASSWORD)) == (staff, NOON, True)
    with pytest.raises(Denied, match="does not work"):
        users.accept_invitation(token=token, password="another long password", at=NOON)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_unknown_used_and_too_old_are_refused_in_the_same_words(team, admin, sent):
    def invite():
        users.invite(staff=StaffFactory(agency=team.agency), email="a@example.org", link=LINK, by=admin, at=NOON)

    token = token_in(sent(invite)[0])
    refused = set()
    for one, at in (("unknown", NOON), (token, NOON + timedelta(days=7))):
        with pytest.raises(Denied) as denied:
            users.accept_invitation(token=one, password=PASSWORD, at=at)
        refused.add(str(denied.value))
    users.accept_invitation(token=token, password=PASSWORD, at=NOON)
    with pytest.raises(Denied) as denied:
        users.accept_invitation(token=token, password=PASSWORD, at=NOON)
    assert refused == {str(denied.value)}


def test_a_password_that_will_not_do_leaves_the_invitation_open(team, admin, sent):
    def invite():
        users.invite(staff=StaffFactory(agency=team.agency), email="a@example.org", link=LINK, by=admin, at=NOON)

    token = token_in(sent(invite)[0])
    with pytest.raises(Denied, match="12"):
        users.accept_invitation(token=token, password="short", at=NOON)
    assert users.accept_invitation(token=token, password=PASSWORD, at=NOON).joined_at


def test_a_second_invitation_ends_the_first_and_may_put_the_address_right(team, admin, sent):
    staff = StaffFactory(agency=team.agency)
    sent(lambda: users.invite(staff=staff, email="wrong@example.org", link=LINK, by=admin, at=NOON))
    outbox = sent(lambda: users.invite(staff=staff, email="right@example.org", link=LINK, by=admin, at=NOON))
    assert [message.to for message in outbox] == [["wrong@example.org"], ["right@example.org"]]
    with pytest.raises(Denied, match="does not work"):
        users.accept_invitation(token=token_in(outbox[0]), password=PASSWORD, at=NOON)
    assert users.accept_invitation(token=token_in(outbox[1]), password=PASSWORD, at=NOON).email == "right@example.org"
    with pytest.raises(Denied, match="signed in before"):
        users.invite(
            staff=staff.__class__.objects.get(pk=staff.pk), email="right@example.org", link=LINK, by=admin, at=NOON
        )


def test_an_invitation_that_is_rolled_back_is_not_sent(team, admin, sent):
    UserFactory(agency=team.agency, email="taken@example.org")

    def invite():
        with pytest.raises(Denied, match="already"):
            users.invite(
                staff=StaffFactory(agency=team.agency), email="TAKEN@example.org", link=LINK, by=admin, at=NOON
            )

    assert sent(invite) == []
    assert not Invitation.objects.exists()


def test_the_message_says_nothing_of_what_it_is_for(team, admin, sent):
    def invite():
        users.invite_visitor(agency=team.agency, name="Kim", email="kim@example.org", link=LINK, by=admin, at=NOON)

    message = sent(invite)[0]
    whole = f"{message.subject} {message.from_email} {message.body}".lower()
    for word in (
        "child",
        "safeguard",
        "social",
        "family",
        "protection",
        "abuse",
        "case",
        "agency",
        "council",
        "neglect",
    ):
        assert word not in whole


@pytest.mark.parametrize("email", ["", "kim", "kim@", "@example.org"])
def test_an_address_must_be_whole(team, admin, email):
    with pytest.raises(Denied, match="whole e-mail"):
        users.invite_visitor(agency=team.agency, name="Kim", email=email, link=LINK, by=admin, at=NOON)


def test_only_an_administrator_invites(team, manager):
    with pytest.raises(Denied, match="administrator"):
        users.invite(staff=StaffFactory(agency=team.agency), email="a@example.org", link=LINK, by=manager, at=NOON)


def test_switching_off_ends_invitations_and_can_be_undone(team, admin, sent):
    staff = StaffFactory(agency=team.agency)
    outbox = sent(lambda: users.invite(staff=staff, email="a@example.org", link=LINK, by=admin, at=NOON))
    user = User.objects.get(staff=staff)
    users.switch_off(user=user, by=admin, at=NOON)
    with pytest.raises(Denied, match="does not work"):
        users.accept_invitation(token=token_in(outbox[0]), password=PASSWORD, at=NOON)
    with pytest.raises(Denied, match="switched off"):
        users.invite_again(user=User.objects.get(pk=user.pk), link=LINK, by=admin, at=NOON)
    assert users.switch_on(user=user, by=admin, at=NOON).is_active


def test_starting_again_takes_password_and_second_step(team, admin, somebody, sent):
    outbox = sent(lambda: users.start_again(user=somebody, link=LINK, by=admin, at=NOON))
    somebody.refresh_from_db()
    assert not somebody.has_usable_password()
    assert not Authenticator.objects.filter(user=somebody).exists()
    assert outbox[0].to == [somebody.email]
    with pytest.raises(Denied, match="own access"):
        users.start_again(user=admin.user, link=LINK, by=admin, at=NOON)


def test_one_names_oneself(somebody):
    users.describe_self(user=somebody, name=" Kim ", language="en-gb", at=NOON)
    assert User.objects.get(pk=somebody.pk).name == "Kim"
    with pytest.raises(Denied):
        users.describe_self(user=somebody, name=" ", language="en-gb", at=NOON)


# --- the first run ---


def begin(**changed):
    administrator = {"name": "Ada Okoro", "email": "ada@example.org", "password": PASSWORD} | changed
    return agencies.begin(
        agency=NewAgency(name="Harbourshire County"), administrator=FirstAdministrator(**administrator), at=NOON
    )


def test_the_first_run_makes_an_agency_and_an_administrator_who_may_load_files():
    user = begin()
    assert user.agency.code == "harbourshire-county"
    assert viewer_for(user).roles == {Role.ADMINISTRATOR, Role.IMPORT_STEWARD}
    assert root_for(user.agency).path == f"{root_for(user.agency).pk}."
    assert set(ChangeEntry.objects.values_list("verb", flat=True)) >= {"unit.added", "user.added", "grant.given"}


def test_there_is_one_first_run():
    begin()
    with pytest.raises(Denied, match="its agency already"):
        begin(email="other@example.org")
    assert Agency.objects.count() == 1


@pytest.mark.parametrize("changed", [{"password": "short"}, {"email": "ada"}, {"name": ""}])
def test_a_first_run_that_fails_leaves_no_agency(changed):
    with pytest.raises(Denied):
        begin(**changed)
    assert not Agency.objects.exists() and not Unit.objects.exists() and not User.objects.exists()


def test_a_real_agency_never_becomes_a_training_copy():
    user = begin()
    with pytest.raises(Denied, match="training copy"):
        agencies.describe_agency(agency=user.agency, name="X", is_training=True, by=viewer_for(user), at=NOON)
    renamed = agencies.describe_agency(
        agency=user.agency, name="Harbour", is_training=False, by=viewer_for(user), at=NOON
    )
    assert (renamed.name, root_for(renamed).name) == ("Harbour", "Harbour")


# --- roles ---


def test_a_role_waits_for_a_second_person(team, admin, manager, somebody):
    grant = give(somebody, Role.WORKER, admin, team)
    assert grant.state == GrantState.PENDING
    assert not viewer_for(somebody).grants
    with pytest.raises(Denied, match="someone else"):
        grants.approve(grant=grant, by=admin, at=NOON)

    grants.approve(grant=grant, by=manager, at=NOON)

    assert viewer_for(somebody).roles == {Role.WORKER}
    with pytest.raises(Denied, match="does not wait"):
        grants.approve(grant=grant, by=manager, at=NOON)


def test_the_first_administrators_grants_stand_alone_until_a_manager_arrives():
    first = begin()
    somebody, boss = UserFactory(agency=first.agency), UserFactory(agency=first.agency, joined_at=None)
    assert give(somebody, Role.WORKER, viewer_for(first)).state == GrantState.ACTIVE
    assert give(boss, Role.SENIOR_MANAGER, viewer_for(first)).state == GrantState.ACTIVE
    assert give(somebody, Role.SUPERVISOR, viewer_for(first)).state == GrantState.ACTIVE
    assert not a_manager_has_arrived(first.agency)

    boss.joined_at = NOON
    boss.save()

    assert give(somebody, Role.QA_LEAD, viewer_for(first)).state == GrantState.PENDING


def test_another_administrators_grants_never_stand_alone(team, admin, somebody):
    assert not a_manager_has_arrived(team.agency)
    assert give(somebody, Role.WORKER, admin, team).state == GrantState.PENDING


def test_nobody_gives_themselves_a_role_even_first(team):
    first = UserFactory(administrator=True, agency=team.agency)
    with pytest.raises(Denied, match="own access"):
        give(first, Role.IMPORT_STEWARD, viewer_for(first))


def test_nobody_approves_a_role_of_their_own(team, admin):
    boss = UserFactory(senior_manager=True, agency=team.agency)
    grant = give(boss, Role.QA_LEAD, admin)
    with pytest.raises(Denied, match="for you"):
        grants.approve(grant=grant, by=viewer_for(boss), at=NOON)


def test_a_manager_approves_only_where_they_manage(team, admin, somebody):
    elsewhere = viewer_for(UserFactory(senior_manager=True, unit=TeamFactory(agency=team.agency)))
    grant = give(somebody, Role.WORKER, admin, team)
    with pytest.raises(Denied, match="senior manager of this place"):
        grants.approve(grant=grant, by=elsewhere, at=NOON)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.IMPORT_STEWARD)])
def test_an_administrator_is_given_no_content_role(team, admin, role):
    other = UserFactory(administrator=True, agency=team.agency)
    if role is Role.RESPONDENT:
        assert give(other, role, admin)
        return
    with pytest.raises(Denied, match="no child"):
        give(other, role, admin)


def test_somebody_with_a_waiting_content_role_does_not_become_administrator(team, admin, somebody):
    give(somebody, Role.WORKER, admin, team)
    with pytest.raises(Denied, match="no child"):
        give(somebody, Role.ADMINISTRATOR, admin)


def test_a_role_is_given_once_at_a_place(team, admin, somebody):
    give(somebody, Role.WORKER, admin, team)
    with pytest.raises(Denied, match="already"):
        give(somebody, Role.WORKER, admin, team)
    give(somebody, Role.WORKER, admin, TeamFactory(agency=team.agency))


def test_roles_of_the_whole_agency_are_held_there(team, admin, somebody):
    with pytest.raises(Denied, match="whole agency"):
        give(somebody, Role.IMPORT_STEWARD, admin, team)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.INSPECTOR])
def test_visits_end_after_28_days(admin, somebody, role):
    assert give(somebody, role, admin).ends_on == date(2026, 4, 13)


def test_a_visit_may_end_sooner_but_not_in_the_past(admin, somebody):
    assert give(somebody, Role.INSPECTOR, admin, ends_on=TODAY).ends_on == TODAY
    with pytest.raises(Denied, match="passed"):
        give(somebody, Role.PARTNER, admin, ends_on=TODAY - timedelta(days=1))


def test_a_longer_visit_waits_for_the_second_person_again(admin, manager, somebody):
    grant = grants.approve(grant=give(somebody, Role.INSPECTOR, admin), by=manager, at=NOON)
    longer = grants.prolong(grant=grant, ends_on=date(2026, 5, 1), by=admin, at=NOON)
    assert (longer.state, longer.ends_on) == (GrantState.PENDING, date(2026, 5, 1))
    assert Grant.objects.get(pk=grant.pk).state == GrantState.ACTIVE
    assert viewer_for(somebody).roles == {Role.INSPECTOR}
    with pytest.raises(Denied, match="waits for approval"):
        grants.prolong(grant=grant, ends_on=date(2026, 6, 1), by=admin, at=NOON)
    with pytest.raises(Denied, match="for a time"):
        grants.prolong(grant=give(somebody, Role.ANALYST, admin), ends_on=date(2026, 5, 1), by=admin, at=NOON)


def longer_visit(somebody, admin, manager) -> tuple[Grant, Grant]:
    visit = grants.approve(grant=give(somebody, Role.INSPECTOR, admin), by=manager, at=NOON)
    return visit, grants.prolong(grant=visit, ends_on=date(2026, 5, 1), by=admin, at=NOON)


def states(somebody) -> list[tuple[str, date | None]]:
    return list(Grant.objects.filter(user=somebody).order_by("pk").values_list("state", "ends_on"))


def test_an_approved_longer_visit_takes_the_place_of_the_earlier_one(admin, manager, somebody):
    _visit, longer = longer_visit(somebody, admin, manager)
    grants.approve(grant=longer, by=manager, at=NOON)
    assert states(somebody) == [(GrantState.ENDED, date(2026, 4, 13)), (GrantState.ACTIVE, date(2026, 5, 1))]


def test_a_longer_visit_turned_down_leaves_the_earlier_one(admin, manager, somebody):
    _visit, longer = longer_visit(somebody, admin, manager)
    grants.end(grant=longer, by=manager, at=NOON, reason="28 days will do")
    assert states(somebody) == [(GrantState.ACTIVE, date(2026, 4, 13)), (GrantState.ENDED, date(2026, 5, 1))]


def test_a_visit_that_is_ended_takes_the_longer_one_with_it(admin, manager, somebody):
    visit, _longer = longer_visit(somebody, admin, manager)
    grants.end(grant=visit, by=admin, at=NOON, reason="Done")
    assert {state for state, _ends_on in states(somebody)} == {GrantState.ENDED}


def test_a_visit_that_waits_is_given_anew_with_the_longer_time(admin, somebody):
    grants.prolong(grant=give(somebody, Role.INSPECTOR, admin), ends_on=date(2026, 5, 1), by=admin, at=NOON)
    assert states(somebody) == [(GrantState.ENDED, date(2026, 4, 13)), (GrantState.PENDING, date(2026, 5, 1))]


@pytest.mark.parametrize("who", ["admin", "manager"])
def test_a_role_that_ended_holds_no_longer(team, who, request):
    user = UserFactory(worker=True, unit=team)
    grants.end(grant=Grant.objects.get(user=user), by=request.getfixturevalue(who), at=NOON, reason="Moved on")
    assert not viewer_for(user).grants
    with pytest.raises(Denied, match="already"):
        grants.end(grant=Grant.objects.get(user=user), by=request.getfixturevalue(who), at=NOON)


def test_a_worker_ends_nobodys_role(team):
    worker, other = UserFactory(worker=True, unit=team), UserFactory(worker=True, unit=team)
    with pytest.raises(Denied, match="administrator"):
        grants.end(grant=Grant.objects.get(user=other), by=viewer_for(worker), at=NOON)


def test_the_last_administrator_stays(team, manager):
    only = UserFactory(administrator=True, agency=team.agency)
    grant = Grant.objects.get(user=only)
    with pytest.raises(Denied, match="last administrator"):
        grants.end(grant=grant, by=manager, at=NOON)
    with pytest.raises(Denied, match="last administrator"):
        users.switch_off(user=only, by=SYSTEM, at=NOON)
    UserFactory(administrator=True, agency=team.agency)
    assert grants.end(grant=grant, by=manager, at=NOON).state == GrantState.ENDED


def test_roles_of_another_agency_are_out_of_reach(admin, manager, somebody):
    stranger = UserFactory(worker=True)
    place, grant = root_for(stranger.agency), Grant.objects.select_related("user", "unit").get(user=stranger)
    with pytest.raises(Denied, match="no such entry"):
        give(stranger, Role.ANALYST, admin)
    with pytest.raises(Denied, match="no such entry"):
        grants.end(grant=grant, by=manager, at=NOON)
    with pytest.raises(Denied, match="no such entry"):
        users.switch_off(user=stranger, by=admin, at=NOON)
    with acting_for(somebody.agency), pytest.raises(Denied, match="no such entry"):
        give(somebody, Role.ANALYST, admin, place)


def test_a_role_that_is_refused_leaves_no_trace(admin, manager, somebody):
    before = ChangeEntry.objects.count()
    with pytest.raises(Denied):
        give(somebody, Role.ANALYST, manager)
    assert not Grant.objects.filter(user=somebody).exists()
    assert ChangeEntry.objects.count() == before

"""Roles: what each may do, given by one person, approved by another."""

from datetime import date

import pytest
from django.urls import reverse

from soundings.accounts.models import Grant
from soundings.accounts.rules import MATRIX, GrantState, Role, Row, To
from soundings.accounts.words import CHOOSABLE_ROLES, rights_of
from soundings.core.models import ChangeEntry
from tests.accounts.pages import day, words
from tests.factories.accounts import NOON, GrantFactory, StaffFactory, TeamFactory, UserFactory, root_for

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def admin(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def manager(signed_in, senior_manager):
    return signed_in(senior_manager)


@pytest.fixture
def daniel(harbour):
    return UserFactory(name="Daniel Prosser", agency=harbour.agency)


@pytest.fixture
def waiting(daniel, harbour, administrator):
    return GrantFactory(
        user=daniel, role=Role.SUPERVISOR, unit=harbour, state=GrantState.PENDING, granted_by=administrator
    )


# --- in words ---


def test_every_role_that_can_be_given_says_what_it_may_do():
    silent = [role for role in CHOOSABLE_ROLES if not list(rights_of(role))]
    assert silent == [Role.IMPORT_STEWARD]  # it stands beside another role


def test_what_does_not_exist_yet_is_not_promised():
    promised = {right.what for role in CHOOSABLE_ROLES for right in rights_of(role)}
    assert not promised & {row.says for row in MATRIX.values() if not row.exists}


@pytest.mark.parametrize(
    ("role", "row", "how", "where"),
    [
        (Role.WORKER, Row.RECORD_PRACTICE, "Yes", "Their own cases"),
        (Role.SUPERVISOR, Row.TEAM_BOARD, "See", "Their own team, or the teams below the place"),
        (Role.ANALYST, Row.TEAM_BOARD, "See without names", "Everything at and below the place"),
        (
            Role.SENIOR_MANAGER,
            Row.CHILD_IDENTITY,
            "See, with a reason, noted once a session",
            "Everything at and below the place",
        ),
        (
            Role.PARTNER,
            Row.DASHBOARD_TOTALS,
            "See figures of groups that are large enough",
            "Their own organisation’s part",
        ),
        (
            Role.ADMINISTRATOR,
            Row.IMPORT_DATA,
            "Yes, only with “Import steward” beside this role",
            "Everything at and below the place",
        ),
        (
            Role.ADMINISTRATOR,
            Row.USERS_AND_ROLES,
            "See and change, never their own",
            "Everything at and below the place",
        ),
    ],
)
def test_a_cell_of_the_matrix_in_words(role, row, how, where):
    right = next(right for right in rights_of(role) if right.what == MATRIX[row].says)
    assert (right.how, right.where) == (how, where)


def test_every_right_a_cell_can_give_has_words():
    assert {cell.word for row in MATRIX.values() for cell in row.cells.values() if cell.word} <= set(To)
    assert all(right.how and right.where for role in Role for right in rights_of(role))


# --- the page ---


def test_the_page_says_what_each_role_is_for_and_who_holds_it(admin):
    said = words(admin.get(reverse("roles")))
    assert "Worker Sees their team’s board, records practice on their own cases." in said
    assert "Samuel Obi System administrator" in said


def test_roles_of_another_agency_are_not_there(admin, manager):
    elsewhere = UserFactory(worker=True, unit=TeamFactory(), name="Elsewhere Person")
    grant = Grant.objects.get(user=elsewhere)
    assert "Elsewhere Person" not in words(admin.get(reverse("roles")))
    assert admin.get(reverse("end-grant", args=[grant.public_id])).status_code == 404
    assert admin.post(reverse("end-grant", args=[grant.public_id]), {"reason": "-"}).status_code == 404
    assert manager.post(reverse("approve-grant", args=[grant.public_id])).status_code == 404
    grant.refresh_from_db()
    assert grant.state == GrantState.ACTIVE


@pytest.mark.parametrize("role", ["worker", "supervisor", "qa_lead", "analyst"])
def test_the_page_is_not_there_for_other_roles(signed_in, harbour, role):
    assert signed_in(UserFactory(unit=harbour, **{role: True})).get(reverse("roles")).status_code == 404


# --- given ---


def give(client, user, **typed):
    return client.post(reverse("give-role", args=[user.public_id]), typed)


def test_a_role_that_was_given_waits(admin, daniel, harbour, senior_manager):
    response = give(admin, daniel, role="supervisor", unit=harbour.pk, reason="Leads the team")
    assert response["Location"] == reverse("person", args=[daniel.public_id])
    grant = Grant.objects.get(user=daniel)
    assert (grant.role, grant.unit, grant.state, grant.reason) == (
        Role.SUPERVISOR, harbour, GrantState.PENDING, "Leads the team",
    )  # fmt: skip
    assert ChangeEntry.objects.filter(verb="grant.given", target=grant.public_id).exists()


def test_before_the_first_manager_the_first_administrators_grants_hold_at_once(signed_in, harbour, daniel):
    first = UserFactory(administrator=True, unit=root_for(harbour.agency))
    client = signed_in(first)
    assert "It holds at once" in words(client.get(reverse("give-role", args=[daniel.public_id])))
    give(client, daniel, role="senior-manager", unit=root_for(harbour.agency).pk, reason="The first manager")
    assert Grant.objects.get(user=daniel).state == GrantState.ACTIVE


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"role": ""}, "role"),
        ({"unit": ""}, "unit"),
        ({"reason": ""}, "reason"),
        ({"role": "administrator"}, "unit"),
        (day("ends_on", date(2026, 3, 15)), "ends_on"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(admin, daniel, harbour, typed, field):
    sound = {"role": "supervisor", "unit": harbour.pk, "reason": "Leads the team"}
    response = give(admin, daniel, **(sound | typed))
    assert response.context["form"].errors[field]
    assert not Grant.objects.filter(user=daniel).exists()


def test_an_administrator_gets_no_role_that_shows_children(admin, harbour):
    other = UserFactory(administrator=True, unit=root_for(harbour.agency))
    response = give(admin, other, role="worker", unit=harbour.pk, reason="Helps out")
    assert "A system administrator sees no child’s record" in words(response)
    assert Grant.objects.filter(user=other).count() == 1


def test_a_place_of_another_agency_is_not_a_choice(admin, daniel):
    response = give(admin, daniel, role="supervisor", unit=TeamFactory().pk, reason="Leads it")
    assert response.context["form"].errors["unit"]


def test_only_an_administrator_gives_roles(manager, daniel, harbour):
    assert give(manager, daniel, role="supervisor", unit=harbour.pk, reason="-").status_code == 404


# --- approved, turned down ---


def test_a_second_person_approves(manager, waiting, senior_manager):
    response = manager.post(reverse("approve-grant", args=[waiting.public_id]), follow=True)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by) == (GrantState.ACTIVE, senior_manager)
    assert "Approved: Daniel Prosser is now Supervisor at Harbour Street." in words(response)


def test_nobody_approves_a_role_for_themselves(manager, senior_manager, harbour, administrator):
    own = GrantFactory(
        user=senior_manager, role=Role.QA_LEAD, unit=harbour, state=GrantState.PENDING, granted_by=administrator
    )
    response = manager.post(reverse("approve-grant", args=[own.public_id]), follow=True)
    assert "This role is for you, so someone else must approve it." in words(response)
    own.refresh_from_db()
    assert own.state == GrantState.PENDING


def test_whoever_gives_roles_cannot_approve_them(admin, waiting):
    assert admin.post(reverse("approve-grant", args=[waiting.public_id])).status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == GrantState.PENDING


def test_a_role_is_turned_down_with_a_reason(manager, waiting):
    path = reverse("end-grant", args=[waiting.public_id]) + "?from=roles"
    assert "Turn down: Supervisor at Harbour Street" in words(manager.get(path))
    assert manager.post(path, {"reason": ""}).context["form"].errors["reason"]
    assert manager.post(path, {"reason": "Not before May"})["Location"] == reverse("roles")
    waiting.refresh_from_db()
    assert waiting.state == GrantState.ENDED
    assert ChangeEntry.objects.filter(verb="grant.ended", target=waiting.public_id).exists()


# --- ended, prolonged ---


def test_a_role_ends_with_a_reason(admin, harbour):
    user = UserFactory(worker=True, unit=harbour)
    grant = Grant.objects.get(user=user)
    response = admin.post(reverse("end-grant", args=[grant.public_id]), {"reason": "Moved to another authority"})
    assert response["Location"] == reverse("person", args=[user.staff.public_id])
    grant.refresh_from_db()
    assert (grant.state, grant.ended_at) == (GrantState.ENDED, NOON)


def test_the_last_administrator_stays(manager, administrator):
    grant = Grant.objects.get(user=administrator)
    response = manager.post(reverse("end-grant", args=[grant.public_id]), {"reason": "Leaves"})
    assert "This is the last administrator" in words(response)
    grant.refresh_from_db()
    assert grant.state == GrantState.ACTIVE


def test_a_visit_is_prolonged_and_waits_again(admin, harbour, senior_manager):
    euan = UserFactory(agency=harbour.agency)
    visit = GrantFactory(user=euan, role=Role.INSPECTOR, ends_on=date(2026, 3, 20))
    admin.post(reverse("prolong-grant", args=[visit.public_id]), day("ends_on", date(2026, 4, 17)))
    longer = Grant.objects.exclude(pk=visit.pk).get(user=euan)
    assert (longer.state, longer.ends_on) == (GrantState.PENDING, date(2026, 4, 17))


def test_a_visit_is_not_prolonged_into_the_past(admin, harbour):
    visit = GrantFactory(user=UserFactory(agency=harbour.agency), role=Role.INSPECTOR, ends_on=date(2026, 3, 20))
    response = admin.post(reverse("prolong-grant", args=[visit.public_id]), day("ends_on", date(2026, 3, 1)))
    assert response.context["form"].errors["ends_on"] == ["That day has passed"]


def test_a_role_without_an_end_has_nothing_to_prolong(admin, harbour):
    grant = Grant.objects.get(user=UserFactory(worker=True, unit=harbour))
    assert admin.get(reverse("prolong-grant", args=[grant.public_id])).status_code == 404


def test_staff_who_do_not_sign_in_hold_no_role(admin, harbour):
    assert admin.get(reverse("give-role", args=[StaffFactory(team=harbour).public_id])).status_code == 404

"""The list of people, and new ones."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from soundings.accounts.models import Membership, Staff, User
from soundings.accounts.rules import GrantState, PostKind, Role
from soundings.core.models import ChangeEntry
from tests.accounts.pages import day, words
from tests.factories.accounts import (
    GrantFactory,
    LeaveFactory,
    StaffAliasFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    root_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(signed_in, administrator):
    """`page(search="jane")`: the list as the administrator sees it, narrowed."""
    client = signed_in(administrator)
    return lambda **narrowed: client.get(reverse("people"), narrowed)


def listed(response) -> list[str]:
    return [line.name for line in response.context["lines"]]


# --- the list ---


def test_the_list_holds_staff_and_everybody_else_who_signs_in_by_name(page, harbour):
    StaffFactory(name="Åsa Lind", team=harbour)
    UserFactory(worker=True, unit=harbour, name="Jane Smith")
    UserFactory(partner=True, unit=root_for(harbour.agency), name="Joel Marchant")
    response = page()
    assert listed(response) == ["Åsa Lind", "Jane Smith", "Joel Marchant", "Samuel Obi"]
    assert "Jane Smith Harbour Street Worker, Harbour Street Signs in" in words(response)


def test_nobody_of_another_agency_is_listed(page):
    StaffFactory(name="Elsewhere Person", team=TeamFactory())
    UserFactory(name="Elsewhere User")
    assert listed(page()) == ["Samuel Obi"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("jane", ["Jane Smith"]), ("SMITH ja", ["Jane Smith"]), ("js0412", ["Jane Smith"]), ("obi", ["Samuel Obi"])],
)
def test_search_finds_names_aliases_and_those_who_are_not_staff(page, harbour, typed, expected):
    StaffAliasFactory(staff=StaffFactory(name="Jane Smith", team=harbour), alias="js0412")
    StaffFactory(name="Ah Hin Xeng", team=harbour)
    assert listed(page(search=typed)) == expected


def test_a_search_that_finds_nobody_says_so_and_leads_back(page):
    response = page(search="nobody of this name")
    assert "Nobody is found" in words(response)
    assert listed(response) == []


def test_a_team_narrows_to_those_with_a_post_or_a_role_there(page, harbour):
    other = TeamFactory(agency=harbour.agency)
    StaffFactory(name="Here Today", team=harbour)
    StaffFactory(name="Elsewhere Today", team=other)
    UserFactory(business_support=True, unit=harbour, name="Fiona Rushworth")
    assert listed(page(team=harbour.pk)) == ["Fiona Rushworth", "Here Today"]


def test_what_is_shown_follows_the_state(page, harbour, noon):
    StaffFactory(name="Away Today", team=harbour)
    LeaveFactory(staff=Staff.objects.get(name="Away Today"), from_on=date(2026, 3, 16), to_on=date(2026, 3, 16))
    UserFactory(worker=True, unit=harbour, name="Invited Only", joined_at=None)
    UserFactory(worker=True, unit=harbour, name="Off Now", is_active=False)
    StaffFactory(name="Left Already", ended_on=date(2026, 3, 16), agency=harbour.agency)
    assert listed(page(show="away")) == ["Away Today"]
    assert listed(page(show="no-sign-in")) == ["Away Today"]
    assert listed(page(show="invited")) == ["Invited Only"]
    assert listed(page(show="off")) == ["Off Now"]
    assert listed(page(show="left")) == ["Left Already"]
    assert "Left Already" not in listed(page())


def test_the_duty_desk_of_a_team_is_not_somebody_without_a_sign_in(page, harbour):
    StaffFactory(name="Duty, Harbour Street", is_duty=True, team=harbour, post=PostKind.DUTY)
    assert listed(page(show="no-sign-in")) == []
    assert "Duty desk" in words(page(search="duty"))


def test_a_long_list_comes_in_pages(page, harbour):
    for number in range(52):
        StaffFactory(name=f"Person {number:02}", agency=harbour.agency)
    assert len(listed(page())) == 50
    assert listed(page(page=2)) == ["Person 50", "Person 51", "Samuel Obi"]


def test_the_list_costs_the_same_however_many_are_on_it(page, harbour, django_assert_max_num_queries):
    for number in range(12):
        UserFactory(worker=True, unit=harbour, name=f"Worker {number}")
    page()
    with django_assert_max_num_queries(20):
        page()


def test_waiting_roles_stand_first_for_whoever_may_approve_them(signed_in, senior_manager, administrator, harbour):
    waiting = UserFactory(name="Daniel Prosser", agency=harbour.agency)
    GrantFactory(
        user=waiting, role=Role.SUPERVISOR, unit=harbour, state=GrantState.PENDING, granted_by=administrator,
        reason="Leads the team",
    )  # fmt: skip
    said = words(signed_in(senior_manager).get(reverse("people")))
    assert "Daniel Prosser : Supervisor at Harbour Street" in said
    assert "Given by Samuel Obi on 16 March 2026: “Leads the team”" in said
    assert "Approve" in said
    for_the_administrator = words(signed_in(administrator).get(reverse("people")))
    assert "You gave this role, so someone else must approve it." in for_the_administrator


@pytest.mark.parametrize("role", ["worker", "supervisor", "qa_lead", "analyst", "inspector"])
def test_the_list_is_not_there_for_other_roles(signed_in, harbour, role):
    user = UserFactory(unit=harbour, **{role: True})
    assert signed_in(user).get(reverse("people")).status_code == 404


def test_who_approves_sees_the_list_and_cannot_add(signed_in, senior_manager):
    client = signed_in(senior_manager)
    assert "Add a person" not in words(client.get(reverse("people")))
    assert client.get(reverse("add-person")).status_code == 404
    assert client.post(reverse("add-person"), {"name": "Somebody", "post": "worker"}).status_code == 404
    assert not Staff.objects.filter(name="Somebody").exists()


# --- somebody new ---


def test_a_person_is_added_with_a_first_post_and_a_name_in_files(signed_in, administrator, harbour):
    typed = {"name": "Jane Smith", "alias": "SMITH, Jane", "team": harbour.pk, "post": "worker"}
    response = signed_in(administrator).post(reverse("add-person"), typed | day("from_on", date(2026, 3, 2)))
    jane = Staff.objects.get(name="Jane Smith")
    assert response["Location"] == reverse("person", args=[jane.public_id])
    assert jane.aliases.get().alias == "SMITH, Jane"
    post = Membership.objects.get(staff=jane)
    assert (post.team, post.post, post.from_on) == (harbour, "worker", date(2026, 3, 2))
    assert ChangeEntry.objects.filter(verb="staff.added", target=jane.public_id).exists()


def test_without_a_name_nothing_is_added_and_what_was_typed_stays(signed_in, administrator):
    response = signed_in(administrator).post(reverse("add-person"), {"email": "j@council.example", "post": "worker"})
    assert response.status_code == 200
    assert "Please look at this again" in words(response)
    assert 'value="j@council.example"' in response.content.decode()
    assert not Staff.objects.filter(email="j@council.example").exists()


def test_an_alias_of_somebody_else_is_refused_and_nothing_is_stored(signed_in, administrator, harbour):
    StaffAliasFactory(staff=StaffFactory(agency=harbour.agency), alias="js0412")
    response = signed_in(administrator).post(
        reverse("add-person"), {"name": "Jane Smith", "alias": "js0412", "post": "worker"}
    )
    assert "“js0412” already stands for somebody." in words(response)
    assert not Staff.objects.filter(name="Jane Smith").exists()


def test_a_team_of_another_agency_is_not_a_choice(signed_in, administrator):
    elsewhere = TeamFactory()
    response = signed_in(administrator).post(
        reverse("add-person"), {"name": "Jane Smith", "team": elsewhere.pk, "post": "worker"}
    )
    assert response.status_code == 200
    assert not Staff.objects.filter(name="Jane Smith").exists()


def test_somebody_who_holds_no_cases_is_invited(signed_in, administrator, harbour, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(administrator).post(
            reverse("invite-visitor"), {"name": "Moira Costello", "email": "moira@council.example"}
        )
    moira = User.objects.get(email="moira@council.example")
    assert response["Location"] == reverse("person", args=[moira.public_id])
    assert (moira.agency, moira.staff, moira.joined_at) == (harbour.agency, None, None)
    assert "/join/" in mail.outbox[0].body and "{token}" not in mail.outbox[0].body


def test_an_address_that_is_taken_is_said_at_the_field(signed_in, administrator):
    response = signed_in(administrator).post(
        reverse("invite-visitor"), {"name": "Moira Costello", "email": administrator.email}
    )
    assert "Somebody signs in with this e-mail address already." in words(response)
    assert response.context["form"].errors["email"]

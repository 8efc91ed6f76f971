"""Time limits, what is kept when they pass, the agency of a request, and whom each page is for."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from django.utils import timezone

from soundings.accounts import sessions
from soundings.accounts.models import KeptText
from soundings.accounts.permissions import check_reason
from soundings.accounts.rules import GrantState, Row
from soundings.core.audience import AUDIENCES, audience
from soundings.core.models import ChangeEntry
from tests.factories.accounts import PASSWORD, AgencyFactory, TeamFactory, UserFactory, viewer_for

pytestmark = pytest.mark.django_db


@audience("signed-in")
def typed(request):
    """A page with a form, as rooms above have them."""
    return HttpResponse(f"kept: {dict(request.kept_text)}; viewer: {request.viewer.public_id}")


@audience("records")
def identities(request):
    check_reason(request.viewer, Row.CHILD_IDENTITY)
    return HttpResponse(f"because: {request.viewer.reason}")


def silent(request):
    return HttpResponse("nobody has said whom this is for")


def page_for(name):
    @audience(name)
    def page(request):
        return HttpResponse(name)

    return page


urlpatterns = [
    path("", include("soundings.accounts.urls")),
    path("typed/", typed, name="typed"),
    path("identities/", identities, name="identities"),
    path("silent/", silent, name="silent"),
    *(path(f"for/{name}/", page_for(name), name=f"for-{name}") for name in AUDIENCES),
]


@pytest.fixture(autouse=True)
def our_addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def user(team):
    return UserFactory(worker=True, unit=team)


@pytest.fixture
def later(monkeypatch):
    """`later(minutes=21)` lets time pass for the middleware."""
    now = timezone.now

    def pass_by(**time):
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(**time))

    return pass_by


def signed_in(client, user):
    client.force_login(user)
    return client


def is_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


# --- time limits ---


def test_a_session_ends_when_nothing_was_done_for_twenty_minutes(client, user, later):
    signed_in(client, user).get("/typed/")
    later(minutes=19)
    assert client.get("/typed/").status_code == 200
    later(minutes=38)
    assert client.get("/typed/").status_code == 200
    later(minutes=59)
    assert is_sign_in(client.get("/typed/"))


def test_a_session_ends_after_twelve_hours_however_busy(client, user, later):
    signed_in(client, user)
    for minutes in range(0, 12 * 60, 15):
        later(minutes=minutes)
        assert client.get("/typed/").status_code == 200
    later(hours=12, minutes=1)
    assert is_sign_in(client.get("/typed/"))


def test_staying_makes_the_session_last(client, user, later):
    signed_in(client, user).get("/typed/")
    later(minutes=18)
    assert client.post(reverse("stay")).status_code == 204
    later(minutes=37)
    assert client.get("/typed/").status_code == 200


def test_a_session_without_its_cookie_of_use_lasts_twenty_minutes_from_sign_in(client, user, later):
    signed_in(client, user).get("/typed/")
    later(minutes=15)
    client.get("/typed/")
    del client.cookies[sessions.SEEN_COOKIE]
    later(minutes=21)
    assert is_sign_in(client.get("/typed/"))


def test_the_cookie_of_one_session_prolongs_no_other(user, later):
    stolen, busy = Client(), Client()
    signed_in(stolen, user).get("/typed/")
    later(minutes=19)
    signed_in(busy, user).get("/typed/")
    stolen.cookies[sessions.SEEN_COOKIE] = busy.cookies[sessions.SEEN_COOKIE].value
    later(minutes=21)
    assert is_sign_in(stolen.get("/typed/"))


def test_a_forged_cookie_is_worth_nothing(client, user, later):
    signed_in(client, user).get("/typed/")
    value = client.cookies[sessions.SEEN_COOKIE].value
    client.cookies[sessions.SEEN_COOKIE] = re.sub(r":\d+\.\d+:", f":{timezone.now().timestamp() + 9e9}:", value)
    later(minutes=21)
    assert is_sign_in(client.get("/typed/"))


# --- what was typed ---


def test_what_is_sent_too_late_comes_back_after_signing_in(client, user, later, team):
    signed_in(client, user).get("/typed/")
    later(minutes=30)
    sent = {"what": "Seen at school", "raters": ["worker", "child"], "on_day": "3", "on_month": "2", "on_year": "2026"}

    response = client.post("/typed/", sent | {"password": "secret", "empty": " "})

    assert is_sign_in(response) and response["Location"].endswith("?next=%2Ftyped%2F")
    assert KeptText.objects.get().fields == {name: [v] if isinstance(v, str) else v for name, v in sent.items()}
    shown = signed_in(client, user).get("/typed/").content.decode()
    assert "Seen at school" in shown and "['worker', 'child']" in shown
    assert not KeptText.objects.exists()
    assert "Seen" not in client.get("/typed/").content.decode()


def test_what_was_typed_is_handed_to_nobody_else(client, user, later, team):
    signed_in(client, user).get("/typed/")
    later(minutes=30)
    client.post("/typed/", {"what": "Seen at school"})
    other = UserFactory(worker=True, unit=team)
    assert "Seen" not in signed_in(client, other).get("/typed/").content.decode()
    assert "Seen" not in client.get(reverse("kept-text")).content.decode()
    assert "Seen" in signed_in(Client(), user).get("/typed/").content.decode()


def test_what_was_typed_waits_until_its_page_is_opened(client, user, later):
    signed_in(client, user).get("/typed/")
    later(minutes=30)
    client.post("/typed/?a=b", {"what": "Seen at school"})
    signed_in(client, user).get(reverse("account"))
    assert KeptText.objects.count() == 1
    assert "Seen at school" in client.get(reverse("kept-text")).content.decode()


def test_a_stranger_leaves_nothing(client, user):
    assert is_sign_in(client.post("/typed/", {"what": "spam"}))
    client.cookies[sessions.SEEN_COOKIE] = f"{user.public_id}:x:1:forged"
    client.post("/typed/", {"what": "spam"})
    assert not KeptText.objects.exists()


def test_a_button_sent_too_late_leads_to_what_was_kept_and_not_to_a_page_that_takes_no_visit(client, user, later):
    signed_in(client, user).get("/typed/")
    later(minutes=30)
    response = client.post(reverse("stay"), {"what": "x"})
    assert response["Location"].endswith("?next=%2Fkept%2F")


def test_the_kept_fields_stand_as_the_initial_values_of_a_form(user):
    from soundings.accounts.kept_text import KeptFields

    fields = {"note-what": ["a"], "on_day": ["3"], "on_month": ["2"], "on_year": ["2026"]}
    kept = KeptFields(KeptText(fields=fields))
    assert not kept.taken
    assert kept.get("on") == ["3", "2", "2026"]
    assert kept.under("note") == {"what": "a"}
    assert kept.get("nothing") is None and kept.taken
    assert not KeptFields()


def test_a_form_that_was_open_while_signing_in_again_loses_nothing(user):
    client = Client(enforce_csrf_checks=True)
    signed_in(client, user).get(reverse("account"))
    response = client.post("/typed/", {"what": "Seen at school", "csrfmiddlewaretoken": "old"})
    assert response.status_code == 403
    assert "/typed/" in response.content.decode()
    assert "Seen at school" in client.get("/typed/").content.decode()


# --- the agency ---


def test_the_viewer_is_made_once_and_is_who_signed_in(client, user):
    assert user.public_id in signed_in(client, user).get("/typed/").content.decode()


def test_a_role_that_ends_is_gone_at_the_next_request_of_every_session(user):
    browsers = [signed_in(Client(), user) for _ in range(5)]
    assert [browser.get("/for/records/").status_code for browser in browsers] == [200] * 5
    user.grants.update(state=GrantState.ENDED)
    assert [browser.get("/for/records/").status_code for browser in browsers] == [404] * 5


def test_whoever_has_left_holds_nothing_at_the_next_request_of_every_session(user):
    browsers = [signed_in(Client(), user) for _ in range(5)]
    type(user.staff).objects.filter(pk=user.staff_id).update(ended_on=timezone.localdate())
    assert [browser.get("/for/records/").status_code for browser in browsers] == [404] * 5


def test_whoever_is_switched_off_is_out_of_every_session_at_once(user):
    browsers = [signed_in(Client(), user) for _ in range(5)]
    type(user).objects.update(is_active=False)
    assert all(is_sign_in(browser.get("/typed/")) for browser in browsers)


def test_a_signed_in_page_costs_three_reads_before_its_own(client, user):
    signed_in(client, user).get("/typed/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/typed/")
    reads = [query["sql"] for query in captured if " from " in query["sql"].lower()]
    assert len(reads) == 3  # the session, the user with their agency, what they may do
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE"))]


# --- whom a page is for ---

ROLES = ("worker", "supervisor", "qa_lead", "senior_manager", "partner", "business_unit", "administrator", "analyst")
ROLES += ("inspector", "business_support")
WHO = {
    "anyone": ROLES,
    "first-run": (),
    "signed-in": ROLES,
    "staff": tuple(role for role in ROLES if role != "administrator"),
    "records": tuple(role for role in ROLES if role not in ("administrator", "analyst")),
    "import": (),  # takes the steward's grant as well
    "export": ("supervisor", "qa_lead", "senior_manager", "partner", "business_unit", "analyst", "inspector"),
    "manage-team": ("supervisor", "qa_lead", "senior_manager"),
    "walls": ("supervisor", "administrator"),
    "manage-agency": ("qa_lead", "senior_manager"),
    "approve": ("senior_manager",),
    "administer": ("administrator",),
    "people": ("administrator", "senior_manager"),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_enters_where_it_belongs_and_finds_nothing_elsewhere(client, team, role):
    signed_in(client, UserFactory(agency=team.agency, **{role: True}))
    entered = {name for name in AUDIENCES if client.get(f"/for/{name}/").status_code == 200}
    assert entered == {name for name, roles in WHO.items() if role in roles}
    assert all(client.get(f"/for/{name}/").status_code == 404 for name in set(AUDIENCES) - entered)


def test_a_steward_enters_beside_the_right_role_only(client, team):
    for role, status in (("administrator", 200), ("qa_lead", 200), ("worker", 404)):
        signed_in(client, UserFactory(agency=team.agency, import_steward=True, **{role: True}))
        assert client.get("/for/import/").status_code == status


def test_whoever_holds_no_role_enters_nothing_but_their_own_pages(client, team):
    signed_in(client, UserFactory(agency=team.agency))
    assert {name for name in AUDIENCES if client.get(f"/for/{name}/").status_code == 200} == {"anyone", "signed-in"}


@pytest.mark.parametrize("name", sorted(set(AUDIENCES) - {"anyone", "first-run"}))
def test_a_stranger_is_asked_to_sign_in(client, team, name):
    response = client.get(f"/for/{name}/?page=2")
    assert is_sign_in(response)
    assert response["Location"].endswith(f"?next=%2Ffor%2F{name}%2F%3Fpage%3D2")


def test_a_page_that_does_not_say_whom_it_is_for_is_not_shown(client, user):
    with pytest.raises(ImproperlyConfigured, match="silent"):
        signed_in(client, user).get("/silent/")


def test_before_there_is_an_agency_every_page_leads_to_the_first_run(client):
    for name in ("anyone", "signed-in", "administer"):
        assert client.get(f"/for/{name}/")["Location"] == reverse("first-run")
    assert client.get(reverse("account_login"))["Location"] == reverse("first-run")
    assert client.get("/for/first-run/").status_code == 200


def test_once_there_is_an_agency_there_is_no_first_run(client, team, user):
    assert client.get("/for/first-run/").status_code == 404
    assert signed_in(client, user).get("/for/first-run/").status_code == 404


# --- the second step ---


def test_without_a_second_step_everything_leads_to_setting_one_up(client, team):
    signed_in(client, UserFactory(worker=True, unit=team, second_step=False))
    assert client.get("/typed/")["Location"] == reverse("second-step")
    assert client.get(reverse("home"))["Location"] == reverse("second-step")
    assert client.get(reverse("second-step")).status_code == 200
    assert client.get("/for/records/")["Location"] == reverse("second-step")


@pytest.mark.parametrize(("relaxed", "training", "status"), [(True, True, 200), (True, False, 302), (False, True, 302)])
def test_only_a_training_copy_that_says_so_does_without(client, settings, relaxed, training, status):
    settings.RELAX_SECOND_STEP = relaxed
    agency = AgencyFactory(is_training=training)
    signed_in(client, UserFactory(worker=True, agency=agency, second_step=False))
    assert client.get("/typed/").status_code == status


# --- a reason ---


def test_a_manager_gives_a_reason_once_a_session_and_it_is_in_the_trail(client, team):
    manager = UserFactory(senior_manager=True, agency=team.agency)
    signed_in(client, manager)
    asked = client.get("/identities/?page=2")
    assert asked["Location"] == f"{reverse('give-reason')}?next=%2Fidentities%2F%3Fpage%3D2"

    refused = client.post(reverse("give-reason"), {"reason": "why", "next": "/identities/"})
    assert refused.status_code == 200
    given = client.post(reverse("give-reason"), {"reason": "Looking into a complaint", "next": "/identities/"})

    assert given["Location"] == "/identities/"
    assert client.get("/identities/").content == b"because: Looking into a complaint"
    entry = ChangeEntry.objects.get(verb="user.reason-given")
    assert (entry.actor, entry.reason) == (manager.public_id, "Looking into a complaint")
    assert signed_in(Client(), manager).get("/identities/").status_code == 302


def test_a_reason_never_leads_to_another_site(client, team):
    signed_in(client, UserFactory(senior_manager=True, agency=team.agency))
    sent = {"reason": "Looking into a complaint", "next": "https://elsewhere.example/"}
    assert client.post(reverse("give-reason"), sent)["Location"] == reverse("home")


def test_whoever_needs_none_is_not_asked(client, user):
    assert signed_in(client, user).get("/identities/").status_code == 200
    assert not viewer_for(user).reason


def test_the_password_alone_is_not_kept_as_text():
    from soundings.accounts.actions.kept import keep_text

    user = UserFactory()
    fields = {"password": [PASSWORD], "new_password1": [PASSWORD], "code": ["123456"], "csrfmiddlewaretoken": ["x"]}
    assert keep_text(user=user, path="/x/", fields=fields, at=timezone.now()) is False


def test_pages_speak_the_language_of_whoever_reads_them(client, team, user):
    assert signed_in(client, user).get("/typed/")["Content-Language"] == "en-gb"
    user.language = "cy"
    user.save()
    assert client.get("/typed/")["Content-Language"] == "cy"


def test_dates_are_those_of_the_agencys_time_zone(client, monkeypatch):
    agency = AgencyFactory(time_zone="Pacific/Auckland")
    late = timezone.now().replace(hour=23, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: late)
    user = UserFactory(worker=True, agency=agency)
    response = signed_in(client, user).get("/typed/")
    assert response.wsgi_request.viewer.on == late.date() + timedelta(days=1)

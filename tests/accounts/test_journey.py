"""An agency set up from nothing by clicking, until a worker has signed in and somebody else approves roles."""

import re

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from soundings.accounts.models import Grant, Staff, Stage, Unit, User
from soundings.accounts.setup_code import setup_code
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": __name__}}
    cache.clear()
    monkeypatch.setattr(django_settings.ENV, "data_dir", tmp_path)


def enter(email: str) -> Client:
    """A browser in which this person has signed in for the first time and set up an app for the second step."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert browser.get("/")["Location"] == reverse("second-step")
    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
    assert browser.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    return browser


def accept(message) -> str:
    link = re.search(r"/join/[\w-]+/", message.body)[0]
    assert Client().post(link, {"password": PASSWORD})["Location"] == reverse("account_login")
    return message.to[0]


def within(model, **of):
    with acting_for(Agency.objects.get()):
        return model.objects.get(**of)


def post(browser: Client, page: str, /, *gaps: str, **sent: object):
    response = browser.post(reverse(page, args=gaps), sent)
    assert response.status_code == 302, response.context["form"].errors
    return response


def invite(admin: Client, name: str, email: str, team: Unit, post_kind: str = "worker") -> User:
    sent = {"team": team.pk, "post": post_kind, "from_on_day": 1, "from_on_month": 9, "from_on_year": 2025}
    post(admin, "add-person", name=name, email=email, **sent)
    staff = within(Staff, name=name)
    post(admin, "person-invite", staff.public_id, email=email)
    user = within(User, staff=staff)
    user.staff = staff  # read as their agency: the test itself acts for none
    return user


def test_an_agency_from_nothing():
    said = {"code": setup_code(), "agency": "Harbourshire", "name": "Ada Okoro", "email": "ada@example.org"}
    said |= {"password": PASSWORD, "time_zone": "Europe/London"}
    assert Client().post(reverse("first-run"), said).status_code == 302
    admin = enter("ada@example.org")
    assert admin.get("/")["Location"] == reverse("setup")

    post(admin, "add-stage", name="Family support", voluntary="on")
    root, stage = within(Unit, kind="agency"), within(Stage)
    opened = {"opened_on_day": 1, "opened_on_month": 4, "opened_on_year": 2020}
    post(admin, "add-unit", root.public_id, kind="service", name="North", **opened)
    north = within(Unit, name="North")
    post(admin, "add-unit", north.public_id, kind="team", name="Harbour Street", stage=stage.pk, **opened)
    team = within(Unit, name="Harbour Street")

    # Until a manager has come, what the first administrator gives holds at once.
    jane = invite(admin, "Jane Smith", "jane@example.org", team)
    post(admin, "give-role", jane.staff.public_id, role="worker", unit=team.pk, reason="Their post")
    moira = invite(admin, "Moira Costello", "moira@example.org", team, "supervisor")
    post(admin, "give-role", moira.staff.public_id, role="senior-manager", unit=root.pk, reason="Their post")
    assert within(Grant, user=jane).state == within(Grant, user=moira).state == "active"

    people = [message for message in mail.outbox if "/join/" in message.body]
    assert [accept(message) for message in people] == ["jane@example.org", "moira@example.org"]
    worker, manager = enter("jane@example.org"), enter("moira@example.org")
    assert worker.get("/", follow=True).request["PATH_INFO"] == reverse("my-cases")
    assert worker.get(reverse("people")).status_code == 404

    # From then on a second person approves, and not for themselves.
    tom = invite(admin, "Tom Ng", "tom@example.org", team)
    post(admin, "give-role", tom.staff.public_id, role="worker", unit=team.pk, reason="Their post")
    waiting = within(Grant, user=tom)
    assert waiting.state == "pending"
    assert admin.post(reverse("approve-grant", args=[waiting.public_id])).status_code == 404
    post(manager, "approve-grant", waiting.public_id)
    assert within(Grant, user=tom).state == "active"

    accept(mail.outbox[-1] if "/join/" in mail.outbox[-1].body else mail.outbox[-2])
    browser = enter("tom@example.org")
    assert browser.get(reverse("my-cases")).status_code == 200
    post(admin, "person-end", tom.staff.public_id, last_day_day=1, last_day_month=1, last_day_year=2026)
    assert browser.get(reverse("my-cases"))["Location"].startswith(reverse("account_login"))

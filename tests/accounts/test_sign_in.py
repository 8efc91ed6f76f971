"""Signing in: password, second step, limits, and no word about who has an account."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, include, path, reverse
from django.utils import timezone

from soundings.accounts.actions import users
from soundings.accounts.models import User
from soundings.core.models import ChangeEntry
from soundings.core.tenancy import acting_for
from tests.factories.accounts import NOON, PASSWORD, AgencyFactory, StaffFactory, TeamFactory, UserFactory, viewer_for

pytestmark = pytest.mark.django_db
urlpatterns = [path("", include("soundings.accounts.urls"))]


@pytest.fixture(autouse=True)
def our_addresses(settings):
    settings.ROOT_URLCONF = __name__
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": __name__}}
    cache.clear()


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def user(team):
    user = UserFactory(worker=True, unit=team, second_step=False)
    TOTP.activate(user, generate_totp_secret())
    return user


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def code_of(user):
    secret = get_adapter().decrypt(Authenticator.objects.get(user=user).data["secret"])
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_password_and_a_code_open_the_way(client, user):
    assert sign_in(client, user.email)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200

    response = client.post(reverse("mfa_authenticate"), {"code": code_of(user)})

    assert response["Location"] == reverse("home")
    assert is_signed_in(client)
    assert client.get(reverse("account")).status_code == 200
    assert ChangeEntry.objects.filter(verb="user.signed-in", actor=user.public_id).count() == 1


def test_the_way_back_is_kept_through_both_steps(client, user):
    sign_in(client, user.email, next="/account/")
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(user)})["Location"] == "/account/"


def test_a_wrong_code_opens_nothing(client, user):
    sign_in(client, user.email)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)


def test_a_code_works_once(user):
    code = code_of(user)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, user.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(first) and not is_signed_in(second)


def test_the_secret_of_the_codes_is_sealed_in_the_database(user):
    stored = Authenticator.objects.get(user=user).data["secret"]
    plain = get_adapter().decrypt(stored)
    assert plain not in stored and len(plain) == 32


def test_the_capitals_of_an_address_do_not_matter(client, user):
    assert sign_in(client, user.email.upper())["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize("changed", [{"is_active": False}, {"password": "!"}])
def test_whoever_is_switched_off_or_has_no_password_stays_out(client, user, changed):
    User.objects.filter(pk=user.pk).update(**changed)
    sign_in(client, user.email)
    assert not is_signed_in(client)
    assert client.get(reverse("account")).status_code == 302


@pytest.mark.django_db(transaction=True)  # the trail hears of it once it is committed
def test_without_a_second_step_there_is_only_the_way_to_one(client, team):
    lacking = UserFactory(worker=True, unit=team, second_step=False)
    assert sign_in(client, lacking.email)["Location"] == reverse("home")
    assert client.get(reverse("home"))["Location"] == reverse("second-step")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200

    secret = client.session["mfa.totp.secret"]
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
    response = client.post(reverse("mfa_activate_totp"), {"code": code})

    assert response.status_code == 302
    assert client.get(reverse("account")).status_code == 200
    assert Authenticator.objects.filter(user=lacking, type="totp").exists()
    with acting_for(team.agency):
        assert ChangeEntry.objects.filter(verb="user.second-step-added", actor=lacking.public_id).exists()
    assert mail.outbox[-1].to == [lacking.email]


@pytest.mark.parametrize("name", ["mfa_index", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_generate_recovery_codes"])
@pytest.mark.parametrize("settled", [True, False])
def test_the_pages_of_the_second_step(client, team, name, settled):
    lacking = UserFactory(worker=True, unit=team, second_step=False)
    if settled:
        TOTP.activate(lacking, generate_totp_secret())
    client.force_login(lacking)
    assert client.get(reverse(name)).status_code in (200, 302)


def test_the_last_second_step_stays(client, user):
    sign_in(client, user.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user).exists()


def test_only_a_copy_that_does_without_lets_it_go(client, settings):
    settings.RELAX_SECOND_STEP = True
    user = UserFactory(worker=True, agency=AgencyFactory(is_training=True), second_step=False)
    TOTP.activate(user, generate_totp_secret())
    sign_in(client, user.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user).exists()


def test_nobody_signs_up(client, team):
    for name in ("account_signup", "account_email", "mfa_signup_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_signing_out_takes_a_button_and_ends_the_session(client, user):
    client.force_login(user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_a_changed_password_ends_every_other_session(team):
    user = UserFactory(worker=True, unit=team)
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(user)
        assert browser.get(reverse("account")).status_code == 200
    new = "another lantern forty two"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get(reverse("account")).status_code == 200
    assert there.get(reverse("account")).status_code == 302
    assert ChangeEntry.objects.filter(verb="user.password-changed").count() == 1


# --- guessing ---


def test_ten_guesses_in_five_minutes_and_no_more(client, user, monkeypatch):
    checked = []
    real = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: checked.append(raw) or real(self, raw))
    for number in range(100):
        sign_in(client, user.email, f"guess number {number}")
    assert len(checked) == 10
    sign_in(client, user.email)  # the right one comes too late
    assert not is_signed_in(client)


def test_guesses_at_one_account_do_not_lock_another(client, user, team):
    for number in range(12):
        sign_in(client, user.email, f"guess number {number}")
    other = UserFactory(worker=True, unit=team)
    assert sign_in(client, other.email)["Location"] == reverse("mfa_authenticate")


def test_codes_cannot_be_guessed_without_end(client, user):
    sign_in(client, user.email)
    page = reverse("mfa_authenticate")
    answers = [client.post(page, {"code": f"{number:06}"}) for number in range(30)]
    sign_in(client, user.email)
    client.post(page, {"code": code_of(user)})
    assert not is_signed_in(client)
    assert answers[-1].content != answers[0].content or answers[-1].status_code != 200


def test_nobody_learns_who_has_an_account(client, user):
    known = sign_in(client, user.email, "a wrong password").content.decode()
    unknown = sign_in(client, "nobody@harbourshire.example", "a wrong password").content.decode()
    known, unknown = (re.sub(r'(csrf\w+" )value="\w+"', r"\1", page) for page in (known, unknown))
    assert known.replace(user.email, "-") == unknown.replace("nobody@harbourshire.example", "-")
    asked = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in (user.email, "nobody@harbourshire.example")
    ]
    assert {response["Location"] for response in asked} == {reverse("account_reset_password_done")}
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_known_and_an_unknown_address_take_the_same_work(client, user, settings):
    # The same hash is computed for both; counted, since a clock on a busy machine is no witness.
    counted = []
    real = hashers.MD5PasswordHasher.encode

    def encode(self, password, salt):
        counted.append(password)
        return real(self, password, salt)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashers.MD5PasswordHasher, "encode", encode)
        sign_in(client, user.email, "wrong password one")
        known = len(counted)
        sign_in(client, "nobody@harbourshire.example", "wrong password two")
    assert len(counted) - known == known == 1


# --- messages ---


@pytest.fixture
def reset_link(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    body = mail.outbox[0].body
    return body[body.index("/account/password/reset/key/") :].split()[0]


def test_a_forgotten_password_is_set_anew_by_a_message(client, user, reset_link):
    page = client.get(reset_link, follow=True)
    assert page.status_code == 200
    new = "another lantern forty two"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(pk=user.pk).check_password(new)
    assert not is_signed_in(client)
    assert sign_in(client, user.email, new)["Location"] == reverse("mfa_authenticate")
    assert client.get(reset_link, follow=True).status_code == 200  # says that the link is used up
    assert User.objects.get(pk=user.pk).check_password(new)


def test_whoever_answers_a_message_to_their_address_has_arrived(client, user, reset_link):
    User.objects.filter(pk=user.pk).update(joined_at=None)
    page = client.get(reset_link, follow=True)
    new = "another lantern forty two"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(pk=user.pk).joined_at > NOON


WORDS = [
    *("child", "children", "safeguard", "safeguarding", "social", "family", "families", "protection"),
    *("abuse", "neglect", "risk", "harm", "case", "worker", "council", "agency"),
    *("authority", "service", "services", "court", "police", "police", "violence", "domestic"),
    *("support", "review", "audit", "quality", "assurance", "practice", "signs", "safety"),
    *("danger", "looked", "after", "adoption", "foster", "care", "plan"),
]


def test_no_message_betrays_what_it_is_about(client, user, reset_link):
    page = client.get(reset_link, follow=True)
    new = "another lantern forty two"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    sign_in(client, user.email, new)
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    client.post(reverse("mfa_generate_recovery_codes"))
    assert len(mail.outbox) >= 2
    for message in mail.outbox:
        whole = f"{message.subject} {message.from_email} {message.body}".lower()
        assert not [word for word in WORDS if f" {word}" in whole.replace("\n", " ")], whole


# --- invitations, by page ---


def test_an_invitation_is_accepted_on_its_page_and_visits_use_nothing_up(
    client, team, django_capture_on_commit_callbacks
):
    admin = viewer_for(UserFactory(administrator=True, agency=team.agency))
    with django_capture_on_commit_callbacks(execute=True):
        users.invite(
            staff=StaffFactory(agency=team.agency),
            email="new@example.org",
            link="https://x.example/join/{token}/",
            by=admin,
            at=timezone.now(),
        )
    body = mail.outbox[0].body
    link = "/join/" + body[body.index("/join/") + 6 :].split()[0]
    assert {client.get(link).status_code for _ in range(20)} == {200}

    refused = client.post(link, {"password": "short"})
    assert refused.status_code == 200 and "12" in refused.content.decode()
    assert client.post(link, {"password": PASSWORD})["Location"] == reverse("account_login")

    used, unknown = Client().get(link), Client().get("/join/unknown/")
    assert (used.status_code, unknown.status_code) == (404, 404)
    assert used.content == unknown.content
    assert client.post(link, {"password": PASSWORD}).status_code == 404
    assert sign_in(client, "new@example.org").status_code == 302

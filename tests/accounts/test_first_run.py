"""A new installation: the code at the console, the first agency, the list of what comes next, the command."""

import io
import stat
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import include, path, reverse

from soundings.accounts.actions import stages
from soundings.accounts.models import User
from soundings.accounts.queries import counts_of
from soundings.accounts.rules import Role
from soundings.accounts.setup_code import is_setup_code, setup_code
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM
from soundings.core.tenancy import acting_for
from tests.factories.accounts import (
    NOON,
    PASSWORD,
    AgencyFactory,
    GrantFactory,
    ServiceFactory,
    StaffFactory,
    StageFactory,
    TeamFactory,
    UserFactory,
    viewer_for,
)

pytestmark = pytest.mark.django_db
urlpatterns = [path("", include("soundings.accounts.urls"))]
SAID = {
    "agency": "Harbourshire",
    "name": "Ada Okoro",
    "email": "ada@example.org",
    "password": PASSWORD,
    "time_zone": "Australia/Perth",
}


@pytest.fixture(autouse=True)
def our_addresses(settings, tmp_path, monkeypatch):
    settings.ROOT_URLCONF = __name__
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": __name__}}
    cache.clear()
    monkeypatch.setattr(django_settings.ENV, "data_dir", tmp_path)


def code_file() -> Path:
    return django_settings.ENV.data_dir / "secrets" / "setup_code"


def test_the_code_is_made_once_for_its_owner_alone():
    code = setup_code()
    assert len(code) == 14 and code == setup_code()
    assert stat.S_IMODE(code_file().stat().st_mode) == 0o600
    assert is_setup_code(code) and is_setup_code(code.lower().replace("-", " "))
    assert not is_setup_code("") and not is_setup_code("AAAA-AAAA-AAAA")


def test_once_an_agency_stands_there_is_no_code():
    code = setup_code()
    AgencyFactory()
    assert setup_code() is None
    assert not code_file().exists()
    assert not is_setup_code(code)


def test_the_first_run_from_the_first_page_to_the_list_of_steps(client):
    assert client.get("/")["Location"] == reverse("first-run")
    assert client.get(reverse("first-run")).status_code == 200

    response = client.post(reverse("first-run"), SAID | {"code": setup_code(), "is_training": "on"})

    assert response["Location"] == reverse("account_login")
    user = User.objects.get()
    assert (user.agency.name, user.agency.is_training, user.name) == ("Harbourshire", True, "Ada Okoro")
    assert user.agency.time_zone == "Australia/Perth"
    assert not code_file().exists()
    assert client.get(reverse("first-run")).status_code == 404
    with acting_for(user.agency):
        assert viewer_for(user).roles == {Role.ADMINISTRATOR, Role.IMPORT_STEWARD}


@pytest.mark.parametrize(
    "changed",
    [{"code": "AAAA-AAAA-AAAA"}, {"password": "short"}, {"email": "ada"}, {"agency": ""}, {"time_zone": "Mars"}],
)
def test_a_first_run_that_is_refused_makes_nothing(client, changed):
    response = client.post(reverse("first-run"), SAID | {"code": setup_code()} | changed)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Agency.objects.exists()


def test_the_code_cannot_be_guessed_without_end(client):
    tried = [client.post(reverse("first-run"), SAID | {"code": f"AAAA-AAAA-{n:04}"}).status_code for n in range(12)]
    assert tried == [200] * 10 + [429] * 2
    assert client.post(reverse("first-run"), SAID | {"code": setup_code()}).status_code == 429
    assert not Agency.objects.exists()


@pytest.fixture
def first(client):
    user = UserFactory(administrator=True, import_steward=True)
    client.force_login(user)
    return user


def statuses(client):
    steps = client.get(reverse("setup")).context["steps"]
    return {step.url: step.status for step in steps}


def test_the_list_says_what_is_done_and_what_comes_next(client, first):
    before = statuses(client)
    assert (before[reverse("setup-agency")], before[reverse("structure")]) == ("done", "next")
    assert before[reverse("stages")] == "later"

    with acting_for(first.agency):
        TeamFactory(agency=first.agency)
    assert statuses(client)[reverse("structure")] == "done"
    assert statuses(client)[reverse("stages")] == "next"

    with acting_for(first.agency):
        StageFactory(agency=first.agency)
        StaffFactory(agency=first.agency)
        GrantFactory(user=UserFactory(agency=first.agency), role=Role.SENIOR_MANAGER)
    page = client.get(reverse("setup"))
    assert all(step.is_done for step in page.context["steps"] if "boards" not in step.url)


def test_what_is_there_is_counted():
    agency = AgencyFactory()
    service = ServiceFactory(agency=agency)
    stage = stages.add_stage(agency=agency, name="Family support", voluntary=True, by=SYSTEM, at=NOON)
    TeamFactory(parent=service, stage=stage)
    TeamFactory(parent=service, closed_on=NOON.date())
    TeamFactory(parent=service)
    StaffFactory(agency=agency, is_duty=True)
    StaffFactory(agency=agency, ended_on=NOON.date())
    StaffFactory(agency=agency)
    UserFactory(agency=agency, joined_at=None)
    UserFactory(senior_manager=True, agency=agency)
    counts = counts_of(agency)
    assert (counts.teams, counts.teams_with_stage, counts.stages) == (2, 1, 1)
    assert (counts.people, counts.users, counts.arrived, counts.managers) == (1, 2, 1, 1)


def test_the_agency_is_renamed_and_never_made_a_training_copy(client, first):
    client.post(reverse("setup-agency"), {"name": "Harbourshire and District", "language": "cy", "is_training": "on"})
    first.agency.refresh_from_db()
    agency = first.agency
    assert (agency.name, agency.language, agency.is_training) == ("Harbourshire and District", "cy", False)


# --- soundings init ---


def run(**options):
    out = io.StringIO()
    given = {"agency": "Harbourshire", "name": "Ada Okoro", "email": "ada@example.org", "password_stdin": True}
    call_command("init", stdout=out, **given | options)
    return out.getvalue()


def test_the_command_makes_the_same(monkeypatch):
    setup_code()
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    told = run(training=True, code="hs")
    user = User.objects.get()
    assert "ada@example.org" in told and PASSWORD not in told
    assert (user.agency.code, user.agency.is_training, user.check_password(PASSWORD)) == ("hs", True, True)
    assert not code_file().exists()


def test_the_command_asks_nobody_where_nobody_is(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="Name of the agency"):
        run(agency="")


def test_the_command_says_why_it_made_nothing(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError, match="12"):
        run()
    assert not Agency.objects.exists()

"""Which language a page speaks, before and after signing in, and how it is chosen."""

import pytest
from django.conf import settings
from django.urls import reverse

from soundings.accounts.models import User
from soundings.core.models import ChangeEntry
from tests.factories.accounts import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
HERE = f"http://testserver{SIGN_IN}?next=/board/"


def language_of(response) -> str:
    return response.content.decode().split('lang="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize(
    ("asked", "language"), [("cy", "cy"), ("cy-GB,en;q=0.5", "cy"), ("en", "en-gb"), ("fr, cy;q=0.2", "cy")]
)
def test_before_signing_in_the_browser_is_asked(client, asked, language):
    AgencyFactory()
    assert language_of(client.get(SIGN_IN, HTTP_ACCEPT_LANGUAGE=asked)) == language


def test_where_the_browser_asks_for_none_of_ours_the_agency_decides(client):
    AgencyFactory(language="cy")
    response = client.get(SIGN_IN, HTTP_ACCEPT_LANGUAGE="fr")
    assert language_of(response) == "cy" == response["Content-Language"]


def test_of_several_agencies_none_decides(client):
    AgencyFactory(language="cy")
    AgencyFactory(language="cy")
    assert language_of(client.get(SIGN_IN, HTTP_ACCEPT_LANGUAGE="fr")) == "en-gb"


def test_a_choice_at_the_foot_of_the_page_is_remembered_and_leads_back(client):
    AgencyFactory()
    chosen = client.post(reverse("language"), {"language": "cy"}, HTTP_REFERER=HERE)
    assert (chosen.status_code, chosen["Location"]) == (302, HERE)
    assert language_of(client.get(SIGN_IN, HTTP_ACCEPT_LANGUAGE="en")) == "cy"


def test_the_choice_leads_to_no_other_site_and_to_no_language_that_is_not_there(client):
    AgencyFactory()
    away = client.post(reverse("language"), {"language": "cy"}, HTTP_REFERER="https://elsewhere.example/")
    assert away["Location"] == reverse("home")
    assert client.post(reverse("language"), {"language": "tlh"}).status_code == 404
    assert client.get(reverse("language")).status_code == 405


def test_whoever_has_signed_in_keeps_their_choice_everywhere_and_it_is_in_the_trail(client):
    user = UserFactory(language="")
    client.force_login(user)
    client.post(reverse("language"), {"language": "cy"}, HTTP_REFERER=HERE)
    assert User.objects.get(pk=user.pk).language == "cy"
    assert ChangeEntry.objects.filter(actor=user.public_id, verb="user.changed").count() == 1
    client.cookies.clear()
    client.force_login(user)
    assert language_of(client.get(reverse("account"))) == "cy"


def test_another_site_changes_nobodys_language(client):
    user = UserFactory(language="")
    client.force_login(user)
    client.post(reverse("language"), {"language": "cy"}, HTTP_REFERER="https://elsewhere.example/")
    assert User.objects.get(pk=user.pk).language == ""


def test_a_reader_without_a_choice_reads_as_the_agency_has_it(client):
    client.force_login(UserFactory(agency=AgencyFactory(language="cy"), language=""))
    assert language_of(client.get(reverse("account"), HTTP_ACCEPT_LANGUAGE="en")) == "cy"


def test_a_language_that_is_gone_falls_back(client):
    client.force_login(UserFactory(agency=AgencyFactory(language="xx"), language="yy"))
    assert language_of(client.get(reverse("account"))) == settings.LANGUAGE_CODE


def test_the_foot_of_the_page_offers_the_other_languages_by_their_own_names(client):
    AgencyFactory()
    page = client.get(SIGN_IN).content.decode()
    assert '<button name="language" value="cy" lang="cy">Cymraeg</button>' in page
    assert '<span lang="en-gb" aria-current="true">English</span>' in page


def test_a_language_that_no_speaker_has_reviewed_says_so_on_its_pages(client):
    AgencyFactory()
    assert "Nid oes siaradwr Cymraeg wedi adolygu" in client.get(SIGN_IN, HTTP_ACCEPT_LANGUAGE="cy").content.decode()
    assert "No speaker of this language" not in client.get(SIGN_IN, HTTP_ACCEPT_LANGUAGE="en").content.decode()

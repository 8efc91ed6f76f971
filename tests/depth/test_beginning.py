"""What the pages of reviews say where there is none yet, and how those who see figures alone find them."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.factories.accounts import NOON, AgencyFactory, ServiceFactory, UserFactory, root_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def agency():
    return AgencyFactory()


def page(user, route, data=None):
    client = Client()
    client.force_login(user)
    answer = client.post(reverse(route), data) if data else client.get(reverse(route))
    return html.fromstring(answer.content)


def leads(drawn, route):
    return bool(drawn.xpath(f"//main//a[@href='{reverse(route)}']"))


@pytest.mark.parametrize("route", ["reviews", "all-reviews", "review-figures", "programmes"])
def test_a_qa_lead_of_a_new_agency_is_led_to_a_programme(agency, route):
    lead = UserFactory(qa_lead=True, unit=root_for(agency))
    assert leads(page(lead, route), "new-programme")
    senior = UserFactory(senior_manager=True, unit=root_for(agency))
    assert not leads(page(senior, route), "new-programme"), "makes none"


def test_filters_stand_only_where_there_is_something_to_choose_from(agency):
    lead = UserFactory(qa_lead=True, unit=root_for(agency))
    assert not page(lead, "all-reviews").xpath("//main//select")
    client = Client()
    client.force_login(lead)
    chosen = client.get(reverse("all-reviews"), {"state": "meeting"}).content.decode()
    assert "Choose another step or programme." in chosen and "<select" in chosen


def test_a_place_that_is_the_only_one_is_chosen(agency):
    lead = UserFactory(qa_lead=True, unit=root_for(agency))
    assert [one.text for one in page(lead, "new-programme").xpath("//select[@name='unit']/option")] == [agency.name]
    ServiceFactory(agency=agency, name="Early help")
    assert len(page(lead, "new-programme").xpath("//select[@name='unit']/option")) == 3, (
        "and an empty one to begin with"
    )


def test_a_session_says_when_too_few_can_rate(agency):
    lead = UserFactory(qa_lead=True, unit=root_for(agency))
    assert "Fewer than three people" in page(lead, "new-calibration").text_content()
    UserFactory(qa_lead=True, unit=root_for(agency))
    UserFactory(qa_lead=True, unit=root_for(agency))
    assert "Fewer than three people" not in page(lead, "new-calibration").text_content()


@pytest.mark.parametrize(
    ("role", "leads_to"),
    [("inspector", "review-figures"), ("analyst", "review-figures"), ("qa_lead", "reviews"), ("administrator", None)],
)
def test_the_navigation_leads_to_what_one_sees_of_reviews(agency, role, leads_to):
    user = UserFactory(**{role: True}, unit=root_for(agency))
    links = page(user, "account").xpath("//header//a[normalize-space()='Reviews']/@href")
    assert links == ([reverse(leads_to)] if leads_to else [])

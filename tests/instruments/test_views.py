"""One questionnaire as it is asked, and on paper."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.instruments import actions
from tests.factories.accounts import AgencyFactory, UserFactory, root_for, viewer_for
from tests.factories.instruments import AT, asks, every_kind, group, published, question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def lead(agency):
    return UserFactory(qa_lead=True, unit=root_for(agency))


@pytest.fixture
def worker(agency):
    return UserFactory(worker=True, unit=root_for(agency))


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_worker_sees_what_they_will_be_asked(lead, worker):
    ours = question("ours", **{"for": ["worker"]})
    version = published(viewer_for(lead), asks(question("all"), ours, question("mine", **{"for": ["child"]})))
    address = reverse("instrument", args=[version.instrument.public_id])
    seen = text(browser(worker).get(address, {"as_": "worker"}))
    assert "About ours?" in seen
    assert "About mine?" not in seen
    assert "Nothing that is entered here is kept." in seen


def test_answers_are_tried_and_not_kept(lead):
    definition = asks(question("a", required=True), question("b"), groups=[group("mean", "a", "b")])
    version = published(viewer_for(lead), definition)
    address = reverse("instrument", args=[version.instrument.public_id])
    client = browser(lead)
    wrong = text(client.post(address, {"q-b": "4"}))
    assert "Please look at this again" in wrong
    assert 'href="#id_q-a_0"' in wrong
    fine = text(client.post(address, {"q-a": "0", "q-b": "4"}))
    assert "Everything that must be answered is answered." in fine
    assert "Mean; 2 of 2 answered" in fine
    assert "checked" not in text(client.get(address))


def test_a_draft_is_seen_by_those_who_write_it(lead, worker):
    version = published(viewer_for(lead), asks(question("a")))
    draft = actions.new_draft_of(by=viewer_for(lead), at=AT, version=version)
    address = reverse("instrument", args=[version.instrument.public_id])
    asked = {"version": draft.public_id}
    for leads_here in ("instrument-versions", "instrument-edit"):
        page = text(browser(lead).get(reverse(leads_here, args=[version.instrument.public_id])))
        assert f'href="{address}?version={draft.public_id}"' in page
    assert "Version 2, a draft" in text(browser(lead).get(address, asked))
    assert "a draft" not in text(browser(worker).get(address, asked))


def test_an_instrument_of_elsewhere_is_not_there(lead):
    version = published(viewer_for(lead), asks(question("a")))
    stranger = browser(UserFactory(qa_lead=True, unit=root_for(AgencyFactory())))
    for name in ("instrument", "instrument-paper"):
        assert stranger.get(reverse(name, args=[version.instrument.public_id])).status_code == 404


def test_paper_has_room_for_every_kind_and_says_what_it_is(lead, monkeypatch):
    laid = []
    monkeypatch.setattr(
        "soundings.instruments.views.looking.render_pdf", lambda name, data, at: laid.append(data) or b"%PDF-"
    )
    version = published(viewer_for(lead), every_kind())
    response = browser(lead).get(reverse("instrument-paper", args=[version.instrument.public_id]))
    assert response["Content-Type"] == "application/pdf"
    assert laid[0]["code"] == "asked · version 1"
    questions = laid[0]["sections"][0]["questions"]
    assert [one["kind"] for one in questions] == [one["kind"] for one in every_kind()["sections"][0]["questions"]]
    drawn = {one["kind"]: one["picture"] for one in questions if one["picture"]}
    assert list(drawn) == ["picture"] and drawn["picture"].startswith("<svg xmlns=")


@pytest.mark.parametrize("drawn", ["houses", "path", "faces", "network"])
def test_paper_shows_the_picture_of_the_page(lead, drawn):
    version = published(viewer_for(lead), asks(question("p", "picture", picture=drawn), question("a", picture=drawn)))
    response = browser(lead).get(reverse("instrument-paper", args=[version.instrument.public_id]))
    assert response.content.startswith(b"%PDF-")


def test_paper_is_a_pdf(lead):
    asked = question("b", "long", show_if={"question": "a", "is": "at-least", "value": 5}, why=True, na=True)
    version = published(viewer_for(lead), asks(question("a"), question("f", "faces"), question("m", "matrix"), asked))
    response = browser(lead).get(reverse("instrument-paper", args=[version.instrument.public_id]))
    assert response.content.startswith(b"%PDF-")


def test_paper_says_when_our_print_lacks_the_letters(lead):
    definition = asks(
        question("a", text={"en": "Know?", "ar": "هل تعرف؟", "th": "รู้ไหม"}),
        title={"en": "First", "ar": "أولا", "th": "แรก"},
    )
    for one in definition["sections"][0]["questions"]:
        one["ends"] = {"low": {"en": "No", "ar": "لا", "th": "ไม่"}, "high": {"en": "Yes", "ar": "نعم", "th": "ใช่"}}
    version = published(viewer_for(lead), definition | {"languages": ["en", "ar", "th"]})
    address = reverse("instrument-paper", args=[version.instrument.public_id])
    assert "Print the page itself" in text(browser(lead).get(address, {"language": "th"}))
    for language in ("en", "ar"):
        assert browser(lead).get(address, {"language": language})["Content-Type"] == "application/pdf"

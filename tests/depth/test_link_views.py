"""The link of somebody of the family: nothing resumes without a PIN, nothing tells who it is about."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from soundings.cases import followers
from soundings.cases.models import Concern, ConcernRoute, Screening
from soundings.core.models import ReadEntry
from soundings.depth.actions import family
from soundings.depth.models import FamilyInvite, Part
from soundings.depth.rules import Mode, Side, State
from soundings.depth.rules.asking import Asking
from soundings.depth.views.tokens import link_path, read_token
from tests.factories.accounts import NOON, UserFactory
from tests.factories.together import review_for

pytestmark = pytest.mark.django_db

MOTHER = Asking(Side.FAMILY, Mode.LINK, who="mother", language="en")
WORDS = "I was asked before my ex"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def made():
    return review_for()


@pytest.fixture
def link(made, monkeypatch):
    monkeypatch.setattr("soundings.depth.actions.family.LINK_HOLDS_DAYS", 36_500)  # the clock of the client runs
    asked = family.ask(by=made.as_reviewer, at=NOON, review=made.review, asking=MOTHER)
    return link_path(made.where.agency.pk, asked.token)


def test_a_token_is_read_back_with_its_agency():
    assert read_token(link_path(4711, "secret-token").split("/")[-2]) == (4711, "secret-token")
    assert [read_token(text) for text in ("", "x.y", ".abc", "12.", "-1.abc", "１.abc")] == [(0, "")] * 6


def test_they_are_told_who_reads_it_before_they_rate_and_no_name_of_the_child_is_there(client, made, link):
    response = client.get(link)

    shown = response.content.decode()
    assert "Rita Hall, Sam Reed" in shown and "You may speak to Rita Hall alone" in shown
    assert "<title>A few questions</title>" in shown
    assert "q-understands" not in shown
    assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "same-origin"
    pages = [shown, client.post(link, {"begin": 1}).content.decode()]
    assert not any(name in text for text in pages for name in ("Melli", "Majid", made.case.child.reference))
    assert "sessionid" not in client.cookies


def test_opening_uses_up_nothing_and_sending_does(client, link):
    assert client.get(link).status_code == client.get(link).status_code == 200
    client.post(link, {"begin": 1})

    thanks = client.post(link, {"send": 1, "stamp": 0, "q-understands": "0", "q-understands-why": WORDS})

    assert "Thank you" in thanks.content.decode() and WORDS not in thanks.content.decode()
    part = Part.objects.get()
    assert part.answers["understands"] == {"value": 0, "why": WORDS} and part.given_at
    assert client.get(link).status_code == 404


def test_used_ended_and_unknown_links_look_alike(client, made, link):
    agency = made.where.agency.pk
    client.post(link, {"send": 1, "stamp": 0})
    used = client.get(link)
    unknown = client.get(link_path(agency, "never-was"))
    elsewhere = client.get(link_path(agency + 1000, "never-was"))

    assert used.status_code == unknown.status_code == elsewhere.status_code == 404
    assert used.content == unknown.content == elsewhere.content


def test_without_a_pin_nothing_is_kept_half_way(client, link):
    refused = client.post(link, {"keep": 1, "stamp": 0, "q-understands-why": WORDS, "pin": ""})

    assert WORDS in refused.content.decode()  # typed, so still on the page
    assert Part.objects.get().answers == {}
    assert WORDS not in client.get(link).content.decode()


def test_with_a_pin_they_go_on_later_and_nobody_else_does(client, link):
    client.post(link, {"keep": 1, "stamp": 0, "q-understands-why": WORDS, "pin": "4711"})

    for data in ({"begin": 1}, {"open": 1, "pin": "0000"}, {"keep": 1, "stamp": 1, "q-understands-why": "Not hers"}):
        assert WORDS not in client.post(link, data).content.decode()
    opened = client.post(link, {"open": 1, "pin": "4711"}).content.decode()
    assert WORDS in opened
    assert Part.objects.get().answers == {"understands": {"why": WORDS}}
    unlocked = opened.split('name="unlocked" value="')[1].split('"')[0]
    client.post(link, {"send": 1, "unlocked": unlocked, "stamp": 1, "q-understands": "6"})
    assert Part.objects.get().answers["understands"]["value"] == 6
    assert FamilyInvite.objects.get().pin == ""


def test_a_pin_cannot_be_guessed_by_trying(client, link):
    client.post(link, {"keep": 1, "stamp": 0, "pin": "4711"})
    for _try in range(5):
        client.post(link, {"open": 1, "pin": "0000"})

    assert "Too many tries" in client.post(link, {"open": 1, "pin": "4711"}).content.decode()


def test_a_link_to_which_much_is_sent_waits(client, link):
    for _time in range(60):
        client.post(link, {"open": 1})

    assert client.post(link, {"begin": 1}).status_code == 429


def test_leaving_wipes_and_goes_somewhere_neutral(client, link):
    client.get(link)

    response = client.get(reverse("family-leave"))

    assert (response.status_code, response["Location"]) == (303, "https://www.bbc.co.uk/weather")
    assert "storage" in response["Clear-Site-Data"]
    assert response.cookies["csrftoken"]["max-age"] == 0


def test_an_ended_review_closes_its_links(client, made, link):
    made.now(State.ABANDONED)

    assert client.post(link, {"send": 1, "stamp": 0, "q-understands": "5"}).status_code == 404
    assert Part.objects.get().answers == {}


def test_what_they_say_waits_to_be_read_for_danger_and_the_supervisor_is_asked_to_look(client, made, link):
    client.post(link, {"send": 1, "stamp": 0, "q-understands": "2", "q-understands-why": WORDS})

    waits = Screening.objects.get()
    assert (waits.stands_at, waits.source, waits.unit) == (Part.objects.get().public_id, "review", made.where.team)
    text = followers.text_of(waits, viewer=made.as_supervisor, at=NOON)
    assert text == WORDS
    assert ReadEntry.objects.filter(verb="text.screened").count() == 1
    Screening.objects.update(outcome="supervisor", screened_at=waits.came_at, screened_by=made.reviewer)
    made.now(State.MEETING)
    client.force_login(made.where.supervisor)
    shown = client.get(reverse("write-review", args=[made.review.public_id])).content.decode()
    assert "words of “Mother” asks you to look" in shown


def test_danger_goes_at_once_to_its_receiver_and_stays_out_of_the_answers(client, made, link):
    assert "Tell them now" not in client.get(link).content.decode()  # nobody is set, so nothing pretends to send
    manager = UserFactory(supervisor=True, unit=made.where.service, name="Mo Hart")
    ConcernRoute.objects.create(
        agency=made.where.agency,
        unit=made.where.service,
        matter="concern-now",
        receiver=manager,
        deputy=made.where.supervisor,
        minutes=60,
        set_at=NOON,
    )
    assert "It goes at once to Mo Hart" in client.get(link).content.decode()

    told = client.post(link, {"danger-now": 1, "danger": "He is at the door", "contact": "text me"})

    assert "It is on its way" in told.content.decode()
    concern = Concern.objects.get()
    assert (concern.words, concern.contact, concern.raised_by) == ("He is at the door", "text me", None)
    assert Part.objects.get().answers == {}
    assert "Say in a few words" in client.post(link, {"danger-now": 1, "danger": " "}).content.decode()
    assert Concern.objects.count() == 1


# --- asking, listening, telling ------------------------------------------------------------------------------------


def asking(**data):
    return {"side": "family", "who": "father", "mode": "phone", "language": "en", "interpreting": "telephone"} | {
        "helper": "nobody",
        **data,
    }


def test_the_reviewer_asks_listens_and_tells(client, made):
    client.force_login(made.reviewer)
    asked = client.post(reverse("review-family", args=[made.review.public_id]), asking())
    listen = asked["Location"]
    before = client.get(listen).content.decode()
    assert "The interpreter says everything" in before and "q-understands" not in before
    assert "Tell them first" in client.post(listen, {"yes": "on"}).content.decode()
    client.post(listen, {"yes": "on", "told": "on"})
    client.post(listen, {"give": 1, "stamp": 0, "q-listened": "partly"})

    part = Part.objects.get()
    assert part.answers == {"listened": {"value": "partly"}} and part.given_at and part.mode == "phone"
    assert client.get(listen).status_code == 404
    made.now(State.SIGNED_OFF)
    heard = reverse("review-heard", args=[made.review.public_id, FamilyInvite.objects.get().public_id])
    client.post(heard, {"words": "The plan is shorter"})
    assert "The plan is shorter" in client.get(reverse("review-family", args=[made.review.public_id])).content.decode()


def test_a_link_is_shown_once_and_faults_stand_at_their_fields(client, made):
    client.force_login(made.reviewer)
    at = reverse("review-family", args=[made.review.public_id])
    refused = client.post(at, asking(who="Melli’s aunt", helper="relative")).content.decode()
    assert "never a name" in refused and "Make sure of this first" in refused

    shown = client.post(at, asking(mode="link")).content.decode()

    assert "http://testserver/say/" in shown
    assert "/say/" not in client.get(at).content.decode()


def test_on_paper_the_questions_are_printed_as_they_are_asked(client, made):
    client.force_login(made.reviewer)
    client.post(reverse("review-family", args=[made.review.public_id]), asking(mode="paper"))

    shown = client.get(reverse("review-family", args=[made.review.public_id])).content.decode()

    paper = shown.split("Print the questions")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "as_=family" in paper
    assert client.get(paper)["Content-Type"] == "application/pdf"


def test_the_worker_neither_asks_nor_listens(client, made):
    invite = family.ask(
        by=made.as_reviewer, at=NOON, review=made.review, asking=Asking(Side.FAMILY, Mode.PAPER, who="mother")
    ).invite
    client.force_login(made.where.worker)

    assert client.get(reverse("review-family", args=[made.review.public_id])).status_code == 404
    for name in ("review-listen", "review-heard"):
        assert client.get(reverse(name, args=[made.review.public_id, invite.public_id])).status_code == 404
    assert client.post(reverse("review-asking-end", args=[made.review.public_id, invite.public_id])).status_code == 404


def test_no_family_members_entry_reaches_another(client, made, link):
    father = family.ask(
        by=made.as_reviewer, at=NOON, review=made.review, asking=Asking(Side.FAMILY, Mode.LINK, who="father")
    )
    client.post(link, {"begin": 1})
    client.post(link, {"keep": 1, "stamp": 0, "q-understands-why": WORDS, "pin": "4711"})

    his = link_path(made.where.agency.pk, father.token)
    for answer in (client.get(his), client.post(his, {"begin": 1}), client.post(his, {"open": 1, "pin": "4711"})):
        assert WORDS not in answer.content.decode()

"""The pages of what is raised, through the client."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from soundings.accounts.models import KeptText
from soundings.accounts.queries import root_of
from soundings.cases import actions
from soundings.cases.actions import RouteTerms
from soundings.cases.actions.screening import expect
from soundings.cases.models import Concern, ConcernRoute, Screening
from soundings.cases.rules.concerns import ConcernState, Matter, Source
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM
from soundings.core.tenancy import acting_for
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db
WORDS = "She is afraid to go home."


@pytest.fixture
def moira(place):
    return UserFactory(senior_manager=True, agency=place.agency, name="Moira Costello")


@pytest.fixture
def named(place, moira):
    leah = UserFactory(qa_lead=True, agency=place.agency, name="Leah Winterton")
    for matter, days in ((Matter.CONCERN_NOW, 20), (Matter.WHISTLEBLOWING, 5)):
        terms = RouteTerms(receiver=moira, deputy=leah, clock=days, out_of_hours="01632 960 001")
        actions.set_route(matter=matter, unit=root_of(place.agency), terms=terms, by=SYSTEM, at=timezone.now())
    return leah


def said(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def send(client, name: str, *args, **more):
    return client.post(reverse(name, args=args), {"about": "child", "words": WORDS} | more, follow=True)


def test_before_typing_the_page_says_who_reads_it_and_by_when(client, place, named):
    client.force_login(place.worker)
    page = said(client.get(reverse("raise-concern")))
    assert "Moira Costello, at once" in page
    assert "Leah Winterton, if nobody has" in page
    assert "It is acknowledged within 20 minutes" in page
    assert "01632 960 001" in page
    assert "call 999 first" in page


def test_without_anybody_set_the_page_says_whom_to_call_and_offers_no_form(client, place):
    client.force_login(place.worker)
    page = said(client.get(reverse("raise-concern")))
    assert "Nobody in Soundings is set" in page
    assert "Telephone your manager or the duty team now" in page
    assert 'name="words"' not in page
    send(client, "raise-concern")
    assert not Concern.objects.exists()


def test_from_raising_to_closing(client, place, named, moira):
    client.force_login(place.worker)
    assert "Moira Costello is told now" in said(send(client, "raise-concern"))
    concern = Concern.objects.get()
    assert (concern.unit, concern.raised_by) == (place.team, place.worker)
    assert client.get(reverse("concern", args=[concern.public_id])).status_code == 404

    client.force_login(moira)
    assert "Acknowledge it within" in said(client.get(reverse("concerns")))
    there = reverse("concern", args=[concern.public_id])
    assert WORDS in said(client.get(there))
    client.post(there, {"move": "acknowledge"})
    assert "Please fill this in" in said(client.post(there, {"move": "decide", "what": "A visit tonight."}))
    client.post(there, {"move": "decide", "what": "A visit.", "who": "Jane", "by_when": "2026-11-26T18:00"})
    client.post(there, {"move": "confirm", "stands_as": "Note of today"})
    client.post(there, {"move": "close", "reason": "Safe."})
    concern.refresh_from_db()
    assert concern.state == ConcernState.CLOSED
    assert timezone.localtime(concern.decisions.get().by_when).hour == 18

    client.force_login(place.worker)
    page = said(client.get(reverse("concerns")))
    assert "Moira Costello received it" in page
    assert "A visit." not in page


def test_about_a_case_it_goes_to_the_people_of_its_team(client, place, named, moira):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    client.force_login(place.worker)
    assert reverse("raise-concern-about", args=[case.public_id]) in said(
        client.get(reverse("case", args=[case.public_id]))
    )
    send(client, "raise-concern-about", case.public_id)
    concern = Concern.objects.get()
    assert (concern.case, concern.source) == (case, Source.CASE)
    client.force_login(moira)
    assert case.child.name in said(client.get(reverse("concern", args=[concern.public_id])))


def test_a_case_out_of_scope_is_none(client, place, named):
    case = CaseFactory(team=place.other_team)
    client.force_login(place.worker)
    assert client.get(reverse("raise-concern-about", args=[case.public_id])).status_code == 404


def test_another_place_can_be_chosen(client, place, named):
    client.force_login(place.worker)
    there = f"{reverse('raise-concern')}?place={place.other_team.public_id}"
    assert f'value="{place.other_team.public_id}"' in said(client.get(there))
    send(client, "raise-concern", place=place.other_team.public_id)
    assert Concern.objects.get().unit == place.other_team


def test_where_it_was_said_comes_along(client, place, named):
    client.force_login(place.worker)
    page = said(client.get(f"{reverse('raise-concern')}?source=review&stands_at=abc"))
    assert 'value="review"' in page
    send(client, "raise-concern", source="review", stands_at="abc")
    assert (Concern.objects.get().source, Concern.objects.get().stands_at) == (Source.REVIEW, "abc")


def test_whistleblowing_without_a_name(client, place, named):
    client.force_login(place.worker)
    page = send(client, "blow-whistle", named="no")
    assert "Your name was not kept" in said(page)
    assert Concern.objects.get().raised_by is None


@pytest.mark.parametrize(("name", "kept"), [("raise-complaint", True), ("blow-whistle", False)])
def test_what_a_whistleblower_typed_too_late_is_not_kept_under_their_name(client, place, named, name, kept):
    client.force_login(place.worker)
    client.get(reverse(name))
    del client.cookies[settings.SESSION_COOKIE_NAME]
    client.post(reverse(name), {"words": WORDS, "named": "no"})
    assert KeptText.objects.exists() is kept


def test_receivers_are_named_and_taken_away(client, place, moira):
    admin = UserFactory(administrator=True, agency=place.agency)
    leah = UserFactory(qa_lead=True, agency=place.agency, name="Leah Winterton")
    client.force_login(admin)
    assert "Nobody is named for the whole agency" in said(client.get(reverse("concern-routes")))
    root = root_of(place.agency)
    chosen = client.get(reverse("concern-routes"), {"matter": "concern-now", "place": root.public_id})
    there = reverse("concern-route", args=["concern-now", root.public_id])
    assert chosen.url == there
    terms = {"receiver": moira.public_id, "deputy": leah.public_id, "clock": "15", "out_of_hours": "01632 960 001"}
    more = {"next_1": place.supervisor.public_id, "minutes_1": ""}
    assert "Give both" in said(client.post(there, terms | more))
    page = said(client.post(there, terms | more | {"minutes_1": "10"}, follow=True))
    assert "Sam Okafor, after 10 more minutes" in page
    assert ConcernRoute.objects.get().minutes == 15
    client.post(reverse("end-concern-route", args=["concern-now", root.public_id]))
    assert not ConcernRoute.objects.exists()


def test_nobody_else_names_them(client, place):
    for user in (place.worker, place.supervisor):
        client.force_login(user)
        assert client.get(reverse("concern-routes")).status_code == 404


def test_no_child_stands_in_the_list_of_an_administrator(client, place, named):
    client.force_login(place.worker)
    send(client, "raise-concern")
    client.force_login(UserFactory(administrator=True, agency=place.agency))
    assert WORDS not in said(client.get(reverse("concerns")))
    assert client.get(reverse("concern", args=[Concern.objects.get().public_id])).status_code == 404


def test_a_text_is_read_for_danger(client, place, named, moira):
    text = expect(source=Source.COMMENT, stands_at="abc", place=place.team, at=timezone.now() - timedelta(days=1))
    there = reverse("screening", args=[text.public_id])
    client.force_login(place.supervisor)
    assert client.get(there).status_code == 404
    client.force_login(moira)
    assert "To be read for danger" in said(client.get(reverse("concerns")))
    assert "The text is gone" in said(client.get(there))
    client.post(there, {"outcome": "nothing"})
    assert Screening.objects.get().screened_by == moira


def test_another_agency_sees_none_of_it(client, place, named):
    client.force_login(place.worker)
    send(client, "raise-concern")
    concern = Concern.objects.get()
    other = Agency.objects.create(code="elsewhere", name="Elsewhere")
    with acting_for(other):
        UnitFactory(agency=other, kind="agency", parent=None, name="Elsewhere", code="elsewhere")
        stranger = UserFactory(senior_manager=True, agency=other)
    client.force_login(stranger)
    assert client.get(reverse("concern", args=[concern.public_id])).status_code == 404

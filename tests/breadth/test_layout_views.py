"""The editor of boards through the client, without a script: from a place to a published version."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.breadth import actions, queries
from soundings.breadth.models import Board, BoardVersion
from soundings.core.models import ReadEntry
from tests.factories.accounts import NOON, TeamFactory, UserFactory
from tests.factories.breadth import AT, Office, office
from tests.factories.cases import abuse_types_for

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def here() -> Office:
    made = office()
    abuse_types_for(made.agency)
    return made


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sam(here):
    return browser(here.supervisor)


def page(response) -> str:
    assert response.status_code == 200, (response.status_code, getattr(response, "url", ""))
    return html.unescape(response.content.decode())


def begun(here, sam) -> Board:
    """A draft of the team's own board."""
    sam.post(reverse("place-layout", args=[here.team.public_id]), {"source": "front-end"})
    return Board.objects.get(place=here.team)


def typed(board) -> dict[str, str]:
    """What the editor sends when nothing was changed."""
    sent = {}
    for one in queries.laid_columns(queries.draft_of(board)):
        sent[f"label-{one.pk}"] = one.labels["en-gb"]
        sent[f"shows-{one.pk}"] = one.shows or one.fact
    return sent


def day(on) -> dict[str, str]:
    return {"on_day": str(on.day), "on_month": str(on.month), "on_year": str(on.year)}


def test_from_the_board_to_a_published_board_of_ones_own(here, sam):
    here.case("Melli Majid")
    board_page = reverse("board", args=[here.team.public_id])
    place = reverse("place-layout", args=[here.team.public_id])
    assert place in page(sam.get(board_page))
    assert "because it serves this stage" in page(sam.get(place))
    board = begun(here, sam)
    assert sam.get(place).url == reverse("layout", args=[board.code])
    editor = reverse("layout-draft", args=[board.code])
    sent = typed(board)
    goal = queries.draft_of(board).columns.get(element__code="goal")
    sam.post(editor, sent | {f"label-{goal.pk}": "Our hope", "do": f"up-{goal.pk}"})
    sam.post(editor, typed(board) | {"do": "add", "add": "timeline"})
    sam.post(reverse("layout-element", args=[board.code]), {"label": "Genogram", "kind": "count", "scope": "family"})
    shown = page(sam.get(editor))
    assert "Our hope" in shown and "Genogram" in shown
    assert "Our hope" not in page(sam.get(board_page))
    preview = page(sam.get(reverse("layout-preview", args=[board.code])))
    assert "Melli Majid" in preview and "Genogram" in preview
    assert ReadEntry.objects.filter(verb="board.viewed").count() == 3
    reply = sam.post(reverse("layout-publish", args=[board.code]), day(TODAY) | {"why": "Our words"})
    assert reply.url == reverse("layout", args=[board.code])
    now = page(sam.get(board_page))
    assert "Our hope" in now and "Genogram" in now
    versions = page(sam.get(reverse("layout", args=[board.code])))
    assert "Version 1" in versions and "Our words" in versions and "Sam Reed" in versions and "shown today" in versions


def test_a_heading_left_empty_is_asked_for_and_nothing_else_is_lost(here, sam):
    board = begun(here, sam)
    goal = queries.draft_of(board).columns.get(element__code="goal")
    reply = page(sam.post(reverse("layout-draft", args=[board.code]), typed(board) | {f"label-{goal.pk}": ""}))
    assert "Give it a name" in reply
    goal.refresh_from_db()
    assert goal.labels["en-gb"] == "Safety Goal"


def test_a_column_is_taken_off_and_two_versions_are_compared(here, sam):
    board = begun(here, sam)
    actions.publish(by=here.as_supervisor, at=AT, board=board, on=TODAY, why="First")
    layout = reverse("layout", args=[board.code])
    editor = reverse("layout-draft", args=[board.code])
    sam.post(editor, {"begin": "1"})
    goal = queries.draft_of(board).columns.get(element__code="goal")
    sam.post(editor, typed(board) | {"do": f"drop-{goal.pk}"})
    publish = reverse("layout-publish", args=[board.code])
    assert "“Safety Goal” was taken off" in page(sam.get(publish))
    refused = page(sam.post(publish, day(TODAY - timedelta(days=1)) | {"why": "x"}))
    assert "This day has passed" in refused
    sam.post(publish, day(TODAY + timedelta(days=7)) | {"why": "Goals go with the statement"})
    assert "“Safety Goal” was taken off" in page(sam.get(layout))
    assert "“Safety Goal” was added" in page(sam.get(layout, {"first": "2", "second": "1"}))
    assert "Safety Goal" in page(sam.get(reverse("board", args=[here.team.public_id])))
    assert [one.from_on for one in BoardVersion.objects.filter(board=board)] == [TODAY, TODAY + timedelta(days=7)]


def test_a_draft_is_thrown_away_and_a_board_is_given_up(here, sam):
    board = begun(here, sam)
    drop = reverse("layout-drop", args=[board.code])
    assert "Throw the draft away?" in page(sam.get(drop))
    assert sam.post(drop).url == reverse("board", args=[here.team.public_id])
    board = begun(here, sam)
    actions.publish(by=here.as_supervisor, at=AT, board=board, on=TODAY, why="First")
    sam.post(reverse("layout-name", args=[board.code]), {"label": "Our whiteboard"})
    assert "Our whiteboard" in page(sam.get(reverse("board", args=[here.team.public_id])))
    retire = reverse("layout-retire", args=[board.code])
    assert "Say why" in page(sam.post(retire, {"why": ""}))
    sam.post(retire, {"why": "Back to the stage's"})
    shown = page(sam.get(reverse("board", args=[here.team.public_id])))
    assert "Our whiteboard" not in shown
    assert "It has not been used since 16 March 2026" in page(sam.get(reverse("layout", args=[board.code])))


def test_workers_read_the_versions_and_change_nothing_and_others_see_nothing(here, sam):
    board = begun(here, sam)
    jane = browser(here.worker)
    layout = page(jane.get(reverse("layout", args=[board.code])))
    assert "Nothing is published yet" in layout and "draft" not in re.sub("<[^>]+>", "", layout).lower()
    stranger = browser(UserFactory(supervisor=True, unit=TeamFactory(parent=here.service, name="South")))
    names = ("layout-draft", "layout-element", "layout-name", "layout-preview", "layout-publish", "layout-drop")
    for name in (*names, "layout-retire"):
        address = reverse(name, args=[board.code])
        assert jane.get(address).status_code == 404, name
        assert stranger.get(address).status_code == 404, name
        assert stranger.post(address).status_code in (404, 405), name
    assert stranger.get(reverse("layout", args=[board.code])).status_code == 404
    assert stranger.get(reverse("place-layout", args=[here.team.public_id])).status_code == 404


def test_the_words_page_leads_to_the_agencys_boards(here):
    lead = browser(UserFactory(agency=here.agency, qa_lead=True))
    address = reverse("layout", args=["front-end"])
    assert address in page(lead.get(reverse("words")))
    assert "from the beginning" in page(lead.get(address))
    lead.post(reverse("layout-draft", args=["front-end"]), {"begin": "1"})
    assert page(lead.get(reverse("layout-preview", args=["front-end"])))

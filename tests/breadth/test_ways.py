"""The pills above a team's board: the seam where each page of a team has its place."""

import pytest

from soundings.breadth.views import ways
from soundings.breadth.views.ways import Way, ways_of
from tests.factories.breadth import office

pytestmark = pytest.mark.django_db


def test_one_way_alone_is_no_choice(monkeypatch):
    here = office()
    viewer = here.as_supervisor
    monkeypatch.setattr(ways, "WAYS", [Way("board", "Board", "board")])
    assert ways_of(viewer, here.team, here="board") == []


def test_each_way_stands_in_its_place_and_only_where_it_is_offered(monkeypatch):
    here = office()
    viewer = here.as_supervisor
    starts = Way("starts", "Starts", "recording-starts")
    never = Way("never", "Never", "recording-starts", offered=lambda _viewer, _unit: False)
    monkeypatch.setattr(ways, "WAYS", [Way("board", "Board", "board"), never, starts])
    found = ways_of(viewer, here.team, here="board")
    assert [(one["label"], one["current"]) for one in found] == [("Board", "1"), ("Starts", "")]
    assert found[1]["href"] == f"/board/{here.team.public_id}/recording/"

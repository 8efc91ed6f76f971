"""The cards above a team's board, by a hand count."""

from datetime import date

import pytest
from django.urls import reverse

from soundings.breadth import queries
from soundings.breadth.actions.months import count_months
from soundings.breadth.models import RecordingStart
from soundings.breadth.rules import Coverage, Rater
from soundings.breadth.views.cards import cards_of
from soundings.core.rules import Denied
from tests.factories.accounts import UserFactory, viewer_for
from tests.factories.breadth import AT, done, family_for, office, recorded


@pytest.fixture
def here(db):
    return office()


@pytest.fixture
def told(here):
    """Three families, one of them of two children. Two are mapped, one of these since March."""
    family = family_for(here)
    cases = [here.case(f"Child {n}", family=family if n < 2 else None, opened_on=date(2026, 1, 5)) for n in range(4)]
    for n, on in ((1, date(2026, 2, 3)), (2, date(2026, 3, 5))):
        recorded(here, cases[n], "mapping-family", done(on))
    for n, day in ((0, 9), (1, 12), (2, 25)):
        recorded(here, cases[n], "three-houses", done(date(2026, 1, day)))
    draft = done(date(2026, 2, 1), number=6, rater=Rater.WORKER, new_issue_name="Drinking")
    issue = recorded(here, cases[3], "scale", draft).issue
    recorded(here, cases[3], "scale", done(date(2026, 3, 1), number=4, rater=Rater.WORKER, issue=issue.public_id))
    RecordingStart.objects.update(begun_on=date(2026, 1, 1))
    count_months(here.agency.pk, at=AT)
    return cases


def test_each_card_says_its_figure_in_a_sentence_and_leads_to_it(here, told):
    mapped, soon, moves = cards_of(here.as_supervisor, here.team)
    assert (mapped.value, mapped.note) == ("2 of 3", "1 of 3 at the end of February")
    assert "families, when expected" in mapped.label
    assert (soon.value, soon.note) == ("7 days", "half within 4 to 20")
    assert moves.value == "0 up, 0 same, 1 down"
    assert moves.label.endswith("of the 1 family rated twice by the same rater")
    assert all(here.team.public_id in card.href for card in (mapped, soon, moves))


def test_they_stand_on_the_board_of_the_team_and_nowhere_else(here, told, client):
    client.force_login(here.supervisor)
    said = client.get(reverse("board", args=[here.team.public_id])).content.decode()
    assert "2 of 3</a>" in said and "This team at a glance" in said
    assert "This team at a glance" not in client.get(reverse("my-cases")).content.decode()
    assert cards_of(here.as_supervisor, here.service) == []


def test_a_team_that_records_nothing_has_no_cards(here):
    here.case()
    assert cards_of(here.as_supervisor, here.team) == []


def test_whoever_may_not_see_the_figures_has_none(here, told):
    elsewhere = viewer_for(UserFactory(supervisor=True, unit=office().team))
    assert cards_of(elsewhere, here.team) == []
    with pytest.raises(Denied):
        queries.glance_at(elsewhere, here.team, ["scale"], language="en-gb")


def test_four_statements(here, told, django_assert_num_queries):
    viewer = here.as_supervisor
    with django_assert_num_queries(4):
        found = queries.glance_at(viewer, here.team, ["mapping-family", "scale"], language="en-gb")
    assert found["mapping-family"].coverage == Coverage(expected=3, recorded=2)

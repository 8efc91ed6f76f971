"""Figures for those who see groups only: what is withheld, on one page and on all of them together."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from soundings.accounts.models import Unit
from soundings.breadth import queries
from soundings.breadth.models import Element, Tally, UnitCount
from soundings.breadth.rules import Coverage, Figures, Level, withheld
from soundings.core.rules import Denied
from soundings.stats.disclosure import Sum, recoverable
from tests.factories.accounts import ServiceFactory, TeamFactory, UserFactory, root_for, viewer_for
from tests.factories.breadth import case_for, office

COUNTS = ("recorded", "left", "of")
AGENCY = 1


def place(open_cases, recorded, of):
    return Figures(open_cases, {"goal": Coverage(expected=of, recorded=recorded)})


def withheld_of(levels, figures):
    found = withheld(levels, figures, ["goal"])
    return found.places, found.counts["goal"]


# --- rules ---------------------------------------------------------------------------------------------------------


def test_a_small_number_is_withheld_with_its_complement_and_one_place_beside_it():
    # By hand: 3 of 30 goes, and so does 27; both columns need a second place, the smallest: 12 of 40.
    figures = {AGENCY: place(160, 85, 150), 2: place(30, 3, 30), 3: place(40, 12, 40), 4: place(90, 70, 80)}
    places, gone = withheld_of([Level(AGENCY, [2, 3, 4])], figures)
    assert places == set()
    assert gone == {(2, "recorded"), (2, "left"), (3, "recorded"), (3, "left")}


def test_a_small_place_is_withheld_whole_and_another_so_that_it_cannot_be_subtracted():
    figures = {AGENCY: place(79, 49, 79), 2: place(9, 9, 9), 3: place(20, 20, 20), 4: place(50, 20, 50)}
    places, gone = withheld_of([Level(AGENCY, [2, 3, 4])], figures)
    assert places == {2, 3}
    assert {(2, what) for what in COUNTS} | {(3, what) for what in COUNTS} == gone


def test_a_place_hidden_above_is_hidden_on_its_own_page():
    figures = {
        AGENCY: place(80, 38, 80),
        2: place(40, 3, 40),
        3: place(40, 35, 40),
        21: place(20, 3, 20),
        22: place(20, 0, 20),
    }
    _places, gone = withheld_of([Level(AGENCY, [2, 3]), Level(2, [21, 22])], figures)
    assert {(2, "recorded"), (3, "recorded"), (21, "recorded")} <= gone


def small_or_large():
    return st.integers(0, 12) | st.integers(0, 60)


@st.composite
def trees(draw):
    """An agency of services of teams, with figures that add up."""
    figures, levels, services = {}, [], []
    for service in range(2, 2 + draw(st.integers(1, 3))):
        teams = [service * 10 + number for number in range(draw(st.integers(1, 4)))]
        for team in teams:
            recorded, left = draw(small_or_large()), draw(small_or_large())
            figures[team] = place(recorded + left + draw(small_or_large()), recorded, recorded + left)
        figures[service] = total([figures[team] for team in teams])
        levels.append(Level(service, teams))
        services.append(service)
    figures[AGENCY] = total([figures[one] for one in services])
    return Level(AGENCY, services), levels, figures


def total(parts):
    covers = [one.coverage["goal"] for one in parts]
    recorded, of = sum(one.recorded for one in covers), sum(one.of for one in covers)
    return place(sum(one.open_cases for one in parts), recorded, of)


@given(trees())
def test_no_two_pages_together_give_away_what_is_withheld(tree):
    top, levels, figures = tree
    opens, gone = set(), set()
    for level in [top, *levels]:
        path = [top] if level is top else [top, level]
        shown_here, counts_here = withheld_of(path, figures)
        opens |= shown_here
        gone |= counts_here

    counts = {(one, "open"): each.open_cases for one, each in figures.items()}
    for one, each in figures.items():
        found = each.coverage["goal"]
        counts |= {(one, "recorded"): found.recorded, (one, "left"): found.of - found.recorded, (one, "of"): found.of}
    sums = [Sum((one, "of"), [(one, "recorded"), (one, "left")]) for one in figures]
    for level in [top, *levels]:
        sums += [Sum((level.place, what), [(one, what) for one in level.below]) for what in (*COUNTS, "open")]
    hidden = gone | {(one, "open") for one in opens}

    small = {key for key, count in counts.items() if 1 <= count <= (9 if key[1] == "open" else 5)}
    assert small <= hidden
    assert {key for key in recoverable(counts, sums, hidden) if counts[key] != 1} == set()


# --- queries and the page ------------------------------------------------------------------------------------------


@pytest.fixture
def here(db):
    """An agency of two services; the second of two teams, one of which is small."""
    made = office()
    other = ServiceFactory(agency=made.agency, name="Early help")
    teams = {"North": made.team, "East": TeamFactory(parent=other, name="East")}
    teams["West"] = TeamFactory(parent=other, name="West")
    counted(made, teams["North"], open_cases=62, recorded=31, of=34)
    counted(made, teams["East"], open_cases=44, recorded=22, of=40)
    counted(made, teams["West"], open_cases=7, recorded=6, of=7)
    return made


def counted(where, team, *, open_cases, recorded, of):
    """What the projections of a team and of the places above it would say."""
    goal = Element.objects.get(agency=where.agency, code="goal")
    for pk in team.line:
        count, _made = UnitCount.objects.get_or_create(agency=where.agency, unit_id=pk)
        UnitCount.objects.filter(unit=pk).update(open_cases=count.open_cases + open_cases)
        found = Tally.objects.filter(unit=pk, element=goal)
        before = found.first()
        said = {"expected": of + (before.expected if before else 0), "recorded": recorded}
        said["recorded"] += before.recorded if before else 0
        if before:
            found.update(**said)
        else:
            Tally.objects.create(agency=where.agency, unit_id=pk, element=goal, **said)


def group_overview(where, viewer, unit):
    return queries.group_overview_of(viewer, unit=unit, board=where.board("front-end"))


def analyst_of(where):
    return UserFactory(agency=where.agency, analyst=True)


def test_a_place_with_a_small_one_beside_it_is_withheld_too(here):
    help_unit = Unit.objects.get(agency=here.agency, name="Early help")
    found = group_overview(here, viewer_for(analyst_of(here)), help_unit)
    assert [(one.unit.name, one.open_cases) for one in found.below] == [("East", None), ("West", None)]
    assert found.place.open_cases == 50  # 51, rounded
    # 28 of 47 could be shown here; on the page above, it would give away the 31 of 34 beside it.
    assert found.place.shares["goal"] == (None, 45)


def test_a_share_near_the_whole_is_hidden_with_the_few_that_are_not(here):
    found = group_overview(here, viewer_for(analyst_of(here)), root_for(here.agency))
    shown = {one.unit.name: (one.open_cases, one.shares["goal"]) for one in found.below}
    assert shown == {"Early help": (50, (None, 45)), "Family services": (60, (None, 35))}
    assert found.place.shares["goal"] == (73, 80)  # 59 of 81


def test_figures_in_groups_cost_five_queries(here, django_assert_num_queries):
    viewer, root, board = viewer_for(analyst_of(here)), root_for(here.agency), here.board("front-end")
    with django_assert_num_queries(5):
        queries.group_overview_of(viewer, unit=root, board=board)


def test_a_partner_sees_the_place_they_were_invited_to_and_no_other(here):
    help_unit = Unit.objects.get(agency=here.agency, name="Early help")
    partner = viewer_for(UserFactory(agency=here.agency, partner=True, unit=help_unit))
    assert queries.outermost_for(partner) == [help_unit]
    assert group_overview(here, partner, help_unit).place.open_cases == 50
    with pytest.raises(Denied):
        group_overview(here, partner, here.service)


@pytest.mark.parametrize("role", ["worker", "administrator"])
def test_who_has_no_part_in_the_figures_of_the_agency_has_none_in_groups(here, role):
    where = {"unit": here.team} if role == "worker" else {"agency": here.agency}
    with pytest.raises(Denied):
        group_overview(here, viewer_for(UserFactory(**{role: True}, **where)), root_for(here.agency))


@pytest.mark.parametrize("role", ["analyst", "business_unit", "partner"])
def test_the_page_shows_groups_and_leads_to_no_child(here, client, role):
    case_for(here, "Ada Vane", team=here.team, worker=None, born_on=date(2015, 5, 5))
    client.force_login(UserFactory(agency=here.agency, **{role: True}))
    answer = client.get(reverse("board"), follow=True)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "73% of 80" in said and "not shown: too few children" in said
    assert "/case/" not in said and "Ada Vane" not in said
    assert 'name="worker"' not in said and 'name="element"' not in said

    team = client.get(reverse("board", args=[here.team.public_id]))
    assert team.status_code == 200
    assert "/case/" not in team.content.decode()
    narrowed = client.get(reverse("board", args=[here.team.public_id]), {"element": "goal:missing"})
    assert "Ada Vane" not in narrowed.content.decode()


def test_a_place_out_of_reach_looks_as_if_it_were_not_there(here, client):
    help_unit = Unit.objects.get(agency=here.agency, name="Early help")
    client.force_login(UserFactory(agency=here.agency, partner=True, unit=help_unit))
    assert client.get(reverse("board", args=[here.service.public_id])).status_code == 404

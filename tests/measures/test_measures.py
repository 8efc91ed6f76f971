"""Measures: the list, the page of one at a place, the lists behind it, and what those see who see groups only."""

from datetime import date

import pytest
from django.urls import reverse

from soundings.breadth import queries
from soundings.breadth.models import Element
from soundings.breadth.rules import Answer, Behind, Draft, Rater
from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from soundings.measures import registry
from soundings.measures.registry import measure_for, measures_for
from soundings.measures.rules import Note, Point, Polarity, Scale
from tests.factories.accounts import UserFactory, root_for, viewer_for
from tests.factories.breadth import AT, done, family_for, office, recorded


@pytest.fixture
def here(db):
    return office()


@pytest.fixture
def told(here):
    """Three houses of five children: recorded after 10 and 20 days, one No, one exempt, one not known."""
    names = ("A A", "B B", "C C", "D D", "E E")
    cases = [here.case(name, opened_on=date(2026, 1, 5)) for name in names]
    recorded(here, cases[0], "three-houses", done(date(2026, 1, 15)))
    recorded(here, cases[1], "three-houses", done(date(2026, 1, 25)))
    recorded(here, cases[2], "three-houses", Draft(answer=Answer.NO))
    recorded(here, cases[3], "three-houses", Draft(answer=Answer.NOT_APPLICABLE, reason="Unborn"))
    recorded(here, cases[4], "three-houses", Draft(answer=Answer.NOT_KNOWN))
    return cases


def figure_at(viewer, unit, code):
    return measure_for(viewer, code).shown(viewer, unit).place.figure


def test_every_element_in_use_has_its_measures_and_codes_are_unique(here):
    found = measures_for(here.as_supervisor)
    codes = [one.code for one in found]
    assert len(codes) == len(set(codes))
    elements = Element.objects.filter(agency=here.agency).values_list("code", flat=True)
    assert {f"coverage-{code}" for code in elements} <= set(codes)
    assert "days-three-houses" in codes and "movement-scale" in codes
    assert all(one.definition and one.numerator and one.denominator for one in found)
    assert {one.scale for one in found} == set(Scale)
    assert next(one for one in found if one.code == "movement-scale").polarity is Polarity.NEITHER


def test_coverage_says_what_is_in_it_and_what_stands_apart(here, told):
    figure = figure_at(here.as_supervisor, here.team, "coverage-three-houses")
    assert figure.said == "2 of 3"
    assert figure.value == pytest.approx(66.67, abs=0.01)
    assert [(part.n, part.apart) for part in figure.parts] == [(2, False), (1, False), (0, True), (1, True), (1, True)]


def test_the_middle_time_and_its_middle_half(here, told):
    figure = figure_at(here.as_supervisor, here.team, "days-three-houses")
    assert figure.said == "10 days"
    assert "half within 10 to 20" in figure.note


def test_scale_movement(here):
    case = here.case("A A")
    draft = done(date(2026, 2, 1), number=3, rater=Rater.WORKER, new_issue_name="Drinking")
    issue = recorded(here, case, "scale", draft).issue
    recorded(here, case, "scale", done(date(2026, 3, 1), number=5, rater=Rater.WORKER, issue=issue.public_id))
    figure = figure_at(here.as_supervisor, here.team, "movement-scale")
    assert figure.said == "1 up, 0 same, 0 down"


@pytest.mark.parametrize("part", list(Behind))
def test_each_count_is_the_length_of_its_list(here, told, part):
    by, element = here.as_supervisor, here.element("three-houses")
    rows = queries.children_behind(by, unit=here.team, element=element, part=part, at=AT)
    expected = {"recorded": 2, "missing": 1, "later": 0, "exempt": 1, "unknown": 1, "timed": 2}
    assert len(rows) == expected.get(part, 0)


def test_a_family_stands_once_behind_a_figure_with_what_its_brother_has(here):
    family = family_for(here)
    first = here.case("Melli Majid", family=family, opened_on=date(2026, 1, 5))
    second = here.case("Sam Majid", family=family, opened_on=date(2026, 2, 5))
    recorded(here, second, "mapping-family", done(date(2026, 2, 9)))
    by, element = here.as_supervisor, here.element("mapping-family")
    rows = queries.children_behind(by, unit=here.team, element=element, part=Behind.RECORDED, at=AT)
    assert [row.case_id for row in rows] == [first.pk]
    assert rows[0].values["mapping-family"]["on"] == "2026-02-09"


def test_the_pages_lead_from_the_list_to_the_children(here, told, client):
    client.force_login(here.supervisor)
    listed = client.get(reverse("measures"))
    address = f"{reverse('measure', args=['coverage-three-houses'])}?place={here.team.public_id}"
    assert address in listed.content.decode() and "2 of 3" in listed.content.decode()
    page = client.get(address)
    said = page.content.decode()
    assert "2 of 3" in said and "Does not apply" in said
    behind = reverse("figure-list", args=[here.team.public_id, "three-houses", "recorded"])
    assert behind in said
    children = client.get(behind).content.decode()
    assert "A A" in children and "C C" not in children
    assert ReadEntry.objects.filter(verb="figure.opened").count() == 1


def test_out_of_scope_is_not_found(here, told, client):
    elsewhere = office()
    client.force_login(here.supervisor)
    page = reverse("measure", args=["coverage-three-houses"])
    assert client.get(f"{page}?place={elsewhere.team.public_id}").status_code == 404
    assert client.get(f"{page}?place={here.service.public_id}").status_code == 404
    assert client.get(reverse("measure", args=["coverage-nothing"])).status_code == 404
    for place, code, part in (
        (elsewhere.team, "three-houses", "recorded"),
        (here.team, "nothing", "recorded"),
        (here.team, "three-houses", "everything"),
    ):
        assert client.get(reverse("figure-list", args=[place.public_id, code, part])).status_code == 404


def test_an_analyst_sees_shares_of_groups_that_are_large_enough_and_no_list(here, client):
    for number in range(20):
        case = here.case(f"Child {number}", opened_on=date(2026, 1, 5))
        if number < 12:
            recorded(here, case, "three-houses", done(date(2026, 1, 15)))
    analyst = UserFactory(analyst=True, agency=here.agency)
    viewer, root = viewer_for(analyst), root_for(here.agency)
    shown = measure_for(viewer, "coverage-three-houses").shown(viewer, root)
    assert shown.in_groups
    assert (shown.place.figure.said, shown.place.figure.of) == ("60 per cent", 20)
    assert not shown.place.figure.parts
    assert figure_at(viewer, root, "days-three-houses").said == "10 days"
    client.force_login(analyst)
    address = f"{reverse('measure', args=['coverage-three-houses'])}?place={root.public_id}"
    assert "Small numbers are hidden" in client.get(address).content.decode()
    assert client.get(reverse("figure-list", args=[root.public_id, "three-houses", "recorded"])).status_code == 404


def test_an_analyst_sees_nothing_of_few(here, told):
    viewer, root = viewer_for(UserFactory(analyst=True, agency=here.agency)), root_for(here.agency)
    for code in ("coverage-three-houses", "days-three-houses", "movement-scale"):
        figure = figure_at(viewer, root, code)
        assert figure.said == "" and figure.value is None
    with pytest.raises(Denied):
        queries.element_at(viewer, root, here.element("three-houses"))


def test_a_note_is_drawn_where_it_falls_within_the_trend(here, client, monkeypatch):
    trend = [Point(date(2026, 1, 31), 40.0, 4, 10), Point(date(2026, 2, 28), 60.0, 6, 10)]
    found = measure_for(here.as_supervisor, "coverage-three-houses")
    with_trend = [
        registry.Measure(**{name: getattr(found, name) for name in found.__slots__} | {"trend": lambda v, u: trend})
    ]
    monkeypatch.setattr(registry, "_sources", [lambda viewer: with_trend])
    monkeypatch.setattr(registry, "_notes", [])
    registry.note_with(lambda viewer, unit: [Note(date(2026, 2, 9), "Two teams became one")])
    registry.note_with(lambda viewer, unit: [Note(date(2027, 2, 9), "Later")])
    client.force_login(here.supervisor)
    said = client.get(f"{reverse('measure', args=[found.code])}?place={here.team.public_id}").content.decode()
    assert "<svg" in said and "9 February 2026: Two teams became one" in said
    assert "Later" not in said
    assert "February 2026" in said and ">60<" in said

"""Measures of reviews: what they count, their lists, and what those see who see groups only."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from soundings.core.rules import Denied
from soundings.depth.measures import measures_of
from soundings.depth.models import Review
from soundings.depth.queries.year import Counted, reviews_counted
from soundings.measures.registry import measure_for
from tests.depth.questionnaires import value
from tests.factories.accounts import UserFactory, root_for, viewer_for
from tests.factories.depth import ReviewFactory
from tests.factories.figures import analyst, finished, programme_for

YES, PARTLY = {"understands": value("yes")}, {"understands": value("partly")}


@pytest.fixture
def told(house):
    """In Harbour Street two finished, one under way, one abandoned; in Mill Lane one finished; a restricted one."""
    house.programme = programme_for(house.agency, run_by=house.lead)
    finished(house.programme, house.team, family=[YES, YES], agreed={"mapping": value(4)})
    finished(house.programme, house.team, family=[YES, PARTLY], agreed={"mapping": value(8)})
    finished(house.programme, house.other, agreed=YES | {"mapping": value(9)})
    finished(house.programme, house.team, restricted=True, family=[YES], agreed={"mapping": value(0)})
    finished(house.programme, house.team, on=(2024, 12, 1), family=[PARTLY])
    begun = {"programme": house.programme, "case__team": house.team}
    ReviewFactory(**begun)
    ReviewFactory(**begun, state="abandoned")
    return house


def shown(house, user, code, unit=None):
    measure = measure_for(viewer_for(user), code)
    return measure.shown(viewer_for(user), unit or house.team)


def scale_of(house):
    return f"review-scale-{house.programme.instrument.code}-mapping"


def test_there_are_none_before_there_is_a_programme(db):
    assert measures_of(viewer_for(UserFactory(qa_lead=True))) == []


def test_signed_off_of_those_begun_in_the_year(told):
    figure = shown(told, told.supervisor, "reviews-signed-off").place.figure
    assert (figure.said, figure.of) == ("2 of 3", 3)
    assert [(part.n, part.apart) for part in figure.parts] == [(2, False), (1, False), (1, True)]
    whole = shown(told, told.lead, "reviews-signed-off", told.service)
    assert whole.place.figure.said == "3 of 4"
    assert [(one.unit.name, one.figure.said) for one in whole.below] == [
        ("Harbour Street", "2 of 3"),
        ("Mill Lane", "1 of 1"),
    ]


def test_each_member_of_the_family_must_understand_and_what_professionals_think_does_not_count(told):
    figure = shown(told, told.lead, "reviews-understood", told.service).place.figure
    assert figure.said == "1 of 2"
    assert [(part.n, part.apart) for part in figure.parts] == [(1, False), (1, False), (1, True)]


def test_a_scale_says_its_middle_and_how_many_stand_where(told):
    figure = shown(told, told.lead, scale_of(told), told.service).place.figure
    assert figure.said == "8 (half 4 to 9)"
    assert figure.note == "of 3: 2 at 7 to 10, 1 at 4 to 6, 0 at 0 to 3"
    assert (figure.value, figure.of) == (8, 3)


@pytest.mark.parametrize(
    ("what", "n"), [("signed-off", 2), ("under-way", 1), ("abandoned", 1), ("understood", 1), ("not-understood", 1)]
)
def test_each_list_is_as_long_as_its_count(told, what, n):
    assert len(reviews_counted(viewer_for(told.lead), told.team, Counted(what))) == n


def test_those_who_see_groups_see_no_small_number_and_no_list(told):
    who = analyst(told.agency)
    for code in ("reviews-signed-off", "reviews-understood", scale_of(told)):
        found = shown(told, who, code, root_for(told.agency))
        assert found.in_groups and found.place.figure.hidden
    with pytest.raises(Denied):
        reviews_counted(viewer_for(who), told.team, Counted.DONE)


def test_in_groups_of_ten_the_share_is_told_and_rounded(told):
    for n in range(20):
        finished(told.programme, told.team, family=[YES if n % 2 else PARTLY], agreed={"mapping": value(5)})
    who = analyst(told.agency)
    root = root_for(told.agency)
    figure = shown(told, who, "reviews-understood", root).place.figure
    assert (figure.said, figure.of) == ("50 per cent", 20)
    assert shown(told, who, scale_of(told), root).place.figure.note.startswith("of about 25")


def test_out_of_scope(told):
    with pytest.raises(Denied):
        shown(told, told.supervisor, "reviews-signed-off", told.other)


def test_the_page_of_a_measure_leads_to_its_reviews(told, client):
    client.force_login(told.lead)
    page = client.get(reverse("measure", args=["reviews-signed-off"]) + f"?place={told.team.public_id}")
    # The client's day is today's: what was begun in the twelve months to it.
    assert page.status_code == 200
    behind = reverse("reviews-counted", args=[told.team.public_id, "signed-off"])
    assert behind in page.content.decode()
    assert client.get(behind).status_code == 200
    assert client.get(reverse("reviews-counted", args=[told.team.public_id, "everything"])).status_code == 404
    client.force_login(told.supervisor)
    assert client.get(reverse("reviews-counted", args=[told.other.public_id, "signed-off"])).status_code == 404
    assert reverse("review-figures") in page.content.decode()


def test_what_was_signed_off_within_the_year_counts_though_it_began_before(told):
    Review.objects.filter(programme=told.programme).update(opened_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert shown(told, told.lead, "reviews-signed-off").place.figure.of == 0
    assert shown(told, told.lead, "reviews-understood").place.figure.said == "1 of 2"

"""The heat map's cells: how ratings lie, and what is withheld."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules.heat import (
    ALL,
    OPENED,
    Rating,
    heat_of,
    shade_of,
    spread_of,
    third,
    withheld_places,
)
from soundings.stats.disclosure import Policy

GROUPS = Policy(threshold=5, smallest_group=10, base=5)
TEN = {"mapping": (0, 10)}


def rated(place, *values, question="mapping"):
    return [Rating(n, place, question, value) for n, value in enumerate(values)]


def test_the_middle_and_the_half_around_it_by_hand():
    # 0 2 3 4 6 7 9 10: the 2nd, 4th and 6th of eight; three at 0 to 3, two between, three at 7 to 10.
    found = spread_of([9, 0, 2, 3, 10, 4, 6, 7])
    assert (found.quarter, found.median, found.three_quarters) == (2, 4, 7)
    assert (found.n, found.low, found.middle, found.high) == (8, 3, 2, 3)


def test_of_nothing():
    assert spread_of([]) is None


@pytest.mark.parametrize(("value", "where"), [(0, 0), (3, 0), (3.5, 1), (6.5, 1), (7, 2), (10, 2)])
def test_thirds_of_ten(value, where):
    assert third(value) == where


@pytest.mark.parametrize(("value", "where"), [(1, 0), (2, 0), (3, 1), (4, 2), (5, 2)])
def test_thirds_of_five(value, where):
    assert third(value, 1, 5) == where


def test_shades_run_from_the_lower_end_to_the_upper():
    assert [shade_of(one) for one in (0, 1.9, 2, 5, 8, 10)] == [1, 1, 2, 3, 5, 5]
    assert [shade_of(one, least=1, most=5) for one in (1, 3, 5)] == [1, 3, 5]


def test_each_team_and_all_of_them():
    cells = heat_of(rated("a", 1, 2, 3) + rated("b", 7, 8, 9), ["a", "b"], TEN)
    assert cells["a", "mapping"].spread.median == 2
    assert cells["b", "mapping"].n == 3
    assert cells[ALL, "mapping"].spread.n == 6
    assert (cells["a", "mapping"].shade, cells["b", "mapping"].shade) == (2, 5)


def test_two_reviews_are_withheld_and_another_team_with_them():
    # Were only "a" withheld, all less b and c would tell it.
    ratings = rated("a", 1, 2) + rated("b", 4, 5, 6) + rated("c", 7, 8, 9, 9)
    cells = heat_of(ratings, ["a", "b", "c"], TEN)
    assert cells["a", "mapping"].withheld and cells["b", "mapping"].withheld
    assert cells["c", "mapping"].n == 4 and cells[ALL, "mapping"].n == 9


def test_nobody_having_rated_is_not_withheld():
    cells = heat_of(rated("a", 4, 5, 6), ["a", "b"], TEN)
    assert cells["b", "mapping"] == (0, None, 0)
    assert not cells["b", "mapping"].withheld


def test_a_question_that_few_answered_is_withheld_though_the_team_has_enough():
    ratings = (
        rated("a", 1, 2, 3)
        + rated("b", 4, 5, 6)
        + rated("a", 1, question="plan")
        + rated("b", 2, 2, 2, question="plan")
    )
    cells = heat_of(ratings, ["a", "b"], TEN | {"plan": (1, 5)})
    assert cells["a", "plan"].withheld and cells["b", "plan"].withheld
    assert not cells["a", "mapping"].withheld


def test_those_who_see_groups_see_teams_of_ten():
    ratings = rated("a", *[5] * 9) + rated("b", *[6] * 12) + rated("c", *[7] * 20)
    cells = heat_of(ratings, ["a", "b", "c"], TEN, GROUPS)
    assert [cells[one, "mapping"].withheld for one in ("a", "b", "c", ALL)] == [True, True, False, False]


counts = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), min_size=1)


@given(counts, st.sampled_from([OPENED, GROUPS]))
def test_no_withheld_team_follows_by_subtraction(reviews, policy):
    gone = withheld_places(reviews, policy)
    small = {one for one, n in reviews.items() if 0 < n < policy.smallest_group}
    assert small <= gone
    shown_total = ALL not in gone
    if small and shown_total:
        assert len([one for one in gone if one != ALL]) > 1


@given(counts)
def test_what_is_shown_is_of_at_least_three(reviews):
    ratings = [one for place, n in reviews.items() for one in rated(place, *[5] * n)]
    cells = heat_of(ratings, list(reviews), TEN)
    for place, n in reviews.items():
        cell = cells[place, "mapping"]
        assert cell.n in (None, n)
        assert n >= 3 or n == 0 or cell.withheld

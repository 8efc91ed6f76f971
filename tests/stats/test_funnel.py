"""Funnel limits by hand, by a published example, and by their properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.stats.funnel import MOST_EXACT, Limits, funnel_limits


def test_ten_throws_of_a_coin():
    # P(X <= 1) = 11/1024 = 0.011 and P(X <= 2) = 56/1024 = 0.055, around 0.025; the other side mirrors it.
    assert funnel_limits(0.5, 10) == Limits(0.2, 0.8)


def test_two_throws_never_surprise():
    assert funnel_limits(0.5, 2) == Limits(0, 1)


@pytest.mark.parametrize(("z", "lower", "upper"), [(1.96, 0.78203, 0.83082), (3.0902, 0.76797, 0.84488)])
def test_the_published_example_is_met_within_one_of_a_thousand_and_eight(z, lower, upper):
    # PHEindicatormethods: 0.80642448 of 1,008, by the normal approximation.
    found = funnel_limits(0.80642448, 1008, z=z)
    assert found.lower == pytest.approx(lower, abs=1.5 / 1008)
    assert found.upper == pytest.approx(upper, abs=1.5 / 1008)


def test_of_very_many_the_approximation():
    found = funnel_limits(0.5, 10_000)
    assert found == pytest.approx((0.5 - 1.96 * 0.005, 0.5 + 1.96 * 0.005))
    assert funnel_limits(0.5, MOST_EXACT) == pytest.approx(funnel_limits(0.5, MOST_EXACT + 1), abs=0.001)


@given(st.floats(0.01, 0.99), st.integers(1, 400))
def test_the_wider_limits_hold_the_narrower_and_both_hold_the_whole(share, n):
    near, far = funnel_limits(share, n), funnel_limits(share, n, z=3.09)
    assert 0 <= far.lower <= near.lower <= share + 1 / n
    assert share - 1 / n <= near.upper <= far.upper <= 1


def test_nobody_or_everybody():
    assert funnel_limits(0, 5) == Limits(0, 0)
    assert funnel_limits(1, 5) == Limits(1, 1)


@pytest.mark.parametrize(("share", "n"), [(0.5, 0), (-0.1, 5), (1.1, 5)])
def test_out_of_range(share, n):
    with pytest.raises(ValueError, match="funnel needs"):
        funnel_limits(share, n)

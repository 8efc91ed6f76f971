"""Quantiles of counted values."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.stats.quantiles import quantile_of_counts


@pytest.mark.parametrize(("share", "expected"), [(0.25, 2), (0.5, 3), (0.75, 8), (1, 20)])
def test_by_hand(share, expected):
    # 1 2 2 3 3 8 8 20: the 2nd, 4th, 6th and 8th of eight.
    assert quantile_of_counts({1: 1, 2: 2, 3: 2, 8: 2, 20: 1}, share) == expected


def test_of_nothing():
    assert quantile_of_counts({}, 0.5) is None
    assert quantile_of_counts({4: 0}, 0.5) is None


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.sampled_from([1, 2, 3, 4]))
def test_it_is_the_smallest_value_with_that_share_at_or_below_it(values, quarter):
    found = quantile_of_counts(Counter(values), quarter / 4)
    share = Fraction(quarter, 4)
    at_or_below = [Fraction(sum(one <= value for one in values), len(values)) for value in sorted(set(values))]
    assert found == next(v for v, held in zip(sorted(set(values)), at_or_below, strict=True) if held >= share)

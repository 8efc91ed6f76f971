"""Quantiles of counted values."""

from collections.abc import Mapping


def quantile_of_counts(counts: Mapping[int, int], share: float) -> int | None:
    """The smallest value with at least `share` (above 0, at most 1) of all values at or below it; None of nothing.

    counts: how often each value occurs. The result is in the unit of the values and is one of them.
    Source: Hyndman and Fan, "Sample quantiles in statistical packages" (1996), definition 1.
    """
    total = sum(counts.values())
    below = 0
    for value in sorted(counts):
        below += counts[value]
        if counts[value] and below >= share * total - 1e-9:
            return value
    return None

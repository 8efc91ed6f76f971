"""A funnel: how far the shares of groups of different sizes may lie from that of the whole by chance alone."""

from math import exp, lgamma, log, log1p, sqrt
from typing import NamedTuple

MOST_EXACT = 2_000  # of more than these the normal approximation is used: it differs by less than half a per cent there


class Limits(NamedTuple):
    """Shares from 0 to 1: within them a group of that size lies by chance alone, but for a given chance."""

    lower: float
    upper: float


def funnel_limits(share: float, n: int, *, z: float = 1.96) -> Limits:
    """The limits around `share` (of the whole, 0 to 1) for a group of `n` (1 or more).

    z: standard normal deviate of the two-sided chance outside: 1.96 for 95 per cent, 3.09 for 99.8. A group is outside
    where its share is below the lower or above the upper limit. Raises ValueError for a share or size out of range.
    Source: Spiegelhalter, "Funnel plots for comparing institutional performance" (2005): exact binomial quantiles;
    share ± z √(share (1 - share) / n) for large groups.
    """
    if n < 1 or not 0 <= share <= 1:
        raise ValueError(f"A funnel needs a share from 0 to 1 and a group of at least 1; got {share} and {n}.")
    if share in (0, 1):
        return Limits(share, share)
    if n > MOST_EXACT:
        reach = z * sqrt(share * (1 - share) / n)
        return Limits(max(0.0, share - reach), min(1.0, share + reach))
    tail = _upper_tail(z)
    return Limits(_quantile(share, n, tail) / n, _quantile(share, n, 1 - tail) / n)


def _upper_tail(z: float) -> float:
    """The chance that a standard normal deviate is above z (Abramowitz and Stegun 26.2.17, error below 7.5e-8)."""
    t = 1 / (1 + 0.2316419 * z)
    poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    return exp(-z * z / 2) / sqrt(2 * 3.141592653589793) * poly


def _quantile(share: float, n: int, chance: float) -> int:
    """The smallest r with at least `chance` of r or fewer among n."""
    below, chosen = 0.0, log(share)
    for r in range(n + 1):
        ways = lgamma(n + 1) - lgamma(r + 1) - lgamma(n - r + 1)
        below += exp(ways + r * chosen + (n - r) * log1p(-share))
        if below >= chance - 1e-12:
            return r
    return n

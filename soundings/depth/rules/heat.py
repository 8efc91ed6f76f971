"""The picture of a programme: for each question and team, how the ratings lie, small groups withheld."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import NamedTuple

from soundings.stats.disclosure import Key, Policy, Sum, hidden_counts

ALL = "all"  # the column of all teams together
SHADES = 5

# Whoever may open the reviews one by one is shown what at least three have; fewer would be one worker's figures.
OPENED = Policy(threshold=2, smallest_group=3)


class Rating(NamedTuple):
    """One review's rating of one question. value: from `least` to `most` of the question."""

    review: int
    place: Hashable
    question: str
    value: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How n ratings lie: the middle one, and the two between which half of them lie; in the unit of the ratings.

    low, middle, high: how many lie in the lowest, middle and highest third of the scale.
    """

    n: int
    median: float
    quarter: float
    three_quarters: float
    low: int
    middle: int
    high: int


class HeatCell(NamedTuple):
    """What one team's column says of one question. spread: None where it is withheld, or nobody rated (n is then 0)."""

    n: int | None
    spread: Spread | None = None
    shade: int = 0  # 1 (the lower end) to SHADES; 0 where nothing is shown

    @property
    def withheld(self) -> bool:
        """Whether there is something that is not shown."""
        return self.n is None


def spread_of(values: Iterable[float], *, least: float = 0, most: float = 10) -> Spread | None:
    """How the values (from `least` to `most`) lie; None of none.

    The middle and the quarters are values that occur: Hyndman and Fan (1996), definition 1.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    thirds = Counter(third(value, least, most) for value in ordered)
    quarter, median, three_quarters = (ordered[ceil(share * len(ordered) / 4) - 1] for share in (1, 2, 3))
    return Spread(len(ordered), median, quarter, three_quarters, thirds[0], thirds[1], thirds[2])


def third(value: float, least: float = 0, most: float = 10) -> int:
    """0, 1 or 2: in which third of the scale a value lies. Of 0 to 10: 0 to 3, above 3 and below 7, 7 to 10."""
    part = (value - least) / (most - least)
    return 0 if part <= 0.3 else 2 if part >= 0.7 else 1


def shade_of(value: float, *, least: float = 0, most: float = 10) -> int:
    """1 to SHADES, in equal steps from the lower end of the scale to the upper."""
    return min(SHADES, 1 + int(SHADES * (value - least) / (most - least)))


def heat_of(
    ratings: Iterable[Rating],
    places: Sequence[Hashable],
    ends: Mapping[str, tuple[float, float]],
    policy: Policy = OPENED,
) -> dict[tuple[Hashable, str], HeatCell]:
    """The cell of each place, and of ALL, for each question. places: those shown, which make up ALL.

    ends: the lowest and highest value of each question, in the order of the questions. A place with too few reviews
    is withheld in every row, with another beside it, so that none follows from ALL; then a cell with too few ratings
    likewise. Nobody having rated shows as 0.
    """
    values: dict[tuple[Hashable, str], list[float]] = {}
    reviews: dict[Hashable, set[int]] = {one: set() for one in places}
    for rating in ratings:
        if rating.place in reviews and rating.question in ends:
            values.setdefault((rating.place, rating.question), []).append(rating.value)
            values.setdefault((ALL, rating.question), []).append(rating.value)
            reviews[rating.place].add(rating.review)
    shut = withheld_places({one: len(found) for one, found in reviews.items()}, policy)
    cells: dict[tuple[Hashable, str], HeatCell] = {}
    for question, (least, most) in ends.items():
        counts: dict[Key, int] = {one: len(values.get((one, question), ())) for one in (*places, ALL)}
        gone = hidden_counts(counts, [Sum(ALL, list(places))], policy, hide={one for one in shut if counts[one]})
        for one in (*places, ALL):
            found = values.get((one, question), [])
            cells[one, question] = _cell(found, least, most) if one not in gone else HeatCell(None)
    return cells


def withheld_places(reviews: Mapping[Hashable, int], policy: Policy) -> frozenset[Hashable]:
    """The places (and ALL) of which nothing is said: fewer reviews than the smallest group, or one gives it away."""
    counts: dict[Key, int] = {**reviews, ALL: sum(reviews.values())}
    fewest = replace(policy, threshold=max(policy.threshold, policy.smallest_group - 1))
    return frozenset(hidden_counts(counts, [Sum(ALL, list(reviews))], fewest))


def _cell(values: Sequence[float], least: float, most: float) -> HeatCell:
    spread = spread_of(values, least=least, most=most)
    return (
        HeatCell(0) if spread is None else HeatCell(spread.n, spread, shade_of(spread.median, least=least, most=most))
    )

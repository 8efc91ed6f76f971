"""How far two or more raters who rated the same things, apart from each other, agree.

Sources: Cohen, "Weighted kappa" (1968), with weights of disagreement, so that 0 stands for agreement; Krippendorff,
"Content Analysis" (2004), chapter 11. Both are 1 where all agree and 0 where they agree as often as by chance; below 0
they agree less than that. Where nearly every rating is the same, both are low though the raters differ little: read
them beside the table itself.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from typing import Any

LEAST = 10  # things rated twice or more, below which nothing is said

Weights = Sequence[Sequence[float]]
Label = Any  # whatever a rating is: a number, or a code


class Level(StrEnum):
    """What the distance between two ratings means."""

    NOMINAL = "nominal"  # the same or not
    ORDINAL = "ordinal"  # in order; how far apart depends on how many ratings lie between
    INTERVAL = "interval"  # numbers: the square of their difference


class Refused(ValueError):
    """Too few things were rated twice for a figure of agreement: `n` were, at least `least` are needed."""

    def __init__(self, n: int, least: int) -> None:
        super().__init__(f"Agreement needs {least} things rated twice; got {n}.")
        self.n, self.least = n, least


@dataclass(frozen=True, slots=True)
class Table:
    """How often one rater's label met the other's. counts: a row for each label of the first, a column of the second.

    labels: in their order, from the lowest; also those that nobody used.
    """

    labels: tuple[Label, ...]
    counts: tuple[tuple[float, ...], ...]

    @property
    def n(self) -> float:
        """How many things were rated by both."""
        return sum(map(sum, self.counts))

    @property
    def turned(self) -> "Table":
        """The same with the raters in each other's place."""
        return Table(self.labels, tuple(zip(*self.counts, strict=True)))


def table_of(pairs: Iterable[tuple[Label, Label]], labels: Sequence[Label]) -> Table:
    """The table of pairs (first rater's, second rater's). Raises ValueError for a rating that is none of the labels."""
    seen = Counter(pairs)
    if strange := {one for pair in seen for one in pair} - set(labels):
        raise ValueError(f"No such label: {sorted(map(str, strange))}.")
    return Table(tuple(labels), tuple(tuple(seen[row, column] for column in labels) for row in labels))


def linear(k: int) -> Weights:
    """Disagreement of k labels in order, as the number of steps between them."""
    return [[abs(row - column) for column in range(k)] for row in range(k)]


def quadratic(k: int) -> Weights:
    """Disagreement of k labels in order, as the square of the steps between them: far ones weigh more."""
    return [[(row - column) ** 2 for column in range(k)] for row in range(k)]


def unweighted(k: int) -> Weights:
    """Every disagreement weighs the same: Cohen's kappa of 1960."""
    return [[float(row != column) for column in range(k)] for row in range(k)]


def weighted_kappa(table: Table, weights: Weights, *, least: int = LEAST) -> float | None:
    """1 less the observed over the expected disagreement: at most 1. None where chance allows no disagreement.

    weights: of disagreement, 0 or more, a row and a column for each label, 0 where they are the same. Raises Refused
    below `least` things, ValueError where the weights do not fit the labels.
    """
    k, n = len(table.labels), table.n
    if len(weights) != k or any(len(row) != k for row in weights):
        raise ValueError(f"{k} labels need {k} rows and columns of weights.")
    _check_enough(n, least)
    rows = [sum(row) for row in table.counts]
    columns = [sum(column) for column in zip(*table.counts, strict=True)]
    cells = [(row, column) for row in range(k) for column in range(k)]
    observed = sum(weights[row][column] * table.counts[row][column] for row, column in cells)
    expected = sum(weights[row][column] * rows[row] * columns[column] for row, column in cells) / n
    return 1 - observed / expected if expected else None


def share_within(table: Table, steps: int, *, least: int = LEAST) -> float:
    """The share, from 0 to 1, in which the two labels are at most so many steps apart: 0 for exactly the same.

    Raises Refused below `least` things.
    """
    _check_enough(table.n, least)
    near = sum(
        count
        for row, counts in enumerate(table.counts)
        for column, count in enumerate(counts)
        if abs(row - column) <= steps
    )
    return near / table.n


def krippendorff_alpha(
    things: Iterable[Sequence[Label]], labels: Sequence[Label], level: Level, *, least: int = LEAST
) -> float | None:
    """1 less the observed over the expected disagreement, of any number of raters; ratings may be missing. At most 1.

    things: the ratings that each thing had, in no order; those with fewer than two say nothing of agreement. labels:
    from the lowest to the highest (numbers for `Level.INTERVAL`). None where all ratings are the same. Raises Refused
    below `least` things with two or more ratings, ValueError for a rating that is none of the labels.
    """
    paired = [list(ratings) for ratings in things if len(ratings) > 1]
    _check_enough(len(paired), least)
    used = Counter(rating for ratings in paired for rating in ratings)
    if strange := used.keys() - set(labels):
        raise ValueError(f"No such label: {sorted(map(str, strange))}.")
    n = used.total()
    distance = _distance(used, labels, level)
    observed = sum(
        sum(distance(one, other) for one, other in permutations(ratings, 2)) / (len(ratings) - 1) for ratings in paired
    )
    expected = sum(used[one] * used[other] * distance(one, other) for one in used for other in used) / (n - 1)
    return 1 - observed / expected if expected else None


def alpha_of_one(
    things: Iterable[tuple[Label, Sequence[Label]]], labels: Sequence[Label], level: Level, *, least: int = LEAST
) -> float | None:
    """The part of one rater in Krippendorff's alpha: only pairs of which one rating is theirs are observed. At most 1.

    things: their rating, and those that others gave of the same thing; labels as for `krippendorff_alpha`. Each thing
    counts once, however many others rated it. What chance would give is taken from all ratings of these things, so
    that where everybody rated everything the mean over the raters is alpha itself. None where all ratings are the
    same. Raises Refused below `least` things that somebody else rated too, ValueError for a rating that is no label.
    """
    paired = [(mine, list(others)) for mine, others in things if others]
    _check_enough(len(paired), least)
    used = Counter(rating for mine, others in paired for rating in (mine, *others))
    if strange := used.keys() - set(labels):
        raise ValueError(f"No such label: {sorted(map(str, strange))}.")
    n = used.total()
    distance = _distance(used, labels, level)
    observed = sum(sum(distance(mine, one) for one in others) / len(others) for mine, others in paired) / len(paired)
    expected = sum(used[one] * used[other] * distance(one, other) for one in used for other in used) / (n * (n - 1))
    return 1 - observed / expected if expected else None


def _distance(
    used: Mapping[Label, int], labels: Sequence[Label], level: Level
) -> Callable[[Hashable, Hashable], float]:
    """How far two labels lie apart, by Krippendorff's difference functions."""
    if level is Level.NOMINAL:
        return lambda one, other: float(one != other)
    if level is Level.INTERVAL:
        return lambda one, other: float((one - other) ** 2)  # type: ignore[operator]
    middle, below = {}, 0.0
    for label in labels:  # how many ratings lie below the middle of this label's own
        middle[label] = below + used.get(label, 0) / 2
        below += used.get(label, 0)
    return lambda one, other: (middle[one] - middle[other]) ** 2


def _check_enough(n: float, least: int) -> None:
    if n < max(1, least):
        raise Refused(round(n), least)

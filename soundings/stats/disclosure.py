"""Small numbers stay hidden: which counts of a table may be shown to those who do not hold its cases.

Counts of a table belong to sums: a row to its total, a column to its own. Hiding a small count hides nothing while
the rest of its sum is shown, so that others are hidden beside it until none can be worked out.
Sources: Department for Education, children in need 2020-21 (1 to 5 are "c", a true zero is shown, others are hidden
where needed); ONS (round to the nearest 5 where readers may compare tables). Compute first, round last.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

Key = Hashable


@dataclass(frozen=True, slots=True)
class Policy:
    """How one audience is shown figures.

    threshold: counts from 1 to this are hidden. smallest_group: nothing is said of fewer people than this.
    base: shown counts are rounded to its nearest multiple. decimals: of a percentage. hidden: what stands instead.
    """

    threshold: int = 5
    smallest_group: int = 10
    base: int = 1
    decimals: int = 0
    hidden: str = "c"


class Sum(NamedTuple):
    """A total and the counts that make it up, by key."""

    total: Key
    parts: Sequence[Key]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All of them; the total last."""
        return (*self.parts, self.total)


def is_small(count: int, policy: Policy) -> bool:
    """Whether the count is hidden for its own sake. A true zero is not."""
    return 1 <= count <= policy.threshold


def rounded(count: int, policy: Policy) -> int:
    """The count as it is shown: to the nearest multiple of the base, halves up. For counts of 0 and more."""
    return (2 * count + policy.base) // (2 * policy.base) * policy.base


def percentage(numerator: int, denominator: int, policy: Policy) -> float | None:
    """The share in per cent, from the counts themselves, rounded last; None where it may not be shown.

    It may not where the numerator or its complement is small, or the denominator is of too few people (0 included).
    """
    small = is_small(numerator, policy) or is_small(denominator - numerator, policy)
    if small or denominator < max(1, policy.smallest_group):
        return None
    return round(100 * numerator / denominator, policy.decimals)


def hidden_counts(
    counts: Mapping[Key, int],
    sums: Sequence[Sum],
    policy: Policy,
    *,
    hide: Collection[Key] = (),
    keep: Collection[Key] = (),
) -> frozenset[Key]:
    """The keys of the counts that may not be shown: the small ones, those in `hide`, and what would give them away.

    No hidden count then follows from the shown ones, neither by one subtraction nor by several together, nor because
    every hidden count of a sum could only be 1. The smallest of a sum is hidden first, zeros last.
    keep: published elsewhere, so that hiding it here would help nobody. Where nothing else of a sum is left to hide, a
    count may follow still: ask `recoverable`.
    """
    gone = {key for key, count in counts.items() if is_small(count, policy)} | set(hide)
    lines = _lines_of(sums)
    free = counts.keys() - set(keep)
    while more := _to_hide_beside(counts, sums, gone, free, lines):
        gone |= more
    return frozenset(gone)


def recoverable(counts: Mapping[Key, int], sums: Iterable[Sum], hidden: Collection[Key]) -> frozenset[Key]:
    """The hidden counts that whoever sees all others can work out, knowing that what is hidden is not zero."""
    found: set[Key] = set()
    equations: list[dict[Key, Fraction]] = []
    for line in sums:
        gone = [key for key in line.parts if key in hidden]
        if line.total not in hidden and gone and all(counts[key] == 1 for key in gone):
            found.update(gone)
        unknown = dict.fromkeys(gone, Fraction(1))
        if line.total in hidden:
            unknown[line.total] = Fraction(-1)
        equations.append(unknown)
    return frozenset(found | _determined(equations))


def _lines_of(sums: Iterable[Sum]) -> dict[Key, list[Sum]]:
    found: dict[Key, list[Sum]] = {}
    for line in sums:
        for key in line.keys:
            found.setdefault(key, []).append(line)
    return found


def _to_hide_beside(
    counts: Mapping[Key, int],
    sums: Sequence[Sum],
    gone: set[Key],
    free: Collection[Key],
    lines: Mapping[Key, Sequence[Sum]],
) -> set[Key]:
    """For each hidden count that still follows, one to hide beside it; one at a time for what shares a sum."""
    exposed = recoverable(counts, sums, gone)
    found: set[Key] = set()
    for key in (key for key in counts if key in exposed):
        if any(found.intersection(line.keys) for line in lines.get(key, ())):
            continue
        choices = [
            (sum(each in gone for each in line.keys), counts[one] == 0, counts[one], place, one)
            for line in lines.get(key, ())
            for place, one in enumerate(line.keys)
            if one not in gone and one in free
        ]
        if choices:
            found.add(min(choices, key=lambda choice: choice[:4])[-1])
    return found


def _determined(equations: Iterable[Mapping[Key, Fraction]]) -> set[Key]:
    """The unknowns that these sums fix, by elimination: those that end alone in an equation."""
    solved: dict[Key, dict[Key, Fraction]] = {}
    for equation in equations:
        left = dict(equation)
        for key in [key for key in equation if key in solved]:
            left = _less(left, solved[key], left[key])
        if not left:
            continue
        pivot = next(iter(left))
        left = {key: value / left[pivot] for key, value in left.items()}
        solved = {key: _less(row, left, row[pivot]) if pivot in row else row for key, row in solved.items()}
        solved[pivot] = left
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _less(row: Mapping[Key, Fraction], other: Mapping[Key, Fraction], times: Fraction) -> dict[Key, Fraction]:
    """`row` less `times` the other, without zeros."""
    found = dict(row)
    for key, value in other.items():
        found[key] = found.get(key, Fraction(0)) - times * value
    return {key: value for key, value in found.items() if value}

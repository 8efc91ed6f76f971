"""Figures for those who see groups only: what of each place's may be shown, decided from the agency downwards.

A place is shown the same wherever it stands: as a part on the page of the place above, and as the whole on its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from soundings.breadth.rules.tallies import Coverage
from soundings.stats.disclosure import Key, Policy, Sum, hidden_counts

# Readers may compare places and weeks, so that counts are rounded too.
GROUPS = Policy(threshold=5, smallest_group=10, base=5)
_WHOLE = "of"
_ELSEWHERE = "elsewhere"  # what stands at the place itself: on no page, yet anybody can subtract


class Figures(NamedTuple):
    """One place: its open children, and the coverage of each element that somebody there records."""

    open_cases: int
    coverage: Mapping[str, Coverage]


class Level(NamedTuple):
    """A place and the places right below it, by id."""

    place: int
    below: Sequence[int]


class Withheld(NamedTuple):
    """What is not said: whole places, and what of an element at a place ("recorded", "left", "of")."""

    places: frozenset[int]
    counts: Mapping[str, frozenset[tuple[int, str]]]  # by element


def withheld(
    levels: Sequence[Level], figures: Mapping[int, Figures], codes: Iterable[str], policy: Policy = GROUPS
) -> Withheld:
    """What may not be shown of the places on these levels, each level one of the places below the last.

    levels: from the agency down to the place that is looked at. figures: of every place on them. A place of fewer
    children than `policy.smallest_group` is withheld whole, with what would give it away.
    """
    places: frozenset[Key] = frozenset()
    fewest = replace(policy, threshold=policy.smallest_group - 1)
    for level, keep in _downwards(levels):
        counts: dict[Key, int] = {one: figures[one].open_cases for one in (*level.below, level.place)}
        counts[_ELSEWHERE] = counts[level.place] - sum(counts[one] for one in level.below)
        parts: list[Key] = [*level.below, _ELSEWHERE]
        places |= hidden_counts(counts, [Sum(level.place, parts)], fewest, hide=places, keep=[*keep, _ELSEWHERE])
    shut = frozenset(one for one in figures if one in places)
    return Withheld(shut, {code: _counts(levels, figures, code, shut, policy) for code in codes})


def _counts(
    levels: Sequence[Level], figures: Mapping[int, Figures], code: str, shut: frozenset[int], policy: Policy
) -> frozenset[tuple[int, str]]:
    parts = {}
    for place, one in figures.items():
        coverage = one.coverage.get(code, Coverage())
        parts[place] = {"recorded": coverage.recorded, "left": coverage.of - coverage.recorded}
    return withheld_parts(levels, parts, shut, policy)


def withheld_parts(
    levels: Sequence[Level], parts: Mapping[int, Mapping[str, int]], shut: frozenset[int], policy: Policy = GROUPS
) -> frozenset[tuple[int, str]]:
    """What may not be shown of counts that add up to a whole ("of") at each place, and place by place to the one above.

    parts: by place, the same names everywhere. shut: places of which nothing is said.
    """
    names = (*next(iter(parts.values()), ()), _WHOLE)
    gone: set[Key] = {(one, what) for one in shut for what in names}
    for level, keep in _downwards(levels):
        counts: dict[Key, int] = {}
        for one in (*level.below, level.place):
            counts |= {(one, what): n for what, n in parts[one].items()}
            counts[one, _WHOLE] = sum(parts[one].values())
        sums = [Sum((one, _WHOLE), [(one, what) for what in names[:-1]]) for one in (*level.below, level.place)]
        for what in names:
            below: list[Key] = [(one, what) for one in level.below]
            counts[_ELSEWHERE, what] = counts[level.place, what] - sum(counts[part] for part in below)
            sums.append(Sum((level.place, what), [*below, (_ELSEWHERE, what)]))
        here = {key for key in gone if key in counts}
        known = {(one, what) for one in (*keep, _ELSEWHERE) for what in names}
        gone |= hidden_counts(counts, sums, policy, hide=here, keep=known)
    return frozenset((one, what) for one in parts for what in names if (one, what) in gone)


def _downwards(levels: Sequence[Level]) -> Iterable[tuple[Level, list[int]]]:
    """Each level with the place that the level above has published already."""
    for number, level in enumerate(levels):
        yield level, ([level.place] if number else [])

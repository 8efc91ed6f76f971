"""How a board may be laid out, and what changed between two layouts of it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from soundings.breadth.rules.kinds import ElementKind, Fact, Shows

MOST_COLUMNS = 24  # of one board: beyond this nobody finds anything, on paper or on a screen
CHILD_FACTS = (Fact.CHILD, Fact.CHILD_ID)

# How a column may write what is recorded of an element of each kind. The first is what a new column does.
SUITS: dict[ElementKind, tuple[Shows, ...]] = {
    ElementKind.DATE: (Shows.DATE, Shows.DATES, Shows.YES_NO),
    ElementKind.YES_NO: (Shows.YES_NO, Shows.DATE),
    ElementKind.COUNT: (Shows.NUMBER, Shows.YES_NO),
    ElementKind.SCALE: (Shows.SCALE, Shows.NUMBER, Shows.YES_NO),
    ElementKind.LIST: (Shows.NUMBER, Shows.YES_NO),
}


def suits(kind: str, shows: str) -> bool:
    """Whether a column of an element of this kind may be written so."""
    return shows in SUITS[ElementKind(kind)]


class Laid(NamedTuple):
    """One column as far as its place on the board is concerned. what: the code of its fact or element."""

    what: str
    label: str
    shows: str = ""


class ChangeKind(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    RENAMED = "renamed"
    SHOWN = "shown"  # written another way
    MOVED = "moved"


class LayoutChange(NamedTuple):
    """One difference between two layouts. before and after: the words, or the codes of how it is written."""

    kind: ChangeKind
    label: str  # of the column, as it is now (as it was, if it is gone)
    before: str = ""
    after: str = ""


def layout_changes(before: Sequence[Laid], after: Sequence[Laid]) -> list[LayoutChange]:
    """What makes `after` of `before`: added, dropped, renamed, shown, then as few moved as explain the order.

    Columns are the same if they are of the same fact or element; each stands at most once in a layout. Name and age,
    with the id or without, are one column shown another way. Empty exactly if the two are the same.
    """
    old, new = {_key(one): one for one in before}, {_key(one): one for one in after}
    found = [LayoutChange(ChangeKind.ADDED, one.label) for key, one in new.items() if key not in old]
    found += [LayoutChange(ChangeKind.DROPPED, one.label) for key, one in old.items() if key not in new]
    for key, one in new.items():
        was = old.get(key)
        if was and was.label != one.label:
            found.append(LayoutChange(ChangeKind.RENAMED, one.label, was.label, one.label))
        if was and _written(was) != _written(one):
            found.append(LayoutChange(ChangeKind.SHOWN, one.label, _written(was), _written(one)))
    return [*found, *(LayoutChange(ChangeKind.MOVED, new[key].label) for key in _moved(list(old), list(new)))]


def _key(one: Laid) -> str:
    return "child" if one.what in CHILD_FACTS else one.what


def _written(one: Laid) -> str:
    return one.what if one.what in CHILD_FACTS else one.shows


def _moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The fewest that must change places: all that are not in the longest run which kept its order."""
    place = {key: at for at, key in enumerate(old)}
    common = [key for key in new if key in place]
    best: list[list[str]] = []  # the longest run that ends at each column
    for at, key in enumerate(common):
        runs = [best[earlier] for earlier in range(at) if place[common[earlier]] < place[key]]
        best.append([*_longest(runs), key])
    kept = set(_longest(best))
    return [key for key in common if key not in kept]


def _longest(runs: Sequence[list[str]]) -> list[str]:
    return max(runs, key=lambda run: len(run)) if runs else []

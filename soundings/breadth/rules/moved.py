"""What moved for one child between two days, from the values of both: a list of changes, never a sum of them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from soundings.breadth.rules.expecting import Standing, classify
from soundings.breadth.rules.fold import Entry
from soundings.breadth.rules.kinds import FAMILY_RATERS, ElementKind


class Move(StrEnum):
    NEW = "new"  # recorded on the later day and not on the earlier
    UNDONE = "undone"  # the other way round: corrected or withdrawn in between
    UP = "up"
    SAME = "same"
    DOWN = "down"
    GREW = "grew"
    SHRANK = "shrank"


class Change(NamedTuple):
    """One thing that moved. before, after: the rating or the number of people; None where it is neither."""

    move: Move
    code: str  # of the element
    before: int | None = None
    after: int | None = None
    issue: str = ""  # name of the set that was rated


def changes(before: Mapping[str, Entry], after: Mapping[str, Entry], kinds: Mapping[str, str]) -> list[Change]:
    """What moved from the values of one day to those of a later one, in the order of `kinds` (code: kind)."""
    found = [_change(before.get(code), after.get(code), code, kind) for code, kind in kinds.items()]
    return [one for one in found if one]


def _change(before: Entry | None, after: Entry | None, code: str, kind: str) -> Change | None:
    then, now = (classify(entry) is Standing.RECORDED for entry in (before, after))
    if now and not then:
        return Change(Move.NEW, code, after=(after or {}).get("num"))
    if then and not now:
        return Change(Move.UNDONE, code)
    if not now or before is None or after is None:
        return None
    if kind == ElementKind.SCALE:
        return _rated_again(before, after, code)
    return _network(before, after, code) if kind == ElementKind.LIST else None


def _rated_again(before: Entry, after: Entry, code: str) -> Change | None:
    """The same professional rater of the same current set on both days, with a rating in between.

    Where there are several, the set rated lowest on the later day, as in the scale's cell. None where nobody rated
    the same thing again: a number that merely stands is no news.
    """
    pairs = []
    for set_id, now in after.get("sets", {}).items():
        then = before.get("sets", {}).get(set_id)
        if then is None or now["ended"]:
            continue
        for rater, ratings in now["raters"].items():
            older = then["raters"].get(rater)
            if rater not in FAMILY_RATERS and older and ratings != older:
                pairs.append((ratings[0][1], set_id, rater, older[0][1], now["name"]))
    if not pairs:
        return None
    latest, _set, _rater, earlier, name = min(pairs)
    move = Move.UP if latest > earlier else Move.DOWN if latest < earlier else Move.SAME
    return Change(move, code, earlier, latest, name)


def _network(before: Entry, after: Entry, code: str) -> Change | None:
    then, now = before.get("num"), after.get("num")
    if then is None or now is None or then == now:
        return None
    return Change(Move.GREW if now > then else Move.SHRANK, code, then, now)

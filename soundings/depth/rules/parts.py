"""Who sees and who writes which part of a review, in which state. Decided from sides and states alone."""

from collections.abc import Collection

from soundings.depth.rules.codes import Side, State

PROFESSIONALS = frozenset({Side.WORKER, Side.REVIEWER, Side.SUPERVISOR})
FAMILY_SIDES = frozenset({Side.FAMILY, Side.CHILD})
_TOGETHER = (State.MEETING, State.AGREED, State.SIGNED_OFF)
_FAMILY_OPEN = (State.PREPARING, State.MEETING)  # while somebody of the family can still add theirs


def sees(mine: Collection[Side], side: Side, state: State) -> bool:
    """Whether somebody who stands on the sides `mine` may read the part of `side`. Nobody of the family stands on any.

    One's own always. What others wrote from the meeting on; until then only the reviewer knows what the family said,
    since somebody must read it who can act on it. A second rating is read here by whoever gives it, and by nobody
    else; and whoever gives one reads nothing but the facts until the review is signed off. Those who stand on no side
    (who sign off, who read it later) read it from the meeting on.
    """
    if side in mine and side not in FAMILY_SIDES:
        return True
    if side is Side.SECOND:
        return False
    if Side.SECOND in mine:
        return state is State.SIGNED_OFF
    if side in FAMILY_SIDES and Side.REVIEWER in mine and state is State.PREPARING:
        return True
    return state in _TOGETHER


def writes(mine: Collection[Side], side: Side, state: State, *, given: bool = False) -> bool:
    """Whether somebody who stands on the sides `mine` may write the part of `side` now. given: it was handed over.

    Each their own while the review is prepared, and no longer once they meet: a rating that was heard changes no
    rating beside it. The agreed part by worker, reviewer and supervisor while they meet. The family's by the reviewer,
    for whoever told it by telephone or on paper: never by the worker. A second rating until it is given.
    """
    if side is Side.SECOND:
        return Side.SECOND in mine and not given and state not in (State.DRAWN, State.ABANDONED, State.HELD)
    if side is Side.AGREED:
        return state is State.MEETING and bool(PROFESSIONALS & set(mine))
    if side in FAMILY_SIDES:
        return Side.REVIEWER in mine and Side.WORKER not in mine and state in _FAMILY_OPEN and not given
    return side in mine and state is State.PREPARING


def takes_family(state: State) -> bool:
    """Whether somebody of the family can still add their part."""
    return state in _FAMILY_OPEN


def comments(mine: Collection[Side], state: State) -> bool:
    """Whether words may be put beside the review now: while they meet and until it is signed off by those who took
    part, and after the sign-off by the worker."""
    if state is State.SIGNED_OFF:
        return Side.WORKER in mine
    return state in (State.MEETING, State.AGREED) and bool(PROFESSIONALS & set(mine))

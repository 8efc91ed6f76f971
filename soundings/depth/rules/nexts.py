"""What comes next in a review, for whoever looks at it."""

from enum import StrEnum

from soundings.depth.rules.codes import Side, State
from soundings.depth.rules.states import APART, Hat, Stand


class Next(StrEnum):
    """The next step, and whose it is: first what the reader can do, then what is waited for."""

    WRITE_WORKER = "write-worker"
    WRITE_REVIEWER = "write-reviewer"
    WRITE_SECOND = "write-second"
    CHOOSE_REVIEWER = "choose-reviewer"
    OPEN_MEETING = "open-meeting"
    MEET = "meet"
    SIGN_OFF = "sign-off"
    LOOK_AT_HELD = "look-at-held"
    WAITS_FOR_REVIEWER_TO_BE_CHOSEN = "waits-for-reviewer-to-be-chosen"
    WAITS_FOR_PARTS = "waits-for-parts"
    WAITS_FOR_MEETING = "waits-for-meeting"
    WAITS_FOR_SIGN_OFF = "waits-for-sign-off"
    IS_HELD = "is-held"
    IS_SIGNED_OFF = "is-signed-off"
    IS_ABANDONED = "is-abandoned"


TO_DO = (
    Next.MEET,
    Next.OPEN_MEETING,
    Next.WRITE_WORKER,
    Next.WRITE_REVIEWER,
    Next.WRITE_SECOND,
    Next.SIGN_OFF,
    Next.CHOOSE_REVIEWER,
    Next.LOOK_AT_HELD,
)
# Shown before all else, since they bring people together; everything else stands by its day.
TOGETHER_FIRST = frozenset({Next.MEET, Next.OPEN_MEETING})


def next_step(stand: Stand, *, has_reviewer: bool) -> Next:
    """What comes next in a review that stands so, for somebody who stands so to it."""
    hats = stand.hats
    if Hat.SECOND in hats and Side.SECOND not in stand.given and stand.state in APART | {State.MEETING, State.AGREED}:
        return Next.WRITE_SECOND
    match stand.state:
        case State.DRAWN | State.PREPARING:
            return _apart(stand, has_reviewer)
        case State.MEETING:
            return Next.MEET if hats & {Hat.WORKER, Hat.REVIEWER} else Next.WAITS_FOR_MEETING
        case State.AGREED:
            free = Hat.SIGNER in hats and not stand.wrote and not stand.holds
            return Next.SIGN_OFF if free else Next.WAITS_FOR_SIGN_OFF
        case State.HELD:
            return Next.LOOK_AT_HELD if hats & {Hat.SUPERVISOR, Hat.LEAD} else Next.IS_HELD
        case State.SIGNED_OFF:
            return Next.IS_SIGNED_OFF
    return Next.IS_ABANDONED


def awaited(state: State, given: frozenset[Side]) -> frozenset[Hat]:
    """For whom a review that stands so waits, among those who write it: until it is agreed. given: finished sides."""
    if state is State.MEETING:
        return frozenset({Hat.REVIEWER})
    if state not in APART:
        return frozenset()
    missing = frozenset(hat for hat, side in _WRITERS.items() if side not in given)
    return missing or frozenset({Hat.REVIEWER})  # who opens the meeting


_WRITERS = {Hat.WORKER: Side.WORKER, Hat.REVIEWER: Side.REVIEWER}


def _apart(stand: Stand, has_reviewer: bool) -> Next:
    if Hat.WORKER in stand.hats and Side.WORKER not in stand.given:
        return Next.WRITE_WORKER
    if Hat.REVIEWER in stand.hats:
        if Side.REVIEWER not in stand.given:
            return Next.WRITE_REVIEWER
        if stand.state is State.PREPARING and (not stand.has_worker or Side.WORKER in stand.given):
            return Next.OPEN_MEETING
    if not has_reviewer:
        in_charge = stand.hats & {Hat.SUPERVISOR, Hat.LEAD}
        return Next.CHOOSE_REVIEWER if in_charge else Next.WAITS_FOR_REVIEWER_TO_BE_CHOSEN
    return Next.WAITS_FOR_PARTS

"""Who may do what in which state of a review: two tables, and the questions that are asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from soundings.depth.rules.codes import Side, State


class Hat(StrEnum):
    """How somebody stands to a review. One person may wear several."""

    WORKER = "worker"  # whose practice the review looks at, with them
    REVIEWER = "reviewer"
    SECOND = "second"  # rates a second time, blind to the first
    SUPERVISOR = "supervisor"  # of the case's team
    LEAD = "lead"  # runs the programme, or drew the case
    SIGNER = "signer"  # may sign reviews off at this place


class Move(StrEnum):
    """What takes a review from one state to another."""

    BEGIN = "begin"
    MEET = "meet"
    AGREE = "agree"
    SEND_BACK = "send-back"
    SIGN_OFF = "sign-off"
    HOLD = "hold"
    GO_ON = "go-on"
    ABANDON = "abandon"


class Act(StrEnum):
    """What is done in a review without moving it on."""

    ASSIGN = "assign"  # reviewer, second, worker, days
    WRITE_WORKER = "write-worker"
    WRITE_REVIEWER = "write-reviewer"
    WRITE_SUPERVISOR = "write-supervisor"
    WRITE_FAMILY = "write-family"  # asks a family member or the child, or writes down what they say
    WRITE_AGREED = "write-agreed"
    WRITE_SECOND = "write-second"
    SETTLE = "settle"  # the agreed value where two ratings differ
    COMMENT = "comment"
    FIND = "find"  # findings and agreed actions
    TELL_FAMILY = "tell-family"  # what changed


class Reason(StrEnum):
    """Why a move is refused."""

    STATE = "state"  # not from here
    NOT_YOURS = "not-yours"
    WROTE = "wrote"  # they wrote it, so somebody else signs it off
    HOLDS = "holds"  # they hold the case, so somebody else signs it off
    NOT_GIVEN = "not-given"  # a part is still being written
    NOT_AGREED = "not-agreed"  # nothing has been written down as agreed
    NOT_NAMED = "not-named"  # the reviewer is not on the named list of a restricted case


@dataclass(frozen=True, slots=True)
class Stand:
    """How a review stands, and somebody to it.

    written, given: the sides of which there is a part, and of which the part is finished. wrote: they wrote the
    worker's, the reviewer's, a second or the agreed part. holds: they work on the case today. named: whoever
    reviews is on the list of the restricted case (or it is none).
    """

    state: State
    hats: frozenset[Hat]
    written: frozenset[Side] = frozenset()
    given: frozenset[Side] = frozenset()
    has_worker: bool = True
    wrote: bool = False
    holds: bool = False
    named: bool = True


ENDED = frozenset({State.SIGNED_OFF, State.ABANDONED})
RUNNING = frozenset({State.DRAWN, State.PREPARING, State.MEETING, State.AGREED})
OPEN = RUNNING | {State.HELD}
APART = frozenset({State.DRAWN, State.PREPARING})  # worker and reviewer write without seeing each other
TOGETHER = frozenset({State.MEETING, State.AGREED, State.SIGNED_OFF})  # both have seen both
ASKS_WHY = frozenset({Move.SEND_BACK, Move.HOLD, Move.ABANDON})

_IN_CHARGE = frozenset({Hat.SUPERVISOR, Hat.LEAD})

# from which states, to which (None: to where it was before it was held), by whom
MOVES: Mapping[Move, tuple[frozenset[State], State | None, frozenset[Hat]]] = {
    Move.BEGIN: (frozenset({State.DRAWN}), State.PREPARING, _IN_CHARGE | {Hat.WORKER, Hat.REVIEWER}),
    Move.MEET: (frozenset({State.PREPARING}), State.MEETING, _IN_CHARGE | {Hat.REVIEWER}),
    Move.AGREE: (frozenset({State.MEETING}), State.AGREED, frozenset({Hat.REVIEWER})),
    Move.SEND_BACK: (frozenset({State.AGREED}), State.MEETING, frozenset({Hat.SIGNER, Hat.REVIEWER})),
    Move.SIGN_OFF: (frozenset({State.AGREED}), State.SIGNED_OFF, frozenset({Hat.SIGNER})),
    Move.HOLD: (RUNNING, State.HELD, _IN_CHARGE),
    Move.GO_ON: (frozenset({State.HELD}), None, _IN_CHARGE),
    Move.ABANDON: (OPEN, State.ABANDONED, _IN_CHARGE),
}

ACTS: Mapping[Act, tuple[frozenset[State], frozenset[Hat]]] = {
    Act.ASSIGN: (OPEN - {State.AGREED}, _IN_CHARGE),
    Act.WRITE_WORKER: (APART, frozenset({Hat.WORKER})),
    Act.WRITE_REVIEWER: (APART, frozenset({Hat.REVIEWER})),
    Act.WRITE_SUPERVISOR: (APART | {State.MEETING}, frozenset({Hat.SUPERVISOR})),
    Act.WRITE_FAMILY: (RUNNING, frozenset({Hat.REVIEWER, Hat.SUPERVISOR})),
    Act.WRITE_AGREED: (frozenset({State.MEETING}), frozenset({Hat.WORKER, Hat.REVIEWER})),
    Act.WRITE_SECOND: (RUNNING | {State.SIGNED_OFF}, frozenset({Hat.SECOND})),
    Act.SETTLE: (frozenset({State.AGREED, State.SIGNED_OFF}), frozenset({Hat.LEAD})),
    Act.COMMENT: (TOGETHER, frozenset({Hat.WORKER, Hat.REVIEWER, Hat.SUPERVISOR})),
    Act.FIND: (TOGETHER, _IN_CHARGE | {Hat.WORKER, Hat.REVIEWER}),
    Act.TELL_FAMILY: (frozenset({State.AGREED, State.SIGNED_OFF}), frozenset({Hat.REVIEWER, Hat.SUPERVISOR})),
}


def why_not(move: Move, stand: Stand) -> Reason | None:
    """Why somebody who stands so to a review may not make this move; None if they may."""
    sources, _target, hats = MOVES[move]
    if stand.state not in sources:
        return Reason.STATE
    if not stand.hats & hats:
        return Reason.NOT_YOURS
    return _hindrance(move, stand)


def _hindrance(move: Move, stand: Stand) -> Reason | None:
    match move:
        case Move.MEET if not _ready_to_meet(stand):
            return Reason.NOT_GIVEN
        case Move.AGREE if Side.AGREED not in stand.written:
            return Reason.NOT_AGREED
        case Move.GO_ON if not stand.named:
            return Reason.NOT_NAMED
        case Move.SIGN_OFF if stand.wrote:
            return Reason.WROTE
        case Move.SIGN_OFF if stand.holds:
            return Reason.HOLDS
    return None


def _ready_to_meet(stand: Stand) -> bool:
    """Both have given their parts; without the worker's only whoever is in charge opens the meeting."""
    if Side.REVIEWER not in stand.given:
        return False
    return not stand.has_worker or Side.WORKER in stand.given or bool(stand.hats & _IN_CHARGE)


def may_do(act: Act, stand: Stand) -> bool:
    """Whether somebody who stands so to a review may do this in it.

    Nobody settles between two ratings of which one is theirs.
    """
    states, hats = ACTS[act]
    if act is Act.SETTLE and stand.wrote:
        return False
    return stand.state in states and bool(stand.hats & hats)


def target_of(move: Move, held_from: State | None = None) -> State:
    """The state to which a move leads. held_from: where a held review was. Raises ValueError if that is not said."""
    target = MOVES[move][1] or held_from
    if target is None:
        raise ValueError("Say in which state the review was before it was held.")
    return target


def sides_seen(stand: Stand, *, held_from: State | None = None) -> frozenset[Side]:
    """Whose parts somebody may read, as the review stands. Of several family members each part is told apart elsewhere.

    Worker and reviewer read each other only from the meeting on. A second rater reads nothing but their own part
    until it is given. Whoever merely signs or leads reads once it is agreed; other readers once it is signed off.
    The second part checks the reviewer: the worker and other readers never read it.
    """
    state = held_from or stand.state if stand.state is State.HELD else stand.state
    if Hat.SECOND in stand.hats and Side.SECOND not in stand.given:
        return frozenset({Side.SECOND})
    seen = {_OWN[hat] for hat in stand.hats if hat in _OWN}
    if stand.hats & {Hat.REVIEWER, Hat.SUPERVISOR} and state in APART:
        seen |= {Side.FAMILY, Side.CHILD}  # they write down what is said to them
    if _reads_all(stand.hats, state):
        seen |= set(Side) - {Side.SECOND}
    if state in TOGETHER and Side.SECOND in stand.given and stand.hats & {Hat.SECOND, Hat.REVIEWER, Hat.LEAD}:
        seen.add(Side.SECOND)
    return frozenset(seen)


_OWN = {
    Hat.WORKER: Side.WORKER,
    Hat.REVIEWER: Side.REVIEWER,
    Hat.SUPERVISOR: Side.SUPERVISOR,
    Hat.SECOND: Side.SECOND,
}


def _reads_all(hats: frozenset[Hat], state: State) -> bool:
    if state in TOGETHER and hats & {Hat.WORKER, Hat.REVIEWER, Hat.SUPERVISOR, Hat.SECOND}:
        return True
    if state in (State.AGREED, State.SIGNED_OFF) and hats & {Hat.LEAD, Hat.SIGNER}:
        return True
    return state is State.SIGNED_OFF

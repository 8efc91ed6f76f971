"""The fixed words of the room."""

from enum import StrEnum


class DrawKind(StrEnum):
    """Why cases are drawn."""

    MONTHLY = "monthly"
    THEMED = "themed"
    TRANSITION = "transition"  # at a closure, a step up or a step down


class Sign(StrEnum):
    """The transition at which a programme of that kind reviews a case."""

    CLOSURE = "closure"
    STEP_UP = "step-up"
    STEP_DOWN = "step-down"


class State(StrEnum):
    """Where a review stands."""

    DRAWN = "drawn"  # the case is known, nobody has begun
    PREPARING = "preparing"  # worker and reviewer write their own part, apart
    MEETING = "meeting"  # both see both, and agree
    AGREED = "agreed"  # waits to be signed off
    SIGNED_OFF = "signed-off"
    HELD = "held"  # sealed or restricted in mid-review: kept, and read by the named list alone
    ABANDONED = "abandoned"


class Side(StrEnum):
    """Whose part of a review."""

    WORKER = "worker"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    FAMILY = "family"  # one part for each who takes part
    CHILD = "child"
    AGREED = "agreed"
    SECOND = "second"  # a second rating, blind to the first: it checks the reviewer


class Mode(StrEnum):
    """How somebody's part came in."""

    TYPED = "typed"
    LINK = "link"
    PHONE = "phone"
    PAPER = "paper"


class Column(StrEnum):
    """The column of a finding."""

    WELL = "well"
    WORRIED = "worried"
    NEXT = "next"


class Alignment(StrEnum):
    """What a finding speaks to beyond the case."""

    LEADERSHIP = "leadership"
    LEARNING = "learning"
    ORGANISATION = "organisation"

"""What cases are described with: codes that are stored and that pages put into words."""

from enum import StrEnum


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class AllocationRole(StrEnum):
    LEAD = "lead"
    CO_WORKER = "co-worker"
    COVER = "cover"


class ActivityKind(StrEnum):
    """What the service did, as distinct from practice elements."""

    CONTACT = "contact"
    EARLY_HELP = "early-help"
    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    SECTION_47 = "section-47"
    CONFERENCE = "conference"
    CHILD_PROTECTION_PLAN = "child-protection-plan"
    CHILD_IN_NEED_PLAN = "child-in-need-plan"
    LOOKED_AFTER = "looked-after"
    CLOSED = "closed"


class ProposalKind(StrEnum):
    """What a worker may ask for and a supervisor decides."""

    CREATE = "create"
    MERGE = "merge"
    SPLIT = "split"
    RESTRICT = "restrict"


# Code, English name, and whether it stands in seed 2 (the others are extra and may be switched on).
ABUSE_TYPES = (
    ("PA", "Physical abuse", True),
    ("SA", "Sexual abuse", True),
    ("EA", "Emotional abuse", True),
    ("N", "Neglect", True),
    ("FDV", "Family and domestic violence", True),
    ("CSE", "Child sexual exploitation", False),
    ("CCE", "Child criminal exploitation", False),
)

BREAK_GLASS_MINUTES = 60
TOLD_OF_BROKEN_GLASS = 2  # people who hear of it by mail

"""Roles, posts and grants: what they are, and which of them one person may hold."""

from enum import StrEnum


class Role(StrEnum):
    """The roles of the access matrix. One person may hold several, each at a place in the tree."""

    RESPONDENT = "respondent"
    WORKER = "worker"
    SUPERVISOR = "supervisor"
    QA_LEAD = "qa-lead"
    SENIOR_MANAGER = "senior-manager"
    PARTNER = "partner"
    BUSINESS_UNIT = "business-unit"
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    INSPECTOR = "inspector"
    # Grants on top of a role, not roles of their own.
    BUSINESS_SUPPORT = "business-support"  # a worker's rights for a team, without practice notes
    IMPORT_STEWARD = "import-steward"  # may load files; previews show what they must


MATRIX_ROLES = tuple(Role)[:10]


class UnitKind(StrEnum):
    """The agency itself is the root of its tree."""

    AGENCY = "agency"
    SERVICE = "service"
    LOCALITY = "locality"
    TEAM = "team"


class GrantState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


class PostKind(StrEnum):
    """What somebody is in a team: decides whose supervisor they are, never what they may see."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    DUTY = "duty"  # the team's duty desk, which is not a person


CONTENT_ROLES = frozenset(Role) - {Role.RESPONDENT, Role.ADMINISTRATOR, Role.IMPORT_STEWARD}
VISITING_ROLES = frozenset({Role.PARTNER, Role.INSPECTOR})
VISIT_DAYS = 28  # after the audit or visit (security.md, section 2)
AGENCY_ROLES = frozenset({Role.ADMINISTRATOR, Role.IMPORT_STEWARD})  # held at the agency itself


def may_hold_together(roles: frozenset[Role]) -> bool:
    """Whether one person may hold all of these: an administrator sees no content."""
    return Role.ADMINISTRATOR not in roles or not roles & CONTENT_ROLES

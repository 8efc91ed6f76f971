"""What the rules say in codes, said in sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from soundings.cases.rules import ActivityKind, AllocationRole, ProposalKind, Sex

Words = dict[str, str | Promise]

ACTIVITIES: Words = {
    ActivityKind.CONTACT: _("Contact"),
    ActivityKind.EARLY_HELP: _("Early help"),
    ActivityKind.REFERRAL: _("Referral"),
    ActivityKind.ASSESSMENT: _("Assessment"),
    ActivityKind.SECTION_47: _("Section 47 enquiry"),
    ActivityKind.CONFERENCE: _("Child protection conference"),
    ActivityKind.CHILD_PROTECTION_PLAN: _("Child protection plan"),
    ActivityKind.CHILD_IN_NEED_PLAN: _("Child in need plan"),
    ActivityKind.LOOKED_AFTER: _("Looked after"),
    ActivityKind.CLOSED: _("Closed"),
}
ALLOCATIONS: Words = {
    AllocationRole.LEAD: _("Lead worker"),
    AllocationRole.CO_WORKER: _("Co-worker"),
    AllocationRole.COVER: _("Cover"),
}
SEXES: Words = {Sex.FEMALE: _("Female"), Sex.MALE: _("Male"), Sex.UNKNOWN: _("Not known")}
PROPOSALS: Words = {
    ProposalKind.CREATE: _("A new case"),
    ProposalKind.MERGE: _("Merge two entries of one child"),
    ProposalKind.SPLIT: _("Split an entry that is two children"),
    ProposalKind.RESTRICT: _("Restrict a case to named people"),
}


def activity(kind: str) -> str:
    """What the service did, in words."""
    return str(ACTIVITIES[kind])


def allocation(role: str) -> str:
    """What somebody is to a case, in words."""
    return str(ALLOCATIONS[role])

"""What the rules say in codes, said in sentences."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from soundings.cases.rules import (
    ActivityKind,
    AllocationRole,
    Likeness,
    Mark,
    Place,
    PlanState,
    ProposalKind,
    Sex,
    Step,
    StepKind,
    Trouble,
    TroubleCode,
    age_on,
    months_by,
)

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


LIKENESSES: Words = {
    Likeness.SAME_ID: _("The same number"),
    Likeness.SAME_NAME_AND_BIRTH: _("The same name and date of birth"),
    Likeness.SAME_BIRTH_AND_PART_OF_NAME: _("The same date of birth and part of the name"),
    Likeness.SAME_NAME: _("The same name"),
}
# How the trail's words for readings are said on the page "who has read this record".
READINGS: Words = {
    "board.viewed": _("Saw it on a board"),
    "board.compared": _("Saw it on two days side by side"),
    "dashboard.exported": _("Took it out with a dashboard"),
    "figure.opened": _("Saw it behind a figure"),
    "case.viewed": _("Opened the case"),
    "child.viewed": _("Opened the child’s details"),
    "children.searched": _("Found it in a search"),
    "children.compared": _("Saw it while looking for a child before opening a case"),
    "element.viewed": _("Read the history of one element"),
    "record.viewed": _("Read one record"),
    "handover.viewed": _("Read a handover sheet"),
    "proposal.viewed": _("Read a proposal"),
    "known.viewed": _("Looked at the list of whom staff know privately"),
    "readers.viewed": _("Looked who has read it"),
    "wall.shown": _("Stood on a team’s wall"),
    "sheet.printed": _("Stood on a printed sheet"),
    "sheet.keyed": _("Saw it while keying a sheet in"),
    "restricted.viewed": _("Saw it among the restricted cases"),
}


def likeness(why: Likeness) -> str:
    """Why an entry may be the same child, in words."""
    return str(LIKENESSES[why])


def reading(verb: str) -> str:
    """How somebody read a record, in words."""
    return str(READINGS.get(verb, _("Read it")))


def proposal(kind: str) -> str:
    """What was proposed, in words."""
    return str(PROPOSALS[ProposalKind(kind)])


Stated = tuple[int | None, date | None]  # an age in months, and the day on which it was said


def age(child_born: date | None, child_expected: date | None, on: date, stated: Stated = (None, None)) -> str:
    """How old somebody is: years, months below two years, days below two months; or when they are expected.

    Where no date of birth is known but an age was stated: "about 13".
    """
    months_said, said_on = stated
    if child_born is None and months_said is not None and said_on is not None:
        return about_age(months_by(months_said, said_on, on))
    if child_born is None:
        return gettext("expected %(day)s") % {"day": date_format(child_expected, "j M Y")} if child_expected else ""
    years = age_on(child_born, on)
    if years >= 2:
        return str(years)
    days = (on - child_born).days
    months = days * 12 // 365
    if months >= 2:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return ngettext("%(n)s day", "%(n)s days", max(days, 0)) % {"n": max(days, 0)}


def about_age(months: int) -> str:
    """An age as it was stated, which may be out by some months: "about 13", "about 7 months"."""
    if months >= 12:
        return gettext("about %(years)s") % {"years": months // 12}
    return ngettext("about %(n)s month", "about %(n)s months", months) % {"n": months}


PLAN_STATES: Words = {
    PlanState.DRAFT: _("Draft"),
    PlanState.AGREED: _("Agreed"),
    PlanState.DONE: _("Carried out"),
    PlanState.DROPPED: _("Given up"),
}
STEP_KINDS: Words = {
    StepKind.NEW: _("Add a place"),
    StepKind.MOVE: _("Move a place under another"),
    StepKind.RENAME: _("Rename a place"),
    StepKind.MERGE: _("Merge a team into another"),
    StepKind.SPLIT: _("Split a team"),
    StepKind.CLOSE: _("Close a place"),
}
STEPS: Words = {
    StepKind.NEW: _("%(name)s begins, under %(target)s."),
    StepKind.MOVE: _("%(place)s moves under %(target)s."),
    StepKind.RENAME: _("%(place)s is called %(name)s."),
    StepKind.MERGE: _("%(place)s becomes part of %(target)s and closes."),
    StepKind.SPLIT: _("Part of %(place)s goes to %(target)s."),
    StepKind.CLOSE: _("%(place)s closes."),
}
MARKS: Words = {
    Mark.NEW: _("new"),
    Mark.MOVED: _("moved"),
    Mark.RENAMED: _("new name"),
    Mark.CLOSED: _("closes"),
}
TROUBLES: Words = {
    TroubleCode.GONE: _("The place of this step is closed by then, or is not there."),
    TroubleCode.TARGET_GONE: _("Where it should go is closed by then, or is not there."),
    TroubleCode.THE_AGENCY: _("The agency itself can only be renamed."),
    TroubleCode.UNDER_ITSELF: _("%(name)s cannot stand below itself."),
    TroubleCode.CANNOT_HOLD: _("%(name)s is a team, and a team holds no other places."),
    TroubleCode.STANDS_THERE: _("It stands under %(name)s already."),
    TroubleCode.CAME_LATER: _("%(name)s came to where it stands now after that day."),
    TroubleCode.NOT_TEAMS: _("Only teams can be merged or split."),
    TroubleCode.SAME_TEAM: _("Choose two different teams."),
    TroubleCode.NAME_TAKEN: _("There is a place called %(name)s already."),
    TroubleCode.HOLDS_PLACES: _("Something below %(name)s is still open by then: move or close that first."),
    TroubleCode.HOLDS_CASES: _("Open cases stand with %(name)s: merge it into another team instead."),
    TroubleCode.HOLDS_POSTS: _("People still have posts in %(name)s by then: merge it, or end those first."),
}


def trouble(found: Trouble) -> str:
    """Why a step cannot be taken, in words."""
    return str(TROUBLES[found.code]) % {"name": found.name}


def step(taken: Step, places: Mapping[str, Place]) -> str:
    """What a step does, in words; places: the names to say, by key."""
    names = {key: places[key].name if key in places else "?" for key in (taken.place, taken.target)}
    said = {"name": taken.name, "place": names[taken.place], "target": names[taken.target]}
    return str(STEPS[taken.kind]) % said


def reorganised(name: str) -> str:
    """What stands beside the line that a reorganisation leaves on a chart."""
    return gettext("Reorganisation: %(name)s") % {"name": name}

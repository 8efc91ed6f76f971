"""The sentences for what the rules of reviews say in codes."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth.rules import label_of
from soundings.depth.rules import ENDED, DrawKind, Frame, Move, Next, Side, Sign, State, Strata, Unfit, Why

Words = Mapping[str, str | Promise]

STATES: Words = {
    State.DRAWN: _("Not begun"),
    State.PREPARING: _("Being prepared"),
    State.MEETING: _("Meeting"),
    State.AGREED: _("Agreed"),
    State.SIGNED_OFF: _("Signed off"),
    State.HELD: _("On hold"),
    State.ABANDONED: _("Given up"),
}
SIDES: Words = {
    Side.WORKER: _("Worker"),
    Side.REVIEWER: _("Reviewer"),
    Side.SUPERVISOR: _("Supervisor"),
    Side.FAMILY: _("Family"),
    Side.CHILD: _("Child"),
    Side.AGREED: _("Agreed together"),
    Side.SECOND: _("Second rating"),
}
KINDS: Words = {
    DrawKind.MONTHLY: _("Month by month"),
    DrawKind.THEMED: _("On one theme"),
    DrawKind.TRANSITION: _("At a transition"),
}
SIGNS: Words = {
    Sign.CLOSURE: _("When a case closes"),
    Sign.STEP_UP: _("When a case goes to a more intensive stage"),
    Sign.STEP_DOWN: _("When a case goes to a less intensive stage"),
}
STRATA: Words = {
    Strata.NONE: _("No: all cases together"),
    Strata.TEAM: _("By team, in proportion"),
    Strata.STAGE: _("By stage, in proportion"),
}
WHY: Words = {
    Why.KNOWS_FAMILY: _("The reviewer knows the family"),
    Why.FAMILY_ASKED: _("The family asked not to take part"),
    Why.WORKER_AWAY: _("The worker is away for long"),
    Why.CLOSED: _("The case has closed"),
    Why.RESTRICTED: _("The case has been restricted"),
    Why.UNDER_REVIEW: _("It is being reviewed already"),
    Why.OTHER: _("Something else"),
}
MOVES: Words = {
    Move.BEGIN: _("Begin to prepare"),
    Move.MEET: _("Open the meeting"),
    Move.AGREE: _("We have agreed"),
    Move.SEND_BACK: _("Send back to the meeting"),
    Move.SIGN_OFF: _("Sign off"),
    Move.HOLD: _("Put on hold"),
    Move.GO_ON: _("Go on"),
    Move.ABANDON: _("Give this review up"),
}
MOVED: Words = {
    Move.BEGIN: _("Both can write their own part now."),
    Move.MEET: _("Both see both parts now."),
    Move.AGREE: _("It waits to be signed off."),
    Move.SEND_BACK: _("It is back in the meeting."),
    Move.SIGN_OFF: _("Signed off. The worker can still comment."),
    Move.HOLD: _("It is on hold."),
    Move.GO_ON: _("It goes on where it was."),
    Move.ABANDON: _("It has been given up. What was written stays."),
}
NEXTS: Words = {
    Next.WRITE_WORKER: _("Write your own view of the work, before you meet"),
    Next.WRITE_REVIEWER: _("Write your part, before you meet the worker"),
    Next.WRITE_SECOND: _("Rate a second time, without seeing the first rating"),
    Next.CHOOSE_REVIEWER: _("Choose who reviews it"),
    Next.OPEN_MEETING: _("Both parts are written: open the meeting"),
    Next.MEET: _("Meet, and write down what you agree on"),
    Next.SIGN_OFF: _("Read it, and sign it off"),
    Next.LOOK_AT_HELD: _("It is on hold: can it go on?"),
    Next.WAITS_FOR_REVIEWER_TO_BE_CHOSEN: _("A reviewer is still to be chosen"),
    Next.WAITS_FOR_PARTS: _("Worker and reviewer write their parts"),
    Next.WAITS_FOR_MEETING: _("Worker and reviewer meet"),
    Next.WAITS_FOR_SIGN_OFF: _("It waits to be signed off"),
    Next.IS_HELD: _("It is on hold"),
    Next.IS_SIGNED_OFF: _("It is finished; the worker can comment"),
    Next.IS_ABANDONED: _("It was given up"),
}
PROGRESS: Words = {"given": _("Finished"), "begun": _("Begun"), "": _("Not yet")}
NO_PART = _("No part")  # of a review that has ended: there will be none
HELD_BY_RESTRICTION = "restricted"  # the reason that a step keeps when the product itself holds a review


def progress(how: str, state: str) -> str:
    """How far a part is, in a review that stands so."""
    return str(NO_PART if not how and state in ENDED else PROGRESS[how])


def named(names: Mapping[str, str], *, code: str = "") -> str:
    """A name kept by language, in the language of the page; else in any; else the code."""
    return label_of(names, get_language() or "en", code=code)


def unfit(code: Unfit, name: str) -> str:
    """Why somebody does not review a case."""
    said = {
        Unfit.KNOWS: gettext("%(name)s said that they know this family, so somebody else reviews the case."),
        Unfit.HOLDS: gettext("%(name)s works on this case, so somebody else reviews it."),
        Unfit.OWN_TEAM: gettext("%(name)s belongs to the team of this case, and reviews here go across teams."),
        Unfit.REVIEWED: gettext("%(name)s has reviewed this case already, so others rate it here."),
        Unfit.NOT_NAMED: gettext("The case is restricted and %(name)s is not on its list."),
    }[code]
    return said % {"name": name}


def step_reason(reason: str) -> str:
    """Why a step was taken, as it was said; what the product itself says in words."""
    return gettext("The case was restricted") if reason == HELD_BY_RESTRICTION else reason


def code_of(public_id: str) -> str:
    """How a list calls a review whose child it does not name."""
    return gettext("Review %(code)s") % {"code": public_id[:6]}


def criteria(frame: Frame, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The criteria of a frame, each with what it says. names: what teams, stages, abuse types, activity are called."""
    listed = (
        (gettext("Teams"), frame.teams),
        (gettext("Stages"), frame.stages),
        (gettext("Abuse types"), frame.abuse),
        (gettext("Activity in the last twelve months"), frame.activity),
    )
    for title, codes in listed:
        if codes:
            yield title, ", ".join(names.get(code, code) for code in codes)
    if frame.ages:
        yield gettext("Age"), gettext("%(first)s to %(last)s years") % {"first": frame.ages[0], "last": frame.ages[1]}
    if frame.sign:
        yield gettext("Transition"), str(SIGNS[frame.sign])
    if frame.strata:
        yield gettext("Spread"), str(STRATA[frame.strata])
    if frame.away_from:
        yield gettext("Reviewers"), gettext("Never of their own team")

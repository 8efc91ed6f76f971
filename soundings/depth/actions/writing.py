"""Writing a part of a review, alone or two at once. Nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer, root_of
from soundings.cases.actions import screening
from soundings.cases.rules.concerns import Source
from soundings.core.actions import Actor
from soundings.core.rules import Denied
from soundings.depth.actions.reviewing import move
from soundings.depth.actions.trace import locked, review_changed
from soundings.depth.models import Part, PartSave, Review
from soundings.depth.permissions import ONCE, check_can_write
from soundings.depth.queries.parts import saves_since
from soundings.depth.queries.texts import words_in
from soundings.depth.rules import Mode, Move, Side, State
from soundings.depth.rules.merging import Clash, Merged, Sent, merged

BEGINNING = frozenset({Side.WORKER, Side.REVIEWER})


@dataclass(frozen=True, slots=True)
class Saved:
    """A part after a save. clashes: the answers that somebody else had changed meanwhile, which stand as they were."""

    part: Part
    changed: frozenset[str]
    clashes: Mapping[str, Clash]


@transaction.atomic
def save_part(
    *, by: Viewer, at: datetime, review: Review, side: Side, sent: Mapping[str, Sent], who: str = ""
) -> Saved:
    """What was sent stands in the part of this side, question by question, as `rules.merged` says.

    Of an answer that somebody else changed since it was last seen nothing is stored over theirs: both come back, and
    what was typed is kept with the save. Raises Denied unless `by` may write this part in the review's state.
    """
    current = _begun(by, at, review, side)
    part = _part(current, side, who, at)
    check_can_write(by, current, side, given=bool(part.given_at))
    if part.pk is None:
        part.user = by.user
        part.save()
    return store(by=by, user=by.user, at=at, review=current, part=part, sent=sent)


@transaction.atomic
def give_part(*, by: Viewer, at: datetime, review: Review, side: Side, who: str = "") -> Part:
    """The part is handed over: whoever's it is has said all that they want to say. Raises Denied."""
    current = _begun(by, at, review, side)
    part = _part(current, side, who, at)
    check_can_write(by, current, side, given=bool(part.given_at))
    if part.pk is None:
        part.user = by.user
    part.given_at = at
    part.save()
    review_changed(by=by, at=at, verb="review.part-given", review=current, after={"side": side})
    read_for_danger(part, current, at)
    return part


def read_for_danger(part: Part, review: Review, at: datetime) -> None:
    """What the family or the child said is read by the end of the next working day (safety.md, 2)."""
    if part.side in (Side.FAMILY, Side.CHILD) and words_in(part):
        source = Source.PHONE if part.mode == Mode.PHONE else Source.REVIEW
        place = review.case.team or root_of(review.agency_id)
        screening.expect(source=source, stands_at=part.public_id, place=place, at=at)


@transaction.atomic
def take_back_part(*, by: Viewer, at: datetime, review: Review, side: Side) -> Part:
    """One's own part is written on, though it was handed over: while the review is still prepared. Raises Denied."""
    current = locked(review)
    part = _part(current, side, "", at)
    check_can_write(by, current, side)
    if side in ONCE or part.given_at is None:
        raise Denied(_("There is nothing to take back here."))
    part.given_at = None
    part.save(update_fields=["given_at"])
    review_changed(by=by, at=at, verb="review.part-taken-back", review=current, after={"side": side})
    return part


def store(*, by: Actor, user: User | None, at: datetime, review: Review, part: Part, sent: Mapping[str, Sent]) -> Saved:
    """The merged answers stand in the part, and the earlier ones beside it. For actions, within their transaction.

    user: None for somebody who has no sign-in. The review is locked.
    """
    oldest = min((one.stamp for one in sent.values()), default=part.stamp)
    found = merged(part.answers, saves_since(part, oldest), sent)
    if found.before or found.clashes:
        _keep(user, at, part, found)
    if found.before:
        after = {"side": part.side, "part": part.public_id, "questions": sorted(found.before), "stamp": part.stamp}
        review_changed(by=by, at=at, verb="review.written", review=review, after=after)
    return Saved(part, frozenset(found.before), found.clashes)


def _keep(user: User | None, at: datetime, part: Part, found: Merged) -> None:
    part.stamp += 1
    part.answers, part.saved_at = found.answers, at
    part.save(update_fields=["answers", "stamp", "saved_at"])
    PartSave.objects.create(
        agency_id=part.agency_id,
        part=part,
        stamp=part.stamp,
        before=found.before,
        refused={code: clash.sent for code, clash in found.clashes.items() if clash.sent},
        by=user,
        at=at,
    )


def _begun(by: Viewer, at: datetime, review: Review, side: Side) -> Review:
    """The review, locked. The first words of worker or reviewer begin it."""
    current = locked(review)
    if current.state == State.DRAWN and side in BEGINNING:
        return move(review=current, move=Move.BEGIN, by=by, at=at)
    return current


def _part(review: Review, side: Side, who: str, at: datetime) -> Part:
    """The part as it stands, or a new one that is not stored yet."""
    part = Part.objects.filter(review=review, side=side.value, who=who).first()
    new = Part(agency_id=review.agency_id, review=review, side=side.value, who=who, mode=Mode.TYPED.value)
    if part is None:
        new.begun_at = new.saved_at = at
    return part or new

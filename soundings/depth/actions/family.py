"""Somebody of the family, or the child, adds their part: by a link, by telephone, on paper (safety.md, 4 and 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer, root_of
from soundings.breadth.rules import code_digest, new_token
from soundings.cases.actions.concerns import raise_concern
from soundings.cases.models import Case, Concern
from soundings.cases.rules.concerns import About, Source
from soundings.core.actions import Actor
from soundings.core.rules import SYSTEM, Denied
from soundings.depth.actions.trace import check_words, locked, review_changed
from soundings.depth.actions.writing import Saved, read_for_danger, store
from soundings.depth.models import FamilyInvite, Part, PartSave, Review
from soundings.depth.permissions import check_can_do, check_can_write
from soundings.depth.rules import RUNNING, Act, Mode, Side, State
from soundings.depth.rules.asking import LINK_HOLDS_DAYS, Asking, Asks, faults_in
from soundings.depth.rules.merging import Sent


class NotAsked(Exception):
    """Nobody can be asked so. faults: everything that is missing or wrong."""

    def __init__(self, faults: list[Asks]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked; of a link the token, which is kept nowhere and shown once."""

    invite: FamilyInvite
    token: str = ""


@transaction.atomic
def ask(*, by: Viewer, at: datetime, review: Review, asking: Asking) -> Asked:
    """This person may add their part, in this way and no other; an earlier link of theirs works no more.

    Raises NotAsked with every fault; Denied unless `by` may write down what the family says, or where they have said
    all that they wanted to say.
    """
    current = locked(review)
    faults = faults_in(asking, _names_in(current.case))
    if faults:
        raise NotAsked(faults)
    part = _part_of(current, asking, at)
    check_can_write(by, current, asking.side, given=bool(part.given_at))
    part.mode, part.consent = asking.mode.value, asking.consent()
    part.save()
    FamilyInvite.objects.filter(review=current, side=part.side, who=part.who, ended_at=None).update(
        ended_at=at, digest="", pin=""
    )
    token = new_token() if asking.mode is Mode.LINK else ""
    invite = FamilyInvite.objects.create(
        agency_id=current.agency_id,
        review=current,
        side=part.side,
        who=part.who,
        mode=part.mode,
        language=asking.language,
        digest=code_digest(token) if token else "",
        until=at + timedelta(days=LINK_HOLDS_DAYS) if token else None,
        asked_by=by.user,
        asked_at=at,
    )
    review_changed(by=by, at=at, verb="review.family-asked", review=current, after=_after(invite))
    return Asked(invite, token)


@transaction.atomic
def begin(*, by: Viewer, at: datetime, invite: FamilyInvite) -> Part:
    """By telephone or on paper: they were told who reads it and that they may speak alone, and said yes themselves.

    Raises Denied unless `by` may write down what the family says.
    """
    current = locked(invite.review)
    part = _asked_part(invite)
    check_can_write(by, current, Side(part.side), given=bool(part.given_at))
    return _begun(by, at, current, invite, part)


@transaction.atomic
def begin_by_link(*, at: datetime, invite: FamilyInvite) -> Part:
    """By the link: they read who will see it, and begin. Raises Denied where the link works no more."""
    current, part = _for_link(invite, at)
    return _begun(SYSTEM, at, current, invite, part)


@transaction.atomic
def save_by_link(*, at: datetime, invite: FamilyInvite, sent: Mapping[str, Sent], pin: str = "") -> Saved:
    """What they wrote is kept until they come back, which takes the PIN. pin: one that they choose now.

    Raises Denied where the link works no more, or where no PIN was asked for: then nothing is kept half-way.
    """
    current, part = _for_link(invite, at)
    if pin:
        invite.pin = make_password(pin)
        invite.save(update_fields=["pin"])
    if not invite.pin:
        raise Denied(_("Choose a PIN to keep what you wrote."))
    return store(by=SYSTEM, user=None, at=at, review=current, part=part, sent=sent)


@transaction.atomic
def send_by_link(*, at: datetime, invite: FamilyInvite, sent: Mapping[str, Sent]) -> Part:
    """They have said what they wanted to say, and the link is used up. Raises Denied where it works no more."""
    current, part = _for_link(invite, at)
    store(by=SYSTEM, user=None, at=at, review=current, part=part, sent=sent)
    invite.used_at, invite.digest, invite.pin = at, "", ""
    invite.save(update_fields=["used_at", "digest", "pin"])
    part.given_at = at
    part.save(update_fields=["given_at"])
    review_changed(by=SYSTEM, at=at, verb="review.part-given", review=current, after=_after(invite))
    read_for_danger(part, current, at)
    return part


def tell_danger(*, at: datetime, invite: FamilyInvite, words: str, contact: str = "") -> Concern:
    """From the page of a link: somebody may be in danger, and its receiver is told at once (safety.md, 2).

    contact: whether and how it is safe to reach whoever wrote. Raises Denied where the link works no more, nothing is
    said, or nobody is set to receive it.
    """
    current, _part = _for_link(invite, at)
    return raise_concern(
        by=SYSTEM,
        at=at,
        about=About.CHILD,
        place=current.case.team or root_of(current.agency_id),
        words=words,
        source=Source.REVIEW,
        contact=contact,
        case=current.case,
        stands_at=invite.public_id,
    )


def is_pin_of(invite: FamilyInvite, pin: str) -> bool:
    """Whether this is the PIN that was chosen for the link."""
    return bool(invite.pin) and check_password(pin, invite.pin)


@transaction.atomic
def end_asking(*, by: Viewer, at: datetime, invite: FamilyInvite, erase: bool = False) -> None:
    """They are asked no more, and their link opens nothing. erase: they take back what they said, and it is gone.

    Raises Denied unless `by` may write down what the family says as the review stands.
    """
    current = locked(invite.review)
    part = _asked_part(invite)
    check_can_write(by, current, Side(part.side))
    invite.ended_at, invite.digest, invite.pin = at, "", ""
    invite.save(update_fields=["ended_at", "digest", "pin"])
    if erase:
        PartSave.objects.filter(part=part).delete()
        part.delete()
    review_changed(by=by, at=at, verb="review.asking-ended", review=current, after=_after(invite) | {"erased": erase})


@transaction.atomic
def note_heard(*, by: Viewer, at: datetime, invite: FamilyInvite, words: str) -> None:
    """They were told what changed. words: what they were told. Raises Denied: not yours to tell, or no words."""
    current = locked(invite.review)
    check_can_do(by, current, Act.TELL_FAMILY)
    invite.heard_at, invite.heard = at, check_words(words)
    invite.save(update_fields=["heard_at", "heard"])
    review_changed(by=by, at=at, verb="review.family-heard", review=current, after=_after(invite))


def _part_of(review: Review, asking: Asking, at: datetime) -> Part:
    who = asking.who.strip() if asking.side is Side.FAMILY else ""
    part = Part.objects.filter(review=review, side=asking.side.value, who=who).first()
    new = Part(agency_id=review.agency_id, review=review, side=asking.side.value, who=who, begun_at=at, saved_at=at)
    return part or new


def _asked_part(invite: FamilyInvite) -> Part:
    part = Part.objects.filter(review=invite.review_id, side=invite.side, who=invite.who).first()
    if part is None:
        raise Denied(_("They have taken back what they said."))
    return part


def _for_link(invite: FamilyInvite, at: datetime) -> tuple[Review, Part]:
    """The review and the part behind a link that works. Raises Denied, alike for every reason."""
    current = locked(invite.review)
    invite.refresh_from_db()
    part = Part.objects.filter(review=invite.review_id, side=invite.side, who=invite.who, given_at=None).first()
    held = bool(invite.digest) and invite.until is not None and at < invite.until
    if part is None or not held or State(current.state) not in RUNNING:
        raise Denied(_("This link does not work any more."))
    return current, part


def _begun(by: Actor, at: datetime, review: Review, invite: FamilyInvite, part: Part) -> Part:
    invite.opened_at = invite.opened_at or at
    invite.save(update_fields=["opened_at"])
    if not part.consent.get("yes_at"):
        part.consent = part.consent | {"yes_at": at.isoformat()}
        part.save(update_fields=["consent"])
        review_changed(by=by, at=at, verb="review.family-said-yes", review=review, after=_after(invite))
    return part


def _names_in(case: Case) -> set[str]:
    child = case.child
    texts = [child.given_name, child.family_name, case.worker.name if case.worker else ""]
    return {word for text in texts for word in text.split() if len(word) > 1}


def _after(invite: FamilyInvite) -> dict[str, object]:
    return {"invite": invite.public_id, "side": invite.side, "mode": invite.mode}

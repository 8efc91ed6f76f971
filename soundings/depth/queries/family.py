"""Who of the family was asked to take part in a review, and whom a link belongs to."""

from typing import NamedTuple

from soundings.accounts.queries import Viewer
from soundings.breadth.rules import code_digest
from soundings.depth.models import FamilyInvite, Part, Review


class Invited(NamedTuple):
    """Somebody who was asked, and what of theirs there is. part: None where they took it back."""

    invite: FamilyInvite
    part: Part | None

    @property
    def is_open(self) -> bool:
        """Whether they can still answer."""
        return self.invite.ended_at is None and bool(self.part and self.part.given_at is None)


def invited_to(viewer: Viewer, review: Review) -> list[Invited]:
    """Everybody of the family who was asked, each once with their latest asking, in the order of being asked.

    The review is one whose family the viewer writes with. Two queries.
    """
    parts = {(one.side, one.who): one for one in Part.objects.filter(agency=viewer.agency_id, review=review)}
    found: dict[tuple[str, str], Invited] = {}
    asked = FamilyInvite.objects.filter(agency=viewer.agency_id, review=review).select_related("asked_by")
    for one in asked.order_by("asked_at", "pk"):
        found[one.side, one.who] = Invited(one, parts.get((one.side, one.who)))
    return list(found.values())


def invite_for(viewer: Viewer, review: Review, public_id: str) -> Invited | None:
    """The one with this public id."""
    return next((one for one in invited_to(viewer, review) if one.invite.public_id == public_id), None)


def invite_by_token(agency_id: int, token: str) -> Invited | None:
    """Whom this token was given to, with what they have written; None for one that is unknown, used up or ended.

    Starts from the token instead of a viewer: it is all that they have. Runs as the agency (`core.tenancy`).
    """
    waiting = FamilyInvite.objects.filter(agency=agency_id, digest=code_digest(token), ended_at=None, used_at=None)
    invite = (
        waiting.select_related(
            "review__version",
            "review__case__team",
            "review__case__child",
            "review__reviewer",
            "review__supervisor",
            "agency",
        ).first()
        if token
        else None
    )
    if invite is None:
        return None
    part = Part.objects.filter(review=invite.review_id, side=invite.side, who=invite.who, given_at=None).first()
    return Invited(invite, part) if part else None

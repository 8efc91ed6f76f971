"""The parts of a review that somebody may read, and what they said before. The review is one that they may see."""

from typing import NamedTuple

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.depth.models import Part, PartSave, Review
from soundings.depth.rules import Side, State
from soundings.depth.rules.merging import Answer, Earlier
from soundings.depth.rules.parts import sees


def sides_of(viewer: Viewer, review: Review) -> frozenset[Side]:
    """The sides on which the viewer stands in this review; none for somebody who only reads it. No query.

    The worker's is theirs alone: whoever covers their cases does not speak for them.
    """
    user, found = viewer.user.pk, set()
    if viewer.staff_id and review.worker_id == viewer.staff_id:
        found.add(Side.WORKER)
    if review.reviewer_id == user:
        found.add(Side.REVIEWER)
    if review.supervisor_id == user:
        found.add(Side.SUPERVISOR)
    if review.second_id == user:
        found.add(Side.SECOND)
    return frozenset(found)


def parts_seen(viewer: Viewer, review: Review) -> list[Part]:
    """The parts of the review that the viewer may read in its state, in the order in which they were begun."""
    mine, state = sides_of(viewer, review), State(review.state)
    parts = Part.objects.filter(agency=viewer.agency_id, review=review).order_by("begun_at", "pk")
    return [one for one in parts if sees(mine, Side(one.side), state)]


def part_seen(viewer: Viewer, review: Review, side: Side, who: str = "") -> Part | None:
    """The one of them that is this side's; None where it is not begun, or not the viewer's to read."""
    return next((one for one in parts_seen(viewer, review) if one.side == side and one.who == who), None)


def saves_since(part: Part, stamp: int) -> list[Earlier]:
    """What each save after this stamp changed in the part."""
    rows = PartSave.objects.filter(part=part, stamp__gt=stamp).order_by("stamp")
    return [Earlier(one.stamp, one.before) for one in rows.exclude(before={})]


class EarlierText(NamedTuple):
    """One answer as it was before a save, or as it was typed and not taken."""

    question: str
    answer: Answer | None
    taken: bool
    save: PartSave


def earlier_texts(viewer: Viewer, part: Part) -> list[EarlierText]:
    """Every earlier answer of a part that the viewer may read, newest first."""
    found = []
    for save in PartSave.objects.filter(agency=viewer.agency_id, part=part).select_related("by").order_by("-pk"):
        found += [EarlierText(code, answer, True, save) for code, answer in save.before.items() if answer]
        found += [EarlierText(code, answer, False, save) for code, answer in save.refused.items() if answer]
    return found


def names_of(agency_id: int, users: set[int]) -> dict[int, str]:
    """The names of these users. One query."""
    return dict(User.objects.filter(agency=agency_id, pk__in=users).values_list("pk", "name"))

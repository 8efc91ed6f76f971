"""Whoever typed over an answer that somebody else had changed chooses between the two, or keeps both."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from soundings.accounts.queries import Viewer
from soundings.depth.actions.writing import Saved, save_part
from soundings.depth.models import Part, PartSave, Review
from soundings.depth.rules import Side
from soundings.depth.rules.merging import Answer, Sent, both_kept


class Keep(StrEnum):
    """Which of two answers stands from now on."""

    STANDS = "stands"
    SENT = "sent"
    BOTH = "both"


@transaction.atomic
def choose(
    *, by: Viewer, at: datetime, review: Review, side: Side, chosen: Mapping[str, Keep], stamp: int, who: str = ""
) -> Saved:
    """For each question the chosen answer stands. stamp: of the part when the two were shown.

    What was typed is what `by` typed last and was not taken; where there is none, or where the answer was changed
    once more meanwhile, nothing is written over. Raises Denied as `save_part` does.
    """
    part = Part.objects.filter(review=review, side=side.value, who=who).first()
    refused = refused_of(by, part) if part else {}
    sent = {
        code: Sent(_kept(keep, part.answers.get(code), refused[code]), stamp)
        for code, keep in chosen.items()
        if part and code in refused and keep is not Keep.STANDS
    }
    return save_part(by=by, at=at, review=review, side=side, sent=sent, who=who)


def refused_of(by: Viewer, part: Part) -> dict[str, Answer]:
    """What `by` typed last for each question and was not taken."""
    found: dict[str, Answer] = {}
    for save in PartSave.objects.filter(part=part, by=by.user).exclude(refused={}).order_by("pk"):
        found |= save.refused
    return found


def _kept(keep: Keep, stands: Answer | None, sent: Answer) -> Answer:
    return both_kept(stands, sent) if keep is Keep.BOTH else sent

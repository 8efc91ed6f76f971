"""What the parts of a review said before, and what was typed and not taken. The parts came from `parts_seen`."""

from typing import NamedTuple

from soundings.accounts.queries import Viewer
from soundings.depth.models import Part, PartSave
from soundings.depth.rules.merging import Answer, Earlier


def saves_since(part: Part, stamp: int) -> list[Earlier]:
    """What each save after this stamp changed in the part. One query."""
    rows = PartSave.objects.filter(part=part, stamp__gt=stamp).order_by("stamp")
    return [Earlier(one.stamp, one.before) for one in rows.exclude(before={})]


class EarlierText(NamedTuple):
    """One answer as it was before a save, or (taken: False) as it was typed while somebody else changed it too."""

    question: str
    answer: Answer
    taken: bool
    save: PartSave


def earlier_texts(viewer: Viewer, part: Part) -> list[EarlierText]:
    """Every earlier answer of a part that the viewer may read, newest first. One query."""
    found = []
    for save in PartSave.objects.filter(agency=viewer.agency_id, part=part).select_related("by").order_by("-pk"):
        found += [EarlierText(code, answer, True, save) for code, answer in sorted(save.before.items()) if answer]
        found += [EarlierText(code, answer, False, save) for code, answer in sorted(save.refused.items()) if answer]
    return found

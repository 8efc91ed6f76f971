from soundings.depth.models.calibration import Calibration, CalibrationNote, CalibrationSave, CalibrationSeat
from soundings.depth.models.examples import Example
from soundings.depth.models.family import FamilyInvite
from soundings.depth.models.findings import AgreedAction, Finding
from soundings.depth.models.moderation import Settled
from soundings.depth.models.programmes import Draw, Pick, Programme, Substitution
from soundings.depth.models.returned import Returned
from soundings.depth.models.reviews import Comment, Part, PartSave, Review, Step
from soundings.depth.models.theory import TheoryStep

__all__ = [
    "AgreedAction",
    "Calibration",
    "CalibrationNote",
    "CalibrationSave",
    "CalibrationSeat",
    "Comment",
    "Draw",
    "Example",
    "FamilyInvite",
    "Finding",
    "Part",
    "PartSave",
    "Pick",
    "Programme",
    "Returned",
    "Review",
    "Settled",
    "Step",
    "Substitution",
    "TheoryStep",
]

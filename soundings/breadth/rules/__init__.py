"""What a case's practice records come to, decided without a database: kinds, fold, tallies, checks."""

from soundings.breadth.rules.checks import Draft, Problem, ProblemCode, Refused, problems_of
from soundings.breadth.rules.fold import Event, Head, Issue, fold, fold_all, head_of
from soundings.breadth.rules.kinds import (
    FAMILY_RATERS,
    PROFESSIONAL_RATERS,
    Answer,
    ElementKind,
    ElementScope,
    Fact,
    FamilyMode,
    Rater,
    Shows,
    label_of,
)
from soundings.breadth.rules.matching import TAKEN_BACK, Match, Sameness, Stored, match_of
from soundings.breadth.rules.tallies import (
    COLUMNS,
    Coverage,
    Standing,
    change_of,
    classify,
    contribution,
    coverage_of,
    difference,
)

__all__ = [
    "COLUMNS",
    "FAMILY_RATERS",
    "PROFESSIONAL_RATERS",
    "TAKEN_BACK",
    "Answer",
    "Coverage",
    "Draft",
    "ElementKind",
    "ElementScope",
    "Event",
    "Fact",
    "FamilyMode",
    "Head",
    "Issue",
    "Match",
    "Problem",
    "ProblemCode",
    "Rater",
    "Refused",
    "Sameness",
    "Shows",
    "Standing",
    "Stored",
    "change_of",
    "classify",
    "contribution",
    "coverage_of",
    "difference",
    "fold",
    "fold_all",
    "head_of",
    "label_of",
    "match_of",
    "problems_of",
]

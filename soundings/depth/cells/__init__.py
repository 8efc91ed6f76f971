"""What stands beside and between the questions of a review, and how its figures are said: never by colour alone."""

from soundings.depth.cells.beside import Beside, beside
from soundings.depth.cells.facts import day, element, fact_change, facts_shown
from soundings.depth.cells.figures import (
    CellShown,
    agreed_share,
    change,
    coefficient,
    grade,
    heat_cell,
    no_evidence,
    no_evidence_number,
    number,
    scale_ends,
    seen,
    spread_in_groups,
    spread_said,
)
from soundings.depth.cells.ratings import item_said, label_said, lay_drawing, lay_said
from soundings.depth.cells.saying import answer_said, moment, side_said, whole_answer

__all__ = [
    "Beside",
    "CellShown",
    "agreed_share",
    "answer_said",
    "beside",
    "change",
    "coefficient",
    "day",
    "element",
    "fact_change",
    "facts_shown",
    "grade",
    "heat_cell",
    "item_said",
    "label_said",
    "lay_drawing",
    "lay_said",
    "moment",
    "no_evidence",
    "no_evidence_number",
    "number",
    "scale_ends",
    "seen",
    "side_said",
    "spread_in_groups",
    "spread_said",
    "whole_answer",
]

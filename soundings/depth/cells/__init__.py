"""How figures of reviews are said: each cell in words, so that its colour is never alone."""

from soundings.depth.cells.figures import (
    CellShown,
    agreed_share,
    change,
    coefficient,
    heat_cell,
    number,
    scale_ends,
    seen,
    spread_in_groups,
    spread_said,
)

__all__ = [
    "CellShown",
    "agreed_share",
    "change",
    "coefficient",
    "heat_cell",
    "number",
    "scale_ends",
    "seen",
    "spread_in_groups",
    "spread_said",
]

"""What a board is drawn from: cells, rows and groups as plain functions that return safe HTML."""

from soundings.breadth.cells.cell import Cell, draw
from soundings.breadth.cells.phrases import Phrases, age_of, listed, phrases_on
from soundings.breadth.cells.table import (
    Column,
    Cover,
    Group,
    Row,
    body,
    counted,
    cover_html,
    given_name,
    one_row,
    siblings,
    table,
)

__all__ = [
    "Cell",
    "Column",
    "Cover",
    "Group",
    "Phrases",
    "Row",
    "age_of",
    "body",
    "counted",
    "cover_html",
    "draw",
    "given_name",
    "listed",
    "one_row",
    "phrases_on",
    "siblings",
    "table",
]

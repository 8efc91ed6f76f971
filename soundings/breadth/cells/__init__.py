"""What a board is drawn from: cells, rows and groups as plain functions that return safe HTML."""

from soundings.breadth.cells.cell import Cell, draw
from soundings.breadth.cells.phrases import Phrases, age_of, listed, phrases_on
from soundings.breadth.cells.table import Column, Group, Row, body, counted, given_name, one_row, siblings

__all__ = [
    "Cell",
    "Column",
    "Group",
    "Phrases",
    "Row",
    "age_of",
    "body",
    "counted",
    "draw",
    "given_name",
    "listed",
    "one_row",
    "phrases_on",
    "siblings",
]

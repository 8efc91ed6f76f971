"""What a board is drawn from: cells, rows and groups as plain functions that return safe HTML."""

from soundings.breadth.cells.cell import Cell, draw
from soundings.breadth.cells.filters import choices
from soundings.breadth.cells.groups import GroupLine, groups
from soundings.breadth.cells.paper import NAMES, paper_cell, paper_head, paper_name, text_of
from soundings.breadth.cells.phrases import Phrases, age_in, age_of, listed, phrases_on
from soundings.breadth.cells.places import PlaceLine, places
from soundings.breadth.cells.plain import value_of
from soundings.breadth.cells.says import Says, decided_text, says_of
from soundings.breadth.cells.table import (
    Column,
    Group,
    Row,
    Setting,
    body,
    counted,
    cover_html,
    given_name,
    link,
    siblings,
    table,
    table_parts,
)
from soundings.breadth.cells.wall import wall_table

__all__ = [
    "NAMES",
    "Cell",
    "Column",
    "Group",
    "GroupLine",
    "Phrases",
    "PlaceLine",
    "Row",
    "Says",
    "Setting",
    "age_in",
    "age_of",
    "body",
    "choices",
    "counted",
    "cover_html",
    "decided_text",
    "draw",
    "given_name",
    "groups",
    "link",
    "listed",
    "paper_cell",
    "paper_head",
    "paper_name",
    "phrases_on",
    "places",
    "says_of",
    "siblings",
    "table",
    "table_parts",
    "text_of",
    "value_of",
    "wall_table",
]

"""What a board is drawn from: cells, rows and groups as plain functions that return safe HTML."""

from soundings.breadth.cells.cell import Cell, draw
from soundings.breadth.cells.filters import choices
from soundings.breadth.cells.groups import GroupLine, groups
from soundings.breadth.cells.phrases import Phrases, age_of, listed, phrases_on
from soundings.breadth.cells.places import PlaceLine, places
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
    "Cell",
    "Column",
    "Group",
    "GroupLine",
    "Phrases",
    "PlaceLine",
    "Row",
    "Says",
    "Setting",
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
    "phrases_on",
    "places",
    "says_of",
    "siblings",
    "table",
    "table_parts",
    "wall_table",
]

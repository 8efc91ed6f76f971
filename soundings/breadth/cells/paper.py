"""A board's cells as plain text, for paper: the words of the drawn cell, without what only a screen can show."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.utils.translation import gettext

from soundings.breadth.cells.cell import Cell, draw
from soundings.breadth.cells.phrases import Phrases, age_in
from soundings.breadth.cells.table import Column, Row
from soundings.breadth.rules import Fact, NamedBy, initials

_NOT_SHOWN = re.compile(r"<svg.*?</svg>|<i>.*?</i>", re.DOTALL)
_BREAK, _TAG = re.compile(r"<br>| <small>"), re.compile(r"<[^>]+>")
NAMES = (Fact.CHILD, Fact.CHILD_ID)


def text_of(cell: Cell) -> str:
    """What is seen in a drawn cell, as text; new lines where it breaks."""
    shown = _TAG.sub("", _BREAK.sub("\n", _NOT_SHOWN.sub("", cell.html)))
    return "\n".join(" ".join(line.split()) for line in unescape(shown).split("\n"))


def paper_cell(row: Row, column: Column, *, phrases: Phrases) -> str:
    """What a sheet says of one child in one column, other than the name.

    Why something does not apply stays off paper: those are words about a child.
    """
    if column.fact == Fact.OPENED:
        return str(phrases.dates[row.opened_on.isoformat()][0])
    if column.fact == Fact.ABUSE:
        return ", ".join(row.head.get("abuse") or ())
    begun, entry, due = column.code in row.begun, row.values.get(column.code), row.due.get(column.code)
    shows, kind = column.shows, column.kind
    cell = draw(entry, shows=shows, kind=kind, begun=begun, due=due, phrases=phrases, opened=row.opened_on)
    return text_of(cell._replace(html=phrases.exempt) if cell.look == "is-exempt" else cell)


def paper_name(head: Mapping[str, Any], named_by: str, *, phrases: Phrases) -> str:
    """A child as a sheet names them: nothing beside the row's number, initials, or name and age."""
    if named_by == NamedBy.NUMBER:
        return ""
    if named_by == NamedBy.INITIALS:
        return initials(head["name"])
    age = age_in(head, phrases)
    return f"{head['name']}, {age}" if age else str(head["name"])


def paper_head(column: Column, named_by: str) -> tuple[str, str]:
    """The head of a sheet's column, and its coverage where the board says it."""
    if column.fact in NAMES and named_by != NamedBy.NAME:
        return gettext("Child"), ""
    cover = column.coverage
    return column.label, gettext("%(n)s of %(of)s") % {"n": cover.recorded, "of": cover.of} if cover else ""

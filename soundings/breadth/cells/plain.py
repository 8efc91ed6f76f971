"""A board's cells as values of a file: days as days, numbers as numbers, anything else in the words of the cell."""

from datetime import date

from soundings.breadth.cells.cell import draw
from soundings.breadth.cells.paper import text_of
from soundings.breadth.cells.phrases import Phrases
from soundings.breadth.cells.table import Column, Row
from soundings.breadth.rules import Answer, Fact, Shows

_DAYS, _NUMBERS = (Shows.DATE, Shows.DATES), (Shows.NUMBER, Shows.SCALE)


def value_of(row: Row, column: Column, *, phrases: Phrases) -> str | int | date:
    """What the board shows of one child in one column other than the name: the latest day, the number, or the words."""
    if column.fact == Fact.OPENED:
        return row.opened_on
    if column.fact == Fact.ABUSE:
        return ", ".join(row.head.get("abuse") or ())
    entry = row.values.get(column.code)
    if entry and entry["a"] == Answer.YES:
        if column.shows in _DAYS and entry["on"]:
            return date.fromisoformat(entry["on"])
        if column.shows in _NUMBERS and entry.get("num") is not None:
            return int(entry["num"])
    begun, due = column.code in row.begun, row.due.get(column.code)
    cell = draw(
        entry, shows=column.shows, kind=column.kind, begun=begun, due=due, phrases=phrases, opened=row.opened_on
    )
    return text_of(cell).replace("\n", " ")

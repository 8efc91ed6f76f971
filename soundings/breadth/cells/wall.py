"""The table of a wall screen: large, nothing in it to open, and a child named only as the wall's keeper chose.

Reasons why something does not apply stay off a wall: they are words about a child.
"""

from collections.abc import Sequence

from django.utils.translation import gettext
from markupsafe import Markup, escape

from soundings.breadth.cells.cell import draw
from soundings.breadth.cells.phrases import Phrases, age_in
from soundings.breadth.cells.table import Column, Row, cover_html
from soundings.breadth.rules import Fact, NamedBy, initials

Numbered = Sequence[tuple[int, Row]]
NAMES = (Fact.CHILD, Fact.CHILD_ID)


def wall_table(
    name: str,
    groups: Sequence[tuple[str, Numbered]],
    columns: Sequence[Column],
    *,
    named_by: str,
    shows_abuse: bool,
    phrases: Phrases,
) -> Markup:
    """One part of a wall. name: what it is, for those who hear it. groups: heading and numbered rows of each."""
    shown = [column for column in columns if shows_abuse or column.fact != Fact.ABUSE]
    heads = "".join(_head(column, named_by) for column in shown)
    bodies = "".join(
        f'<tbody><tr class="app-wall__worker"><th scope="rowgroup" colspan="{len(shown)}">{escape(title)}</th></tr>'
        f"{''.join(_row(number, row, shown, named_by, phrases) for number, row in rows)}</tbody>"
        for title, rows in groups
    )
    return Markup(
        f'<table class="app-wall__board"><caption class="govuk-visually-hidden">{escape(name)}</caption>'
        f"<thead><tr>{heads}</tr></thead>{bodies}</table>"
    )


def _head(column: Column, named_by: str) -> str:
    label = escape(column.label)
    if column.fact in NAMES:
        label = label if named_by == NamedBy.NAME else escape(gettext("Child"))
        return f'<th scope="col" class="app-wall__child">{label}</th>'
    cover = cover_html(column.coverage) if column.coverage else ""
    return f'<th scope="col">{label}{cover}</th>'


def _row(number: int, row: Row, columns: Sequence[Column], named_by: str, phrases: Phrases) -> str:
    cells = "".join(_cell(number, row, column, named_by, phrases) for column in columns)
    return f'<tr class="app-wall__row">{cells}</tr>'


def _cell(number: int, row: Row, column: Column, named_by: str, phrases: Phrases) -> str:
    if column.fact in NAMES:
        return f'<th scope="row" class="app-wall__child">{_named(number, row, named_by, phrases)}</th>'
    label = escape(column.label)
    if column.fact == Fact.OPENED:
        return f'<td data-label="{label}">{phrases.dates[row.opened_on.isoformat()][0]}</td>'
    if column.fact == Fact.ABUSE:
        return f'<td data-label="{label}">{escape(", ".join(row.head.get("abuse") or ()))}</td>'
    begun = column.code in row.begun
    entry = row.values.get(column.code)
    due = row.due.get(column.code)
    later = due if due and due > phrases.today.isoformat() else None  # past its time is a question: not for a wall
    cell = draw(entry, shows=column.shows, kind=column.kind, begun=begun, due=later, phrases=phrases)
    shown = phrases.exempt if cell.look == "is-exempt" else cell.html
    return f'<td data-label="{label}"><span class="app-cell {cell.look}">{shown}</span></td>'


def _named(number: int, row: Row, named_by: str, phrases: Phrases) -> str:
    said = f'<b class="app-wall__number"><i class="govuk-visually-hidden">{gettext("Row")} </i>{number}</b>'
    if named_by == NamedBy.INITIALS:
        return f"{said} {escape(initials(row.head['name']))}"
    if named_by == NamedBy.NAME:
        age = age_in(row.head, phrases)
        return f"{said} {escape(row.head['name'])}{', ' if age else ''}{escape(age)}"
    return said

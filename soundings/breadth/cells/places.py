"""The table of an overview: a row for each place, with how far each element is recorded there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext
from markupsafe import Markup, escape

from soundings.breadth.cells.table import Column, cover_html
from soundings.breadth.rules import Coverage


class PlaceLine(NamedTuple):
    """One place of an overview. href: empty for the place itself, which stands last."""

    name: str
    href: str
    open_cases: int
    coverage: Mapping[str, Coverage]


def places(name: str, lines: Sequence[PlaceLine], columns: Sequence[Column]) -> Markup:
    """The whole table. name: what it is, for those who hear it."""
    return table_of_places(name, columns, [_line(line, columns) for line in lines])


def table_of_places(name: str, columns: Sequence[Column], rows: Sequence[str]) -> Markup:
    """A table with a row for each place (see `row_of_place`)."""
    heads = "".join(f'<th scope="col" class="app-board__element">{escape(column.label)}</th>' for column in columns)
    return Markup(
        '<div class="app-board-region" role="region" aria-labelledby="board-name" tabindex="0">'
        '<table class="app-board" data-grid>'
        f'<caption id="board-name" class="govuk-visually-hidden">{escape(name)}</caption>'
        f'<thead><tr><th scope="col" class="app-board__child">{gettext("Place")}</th>'
        f'<th scope="col" class="app-board__element">{gettext("Open children")}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def row_of_place(name: str, href: str, counted: str, columns: Sequence[Column], figures: Sequence[str]) -> str:
    """One row. counted: its open children, as they are said; figures: one for each column, drawn."""
    place = f'<a href="{escape(href)}">{escape(name)}</a>' if href else f"<b>{escape(name)}</b>"
    cells = "".join(
        f'<td data-label="{escape(column.label)}">{figure}</td>'
        for column, figure in zip(columns, figures, strict=True)
    )
    return (
        f'<tr class="app-board__row"><th scope="row" class="app-board__child">{place}</th>'
        f'<td data-label="{gettext("Open children")}"><span class="app-cell is-number">{counted}</span></td>'
        f"{cells}</tr>"
    )


def _line(line: PlaceLine, columns: Sequence[Column]) -> str:
    figures = [cover_html(line.coverage.get(column.code)) for column in columns]
    return row_of_place(line.name, line.href, str(line.open_cases), columns, figures)

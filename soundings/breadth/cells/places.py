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
    heads = "".join(f'<th scope="col" class="app-board__element">{escape(column.label)}</th>' for column in columns)
    return Markup(
        '<div class="app-board-region" role="region" aria-labelledby="board-name" tabindex="0">'
        '<table class="app-board" data-grid>'
        f'<caption id="board-name" class="govuk-visually-hidden">{escape(name)}</caption>'
        f'<thead><tr><th scope="col" class="app-board__child">{gettext("Place")}</th>'
        f'<th scope="col" class="app-board__element">{gettext("Open children")}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(_line(line, columns) for line in lines)}</tbody></table></div>"
    )


def _line(line: PlaceLine, columns: Sequence[Column]) -> str:
    name = f'<a href="{escape(line.href)}">{escape(line.name)}</a>' if line.href else f"<b>{escape(line.name)}</b>"
    cells = "".join(
        f'<td data-label="{escape(column.label)}">{cover_html(line.coverage.get(column.code))}</td>'
        for column in columns
    )
    return (
        f'<tr class="app-board__row"><th scope="row" class="app-board__child">{name}</th>'
        f'<td data-label="{gettext("Open children")}"><span class="app-cell is-number">{line.open_cases}</span></td>'
        f"{cells}</tr>"
    )

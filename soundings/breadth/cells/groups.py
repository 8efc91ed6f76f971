"""The table of an overview for those who see groups only: shares of rounded numbers, and what is withheld."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from django.utils.translation import gettext
from markupsafe import Markup

from soundings.breadth.cells.places import row_of_place, table_of_places
from soundings.breadth.cells.table import Column
from soundings.breadth.rules import GROUPS


class Share(Protocol):
    """How far an element is recorded at a place; None for what may not be said."""

    @property
    def per_cent(self) -> float | None: ...
    @property
    def of(self) -> int | None: ...


class GroupLine(NamedTuple):
    """One place of the overview. href: empty for the place itself. open_cases: None where withheld."""

    name: str
    href: str
    open_cases: int | None
    shares: Mapping[str, Share]


def groups(name: str, lines: Sequence[GroupLine], columns: Sequence[Column]) -> Markup:
    """The whole table. name: what it is, for those who hear it."""
    return table_of_places(name, columns, [_line(line, columns) for line in lines])


def _line(line: GroupLine, columns: Sequence[Column]) -> str:
    figures = [_figure(line.shares.get(column.code)) for column in columns]
    counted = hidden_html() if line.open_cases is None else str(line.open_cases)
    return row_of_place(line.name, line.href, counted, columns, figures)


def hidden_html() -> str:
    """What stands instead of a figure that may not be said."""
    return f'<abbr class="app-hidden-figure" title="{gettext("not shown: too few children")}">{GROUPS.hidden}</abbr>'


def _figure(share: Share | None) -> str:
    if share is None:
        return f'<span class="app-cover">{gettext("not known")}</span>'
    if share.of is None:
        return f'<span class="app-cover">{hidden_html()}</span>'
    if share.of == 0:
        return f'<span class="app-cover">{gettext("applies to nobody")}</span>'
    if share.per_cent is None:
        said = gettext("%(share)s of %(of)s") % {"share": hidden_html(), "of": share.of}
        return f'<span class="app-cover">{said}</span>'
    said = gettext("%(share)s%% of %(of)s") % {"share": f"{share.per_cent:.{GROUPS.decimals}f}", "of": share.of}
    width = round(share.per_cent)
    return (
        f'<span class="app-cover">{said}<svg class="app-meter" viewBox="0 0 100 4" preserveAspectRatio="none"'
        f' aria-hidden="true"><rect width="{width}" height="4"/></svg></span>'
    )

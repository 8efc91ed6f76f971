"""What was found, by theme."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer
from soundings.core.rules import Denied
from soundings.depth.models import Finding, Programme
from soundings.depth.queries.pictures.reading import GROUPS, Scope, finished_reviews, scope_at
from soundings.depth.rules import Column
from soundings.stats.disclosure import Key, Sum, hidden_counts


class Theme(NamedTuple):
    """How many findings carry a theme, in each column and in all. None: withheld, for it is small or gives one away."""

    name: str
    well: int | None
    worried: int | None
    next: int | None
    all: int | None


def themes_of(viewer: Viewer, programme: Programme) -> list[Theme]:
    """The themes of the findings of finished reviews and of the programme itself, most frequent first.

    A finding with several themes counts in each. Of restricted cases none is counted. Those who see groups only do not
    see small counts. Raises Denied if figures of this programme are not the viewer's to see. Two queries.
    """
    scope = scope_at(viewer, programme.unit)
    if scope is None or programme.agency_id != viewer.agency_id:
        raise Denied(_("The figures of this programme are not yours to see."))
    counts: Counter[tuple[str, str]] = Counter()
    for column, themes in findings_counted(programme, scope).values_list("column", "themes"):
        counts.update((theme, column) for theme in dict.fromkeys(themes))
    names = sorted({name for name, _column in counts}, key=lambda name: (-_total(counts, name), name))
    found = [_theme(counts, name) for name in names]
    return found if scope.opened else [shown for one in found if (shown := _in_groups(one)).all is not None]


def findings_counted(programme: Programme, scope: Scope) -> QuerySet[Finding]:
    """The findings that figures of the programme count: of its finished, unrestricted reviews, and its own."""
    of_reviews = Q(review__in=finished_reviews(programme, scope.reach).order_by())
    return Finding.objects.filter(of_reviews | Q(programme=programme, review=None))


def _total(counts: Counter[tuple[str, str]], name: str) -> int:
    return sum(counts[name, column] for column in Column)


def _theme(counts: Counter[tuple[str, str]], name: str) -> Theme:
    well, worried, coming = (counts[name, one] for one in (Column.WELL, Column.WORRIED, Column.NEXT))
    return Theme(name, well, worried, coming, well + worried + coming)


def _in_groups(theme: Theme) -> Theme:
    counts: dict[Key, int] = {
        "well": theme.well or 0,
        "worried": theme.worried or 0,
        "next": theme.next or 0,
        "all": theme.all or 0,
    }
    gone = hidden_counts(counts, [Sum("all", ["well", "worried", "next"])], GROUPS)
    return Theme(theme.name, *(None if key in gone else n for key, n in counts.items()))

"""The cards above a team's board: each figure is a sentence, and leads to its page.

To add one: put a function into `CARDS`, at its place in the row. It gets the viewer and the team, and returns cards.
"""

from collections.abc import Callable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.accounts.rules import UnitKind
from soundings.breadth import queries
from soundings.breadth.queries import Glance
from soundings.breadth.rules import last_month_end
from soundings.breadth.views.card import Card
from soundings.breadth.views.leaving import leavers
from soundings.breadth.views.loading import language
from soundings.core.addresses import address_of
from soundings.stats.quantiles import quantile_of_counts

MAPPED, SOON, SCALE = "mapping-family", "three-houses", "scale"


def practice(viewer: Viewer, unit: Unit) -> list[Card]:
    """How many are mapped with the family, how soon Three Houses come, and how scales move."""
    found = queries.glance_at(viewer, unit, (MAPPED, SOON, SCALE), language=language())
    cards = [
        _mapped(viewer, unit, found[MAPPED]) if MAPPED in found else None,
        _soon(unit, found[SOON]) if SOON in found else None,
        _moves(unit, found[SCALE]) if SCALE in found else None,
    ]
    return [card for card in cards if card]


CARDS: list[Callable[[Viewer, Unit], Sequence[Card]]] = [leavers, practice]


def cards_of(viewer: Viewer, unit: Unit | None) -> list[Card]:
    """The cards of a team, for those who may see its figures; none elsewhere."""
    if unit is None or unit.kind != UnitKind.TEAM or not queries.sees_totals_at(viewer, unit):
        return []
    return [card for cards in CARDS for card in cards(viewer, unit)]


def _measure(code: str, unit: Unit) -> str:
    return f"{address_of('measure', code)}?place={unit.public_id}"


def _mapped(viewer: Viewer, unit: Unit, one: Glance) -> Card | None:
    if not one.coverage.of:
        return None
    of = {"element": one.label}
    label = _("%(element)s: families, when expected") if one.of_family else _("%(element)s: children, when expected")
    note = ""
    if one.before and one.before.of:
        month = date_format(last_month_end(viewer.on), "F")
        said = {"n": one.before.recorded, "of": one.before.of, "month": month}
        note = _("%(n)s of %(of)s at the end of %(month)s") % said
    value = _("%(n)s of %(of)s") % {"n": one.coverage.recorded, "of": one.coverage.of}
    return Card(value, label % of, note, "good", _measure(f"coverage-{one.code}", unit))


def _soon(unit: Unit, one: Glance) -> Card | None:
    middle = quantile_of_counts(one.days, 0.5)
    if middle is None:
        return None
    said = {"low": quantile_of_counts(one.days, 0.25), "high": quantile_of_counts(one.days, 0.75)}
    return Card(
        ngettext("%(n)s day", "%(n)s days", middle) % {"n": middle},
        _("middle time from opening to %(element)s") % {"element": one.label},
        _("half within %(low)s to %(high)s") % said,
        "good",
        _measure(f"days-{one.code}", unit),
    )


def _moves(unit: Unit, one: Glance) -> Card | None:
    n = sum(one.moves.values())
    if not n:
        return None
    of = {"element": one.label, "n": n}
    if one.of_family:
        label = ngettext(
            "%(element)s of the %(n)s family rated twice by the same rater",
            "%(element)s of the %(n)s families rated twice by the same rater",
            n,
        )
    else:
        label = ngettext(
            "%(element)s of the %(n)s child rated twice by the same rater",
            "%(element)s of the %(n)s children rated twice by the same rater",
            n,
        )
    value = _("%(up)s up, %(same)s same, %(down)s down") % one.moves
    return Card(value, label % of, href=_measure(f"movement-{one.code}", unit))

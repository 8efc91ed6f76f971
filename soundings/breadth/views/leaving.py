"""Cards about people who leave, for whoever sees to their cases."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import ngettext

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.breadth.queries.board import NOBODY
from soundings.breadth.views.card import Card
from soundings.cases import queries
from soundings.cases.queries.leavers import Leaver
from soundings.core.addresses import address_of


def leavers(viewer: Viewer, unit: Unit) -> Sequence[Card]:
    """One card for each who leaves, or has left, while their cases wait for somebody else."""
    return [_card(viewer, unit, one) for one in queries.leavers_of(viewer, unit)]


def _card(viewer: Viewer, unit: Unit, one: Leaver) -> Card:
    said = {"name": one.name, "day": date_format(one.last_on, "j F")}
    n = one.cases
    if not one.allocated:
        words = ngettext(
            "case is not allocated: %(name)s’s last day was %(day)s",
            "cases are not allocated: %(name)s’s last day was %(day)s",
            n,
        )
        href = f"{address_of('board', unit.public_id)}?worker={NOBODY}"
    elif one.last_on >= viewer.on:
        words = ngettext(
            "case is with %(name)s, whose last day is %(day)s: who takes it over?",
            "cases are with %(name)s, whose last day is %(day)s: who takes them over?",
            n,
        )
        href = address_of("hand-over", one.staff)
    else:
        words = ngettext(
            "case is still with %(name)s, whose last day was %(day)s",
            "cases are still with %(name)s, whose last day was %(day)s",
            n,
        )
        href = address_of("release", one.staff)
    return Card(str(n), words % said, kind="ask", href=href)

"""The way from a board to the same board as a file."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.breadth import permissions
from soundings.breadth.views.days import DAY
from soundings.breadth.views.scene import Asked
from soundings.core.addresses import address_of


def link_to_take(asked: Asked, unit: Unit) -> list[dict[str, str]]:
    """For those who may take figures of this place out: the board and the day as they are asked for here."""
    if not permissions.can_take_figures(asked.viewer, unit):
        return []
    kept = {name: value for name in ("board", *DAY) if (value := asked.params.get(name))}
    address = address_of("export-dashboard", unit.public_id)
    return [{"href": f"{address}?{urlencode(kept)}" if kept else address, "label": _("Take this board out")}]

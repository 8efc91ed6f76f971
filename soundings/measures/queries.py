"""The places whose figures somebody may see, at least in groups that are large enough."""

from django.db.models.functions import Length

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Reach, Viewer, reach
from soundings.accounts.rules import Row, To


def _reach(viewer: Viewer) -> Reach:
    return reach(viewer, Row.DASHBOARD_TOTALS, to=To.GROUPS)


def place_for(viewer: Viewer, public_id: str) -> Unit | None:
    """The place with this public id; without one, the outermost. None if the viewer may see no figure there."""
    held = Unit.objects.filter(_reach(viewer).where(), agency=viewer.agency_id)
    if public_id:
        return held.filter(public_id=public_id).first()
    return held.filter(closed_on=None).annotate(length=Length("path")).order_by("length", "name", "pk").first()


def places_above(viewer: Viewer, unit: Unit) -> list[Unit]:
    """The places above this one whose figures the viewer may see too, outermost first."""
    reached = _reach(viewer)
    above = {one.pk: one for one in Unit.objects.filter(pk__in=unit.line[:-1])}
    return [above[pk] for pk in unit.line[:-1] if pk in above and reached.holds(above[pk].path)]

"""Who may load files and who may take identifiable lists out."""

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import By, check_can_load
from soundings.accounts.queries import Viewer, may
from soundings.accounts.rules import Relation, Row
from soundings.breadth.permissions import can_take_figures
from soundings.core.rules import Denied, SystemActor
from soundings.exchange.models import Batch, ImportState

__all__ = [
    "can_export",
    "can_export_figures",
    "can_load",
    "check_can_export",
    "check_can_export_figures",
    "check_can_load",
    "check_can_store",
    "check_can_take_back",
]


def can_load(by: By) -> bool:
    """Whether `by` may load files: an administrator or QA lead with the import steward's grant."""
    return isinstance(by, SystemActor) or may(by, Row.IMPORT_DATA, Relation.AGENCY, edit=True)


def check_same_agency(by: By, batch: Batch) -> None:
    """Raise Denied, as for an import that does not exist, unless it is of the agency of whoever acts."""
    if not isinstance(by, SystemActor) and by.agency_id != batch.agency_id:
        raise Denied(_("There is no such import."))


def check_can_store(by: By, batch: Batch) -> None:
    """Raise Denied unless `by` may store this import, and it is still waiting for that."""
    check_can_load(by)
    check_same_agency(by, batch)
    if batch.state != ImportState.CHECKED:
        raise Denied(_("This import is not waiting any more: it was stored, dropped or taken back."))


def check_can_take_back(by: By, batch: Batch) -> None:
    """Raise Denied unless `by` may take this import back, and it is stored."""
    check_can_load(by)
    check_same_agency(by, batch)
    if batch.state != ImportState.STORED:
        raise Denied(_("Only an import that is stored can be taken back."))


def can_export(viewer: Viewer) -> bool:
    """Whether the viewer may take any list with names out of Soundings."""
    return any(may(viewer, Row.EXPORT_IDENTIFIABLE, relation) for relation in (Relation.NAMED, Relation.AGENCY))


def can_export_figures(viewer: Viewer, place: Unit) -> bool:
    """Whether the viewer may take the figures of this place out, small numbers hidden."""
    return can_take_figures(viewer, place)


def check_can_export_figures(viewer: Viewer, place: Unit) -> None:
    """Raise Denied unless the viewer may take the figures of this place out."""
    if not can_export_figures(viewer, place):
        raise Denied(_("The figures of this place are not yours to take out."))


def check_can_export(viewer: Viewer) -> None:
    """Raise Denied unless the viewer may take lists with names out, and has said why."""
    if not can_export(viewer):
        raise Denied(_("Only a QA lead can export lists with names, of the cases shared with them by name."))
    if not viewer.reason:
        raise Denied(_("Please say why you need this list, in a few words."))

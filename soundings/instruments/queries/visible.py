"""Which questionnaires and versions somebody may read: what was published, and drafts where they may write them."""

from django.db.models import Q, QuerySet

from soundings.accounts.queries import Viewer
from soundings.instruments.models import Instrument, Version
from soundings.instruments.permissions import can_edit_instruments
from soundings.instruments.rules import Definition, Use, VersionState


def instruments_visible_to(viewer: Viewer) -> QuerySet[Instrument]:
    """The agency's instruments by use and code, retired ones too. Those that are only drafts, to their writers."""
    found = Instrument.objects.filter(agency=viewer.agency_id).order_by("use", "code")
    return found if can_edit_instruments(viewer) else found.filter(_told("versions__")).distinct()


def versions_visible_to(viewer: Viewer) -> QuerySet[Version]:
    """The versions of those instruments with them, newest first; drafts only to those who may write them."""
    found = Version.objects.filter(agency=viewer.agency_id).select_related("instrument").order_by("-number")
    return found if can_edit_instruments(viewer) else found.filter(_told())


def _told(way: str = "") -> Q:
    return ~Q(**{f"{way}state": VersionState.DRAFT}) & Q(**{f"{way}state__isnull": False})


def instrument_for(viewer: Viewer, public_id: str) -> Instrument | None:
    """The instrument with this id; None if there is none, or none that this viewer may read. One query."""
    return instruments_visible_to(viewer).filter(public_id=public_id).first()


def version_for(viewer: Viewer, public_id: str) -> Version | None:
    """The version with this id and its instrument; None if there is none, or none for this viewer. One query."""
    return versions_visible_to(viewer).filter(public_id=public_id).first()


def published_versions(viewer: Viewer, use: Use | str) -> QuerySet[Version]:
    """What may be chosen for new work of this use: the published version of each instrument that is not retired."""
    found = versions_visible_to(viewer).filter(instrument__use=use, state=VersionState.PUBLISHED)
    return found.filter(Q(instrument__retired_on=None) | Q(instrument__retired_on__gt=viewer.on)).order_by(
        "instrument__code", "-number"
    )


def latest_published(viewer: Viewer, instrument: Instrument) -> Version | None:
    """The newest version of the instrument that was published, retired or not; None if none was. One query."""
    told = versions_visible_to(viewer).filter(instrument=instrument.pk).exclude(state=VersionState.DRAFT)
    return told.first()


def draft_of(viewer: Viewer, instrument: Instrument) -> Version | None:
    """The version that is being written; None if there is none, or if the viewer may not write. One query."""
    return versions_visible_to(viewer).filter(instrument=instrument.pk, state=VersionState.DRAFT).first()


def definition_of(version: Version) -> Definition:
    """What this version asks."""
    return Definition.read(version.definition)

"""Versions of a questionnaire: written as a draft, published, and never changed after that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.core.actions import record_change
from soundings.core.rules import Denied
from soundings.instruments.models import Instrument, Version
from soundings.instruments.permissions import check_can_edit_instruments
from soundings.instruments.rules import Definition, Refused, Stale, VersionState, faults_of, faults_of_shape


@transaction.atomic
def save_draft(*, by: Viewer, at: datetime, version: Version, definition: Mapping[str, Any], stamp: int) -> Version:
    """The draft asks this; its stamp is one more. It may have faults that only keep it from being published.

    stamp: of the draft that was read. Raises Stale, with both, where somebody saved since; Denied, also for a version
    that was published; Refused where `definition` has not the form of one.
    """
    version = _draft_held(by, version)
    kept = definition_to_keep(definition)
    if version.stamp != stamp:
        raise Stale(kept=version.definition, typed=kept, stamp=version.stamp)
    if kept == version.definition:
        return version
    before, version.definition, version.stamp = _sizes(version), kept, stamp + 1
    version.save(update_fields=["definition", "stamp"])
    _tell(by, at, "instrument.draft-saved", version, before=before, after=_sizes(version))
    return version


@transaction.atomic
def publish(*, by: Viewer, at: datetime, version: Version, note: str = "") -> Version:
    """The draft is in use, and the version that was is retired: work that began with it goes on with it.

    note: what is different, in a sentence. Raises Denied; Refused with every fault of the definition.
    """
    version = _draft_held(by, version)
    if faults := faults_of(version.definition):
        raise Refused(faults)
    for one in Version.objects.filter(instrument=version.instrument_id, state=VersionState.PUBLISHED):
        one.state = VersionState.RETIRED
        one.save(update_fields=["state"])
    version.state, version.note = VersionState.PUBLISHED, note.strip()
    version.published_by, version.published_at = by.user, at
    version.save(update_fields=["state", "note", "published_by", "published_at"])
    _tell(by, at, "instrument.published", version, after={"note": version.note} | _sizes(version))
    return version


@transaction.atomic
def new_draft_of(*, by: Viewer, at: datetime, version: Version) -> Version:
    """The instrument has a draft: the one that stands, or a copy of this version. Raises Denied."""
    instrument = _instrument_held(by, version)
    draft = Version.objects.filter(instrument=instrument, state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    last = Version.objects.filter(instrument=instrument).order_by("-number").first()
    draft = Version.objects.create(
        agency_id=by.agency_id,
        instrument=instrument,
        number=last.number + 1 if last else 1,
        definition=version.definition,
        made_by=by.user,
        made_at=at,
    )
    _tell(by, at, "instrument.draft-begun", draft, after={"from": version.number})
    return draft


@transaction.atomic
def drop_draft(*, by: Viewer, at: datetime, version: Version) -> None:
    """The draft is gone; an instrument of which nothing was ever published goes with it. Raises Denied."""
    version = _draft_held(by, version)
    instrument = version.instrument
    _tell(by, at, "instrument.draft-dropped", version, before=_sizes(version))
    version.delete()
    if not Version.objects.filter(instrument=instrument).exists():
        instrument.delete()


def definition_to_keep(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The same with every key in its place. Raises Refused where it has not the form of a definition."""
    if faults := faults_of_shape(definition):
        raise Refused(faults)
    return Definition.read(definition).as_json()


def _instrument_held(by: Viewer, version: Version) -> Instrument:
    """The instrument, locked, so that two people do not begin, publish or drop at once."""
    check_can_edit_instruments(by, version.instrument)
    return Instrument.objects.select_for_update().get(pk=version.instrument_id, agency=by.agency_id)


def _draft_held(by: Viewer, version: Version) -> Version:
    """The draft as it stands now, locked. Raises Denied where it is none, or no longer."""
    instrument = _instrument_held(by, version)
    found = Version.objects.select_for_update().filter(pk=version.pk).first()
    if found is None:
        raise Denied(_("This draft is no longer there."))
    if found.state != VersionState.DRAFT:
        raise Denied(_("This version has been published, so it never changes. Begin a new draft of it."))
    found.instrument = instrument
    return found


def _sizes(version: Version) -> dict[str, int]:
    """What the trail says of a definition: how large it is. The words themselves stand in the version."""
    sections = version.definition.get("sections", [])
    return {"sections": len(sections), "questions": sum(len(one["questions"]) for one in sections)}


def _tell(
    by: Viewer, at: datetime, verb: str, version: Version, *, before: object = None, after: object = None
) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=f"{version.instrument.public_id} {version.number}",
        target_kind="instrument",
        agency=by.agency_id,
        before=before,
        after=after,
    )

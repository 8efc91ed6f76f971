"""A draft changed bit by bit, by several people; a questionnaire copied; a spreadsheet taken up as a draft."""

import hashlib
import json
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from soundings.accounts.queries import Viewer
from soundings.instruments.actions.instruments import CODE_MOST, create_instrument, rename_instrument
from soundings.instruments.actions.versions import new_draft_of, save_draft
from soundings.instruments.models import Instrument, Version
from soundings.instruments.permissions import check_can_edit_instruments
from soundings.instruments.rules import Definition, Stale, Texts, Use

Part = Callable[[Definition], Any]  # what somebody has before them on a page, as JSON can hold it


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw before they typed: which part of the draft, and its mark then."""

    part: Part
    mark: str


def mark_of(part: Any) -> str:
    """A short mark that another content of the part would not have."""
    return hashlib.sha256(json.dumps(part, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]


@transaction.atomic
def change_draft(
    *, by: Viewer, at: datetime, version: Version, change: Callable[[Definition], Definition], seen: Seen | None = None
) -> Version:
    """The draft as it stands now is changed in this way. Others may be at work on other parts of it at the same time.

    seen: what was before the person who typed. Raises Stale, with that part as it stands now and as it was typed, where
    somebody has changed just that meanwhile; Denied where the draft is none any more.
    """
    check_can_edit_instruments(by, version.instrument)
    Instrument.objects.select_for_update().get(pk=version.instrument_id, agency=by.agency_id)
    now = Version.objects.filter(pk=version.pk).first() or version
    before = Definition.read(now.definition)
    after = change(before)
    if seen is not None and mark_of(seen.part(before)) != seen.mark:
        raise Stale(kept={"part": seen.part(before)}, typed={"part": seen.part(after)}, stamp=now.stamp)
    return save_draft(by=by, at=at, version=now, definition=after.as_json(), stamp=now.stamp)


@transaction.atomic
def copy_instrument(*, by: Viewer, at: datetime, version: Version, names: Texts) -> Instrument:
    """The agency has one more questionnaire, whose first draft asks what this version asks. Raises Denied, Refused."""
    instrument = version.instrument
    check_can_edit_instruments(by, instrument)
    taken = set(Instrument.objects.filter(agency=by.agency_id).values_list("code", flat=True))
    return create_instrument(
        by=by,
        at=at,
        code=free_code(instrument.code, taken),
        use=instrument.use,
        names=names,
        purposes=instrument.purposes,
        definition=version.definition,
    )


def free_code(code: str, taken: Container[str]) -> str:
    """This code, or one like it that no questionnaire has."""
    number, made = 2, code
    while made in taken:
        made = f"{code[: CODE_MOST - 4]}-{number}"
        number += 1
    return made


@dataclass(frozen=True, slots=True)
class FormToTake:
    """What a spreadsheet says. code: of the questionnaire that it is, or becomes."""

    code: str
    use: Use | str
    names: Texts
    purposes: Texts
    definition: Mapping[str, Any]


@transaction.atomic
def take_up_form(*, by: Viewer, at: datetime, form: FormToTake) -> Version:
    """The draft of the questionnaire with this code asks what the spreadsheet asks; where none has it, one is made.

    A draft that was there is replaced; what was published stays. Raises Denied, Refused.
    """
    check_can_edit_instruments(by)
    instrument = Instrument.objects.filter(agency=by.agency_id, code=form.code).first()
    if instrument is None:
        made = create_instrument(
            by=by,
            at=at,
            code=form.code,
            use=form.use,
            names=form.names,
            purposes=form.purposes,
            definition=form.definition,
        )
        return made.versions.get()
    newest = instrument.versions.order_by("-number").first()
    assert newest is not None  # an instrument is never without a version
    names = {**instrument.names, **form.names}
    rename_instrument(
        by=by, at=at, instrument=instrument, names=names, purposes={**instrument.purposes, **form.purposes}
    )
    draft = new_draft_of(by=by, at=at, version=newest)
    return save_draft(by=by, at=at, version=draft, definition=form.definition, stamp=draft.stamp)

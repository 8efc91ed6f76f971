"""Questionnaires as such: made, named, put away and brought back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from soundings.accounts.queries import Viewer
from soundings.core.actions import record_change
from soundings.instruments.actions.versions import definition_to_keep
from soundings.instruments.models import Instrument, Version
from soundings.instruments.permissions import check_can_edit_instruments
from soundings.instruments.rules import CODE, Fault, FaultCode, Refused, Texts, Use

CODE_MOST = 40  # letters
EMPTY: Mapping[str, Any] = {"languages": ["en"], "sections": [], "groups": []}


@transaction.atomic
def create_instrument(
    *,
    by: Viewer,
    at: datetime,
    code: str,
    use: Use | str,
    names: Texts,
    purposes: Texts | None = None,
    definition: Mapping[str, Any] = EMPTY,
) -> Instrument:
    """The agency has one more questionnaire, with a first draft. code: stays for ever.

    Raises Denied; Refused for a code that is taken or of another form, no name, or a definition that is none.
    """
    check_can_edit_instruments(by)
    wrong = _of_code(by, code) + _of_names(names)
    if wrong:
        raise Refused(wrong)
    kept = definition_to_keep(definition)
    instrument = Instrument.objects.create(
        agency_id=by.agency_id, code=code, use=Use(use), names=dict(names), purposes=dict(purposes or {})
    )
    Version.objects.create(
        agency_id=by.agency_id, instrument=instrument, number=1, definition=kept, made_by=by.user, made_at=at
    )
    _tell(by, at, "instrument.created", instrument, after={"code": code, "use": str(use), "names": dict(names)})
    return instrument


@transaction.atomic
def rename_instrument(*, by: Viewer, at: datetime, instrument: Instrument, names: Texts, purposes: Texts) -> Instrument:
    """The questionnaire is called so, and is for this, by language. Raises Denied, Refused without any name."""
    instrument = _held(by, instrument)
    if wrong := _of_names(names):
        raise Refused(wrong)
    before = {"names": instrument.names, "purposes": instrument.purposes}
    instrument.names, instrument.purposes = dict(names), dict(purposes)
    instrument.save(update_fields=["names", "purposes"])
    after = {"names": instrument.names, "purposes": instrument.purposes}
    _tell(by, at, "instrument.renamed", instrument, before=before, after=after)
    return instrument


@transaction.atomic
def retire(*, by: Viewer, at: datetime, instrument: Instrument) -> Instrument:
    """From today it is not chosen for new work; work that has begun goes on with its version. Raises Denied."""
    instrument = _held(by, instrument)
    if instrument.retired_on is None:
        instrument.retired_on = by.on
        instrument.save(update_fields=["retired_on"])
        _tell(by, at, "instrument.retired", instrument, after=by.on)
    return instrument


@transaction.atomic
def restore(*, by: Viewer, at: datetime, instrument: Instrument) -> Instrument:
    """It may be chosen for new work again. Raises Denied."""
    instrument = _held(by, instrument)
    if instrument.retired_on is not None:
        before, instrument.retired_on = instrument.retired_on, None
        instrument.save(update_fields=["retired_on"])
        _tell(by, at, "instrument.restored", instrument, before=before)
    return instrument


def _held(by: Viewer, instrument: Instrument) -> Instrument:
    """The instrument, locked, once it is sure that `by` may change it."""
    check_can_edit_instruments(by, instrument)
    return Instrument.objects.select_for_update().get(pk=instrument.pk, agency=by.agency_id)


def _of_code(by: Viewer, code: str) -> list[Fault]:
    if not CODE.fullmatch(code) or len(code) > CODE_MOST:
        return [Fault(FaultCode.CODE_FORM, "code", {"value": code[:60]})]
    if Instrument.objects.filter(agency=by.agency_id, code=code).exists():
        return [Fault(FaultCode.CODE_TWICE, "code", {"value": code})]
    return []


def _of_names(names: Texts) -> list[Fault]:
    return [] if any(one.strip() for one in names.values()) else [Fault(FaultCode.TEXT_MISSING, "names")]


def _tell(
    by: Viewer, at: datetime, verb: str, instrument: Instrument, *, before: object = None, after: object = None
) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=instrument.public_id,
        target_kind="instrument",
        agency=by.agency_id,
        before=before,
        after=after,
    )

"""By when an element is expected: proposed, agreed, withdrawn, ended. Nothing is expected before it is agreed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Stage, Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.actions.timing import Retiming
from soundings.breadth.models import Element, Expectation
from soundings.breadth.permissions import check_can_set_times
from soundings.breadth.rules import MOST_EXPECTED_DAYS, Problem, ProblemCode, Refused
from soundings.core.actions import record_change
from soundings.core.rules import Denied


@transaction.atomic
def propose_time(
    *,
    by: Viewer,
    at: datetime,
    unit: Unit,
    element: Element,
    days: int | None,
    stage: Stage | None = None,
    note: str = "",
) -> Expectation:
    """A time waits to be agreed at this place; it takes the place of a proposal that waits for the same already.

    days: working days from opening, None for "no time here, whatever holds above". stage: of cases, None for all.
    Raises Denied; Refused for a number out of range or an element that is no longer recorded.
    """
    check_can_set_times(by, unit)
    if {element.agency_id, stage.agency_id if stage else by.agency_id} != {by.agency_id}:
        raise Denied(_("This agency has no such element or stage."))
    if days is not None and not 0 <= days <= MOST_EXPECTED_DAYS:
        params = {"low": 0, "high": MOST_EXPECTED_DAYS}
        raise Refused([Problem("days", ProblemCode.NUMBER_OUT_OF_RANGE, params)])
    if element.retired_on and element.retired_on <= by.on:
        raise Refused([Problem("days", ProblemCode.ELEMENT_RETIRED)])
    waiting = Expectation.objects.filter(unit=unit, element=element, stage=stage, from_on=None)
    waiting.delete()
    made = Expectation.objects.create(
        agency_id=by.agency_id,
        unit=unit,
        element=element,
        stage=stage,
        days=days,
        note=note.strip(),
        proposed_by=by.public_id,
        proposed_at=at,
    )
    _tell(by, at, "expectation.proposed", made)
    return made


@transaction.atomic
def agree_time(*, by: Viewer, at: datetime, time: Expectation) -> Expectation:
    """From today on the proposed time holds at its place, and what held there for the same ends. Raises Denied."""
    time = _held(by, time)
    if time.from_on:
        raise Denied(_("This has been agreed already."))
    retiming = Retiming(time.unit, time.element.code)
    now = Expectation.objects.filter(unit=time.unit, element=time.element, stage=time.stage, to_on=None)
    now.filter(from_on=by.on).delete()  # agreed earlier the same day: it held for no day
    now.filter(from_on__isnull=False).update(to_on=by.on)
    time.agreed_by, time.from_on = by.public_id, by.on
    time.save(update_fields=["agreed_by", "from_on"])
    retiming.follow()
    _tell(by, at, "expectation.agreed", time)
    return time


@transaction.atomic
def withdraw_time(*, by: Viewer, at: datetime, time: Expectation) -> None:
    """The proposal no longer waits. Raises Denied, also for what has been agreed: that can be ended."""
    time = _held(by, time)
    if time.from_on:
        raise Denied(_("This has been agreed. It can be ended."))
    _tell(by, at, "expectation.withdrawn", time)
    time.delete()


@transaction.atomic
def end_time(*, by: Viewer, at: datetime, time: Expectation) -> None:
    """From today on the agreed time holds no longer at its place; one that holds further up does. Raises Denied."""
    time = _held(by, time)
    if time.from_on is None or time.to_on is not None:
        raise Denied(_("This does not hold any more."))
    _tell(by, at, "expectation.ended", time)
    retiming = Retiming(time.unit, time.element.code)
    if time.from_on == by.on:
        time.delete()
    else:
        time.to_on = by.on
        time.save(update_fields=["to_on"])
    retiming.follow()


def _held(by: Viewer, time: Expectation) -> Expectation:
    """The same, locked, for somebody who may change it. Raises Denied."""
    found = Expectation.objects.select_for_update(of=("self",)).select_related("unit", "element", "stage")
    held = found.filter(pk=time.pk, agency=by.agency_id).first()
    if held is None:
        raise Denied(_("Somebody has withdrawn this since."))
    check_can_set_times(by, held.unit)
    return held


def _tell(by: Viewer, at: datetime, verb: str, time: Expectation) -> None:
    after: dict[str, Any] = {"element": time.element.code, "days": time.days, "note": time.note}
    after["stage"] = time.stage.code if time.stage else ""
    record_change(
        by=by, at=at, verb=verb, target=time.unit.public_id, target_kind="unit", agency=by.agency_id, after=after
    )

"""How a place agrees its questions: which rules are asked, from which threshold, in which words; and who decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.actions.signalling import rework_place
from soundings.breadth.models import DutyManager, SignalTerm
from soundings.breadth.permissions import check_can_agree
from soundings.breadth.rules.signals import RULES, Rule, Tier
from soundings.core.actions import record_change
from soundings.core.rules import Denied


@dataclass(frozen=True, slots=True)
class Term:
    """One rule as a place wants it. None leaves that half as it is further up, an empty question as it was."""

    is_on: bool | None = None
    n: int | None = None
    questions: Mapping[str, str] = field(default_factory=dict)

    @property
    def says_nothing(self) -> bool:
        """Whether everything is as it is further up."""
        return self.is_on is None and self.n is None and not self.questions


@transaction.atomic
def agree_rules(*, by: Viewer, at: datetime, unit: Unit, terms: Mapping[Rule, Term]) -> bool:
    """These rules stand so at the place and below it; signals follow. Rules that are not named stay as they are.

    Returns whether the signals have followed already; where there are many a worker makes them anew. Raises Denied for
    somebody who may not tailor this place, for a threshold out of its rule's bounds, and for a decision that a place
    below the agency would switch off.
    """
    check_can_agree(by, unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk, agency=by.agency_id)
    before = {one.rule: _said(one) for one in SignalTerm.objects.filter(unit=unit, rule__in=terms)}
    changed = {rule: term for rule, term in terms.items() if before.get(rule, _NOTHING) != _plain(term)}
    if not changed:
        return True
    for rule, term in changed.items():
        _store(unit, rule, term)
    record_change(
        by=by,
        at=at,
        verb="signals.agreed",
        target=unit.public_id,
        target_kind="unit",
        agency=by.agency_id,
        before={rule.value: before.get(rule) for rule in changed},
        after={rule.value: _plain(term) for rule, term in changed.items()},
    )
    return rework_place(unit, at=at)


def _store(unit: Unit, rule: Rule, term: Term) -> None:
    one = RULES[rule]
    if term.n is not None and not one.low <= term.n <= one.high:
        raise Denied(_("Choose a number from %(low)s to %(high)s.") % {"low": one.low, "high": one.high})
    if RULES[rule].tier is Tier.DECISION and term.is_on is False and unit.parent_id is not None:
        raise Denied(_("Only the whole agency can say that this needs no decision."))
    if term.says_nothing:
        SignalTerm.objects.filter(unit=unit, rule=rule).delete()
        return
    SignalTerm.objects.update_or_create(
        unit=unit,
        rule=rule,
        defaults={
            "agency_id": unit.agency_id,
            "is_on": term.is_on,
            "n": term.n,
            "questions": dict(term.questions),
        },
    )


_NOTHING: dict[str, Any] = {"on": None, "n": None, "questions": {}}


def _plain(term: Term) -> dict[str, Any]:
    return {"on": term.is_on, "n": term.n, "questions": dict(term.questions)}


def _said(term: SignalTerm) -> dict[str, Any]:
    return {"on": term.is_on, "n": term.n, "questions": term.questions}


@transaction.atomic
def set_duty_manager(
    *, by: Viewer, at: datetime, unit: Unit, staff: Staff, from_on: date, to_on: date | None
) -> DutyManager:
    """`staff` decides at this place and below it from one day up to but not including the other.

    Raises Denied for somebody who may not tailor the place, and where the days are in no order.
    """
    check_can_agree(by, unit)
    if staff.agency_id != by.agency_id or (staff.ended_on and staff.ended_on <= from_on):
        raise Denied(_("This person does not work here on that day."))
    if to_on is not None and to_on <= from_on:
        raise Denied(_("The last day comes before the first."))
    duty = DutyManager.objects.create(agency_id=unit.agency_id, unit=unit, staff=staff, from_on=from_on, to_on=to_on)
    after = {"staff": staff.public_id, "from": from_on, "to": to_on}
    _tell_duty(by, at, "duty.set", unit, after=after)
    return duty


@transaction.atomic
def end_duty(*, by: Viewer, at: datetime, unit: Unit, duty_id: int) -> None:
    """Whoever decides at this place by this entry does so no longer, from today. Raises Denied."""
    check_can_agree(by, unit)
    running = Q(to_on=None) | Q(to_on__gt=by.on)
    duty = DutyManager.objects.select_for_update(of=("self",)).filter(running, unit=unit, pk=duty_id).first()
    if duty is None:
        raise Denied(_("There is no such duty at this place."))
    duty.to_on = max(by.on, duty.from_on)
    duty.save(update_fields=["to_on"])
    _tell_duty(by, at, "duty.ended", unit, after={"staff": duty.staff.public_id, "to": duty.to_on})


def _tell_duty(by: Viewer, at: datetime, verb: str, unit: Unit, *, after: dict[str, Any]) -> None:
    record_change(by=by, at=at, verb=verb, target=unit.public_id, target_kind="unit", agency=by.agency_id, after=after)

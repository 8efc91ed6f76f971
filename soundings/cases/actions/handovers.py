"""Handing cases from worker to worker, with the sheet that says where each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff
from soundings.accounts.queries import Viewer
from soundings.cases.actions.allocation import store_lead
from soundings.cases.actions.trace import case_changed, locked
from soundings.cases.models import Case, Handover
from soundings.cases.permissions import check_can_hand_over
from soundings.core.rules import Denied


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the next worker needs to know of one case: the three columns."""

    case: Case
    worried: str = ""
    working_well: str = ""
    needs_to_happen: str = ""


@transaction.atomic
def hand_over(*, sheets: Sequence[Sheet], to: Staff, on: date, by: Viewer, at: datetime) -> list[Handover]:
    """`to` leads these cases from `on`, and each has its sheet. All of them or none.

    A supervisor hands over the cases of their team; a worker their own, to a colleague of the case's team.
    """
    if not sheets:
        raise Denied(_("Choose at least one case."))
    return [_hand_over(sheet, to=to, on=on, by=by, at=at) for sheet in sheets]


def _hand_over(sheet: Sheet, *, to: Staff, on: date, by: Viewer, at: datetime) -> Handover:
    case = locked(sheet.case)
    check_can_hand_over(by, case, to=to)
    giver = case.worker
    if giver == to:
        raise Denied(_("%(name)s has this case already.") % {"name": to.name})
    store_lead(case, to, on=on, by=by)
    made = Handover.objects.create(
        agency_id=case.agency_id,
        case=case,
        from_staff=giver,
        to_staff=to,
        on=on,
        worried=sheet.worried.strip(),
        working_well=sheet.working_well.strip(),
        needs_to_happen=sheet.needs_to_happen.strip(),
        by=by.user,
        at=at,
    )
    after = {"handover": made.public_id, "from": giver.public_id if giver else None, "to": to.public_id, "on": on}
    case_changed(by=by, at=at, verb="case.handed-over", case=case, after=after)
    return made

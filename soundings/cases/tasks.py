"""Carrying out an agreed reorganisation when its day comes."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from soundings.accounts.permissions import Viewer
from soundings.cases.actions import reorganising
from soundings.cases.models import Reorganisation
from soundings.cases.rules import PlanState
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_for


@transaction.atomic
def agree(*, plan: Reorganisation, by: Viewer, at: datetime) -> Reorganisation:
    """The plan is agreed; if its day is still to come, a worker will carry it out then."""
    plan = reorganising.agree_plan(plan=plan, by=by, at=at)
    if plan.state == PlanState.AGREED:
        begins = datetime.combine(plan.on, time(), tzinfo=ZoneInfo(plan.agency.time_zone))
        carry_out_plan.using(run_after=begins).enqueue(plan.public_id, plan.agency_id)
    return plan


@task()
def carry_out_plan(public_id: str, agency_id: int) -> str:
    """What was agreed has happened, if its day has come. Returns "", or in words why not: its page says the same."""
    with acting_for(agency_id):
        plan = Reorganisation.objects.get(public_id=public_id, agency=agency_id)
        try:
            reorganising.carry_out(plan=plan, at=timezone.now())
        except Denied as denied:
            return denied.words
        return ""

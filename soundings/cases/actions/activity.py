"""What the service did with a case: added, ended, corrected, withdrawn. The trail keeps what it said before."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.actions.trace import case_changed, check_reason, locked, said
from soundings.cases.models import Activity, Case
from soundings.cases.permissions import check_can_describe
from soundings.cases.rules import ActivityKind, NewActivity
from soundings.core.rules import Denied

FIELDS = ("kind", "started_on", "ended_on", "outcome", "detail")


@transaction.atomic
def add_activity(*, case: Case, activity: NewActivity, by: Viewer, at: datetime, source: str = "page") -> Activity:
    """The service did this, from `started_on`, perhaps still."""
    case = locked(case)
    check_can_describe(by, case)
    _check(activity, by.on)
    made = Activity.objects.create(agency_id=case.agency_id, case=case, source=source, **_fields(activity))
    case_changed(by=by, at=at, verb="activity.added", case=case, after=_fields(activity))
    return made


@transaction.atomic
def end_activity(*, activity: Activity, on: date, outcome: str, by: Viewer, at: datetime) -> Activity:
    """It ended on that day, with that outcome."""
    return _change(activity, {"ended_on": on, "outcome": outcome.strip()[:120]}, "activity.ended", "", by, at)


@transaction.atomic
def correct_activity(*, activity: Activity, corrected: NewActivity, reason: str, by: Viewer, at: datetime) -> Activity:
    """It was like this instead."""
    return _change(activity, _fields(corrected), "activity.corrected", check_reason(reason), by, at)


@transaction.atomic
def withdraw_activity(*, activity: Activity, reason: str, by: Viewer, at: datetime) -> None:
    """It did not happen: the entry is gone, and the trail says what it was."""
    case, activity = _locked(activity, by)
    reason = check_reason(reason)
    activity.delete()
    case_changed(by=by, at=at, verb="activity.withdrawn", case=case, before=_said(activity), reason=reason)


def _change(activity: Activity, fields: dict[str, Any], verb: str, reason: str, by: Viewer, at: datetime) -> Activity:
    case, activity = _locked(activity, by)
    before = _said(activity)
    for name, value in fields.items():
        setattr(activity, name, value)
    _check(NewActivity(ActivityKind(activity.kind), activity.started_on, activity.ended_on, activity.outcome), by.on)
    activity.save(update_fields=list(fields))
    case_changed(by=by, at=at, verb=verb, case=case, before=before, after=_said(activity), reason=reason)
    return activity


def _locked(activity: Activity, by: Viewer) -> tuple[Case, Activity]:
    case = locked(activity.case)
    check_can_describe(by, case)
    activity = Activity.objects.get(pk=activity.pk)
    if activity.kind == ActivityKind.CLOSED:
        raise Denied(_("This entry stands for the closure itself: undo the closure instead."))
    return case, activity


def _check(activity: NewActivity, today: date) -> None:
    if activity.kind == ActivityKind.CLOSED:
        raise Denied(_("Close the case itself: this entry then follows."))
    for on in (activity.started_on, activity.ended_on):
        if on and on > today:
            raise Denied(_("%(day)s has not come yet. Give today or an earlier day.") % {"day": said(on)})
    if activity.ended_on and activity.ended_on < activity.started_on:
        raise Denied(_("It cannot end before it began, on %(day)s.") % {"day": said(activity.started_on)})


def _fields(activity: NewActivity) -> dict[str, Any]:
    plain = {"kind": activity.kind.value, "outcome": activity.outcome.strip()[:120], "detail": dict(activity.detail)}
    return activity._asdict() | plain


def _said(activity: Activity) -> dict[str, Any]:
    return {name: getattr(activity, name) for name in FIELDS}

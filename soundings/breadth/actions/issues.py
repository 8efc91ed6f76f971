"""Issues: the sets to which a statement, a goal and a scale belong together."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.breadth.actions.concerned import Concerned, held_cases, recordable
from soundings.breadth.actions.keeping import Changed, keep
from soundings.breadth.actions.recording import teams_of
from soundings.breadth.models import Element, IssueSet, Record
from soundings.breadth.queries.events import local_day
from soundings.breadth.rules import Problem, ProblemCode, Refused
from soundings.core.actions import record_change
from soundings.core.rules import Denied, sort_key


@transaction.atomic
def rename_issue(*, by: Viewer, at: datetime, issue: IssueSet, name: str) -> IssueSet:
    """The set has another name, on all its cases. Raises Denied; Refused without a name or for one that is taken."""
    issue, concerned = _held(by, issue)
    ids = [case.pk for case in concerned]
    others = IssueSet.objects.filter(records__case_links__case__in=ids, ended_on=None).exclude(pk=issue.pk)
    if not name.strip():
        raise Refused([Problem("name", ProblemCode.NAME_NEEDED)])
    if len(name.strip()) > 120:
        raise Refused([Problem("name", ProblemCode.TOO_LONG, {"most": 120})])
    if sort_key(name) in {sort_key(other) for other in others.values_list("name", flat=True)}:
        raise Refused([Problem("name", ProblemCode.NAME_TAKEN)])
    before, issue.name = issue.name, name.strip()
    issue.save(update_fields=["name"])
    _follow(by, at, "issue.renamed", issue, concerned, before=before, after=issue.name)
    return issue


@transaction.atomic
def end_issue(*, by: Viewer, at: datetime, issue: IssueSet, on: date | None) -> IssueSet:
    """From `on` the set is no longer current: its scale is not what the board shows. None: it is current again.

    Raises Denied; Refused for a day that has not come, or before the set began.
    """
    issue, concerned = _held(by, issue)
    if on and on.isoformat() > local_day(at, concerned[0].time_zone):
        raise Refused([Problem("on", ProblemCode.DATE_IN_FUTURE)])
    if on and on < issue.begun_on:
        raise Refused([Problem("on", ProblemCode.DATE_TOO_EARLY, {"earliest": issue.begun_on})])
    before, issue.ended_on = issue.ended_on, on
    issue.save(update_fields=["ended_on"])
    _follow(by, at, "issue.ended" if on else "issue.resumed", issue, concerned, before=before, after=on)
    return issue


def _held(by: Viewer, issue: IssueSet) -> tuple[IssueSet, list[Concerned]]:
    """The set and all its cases, held. Raises Denied unless `by` may record on one of them."""
    ids = set(Record.objects.filter(issue=issue.pk).values_list("case_links__case", flat=True)) - {None}
    concerned = held_cases(ids, by=by)
    if not recordable(by, ids):
        raise Denied(_("Only those who work on this case, and their supervisor, can change this."))
    return IssueSet.objects.get(pk=issue.pk), concerned


def _follow(
    by: Viewer, at: datetime, verb: str, issue: IssueSet, concerned: list[Concerned], *, before: Any, after: Any
) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=issue.public_id,
        target_kind="issue",
        agency=issue.agency_id,
        children=[case.child for case in concerned],
        before=before,
        after=after,
    )
    elements = Element.objects.filter(agency=issue.agency_id, by_issue=True)
    known = {one.pk: (one.code, one.kind, one.by_issue) for one in elements}
    keep(Changed(issue.agency_id, concerned[0].time_zone, teams_of(concerned), known), at=at)

"""Putting right what was recorded: a correction supersedes, a withdrawal ends, nothing is overwritten."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.breadth.actions.concerned import Concerned, held_cases, locked_cases, recordable
from soundings.breadth.actions.keeping import Changed, begin_and_keep, keep
from soundings.breadth.actions.recording import (
    check_drafts,
    folded_elements,
    link,
    made,
    said,
    set_for,
    sets_of,
    teams_of,
    tell_trail,
)
from soundings.breadth.models import Record
from soundings.breadth.rules import Draft, Problem, ProblemCode, Refused
from soundings.cases.models import Case
from soundings.core.actions import record_change
from soundings.core.rules import Denied, local_date


@transaction.atomic
def correct(*, by: Viewer, at: datetime, record: Record, draft: Draft, reason: str) -> Record:
    """What `draft` says stands in place of `record`, for the same cases; the old record stays, superseded and why.

    Raises Denied unless `by` may record on one of its cases; Refused for what is wrong with the draft, without a
    reason, and when somebody else has corrected or withdrawn it meanwhile.
    """
    record, concerned = _held(by, record, reason=reason)
    sets = sets_of(by.agency_id, [case.pk for case in concerned])
    check_drafts([(record.element, draft)], concerned, sets, at=at, instead_of=record.pk)
    issue = set_for(draft, sets, by=by, at=at, time_zone=concerned[0].time_zone)
    new = made(record.element, draft, issue, by=by, at=at, source="page")
    _supersede(record, new, [case.pk for case in concerned], at=at, reason=reason)
    tell_trail(
        by=by,
        at=at,
        verb="practice.corrected",
        cases=concerned,
        records=[new],
        before=said(record),
        reason=reason.strip(),
    )
    keep(_changed(record, concerned, new), at=at)
    return new


@transaction.atomic
def withdraw(*, by: Viewer, at: datetime, record: Record, reason: str) -> Record:
    """The record no longer counts on any of its cases; it stays in the history with the reason.

    Raises as `correct` does.
    """
    record, concerned = _held(by, record, reason=reason)
    _end(record, at=at, reason=reason)
    tell_trail(
        by=by,
        at=at,
        verb="practice.withdrawn",
        cases=concerned,
        records=[],
        before=said(record),
        reason=reason.strip(),
    )
    keep(_changed(record, concerned), at=at)
    return record


@transaction.atomic
def move_to_sibling(*, by: Viewer, at: datetime, record: Record, from_case: Case, to_case: Case, reason: str) -> Record:
    """The record concerns `to_case` instead of `from_case`; other cases that it concerns keep it.

    It is superseded by one that says the same of the right children; an import's stays with that import. Raises Denied
    unless both children are of one family and `by` may record on both cases; Refused if it does not concern
    `from_case`, or concerns `to_case` already, and as `correct` does.
    """
    locked_cases(by, [from_case.pk, to_case.pk])
    if not from_case.child.family_id or from_case.child.family_id != to_case.child.family_id:
        raise Denied(_("A record can be moved between the children of one family only."))
    record, concerned = _held(by, record, reason=reason)
    linked = {case.pk for case in concerned}
    if from_case.pk not in linked or to_case.pk in linked:
        raise Refused([Problem("to_case", ProblemCode.NOT_LINKED)])
    new = _copy(record, by=by, at=at)
    _supersede(record, new, sorted(linked - {from_case.pk} | {to_case.pk}), at=at, reason=reason)
    everyone = held_cases(linked | {to_case.pk}, by=by)
    tell_trail(
        by=by, at=at, verb="practice.moved", cases=everyone, records=[new], before=said(record), reason=reason.strip()
    )
    begin_and_keep(_changed(record, everyone), at=at)
    return new


@transaction.atomic
def mark_in_case_system(*, by: Viewer, at: datetime, record: Record, stands: bool = True) -> Record:
    """The record is marked as standing in the case system too, or as not standing there."""
    record, concerned = _held(by, record, reason="-")
    Record.objects.filter(pk=record.pk).update(in_case_system=stands)
    before, record.in_case_system = record.in_case_system, stands
    record_change(
        by=by,
        at=at,
        verb="practice.marked",
        target=concerned[0].public_id,
        target_kind="case",
        agency=by.agency_id,
        children=[case.child for case in concerned],
        before={"record": record.pk, "in_case_system": before},
        after={"record": record.pk, "in_case_system": stands},
    )
    return record


def _held(by: Viewer, record: Record, *, reason: str) -> tuple[Record, list[Concerned]]:
    """The record as it stands now and all its cases, held. Raises Denied or Refused if it cannot be put right."""
    ids = list(record.case_links.order_by("case").values_list("case", flat=True))
    concerned = held_cases(ids, by=by)
    if not recordable(by, ids):  # a record is one event: who works on one of its cases may put it right for all
        raise Denied(_("Only those who work on this case, and their supervisor, can put this right."))
    current = Record.objects.select_related("element", "issue").get(pk=record.pk)
    found = []
    if not reason.strip():
        found.append(Problem("reason", ProblemCode.REASON_NEEDED))
    if current.ended_at:
        found.append(Problem("record", ProblemCode.NOT_CURRENT))
    if found:
        raise Refused(found)
    return current, concerned


def _end(record: Record, *, at: datetime, reason: str) -> None:
    record.ended_at, record.ended_reason = at, reason.strip()[:300]
    record.save(update_fields=["ended_at", "ended_reason"])


def _supersede(old: Record, new: Record, case_ids: Sequence[int], *, at: datetime, reason: str) -> None:
    _end(old, at=at, reason=reason)
    new.supersedes = old
    new.save(force_insert=True)
    link([new], case_ids)


def _copy(record: Record, *, by: Viewer, at: datetime) -> Record:
    new = Record(**{field.attname: getattr(record, field.attname) for field in Record._meta.concrete_fields})
    new.pk, new.recorded_at, new.recorded_by = None, at, by.public_id
    return new


def _changed(record: Record, concerned: Sequence[Concerned], instead: Record | None = None) -> Changed:
    """What is recorded otherwise now that this record has ended, and another stands instead of it if one does."""
    zone, records = concerned[0].time_zone, [record, instead] if instead else [record]
    since = min(one.happened_on or local_date(one.recorded_at, zone) for one in records)
    return Changed(record.agency_id, zone, teams_of(concerned), folded_elements([record]), since)

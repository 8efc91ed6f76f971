"""Changing many stored children and cases at once, for files that are loaded again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction

from soundings.cases import followers
from soundings.cases.actions.bulk.journal import Journal
from soundings.cases.actions.bulk.store import (
    Stamp,
    public_ids_of,
    store_activities,
    store_ids,
    store_spans,
    store_worker_spans,
)
from soundings.cases.actions.children import set_keys, store_words_of
from soundings.cases.actions.trace import chunks
from soundings.cases.models import Activity, Case, Child, StageSpan, TeamSpan, WorkerSpan
from soundings.cases.rules import ActivityKind, AllocationRole, BeforeImage, Key, NewActivity, Span, placed
from soundings.core.actions import Actor, record_change


class Changes(Protocol):
    """What `rules.RowChanges` holds."""

    children: list[tuple[int, dict[str, Any]]]
    new_ids: list[tuple[int, str, str]]
    cases: list[tuple[int, dict[str, Any]]]
    new_activities: list[tuple[int, NewActivity]]
    activities: list[tuple[int, int, dict[str, Any]]]


@dataclass(slots=True)
class _Held:
    """An open or closed case with its rows, as they are to be."""

    case: Case
    stages: list[StageSpan] = field(default_factory=list)
    teams: list[TeamSpan] = field(default_factory=list)
    leads: list[WorkerSpan] = field(default_factory=list)
    others: list[WorkerSpan] = field(default_factory=list)
    closings: list[Activity] = field(default_factory=list)

    def rows(self) -> list[Any]:
        """Every span of the case."""
        return [*self.stages, *self.teams, *self.leads, *self.others]


@dataclass(slots=True)
class _New:
    """Rows to add: (case id, ...)."""

    stages: list[tuple[int, Span]] = field(default_factory=list)
    teams: list[tuple[int, Span]] = field(default_factory=list)
    workers: list[tuple[int, AllocationRole, Span]] = field(default_factory=list)
    activities: list[tuple[int, NewActivity]] = field(default_factory=list)


@transaction.atomic
def change(
    changes: Changes,
    *,
    agency_id: int,
    by: Actor,
    at: datetime,
    families: Mapping[str, int] | None = None,
    batch: str = "",
    source: str = "page",
) -> list[BeforeImage]:
    """The stored rows are as `changes` say. Returns what each changed row held, to be kept for taking it back.

    families: ids of the families that the same load has just stored, by key. Rows that are added carry `batch`.
    Changing back what is returned, and removing what carries `batch`, is `take_back`.
    """
    stamp = Stamp(agency_id, batch, source, at)
    _hold({case for case, _ in changes.new_activities}, agency_id)
    journal, new = Journal(), _New(activities=list(changes.new_activities))
    renamed = _change_children(changes, families or {}, journal)
    _change_cases(changes.cases, agency_id, journal, new)
    _change_activities(changes.activities, journal)
    images = journal.store()
    _store_new(new, stamp)
    store_ids(changes.new_ids, stamp)
    store_words_of(renamed | {child for child, _, _ in changes.new_ids})
    _record(changes, images, by=by, stamp=stamp)
    return images


def _hold(case_ids: Collection[int], agency_id: int) -> None:
    """These cases cannot go until the transaction ends. Raises Case.DoesNotExist if one has gone: see ADR 16."""
    for some in chunks(sorted(case_ids)):
        held = Case.objects.filter(pk__in=some, agency=agency_id).order_by("pk").select_for_update(no_key=True)
        if len(held.values_list("pk")) < len(some):
            raise Case.DoesNotExist


def _record(changes: Changes, images: list[BeforeImage], *, by: Actor, stamp: Stamp) -> None:
    case_ids = {case for case, _ in [*changes.cases, *changes.new_activities]}
    case_ids |= {case for case, _, _ in changes.activities}
    child_ids = {child for child, _ in changes.children} | {child for child, _, _ in changes.new_ids}
    for some in chunks(sorted(child_ids)):
        case_ids.update(Case.objects.filter(child__in=some).values_list("pk", flat=True))
    for some in chunks(sorted(case_ids)):
        child_ids.update(Case.objects.filter(pk__in=some).values_list("child", flat=True))
    if child_ids:
        record_change(
            by=by,
            at=stamp.at,
            verb="cases.changed",
            target=stamp.batch,
            target_kind="batch",
            agency=stamp.agency_id,
            children=public_ids_of(child_ids),
            after={"rows": len(images), "cases": len(changes.cases), "source": stamp.source},
        )
    followers.tell(sorted(case_ids), at=stamp.at)


def _change_children(changes: Changes, families: Mapping[str, int], journal: Journal) -> set[int]:
    """The children are as said, not stored yet. Returns the ids of those who may have another name now."""
    wanted: dict[int, dict[str, Any]] = {}
    for pk, fields in changes.children:
        wanted.setdefault(pk, {}).update(fields)
    for some in chunks(list(wanted)):
        for child in Child.objects.select_for_update().filter(pk__in=some):
            journal.watch(child)
            for name, value in wanted[child.pk].items():
                _set_field(child, name, value, families)
            set_keys(child)
    return {pk for pk, fields in wanted.items() if {"given_name", "family_name"} & fields.keys()}


def _set_field(child: Child, name: str, value: Any, families: Mapping[str, int]) -> None:
    if name == "family":
        key: Key | None = value
        child.family_id = families[key] if isinstance(key, str) else key
    else:
        setattr(child, name, getattr(value, "value", value))


def _change_cases(cases: Iterable[tuple[int, dict[str, Any]]], agency_id: int, journal: Journal, new: _New) -> None:
    wanted: dict[int, dict[str, Any]] = {}
    for pk, fields in cases:
        wanted.setdefault(pk, {}).update(fields)
    for some in chunks(list(wanted)):
        for held in _load(some, agency_id, journal):
            _change_case(held, wanted[held.case.pk], journal, new)


def _load(case_ids: Collection[int], agency_id: int, journal: Journal) -> Iterable[_Held]:
    cases = Case.objects.select_for_update().filter(pk__in=case_ids, agency=agency_id)
    held = {case.pk: _Held(case) for case in cases}
    for case in held.values():
        journal.watch(case.case)
    for stage in StageSpan.objects.filter(case__in=held).order_by("from_on"):
        held[stage.case_id].stages.append(stage)
    for team in TeamSpan.objects.filter(case__in=held).order_by("from_on"):
        held[team.case_id].teams.append(team)
    for worker in WorkerSpan.objects.filter(case__in=held).order_by("from_on"):
        is_lead = worker.role == AllocationRole.LEAD
        (held[worker.case_id].leads if is_lead else held[worker.case_id].others).append(worker)
    for closing in Activity.objects.filter(case__in=held, kind=ActivityKind.CLOSED.value):
        held[closing.case_id].closings.append(closing)
    return held.values()


def _change_case(held: _Held, fields: dict[str, Any], journal: Journal, new: _New) -> None:
    case = held.case
    if "opened_on" in fields:
        _move_opening(held, fields["opened_on"], journal)
    if "abuse_types" in fields:
        case.abuse_types = list(fields["abuse_types"])
    if "close_reason" in fields:
        case.close_reason = fields["close_reason"]
    if "closed_on" in fields:
        _close(held, fields["closed_on"], journal, new)
    elif case.closed_on is None:
        _allocate(held, fields, journal, new)
    elif held.closings:
        _say_closing(held, journal)


def _allocate(held: _Held, fields: dict[str, Any], journal: Journal, new: _New) -> None:
    """Stage, team and workers of an open case from `since` on."""
    case, since = held.case, fields.get("since") or held.case.opened_on
    if "stage" in fields:
        spans = placed(_spans(held.stages, "stage_id"), fields["stage"], since)
        new.stages += _keep(held.stages, spans, "stage_id", journal, case.pk)
        case.stage_id = _running(spans)
    if "team" in fields:
        spans = placed(_spans(held.teams, "team_id"), fields["team"], since)
        new.teams += _keep(held.teams, spans, "team_id", journal, case.pk)
        case.team_id = _running(spans)
    if "worker" in fields:
        spans = placed(_spans(held.leads, "staff_id"), fields["worker"], since)
        added = _keep(held.leads, spans, "staff_id", journal, case.pk)
        new.workers += [(pk, AllocationRole.LEAD, span) for pk, span in added]
        case.worker_id = _running(spans)
    new.workers += [(case.pk, AllocationRole.CO_WORKER, Span(staff, since)) for staff in fields.get("co_workers", ())]


def _move_opening(held: _Held, on: date, journal: Journal) -> None:
    """What began with the case begins with it still; what ended before a later opening goes."""
    before, held.case.opened_on = held.case.opened_on, on
    for row in held.rows():
        journal.watch(row)
        if row.from_on == before or row.from_on < on:
            row.from_on = on
        if row.to_on is not None and row.to_on <= row.from_on:
            journal.remove(row)


def _close(held: _Held, on: date, journal: Journal, new: _New) -> None:
    """The case closes on `on`, or did so on `on` and not on the day that stood before."""
    case, before = held.case, held.case.closed_on
    case.closed_on = on
    for row in held.rows():
        journal.watch(row)
        if row.from_on >= on:
            journal.remove(row)
        elif row.to_on is None or row.to_on > on or row.to_on == before:
            row.to_on = on
    if held.closings:
        _say_closing(held, journal)
    else:
        new.activities.append((case.pk, NewActivity(ActivityKind.CLOSED, on, outcome=case.close_reason)))


def _say_closing(held: _Held, journal: Journal) -> None:
    """The activity that says the case closed has its day and reason."""
    closing = held.closings[-1]
    journal.watch(closing)
    assert held.case.closed_on
    closing.started_on, closing.outcome = held.case.closed_on, held.case.close_reason


def _spans(rows: Iterable[Any], value: str) -> list[Span]:
    return [Span(getattr(row, value), row.from_on, row.to_on) for row in rows]


def _keep(
    rows: Sequence[Any], spans: Sequence[Span], value: str, journal: Journal, case_id: int
) -> list[tuple[int, Span]]:
    """Stored rows that are among `spans` are kept or cut, the others go. Returns what is still to be added."""
    stored = {(getattr(row, value), row.from_on): row for row in rows}
    wanted = {(span.value, span.from_on): span for span in spans}
    for key, row in stored.items():
        if key in wanted:
            journal.watch(row)
            row.to_on = wanted[key].to_on
        else:
            journal.remove(row)
    return [(case_id, span) for key, span in wanted.items() if key not in stored]


def _running(spans: Sequence[Span]) -> int | None:
    return spans[-1].value if spans and spans[-1].to_on is None else None


def _change_activities(activities: Iterable[tuple[int, int, dict[str, Any]]], journal: Journal) -> None:
    wanted = {pk: fields for _, pk, fields in activities}
    for some in chunks(list(wanted)):
        for activity in Activity.objects.filter(pk__in=some):
            journal.watch(activity)
            for name, value in wanted[activity.pk].items():
                setattr(activity, name, getattr(value, "value", value))


def _store_new(new: _New, stamp: Stamp) -> None:
    store_spans(StageSpan, "stage_id", new.stages, stamp)
    store_spans(TeamSpan, "team_id", new.teams, stamp)
    store_worker_spans(new.workers, stamp)
    store_activities(new.activities, stamp)

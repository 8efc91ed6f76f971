"""Taking a whole load back: what it added goes, what it changed is as before, and what is needed since stays."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from soundings.cases import followers
from soundings.cases.actions.bulk.journal import MODELS, plain, update_rows
from soundings.cases.actions.bulk.store import public_ids_of
from soundings.cases.actions.children import store_words_of
from soundings.cases.actions.trace import chunks
from soundings.cases.models import (
    Activity,
    Case,
    Child,
    ChildId,
    ChildMerge,
    Concern,
    Family,
    Handover,
    KnownPerson,
    NamedAccess,
    Proposal,
    StageSpan,
    TeamSpan,
    WorkerSpan,
)
from soundings.cases.rules import AllocationRole, BeforeImage, Kept, KeptRow, Span, TakenBack, in_order
from soundings.core.actions import Actor, record_change

SPANS: Mapping[type[models.Model], str] = {StageSpan: "stage_id", TeamSpan: "team_id", WorkerSpan: "staff_id"}
SPAN_NAMES = ("stage-span", "team-span", "worker-span")


@transaction.atomic
def take_back(
    batch: str, images: Sequence[BeforeImage], *, agency_id: int, by: Actor, at: datetime, reason: str = ""
) -> TakenBack:
    """What carries `batch` is gone and what `images` tell is as it was, but for what something later hangs on.

    Rooms above take their own part of the batch back first. Says what was removed, restored and kept, and why.
    """
    if not batch:
        raise ValueError("Rows without a batch cannot be taken back.")
    done = TakenBack()
    # Held before anything is asked: whoever works on one of them is done by then, or finds it gone (ADR 16).
    held = Case.objects.filter(_touched(batch, images), agency=agency_id).order_by("pk").select_for_update()
    touched = set(held.values_list("pk", flat=True))
    public_ids = _public_ids(batch, touched, agency_id)
    gone = _remove_cases(batch, agency_id, done)
    _restore_fields(images, agency_id, done)
    _take_back_spans(batch, images, touched - gone, done)
    _remove_rows(Activity, Activity.objects.filter(batch=batch, agency=agency_id), "activity", done)
    renamed = _remove_children(batch, agency_id, done)
    _remove_families(batch, agency_id, done)
    _set_today(touched - gone)
    store_words_of(renamed | {image.row for image in images if image.model == "child"})
    _record(batch, public_ids, done, agency_id=agency_id, by=by, at=at, reason=reason)
    followers.tell(sorted(touched - gone), at=at)
    return done


def _record(
    batch: str, children: Sequence[str], done: TakenBack, *, agency_id: int, by: Actor, at: datetime, reason: str
) -> None:
    record_change(
        by=by,
        at=at,
        verb="cases.taken-back",
        target=batch,
        target_kind="batch",
        agency=agency_id,
        children=children,
        after={"removed": done.removed, "restored": done.restored, "kept": len(done.kept)},
        reason=reason,
    )


def _touched(batch: str, images: Sequence[BeforeImage]) -> Q:
    """Cases that the batch added, added to, or changed, and those of children whom it changed."""
    found = Q(batch=batch)
    for model in (StageSpan, TeamSpan, WorkerSpan, Activity):
        found |= Q(pk__in=model._base_manager.filter(batch=batch).values("case"))
    cases = {image.row for image in images if image.model == "case"}
    cases |= {image.before["case_id"] for image in images if image.model in SPAN_NAMES and "case_id" in image.before}
    children = {image.row for image in images if image.model == "child"}
    children |= set(ChildId.objects.filter(batch=batch).values_list("child", flat=True))
    return found | Q(pk__in=cases) | Q(child__in=children)


def _public_ids(batch: str, case_ids: Collection[int], agency_id: int) -> list[str]:
    children = set(Child.objects.filter(batch=batch, agency=agency_id).values_list("pk", flat=True))
    for some in chunks(sorted(case_ids)):
        children.update(Case.objects.filter(pk__in=some).values_list("child", flat=True))
    return public_ids_of(children)


# --- cases -----------------------------------------------------------------------------------------------------------


def _remove_cases(batch: str, agency_id: int, done: TakenBack) -> set[int]:
    """The cases of the batch are removed with all that is theirs, but for those that something hangs on."""
    candidates = dict(Case.objects.filter(batch=batch, agency=agency_id).values_list("pk", "child__reference"))
    kept = _needed(batch, candidates)
    for pk, (why, words) in kept.items():
        done.kept.append(KeptRow("case", pk, candidates[pk], why, words))
    gone = set(candidates) - set(kept)
    followers.forget(sorted(gone))
    for some in chunks(sorted(gone)):
        Case.objects.filter(previous__in=some).update(previous=None)
        Case.objects.filter(pk__in=some).delete()
    _count(done.removed, "case", len(gone))
    return gone


def _needed(batch: str, candidates: Mapping[int, str]) -> dict[int, tuple[Kept, str]]:
    """Which of these cases must stay, and why: the strongest reason of each."""
    found: dict[int, tuple[Kept, str]] = {}
    for some in chunks(sorted(candidates)):
        later = Case.objects.filter(previous__in=some).exclude(batch=batch)
        found |= dict.fromkeys((case.previous_id or case.pk for case in later), (Kept.REOPENED_SINCE, ""))
        found |= dict.fromkeys(_worked_on(batch, some), (Kept.WORKED_ON_SINCE, ""))
        found |= {pk: (Kept.RECORDED_SINCE, words) for pk, words in followers.held(some).items()}
    return found


def _worked_on(batch: str, case_ids: Collection[int]) -> set[int]:
    """Cases with rows of somebody else's: an allocation, a move, an activity, a sheet, a name, a proposal,
    a concern."""
    found: set[int] = set()
    for model in (StageSpan, TeamSpan, WorkerSpan, Activity):
        rows = model._base_manager.filter(case__in=case_ids).exclude(batch=batch)
        found.update(rows.values_list("case", flat=True))
    for other in (Handover, Proposal, Concern):
        found.update(other._base_manager.filter(case__in=case_ids).values_list("case", flat=True))
    named = NamedAccess.objects.filter(case__in=case_ids).exclude(given_by=None)
    return found | set(named.values_list("case", flat=True))


# Keys of search and sort follow the names, and the places of today follow the spans.
FOLLOWING = ("name_key", "search_key", "stage_id", "team_id", "worker_id")

# --- what was changed ------------------------------------------------------------------------------------------------


def _restore_fields(images: Sequence[BeforeImage], agency_id: int, done: TakenBack) -> None:
    """Fields of children, cases and activities hold what they held, unless somebody has changed them again."""
    for name in ("child", "case", "activity"):
        mine = {image.row: image for image in images if image.model == name}
        for some in chunks(sorted(mine)):
            rows = MODELS[name]._base_manager.filter(pk__in=some, agency=agency_id)
            for row in rows:
                _restore(row, mine[row.pk], done)


AGED = frozenset({"born_on", "stated_age", "stated_age_on"})  # a birth and an age go together, or stay together


def _restore(row: Any, image: BeforeImage, done: TakenBack) -> None:
    now = plain(row)
    later = [field for field in image.after if now[field] != image.after[field] and field not in FOLLOWING]
    if not AGED.isdisjoint(later):
        later += AGED - set(later)
    clash = image.model == "case" and _second_open_case(row, image)
    if later or clash:
        reference = (
            row if image.model == "child" else (row.child if image.model == "case" else row.case.child)
        ).reference
        done.kept.append(KeptRow(image.model, row.pk, reference, Kept.CHANGED_SINCE))
    back = {} if clash else {field: value for field, value in image.before.items() if field not in later}
    if back:
        update_rows(type(row), list(back), [(row.pk, back)])
        _count(done.restored, image.model)


FOLLOWING = ("name_key", "search_key", "stage_id", "team_id", "worker_id")


def _second_open_case(case: Case, image: BeforeImage) -> bool:
    """Whether opening this case again would give the child two open ones."""
    reopens = "closed_on" in image.before and image.before["closed_on"] is None
    return reopens and Case.objects.filter(child=case.child_id, closed_on=None).exclude(pk=case.pk).exists()


# --- spans -----------------------------------------------------------------------------------------------------------


def _take_back_spans(batch: str, images: Sequence[BeforeImage], case_ids: Collection[int], done: TakenBack) -> None:
    """Stage, team and worker spans are as before, case by case; where the result would clash they stay as they are."""
    for name in SPAN_NAMES:
        model: Any = MODELS[name]
        by_row = {image.row: image for image in images if image.model == name}
        for some in chunks(sorted(case_ids)):
            rows: dict[int, list[Any]] = {}
            for row in model.objects.filter(case__in=some):
                rows.setdefault(row.case_id, []).append(row)
            removed: dict[int, list[BeforeImage]] = {}
            for image in by_row.values():
                if not image.after and image.before["case_id"] in set(some):
                    removed.setdefault(image.before["case_id"], []).append(image)
            for case_id in rows.keys() | removed.keys():
                _revert(name, batch, case_id, rows.get(case_id, []), by_row, removed.get(case_id, []), done)


def _revert(
    name: str,
    batch: str,
    case_id: int,
    rows: Sequence[Any],
    by_row: Mapping[int, BeforeImage],
    removed: Sequence[BeforeImage],
    done: TakenBack,
) -> None:
    model: Any = MODELS[name]
    added = [row for row in rows if row.batch == batch]
    changed = [row for row in rows if row.pk in by_row and row.batch != batch]
    if not (added or changed or removed):
        return
    after = [plain(row) | (by_row[row.pk].before if row.pk in by_row else {}) for row in rows if row.batch != batch]
    after += [image.before for image in removed]
    touched_since = any(plain(row)[field] != value for row in changed for field, value in by_row[row.pk].after.items())
    if touched_since or not _in_order(name, after):
        reference = Case.objects.values_list("child__reference", flat=True).get(pk=case_id)
        done.kept.append(KeptRow(name, case_id, reference, Kept.CHANGED_SINCE))
        return
    model.objects.filter(pk__in=[row.pk for row in added]).delete()
    for row in changed:
        update_rows(model, list(by_row[row.pk].before), [(row.pk, by_row[row.pk].before)])
    for image in removed:
        model.objects.create(pk=image.row, **image.before)
    _count(done.removed, name, len(added))
    _count(done.restored, name, len(changed) + len(removed))


def _in_order(name: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether leads, teams or stages follow one another; co-workers and cover may stand beside each other."""
    value = SPANS[MODELS[name]]
    leading = [row for row in rows if row.get("role", AllocationRole.LEAD) == AllocationRole.LEAD]
    spans = [Span(row[value], date.fromisoformat(row["from_on"]), _day(row["to_on"])) for row in leading]
    return in_order(sorted(spans, key=lambda span: span.from_on))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _set_today(case_ids: Collection[int]) -> None:
    """Stage, team and worker of open cases are those of the spans that run on."""
    for some in chunks(sorted(case_ids)):
        cases = {case.pk: case for case in Case.objects.filter(pk__in=some, closed_on=None)}
        for case in cases.values():
            case.stage_id = case.team_id = case.worker_id = None
        for model, value in SPANS.items():
            rows: models.QuerySet[Any] = model._base_manager.filter(case__in=cases, to_on=None)
            if model is WorkerSpan:
                rows = rows.filter(role=AllocationRole.LEAD.value)
            for row in rows:
                setattr(cases[row.case_id], "worker_id" if value == "staff_id" else value, getattr(row, value))
        fields = ("stage_id", "team_id", "worker_id")
        update_rows(Case, fields, [(pk, {name: getattr(case, name) for name in fields}) for pk, case in cases.items()])


# --- children and families -------------------------------------------------------------------------------------------


def _remove_children(batch: str, agency_id: int, done: TakenBack) -> set[int]:
    """Numbers and children of the batch are removed where nobody needs them. Returns who lost a number."""
    numbers = ChildId.objects.filter(batch=batch, agency=agency_id)
    lost = set(numbers.exclude(child__batch=batch).values_list("child", flat=True))
    _remove_rows(ChildId, numbers.exclude(child__batch=batch), "number", done)
    candidates = dict(Child.objects.filter(batch=batch, agency=agency_id).values_list("pk", "reference"))
    gone = set()
    for some in chunks(sorted(candidates)):
        why = _children_needed(some)
        done.kept += [KeptRow("child", pk, candidates[pk], why[pk]) for pk in some if pk in why]
        going = [pk for pk in some if pk not in why]
        Child.objects.filter(pk__in=going).delete()
        gone.update(going)
    _count(done.removed, "child", len(gone))
    return lost


def _children_needed(child_ids: Collection[int]) -> dict[int, Kept]:
    merged = ChildMerge.objects.filter(Q(kept__in=child_ids) | Q(gone__in=child_ids)).values_list("kept", "gone")
    found = {pk: Kept.KNOWN_OR_MERGED for pair in merged for pk in pair}
    known = KnownPerson.objects.filter(child__in=child_ids).values_list("child", flat=True)
    found |= dict.fromkeys(known, Kept.KNOWN_OR_MERGED)
    cases = Case.objects.filter(child__in=child_ids).values_list("child", flat=True)
    return found | dict.fromkeys(cases, Kept.HAS_CASES)


def _remove_families(batch: str, agency_id: int, done: TakenBack) -> None:
    empty = Family.objects.filter(batch=batch, agency=agency_id, children=None)
    _remove_rows(Family, empty, "family", done)


def _remove_rows(model: type[models.Model], rows: models.QuerySet, name: str, done: TakenBack) -> None:
    ids = list(rows.values_list("pk", flat=True))
    for some in chunks(ids):
        model._base_manager.filter(pk__in=some).delete()
    _count(done.removed, name, len(ids))


def _count(counts: dict[str, int], name: str, by: int = 1) -> None:
    if by:
        counts[name] = counts.get(name, 0) + by

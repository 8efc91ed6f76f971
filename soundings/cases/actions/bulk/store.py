"""Storing new families, children and cases with their whole history."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from soundings.cases import followers
from soundings.cases.actions.trace import chunks
from soundings.cases.models import (
    Activity,
    Case,
    Child,
    ChildId,
    ChildWord,
    Family,
    NamedAccess,
    StageSpan,
    TeamSpan,
    WorkerSpan,
)
from soundings.cases.rules import (
    ActivityKind,
    AllocationRole,
    Key,
    NewActivity,
    NewCase,
    NewChild,
    NewFamily,
    NewRows,
    Span,
    name_key,
    search_key,
    words_of,
)
from soundings.core.actions import Actor, record_change
from soundings.core.bulk import insert_rows, reserve_ids
from soundings.core.rules import new_public_id


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The ids of what was stored, by the keys of the plan; children's public ids too, for the trail."""

    families: Mapping[str, int]
    children: Mapping[str, int]
    cases: Mapping[str, int]
    child_public_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every row of one call carries."""

    agency_id: int
    batch: str
    source: str
    at: datetime

    @property
    def owned(self) -> dict[str, Any]:
        """The columns in which every row of the call says the same: whose it is, and which load added it."""
        return {"agency_id": self.agency_id, "batch": self.batch}

    @property
    def sourced(self) -> dict[str, Any]:
        """The same, and from where it came."""
        return {**self.owned, "source": self.source}


# No savepoint of its own: SQLite would keep in memory what every page held before, up to all of a large agency's.
@transaction.atomic(savepoint=False)
def store(
    rows: NewRows, *, agency_id: int, by: Actor, at: datetime, batch: str = "", source: str = "page"
) -> StoredRows:
    """All of `rows` are stored, each with `batch`; one entry in the trail names all the children; the rooms are told.

    Who may do this is for the caller to ask; a caller who goes on after an error must undo its transaction. Raises the
    database's IntegrityError where a reference, number, household or second open case of a child stands already:
    callers decide before they store.
    """
    stamp = Stamp(agency_id, batch, source, at)
    families = _ids(Family, rows.families)
    children = _ids(Child, rows.children)
    cases = _ids(Case, rows.cases)
    _store_families(rows.families, families, stamp)
    named = _store_children(rows.children, families, children, stamp)
    _store_cases(rows.cases, children, cases, stamp)
    stored = StoredRows(families, children, cases, _public_ids(named, rows.cases))
    _record(stored, rows, by=by, stamp=stamp)
    followers.tell(list(cases.values()), at=at)
    return stored


def _record(stored: StoredRows, rows: NewRows, *, by: Actor, stamp: Stamp) -> None:
    record_change(
        by=by,
        at=stamp.at,
        verb="cases.stored",
        target=stamp.batch,
        target_kind="batch",
        agency=stamp.agency_id,
        children=stored.child_public_ids,
        after={
            "families": len(rows.families),
            "children": len(rows.children),
            "cases": len(rows.cases),
            "source": stamp.source,
        },
    )


def _ids(model: Any, rows: Sequence[NewFamily | NewChild | NewCase]) -> dict[str, int]:
    keys = [row.key for row in rows]
    ids = dict(zip(keys, reserve_ids(model, len(keys)), strict=True)) if keys else {}
    if len(ids) != len(keys):
        raise ValueError(f"Two new rows of {model.__name__} have the same key.")
    return ids


def _id(key: Key | None, ids: Mapping[str, int]) -> int | None:
    """The id that a key of this call, or the id of a stored row, stands for."""
    return ids[key] if isinstance(key, str) else key


def _store_families(rows: Iterable[NewFamily], ids: Mapping[str, int], stamp: Stamp) -> None:
    insert_rows(
        Family,
        ("id", "public_id", "name", "household"),
        ((ids[row.key], row.public_id or new_public_id(), row.name, row.household) for row in rows),
        same=stamp.owned,
    )


CHILD_COLUMNS = (
    "id",
    "public_id",
    "reference",
    "given_name",
    "family_name",
    "name_key",
    "search_key",
    "born_on",
    "expected_on",
    "stated_age",
    "stated_age_on",
    "sex",
    "ethnicity",
    "disability",
    "first_language",
    "interpreter",
    "family_id",
)


def _store_children(
    rows: Sequence[NewChild], families: Mapping[str, int], ids: Mapping[str, int], stamp: Stamp
) -> dict[int, str]:
    """The children, their numbers and their words. Returns public ids by id."""
    made = {ids[row.key]: row.public_id or new_public_id() for row in rows}
    children = (_child_row(row, ids[row.key], families, made) for row in rows)
    insert_rows(Child, CHILD_COLUMNS, children, same=stamp.owned)
    numbers = [(ids[row.key], system, value) for row in rows for system, value in row.ids]
    store_ids(numbers, stamp)
    words = (
        (ids[row.key], word)
        for row in rows
        for word in words_of(row.given_name, row.family_name, _reference(row, ids), *(value for _, value in row.ids))
    )
    insert_rows(ChildWord, ("child_id", "word"), words, same={"agency_id": stamp.agency_id})
    return made


def _child_row(row: NewChild, pk: int, families: Mapping[str, int], public_ids: Mapping[int, str]) -> tuple[Any, ...]:
    reference = row.reference or f"S-{pk}"
    return (
        pk,
        public_ids[pk],
        reference,
        row.given_name,
        row.family_name,
        name_key(row.given_name, row.family_name, reference),
        search_key(row.given_name, row.family_name, reference),
        day(row.born_on),
        day(row.expected_on),
        row.stated_age,
        day(row.stated_age_on),
        row.sex.value,
        row.ethnicity,
        row.disability,
        row.first_language,
        row.interpreter,
        _id(row.family, families),
    )


def _reference(row: NewChild, ids: Mapping[str, int]) -> str:
    return row.reference or f"S-{ids[row.key]}"


def store_ids(numbers: Iterable[tuple[int, str, str]], stamp: Stamp) -> int:
    """(child id, system, value) are stored as numbers of those children."""
    return insert_rows(ChildId, ("child_id", "system", "value"), numbers, same=stamp.owned)


CASE_COLUMNS = (
    "id",
    "public_id",
    "child_id",
    "opened_on",
    "closed_on",
    "close_reason",
    "previous_id",
    "abuse_types",
    "stage_id",
    "team_id",
    "worker_id",
    "restricted",
)


def _store_cases(rows: Sequence[NewCase], children: Mapping[str, int], ids: Mapping[str, int], stamp: Stamp) -> None:
    # Earlier cases first, so that a case stands before the one that names it as `previous`.
    ordered = sorted(rows, key=lambda row: ids[row.key])
    insert_rows(Case, CASE_COLUMNS, (_case_row(row, ids, children) for row in ordered), same=stamp.sourced)
    store_spans(StageSpan, "stage_id", _spans(ordered, ids, "stages"), stamp)
    store_spans(TeamSpan, "team_id", _spans(ordered, ids, "teams"), stamp)
    leads = ((case, AllocationRole.LEAD, span) for case, span in _spans(ordered, ids, "leads"))
    others = ((ids[row.key], role, span) for row in ordered for role, span in row.others if not _empty(span))
    store_worker_spans(leads, stamp)
    store_worker_spans(others, stamp)
    store_activities(((ids[row.key], one) for row in ordered for one in activities_of(row)), stamp)
    _store_named(ordered, ids, stamp)


def _case_row(row: NewCase, ids: Mapping[str, int], children: Mapping[str, int]) -> tuple[Any, ...]:
    return (
        ids[row.key],
        row.public_id or new_public_id(),
        _id(row.child, children),
        day(row.opened_on),
        day(row.closed_on),
        row.close_reason,
        _id(row.previous, ids),
        json.dumps(list(row.abuse_types)),
        _last(row.stages, row.closed_on),
        _last(row.teams, row.closed_on),
        _last(row.leads, row.closed_on),
        row.restricted,
    )


def _last(spans: Sequence[Span], closed_on: date | None) -> int | None:
    """What holds today, or held on the day of closing."""
    return spans[-1].value if spans and spans[-1].to_on == closed_on else None


def _spans(rows: Iterable[NewCase], ids: Mapping[str, int], kind: str) -> Iterator[tuple[int, Span]]:
    return ((ids[row.key], span) for row in rows for span in getattr(row, kind) if not _empty(span))


def _empty(span: Span) -> bool:
    return span.to_on is not None and span.to_on <= span.from_on


def store_spans(
    model: type[StageSpan] | type[TeamSpan], column: str, spans: Iterable[tuple[int, Span]], stamp: Stamp
) -> int:
    """(case id, span) are stored."""
    return insert_rows(
        model,
        ("case_id", column, "from_on", "to_on"),
        ((case, span.value, day(span.from_on), day(span.to_on)) for case, span in spans),
        same=stamp.owned,
    )


def store_worker_spans(spans: Iterable[tuple[int, AllocationRole, Span]], stamp: Stamp) -> int:
    """(case id, role, span) are stored."""
    return insert_rows(
        WorkerSpan,
        ("case_id", "role", "staff_id", "from_on", "to_on"),
        ((case, role.value, span.value, day(span.from_on), day(span.to_on)) for case, role, span in spans),
        same=stamp.owned,
    )


def activities_of(row: NewCase) -> Iterator[NewActivity]:
    """The activities of a new case, its closing among them."""
    yield from row.activities
    if row.closed_on and not any(one.kind == ActivityKind.CLOSED for one in row.activities):
        yield NewActivity(ActivityKind.CLOSED, row.closed_on, outcome=row.close_reason)


def store_activities(activities: Iterable[tuple[int, NewActivity]], stamp: Stamp) -> int:
    """(case id, activity) are stored."""
    text_of = _Details().text
    return insert_rows(
        Activity,
        ("case_id", "kind", "started_on", "ended_on", "outcome", "detail"),
        (
            (case, str(one.kind), day(one.started_on), day(one.ended_on), one.outcome, text_of(one.detail))
            for case, one in activities
        ),
        same=stamp.sourced,
    )


class _Details:
    """Details of activities as JSON. A file says the same few over and over, so each is written out once."""

    def __init__(self) -> None:
        self._texts: dict[tuple[tuple[str, str], ...], str] = {}

    def text(self, detail: Mapping[str, Any]) -> str:
        """The detail as it is stored."""
        if not detail:
            return "{}"
        said = tuple(detail.items())
        if not all(type(value) is str for _name, value in said):  # 1 and True are one key
            return json.dumps(dict(detail))
        if said not in self._texts:
            self._texts[said] = json.dumps(dict(detail))
        return self._texts[said]


def _store_named(rows: Iterable[NewCase], ids: Mapping[str, int], stamp: Stamp) -> None:
    NamedAccess.objects.bulk_create(
        NamedAccess(agency_id=stamp.agency_id, case_id=ids[row.key], user_id=user, given_at=stamp.at)
        for row in rows
        for user in row.named
    )


def _public_ids(new: Mapping[int, str], rows: Iterable[NewCase]) -> list[str]:
    """The public ids of the new children, and of stored children who got a case."""
    stored = [row.child for row in rows if isinstance(row.child, int)]
    return [*new.values(), *public_ids_of(stored)]


def public_ids_of(child_ids: Iterable[int]) -> list[str]:
    """The public ids of these stored children."""
    return [
        public_id
        for some in chunks(sorted(set(child_ids)))
        for public_id in Child.objects.filter(pk__in=some).values_list("public_id", flat=True)
    ]


def day(on: date | None) -> str | None:
    """A day as both databases take it from a bulk insert."""
    return on.isoformat() if on else None

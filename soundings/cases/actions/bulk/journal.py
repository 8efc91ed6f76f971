"""Changing many stored rows at once, keeping what each held before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connections, models, router

from soundings.cases.actions.trace import chunks
from soundings.cases.models import Activity, Case, Child, StageSpan, TeamSpan, WorkerSpan
from soundings.cases.rules import BeforeImage

MODELS: Mapping[str, type[models.Model]] = {
    "child": Child,
    "case": Case,
    "stage-span": StageSpan,
    "team-span": TeamSpan,
    "worker-span": WorkerSpan,
    "activity": Activity,
}
NAMES = {model: name for name, model in MODELS.items()}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "child": (
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
    ),
    "case": ("opened_on", "closed_on", "close_reason", "abuse_types", "stage_id", "team_id", "worker_id"),
    "stage-span": ("case_id", "stage_id", "from_on", "to_on", "batch", "agency_id"),
    "team-span": ("case_id", "team_id", "from_on", "to_on", "batch", "agency_id"),
    "worker-span": ("case_id", "staff_id", "role", "from_on", "to_on", "batch", "agency_id"),
    "activity": ("case_id", "kind", "started_on", "ended_on", "outcome", "detail"),
}


class Journal:
    """Rows as they were when first seen; `store` writes those that differ now and says what they held."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], models.Model] = {}
        self._before: dict[tuple[str, int], dict[str, Any]] = {}
        self._removed: list[tuple[str, int]] = []

    def watch(self, row: models.Model) -> None:
        """What this row holds now is its "before"."""
        key = (NAMES[type(row)], row.pk)
        if key not in self._rows:
            self._rows[key] = row
            self._before[key] = plain(row)

    def remove(self, row: models.Model) -> None:
        """This row is to go."""
        self.watch(row)
        self._removed.append((NAMES[type(row)], row.pk))

    def store(self) -> list[BeforeImage]:
        """Every watched row is stored as it is now, in few statements. Returns what they held where they differ."""
        removed = set(self._removed)
        images = []
        for key, row in self._rows.items():
            before, now = self._before[key], plain(row)
            if key in removed:
                images.append(BeforeImage(*key, before, {}))
            elif changed := [field for field in now if now[field] != before[field]]:
                images.append(BeforeImage(*key, _only(before, changed), _only(now, changed)))
        _remove(images)
        _update(images)
        return images


def plain(row: models.Model) -> dict[str, Any]:
    """The fields of a row as JSON holds them."""
    return {field: _plain(getattr(row, field)) for field in FIELDS[NAMES[type(row)]]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _only(values: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {field: values[field] for field in fields}


def _remove(images: Sequence[BeforeImage]) -> None:
    for name, model in MODELS.items():
        gone = [image.row for image in images if image.model == name and not image.after]
        for some in chunks(gone):
            model._base_manager.filter(pk__in=some).delete()


def _update(images: Sequence[BeforeImage]) -> None:
    groups: dict[tuple[str, tuple[str, ...]], list[BeforeImage]] = {}
    for image in images:
        if image.after:
            groups.setdefault((image.model, tuple(image.after)), []).append(image)
    for (name, fields), group in groups.items():
        # Ends before beginnings: at most one span of a kind may run on, at every moment.
        group.sort(key=lambda image: image.after.get("to_on") is None)
        update_rows(MODELS[name], fields, [(image.row, image.after) for image in group])


def update_rows(
    model: type[models.Model], fields: Sequence[str], rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> None:
    """(id, JSON values) are stored, one statement for all, each row its own values."""
    connection = connections[router.db_for_write(model)]
    kinds: list[Any] = [model._meta.get_field(field.removesuffix("_id")) for field in fields]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(kind.column)} = %s" for kind in kinds)
    sql = f"update {quote(model._meta.db_table)} set {sets} where id = %s"
    values = [
        (
            *(
                kind.get_db_prep_save(_typed(kind, after[field]), connection)
                for kind, field in zip(kinds, fields, strict=True)
            ),
            pk,
        )
        for pk, after in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _typed(kind: Any, value: Any) -> Any:
    """A JSON value as the field takes it."""
    return kind.to_python(value) if isinstance(kind, models.DateField) else value

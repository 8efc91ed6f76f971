"""Stages and places."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from soundings.accounts import followers
from soundings.accounts.actions.bulk.load import Load, Loaded, LoadRefused, RowChange, alter, check_agency, plain, trace
from soundings.accounts.actions.structure import place_unit
from soundings.accounts.models import Stage, Unit, UnitPlacement
from soundings.accounts.permissions import By, check_can_load
from soundings.accounts.queries import root_of, stage_codes, unit_by_key, units_now
from soundings.accounts.rules import (
    Decision,
    StageRow,
    UnitNow,
    UnitRow,
    decide_units,
    parent_key,
)
from soundings.core.bulk import insert_rows, reserve_ids
from soundings.core.rules import new_public_id, sort_key


@transaction.atomic
def store_structure(
    *, load: Load, stages: Sequence[StageRow] = (), units: Sequence[UnitRow], by: By, at: datetime
) -> Loaded:
    """Stages and places are as the rows say; what they do not name stays. A place that moves does so on `load.on`.

    Raises LoadRefused, with every problem at once, and then stores nothing.
    """
    check_can_load(by)
    check_agency(by, load)
    loaded = Loaded()
    _store_stages(load, stages, loaded)
    if loaded.added:
        followers.set_up(load.agency, by=by, at=at)
    decision = decide_units(units, units_now(load.agency), stage_codes(load.agency))
    if decision.problems:
        raise LoadRefused(decision.problems)
    _add_units(load, decision, loaded)
    moved = _change_units(load, decision, loaded)
    loaded.same += decision.same
    trace(load, loaded, "structure-loaded", by=by, at=at)
    if moved:
        followers.tell_moved(moved, at=at)
    return loaded


def _store_stages(load: Load, rows: Sequence[StageRow], loaded: Loaded) -> None:
    now = {stage.code: stage for stage in Stage.objects.filter(agency=load.agency)}
    for row in rows:
        code = slugify(row.code or row.name)[:40]
        stage = now.get(code)
        if stage is None:
            now[code] = Stage.objects.create(
                agency=load.agency,
                code=code,
                name=row.name,
                voluntary=row.voluntary,
                position=len(now),
                batch=load.batch,
            )
            loaded.added.append(row.name)
        elif (stage.name, stage.voluntary) != (row.name, row.voluntary):
            alter(stage, {"name": row.name, "voluntary": row.voluntary}, loaded)
            loaded.changed.append(row.name)
        else:
            loaded.same += 1


UNIT_COLUMNS = (
    *("id", "agency_id", "public_id", "kind", "code", "code_key"),
    *("name", "parent_id", "stage_id", "path", "opened_on", "batch"),
)


def _add_units(load: Load, decision: Decision[UnitRow, UnitNow], loaded: Loaded) -> None:
    stages = _stages_by_key(load)
    places = {key: (unit.pk, unit.path) for key, unit in unit_by_key(load.agency).items()}
    root = root_of(load.agency)
    ids = reserve_ids(Unit, len(decision.add))
    rows, placements = [], []
    for pk, row in zip(ids, decision.add, strict=True):
        parent, above = places.get(sort_key(row.parent), (root.pk, root.path))
        places[row.key] = (pk, f"{above}{pk}.")
        opened_on = row.opened_on or load.on
        stage = stages.get(sort_key(row.stage)) if row.stage else None
        code = (row.code or row.name).strip()
        path, name = f"{above}{pk}.", row.name.strip()
        rows.append(
            (
                *(pk, load.agency.pk, new_public_id(), row.kind.value, code, row.key),
                *(name, parent, stage, path, opened_on, load.batch),
            )
        )
        placements.append((load.agency.pk, pk, parent, opened_on))
        loaded.added.append(row.name)
    insert_rows(
        Unit,
        (
            "id",
            "agency_id",
            "public_id",
            "kind",
            "code",
            "code_key",
            "name",
            "parent_id",
            "stage_id",
            "path",
            "opened_on",
            "batch",
        ),
        plain(rows),
    )
    insert_rows(UnitPlacement, ("agency_id", "unit_id", "parent_id", "from_on"), plain(placements))


def _stages_by_key(load: Load) -> dict[str, int]:
    ids = dict(Stage.objects.filter(agency=load.agency).values_list("code", "pk"))
    return {key: ids[code] for key, code in stage_codes(load.agency).items()}


def _change_units(load: Load, decision: Decision[UnitRow, UnitNow], loaded: Loaded) -> list[int]:
    """The places are renamed, given their stage and moved. Returns the ids of what moved, with what is below."""
    stages = _stages_by_key(load)
    moved: list[int] = []
    for row, now in decision.change:
        unit = Unit.objects.get(agency=load.agency, code_key=row.key)
        wanted: dict[str, Any] = {"name": row.name.strip()}
        if row.stage:
            wanted["stage_id"] = stages[sort_key(row.stage)]
        alter(unit, wanted, loaded)
        if parent_key(row, units_now(load.agency)) != now.parent:
            moved += _move(load, unit, row, loaded)
        loaded.changed.append(row.name)
    return moved


def _move(load: Load, unit: Unit, row: UnitRow, loaded: Loaded) -> list[int]:
    parent = unit_by_key(load.agency).get(sort_key(row.parent)) or root_of(load.agency)
    before = {"parent_id": unit.parent_id}
    moved = place_unit(unit, parent, load.on)
    loaded.changes.append(RowChange("accounts.unit", unit.pk, before, {"parent_id": parent.pk}))
    return moved

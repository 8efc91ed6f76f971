"""Taking an import back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from soundings.accounts.actions.bulk.load import Load, RowChange, check_agency, image
from soundings.accounts.actions.structure import place_unit
from soundings.accounts.actions.trace import changed
from soundings.accounts.models import Membership, Staff, StaffAlias, Stage, Unit
from soundings.accounts.permissions import By, check_can_load
from soundings.accounts.queries import root_of
from soundings.core.rules import Denied


@transaction.atomic
def take_back(*, load: Load, changes: Sequence[RowChange], by: By, at: datetime) -> dict[str, int]:
    """What the import `load.batch` added is gone, and what it changed is as it was, where nobody changed it since.

    Returns how many rows were removed, restored and left (changed since). Raises Denied, and takes nothing back, if
    something that it added is in use by now.
    """
    check_can_load(by)
    check_agency(by, load)
    counts = {"removed": 0, "restored": 0, "left": 0}
    for change in reversed(changes):
        counts["restored" if _restore(load, change) else "left"] += 1
    try:
        counts["removed"] = sum(_remove(load, model) for model in (Membership, StaffAlias, Staff))
        counts["removed"] += _remove_units(load) + _remove(load, Stage)
    except ProtectedError as error:
        raise Denied(_("Something of this import is in use by now, so it cannot be taken back.")) from error
    changed(root_of(load.agency), "load-taken-back", by=by, at=at, after=counts | {"batch": load.batch})
    return counts


_MODELS: dict[str, type[models.Model]] = {
    model._meta.label_lower: model for model in (Unit, Stage, Staff, StaffAlias, Membership)
}


def _restore(load: Load, change: RowChange) -> bool:
    row: Any = _MODELS[change.model]._default_manager.filter(agency=load.agency, pk=change.row).first()
    if row is None or image(row, change.after) != change.after:
        return False
    if "parent_id" in change.before:
        place_unit(row, Unit.objects.get(pk=change.before["parent_id"]), load.on)
        return True
    for name, value in change.before.items():
        setattr(row, name, row._meta.get_field(name.removesuffix("_id")).to_python(value))
    row.save(update_fields=[name.removesuffix("_id") for name in change.before])
    return True


def _remove(load: Load, model: type[models.Model]) -> int:
    if not load.batch:
        return 0
    _all, by_model = model._default_manager.filter(agency=load.agency, batch=load.batch).delete()
    return by_model.get(model._meta.label, 0)


def _remove_units(load: Load) -> int:
    """Places from the bottom up, each with where it stood."""
    removed = 0
    units = Unit.objects.filter(agency=load.agency, batch=load.batch).exclude(batch="") if load.batch else []
    for unit in sorted(units, key=lambda unit: -unit.path.count(".")):
        unit.placements.all().delete()
        unit.delete()
        removed += 1
    return removed

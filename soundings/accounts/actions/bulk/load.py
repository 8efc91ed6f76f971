"""What every load is told and tells."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from soundings.accounts.actions.trace import changed
from soundings.accounts.permissions import By
from soundings.accounts.queries import root_of
from soundings.accounts.rules import (
    Problem,
)
from soundings.core.models import Agency
from soundings.core.rules import Denied


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row held before and after, so that it can be taken back. `model` is like "accounts.unit"."""

    model: str
    row: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(slots=True)
class Loaded:
    """What was stored: names of what was added and changed, how many rows changed nothing, and how to undo it."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    changes: list[RowChange] = field(default_factory=list)


class LoadRefused(Exception):
    """Nothing was stored: `problems` says which rows cannot be."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} rows")
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Load:
    """For which agency, dated when, as which import ("" for none)."""

    agency: Agency
    on: date
    batch: str = ""


def check_agency(by: By, load: Load) -> None:
    """Raise Denied unless the load is for the agency of whoever acts."""
    if by.agency_id not in (None, load.agency.pk):
        raise Denied(_("There is no such entry in your agency."))


def alter(row: Any, wanted: Mapping[str, Any], loaded: Loaded) -> None:
    """The row holds `wanted`, and what it held before is noted."""
    before = image(row, wanted)
    for name, value in wanted.items():
        setattr(row, name, value)
    after = image(row, wanted)
    if before != after:
        row.save(update_fields=[name.removesuffix("_id") for name in wanted])
        differing = [name for name in wanted if before[name] != after[name]]
        loaded.changes.append(
            RowChange(row._meta.label_lower, row.pk, *({n: im[n] for n in differing} for im in (before, after)))
        )


def image(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """These fields as JSON keeps them."""
    return json.loads(json.dumps({name: getattr(row, name) for name in names}, cls=DjangoJSONEncoder))


def plain(rows: Iterable[Sequence[object]]) -> list[list[object]]:
    """Dates as ISO text, which both databases take."""
    return [[value.isoformat() if isinstance(value, date) else value for value in row] for row in rows]


def trace(load: Load, loaded: Loaded, verb: str, *, by: By, at: datetime) -> None:
    """The load is in the trail, if it added or changed anything."""
    if loaded.added or loaded.changed:
        after = {"added": len(loaded.added), "changed": len(loaded.changed), "batch": load.batch}
        changed(root_of(load.agency), verb, by=by, at=at, after=after)

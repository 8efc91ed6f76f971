"""Coverage split by stage, abuse type, age, ethnicity or disability, read from the snapshot's columns."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
from django.conf import settings
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import reach
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row, To
from soundings.breadth.models import Element
from soundings.breadth.queries.places import sees_groups_at, sees_totals_at
from soundings.breadth.rules import GROUPS, SPLITS, By, Coverage, SplitRow, split_rows
from soundings.core.rules import Denied

COLUMNS = {
    By.STAGE: "stage",
    By.ABUSE: "unnest(string_split(abuse, '|'))",
    By.AGE: "age",
    By.ETHNICITY: "ethnicity",
    By.DISABILITY: "disability",
}


class Split(NamedTuple):
    """at: when the snapshot was made. in_groups: small numbers hidden and others rounded."""

    at: datetime
    rows: list[SplitRow]
    in_groups: bool


def snapshot_file(agency_id: int) -> Path:
    """Where the snapshot of an agency lies. It holds neither names nor references, nor any key of a case."""
    return Path(settings.ENV.data_dir) / "snapshots" / f"{agency_id}.parquet"


def may_split(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer may see splits of this place: those who see groups only, of their outermost place alone.

    Splits of a place and of its parts could be subtracted from each other.
    """
    if unit.agency_id != viewer.agency_id:
        return False
    if sees_totals_at(viewer, unit):
        return True
    outermost = reach(viewer, Row.DASHBOARD_TOTALS, to=To.GROUPS).paths
    return sees_groups_at(viewer, unit) and unit.path in outermost


def split_of(viewer: Viewer, unit: Unit, element: Element, by: By) -> Split | None:
    """The coverage of an element at a place, by value; None before the first snapshot. Small numbers are hidden.

    On the viewer's day, of what was recorded when the snapshot was made. Raises Denied as `may_split` says.
    """
    if not may_split(viewer, unit):
        raise Denied(_("The figures of this place are not yours to see."))
    file = snapshot_file(viewer.agency_id)
    if not file.exists():
        return None
    in_groups = not sees_totals_at(viewer, unit)
    found = _read(file, unit, element.pk, by, viewer.on)
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Split(at, split_rows(found, GROUPS if in_groups else SPLITS, overlaps=by is By.ABUSE), in_groups)


def reader(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read and write in this folder and nowhere else, and asks no network."""
    held = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    held.execute(f"set allowed_directories = ['{folder}']")
    held.execute("set enable_external_access = false")
    held.execute("set lock_configuration = true")
    return held


def _read(file: Path, unit: Unit, element_id: int, by: By, on: date) -> dict[str, Coverage]:
    sql = (
        f"select {COLUMNS[by]} as value, count(*), count(*) filter (part = 'recorded'),"
        " count(*) filter (part = 'exempt'), count(*) filter (part = 'unknown'),"
        " count(*) filter (part = 'open' and due >= ?)"
        f" from read_parquet('{file}') where element = ? and starts_with(path, ?) group by 1 order by 1"
    )
    with reader(file.parent) as held:
        rows = held.execute(sql, [on, element_id, unit.path]).fetchall()
    return {value or "": Coverage(*n) for value, *n in rows}

"""The snapshot: a row for each open case and element that counts, without a name, a reference or a key of a case."""

import csv
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from soundings.accounts.models import Stage, Unit
from soundings.breadth.models import CaseState
from soundings.breadth.queries.counting import Counting, Stands
from soundings.breadth.queries.events import begun_in
from soundings.breadth.queries.splits import reader, snapshot_file
from soundings.breadth.rules import DUE, age_band
from soundings.core.models import Agency
from soundings.core.rules import local_date
from soundings.core.tenancy import acting_for

OLD_AFTER = timedelta(hours=12)
COLUMNS = ("element", "path", "part", "due", "stage", "age", "ethnicity", "disability", "abuse")
_TYPES = dict.fromkeys(COLUMNS, "varchar") | {"element": "bigint", "due": "date"}
# Told, not guessed from the rows: an agency that has just begun has none.
_AS_WRITTEN = "header = false, auto_detect = false, delim = ',', quote = '\"'"
_PARTS = ("recorded", "exempt", "unknown")


def refresh_snapshot(agency_id: int, *, at: datetime) -> bool:
    """The snapshot of the agency is not older than half a day. Says whether there was work to do."""
    file = snapshot_file(agency_id)
    if file.exists() and at.timestamp() - file.stat().st_mtime < OLD_AFTER.total_seconds():
        return False
    make_snapshot(agency_id, at=at)
    return True


def make_snapshot(agency_id: int, *, at: datetime) -> int:
    """The snapshot says what states and tallies say now. Returns its rows. Until it is whole the old one is read."""
    file = snapshot_file(agency_id)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    spool, made = file.with_suffix(f".{os.getpid()}.csv"), file.with_suffix(f".{os.getpid()}.new")
    try:
        with acting_for(agency_id), spool.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            rows = 0
            for row in _rows(agency_id, at):
                writer.writerow(row)
                rows += 1
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in _TYPES.items())
        with reader(file.parent) as held:
            held.execute(
                f"copy (select * from read_csv('{spool}', {_AS_WRITTEN}, columns = {{{types}}})"
                f" order by element, path) to '{made}' (format parquet, compression zstd)"
            )
        os.utime(made, (at.timestamp(), at.timestamp()))
        made.replace(file)
    finally:
        spool.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
    return rows


def _rows(agency_id: int, at: datetime) -> Iterator[tuple[Any, ...]]:
    on = local_date(at, Agency.objects.values_list("time_zone", flat=True).get(pk=agency_id))
    counting = Counting(agency_id)
    units = {unit.pk: unit for unit in Unit.objects.filter(agency=agency_id)}
    stages = dict(Stage.objects.filter(agency=agency_id).values_list("pk", "code"))
    begun = begun_in(units)
    counting.times.know(list(units))
    counted = CaseState.objects.filter(agency=agency_id, is_open=True, restricted=False, team__isnull=False)
    stands = ("team_id", "stage_id", "opened_on", "team_since", "counts_family", "lent")
    child = tuple(f"case__child__{name}" for name in ("born_on", "expected_on", "ethnicity", "disability"))
    for values, abuse, born, expected, ethnicity, disability, *place in counted.values_list(
        "values", "head__abuse", *child, *stands
    ).iterator(chunk_size=2_000):
        case = Stands(*place)
        unit = units[case.team_id or 0]
        facts = (
            _stage(case, unit, units, stages),
            age_band(born, expected, on).value,
            ethnicity,
            disability,
            "|".join(abuse or ()),
        )
        for element_id, (part, due) in _parts(counting, case, values, begun[unit.pk]).items():
            yield (element_id, unit.path, part, due, *facts)


def _stage(case: Stands, unit: Unit, units: dict[int, Unit], stages: dict[int, str]) -> str:
    """The code of the case's own stage, else of the nearest place upward that serves one."""
    line = (units[pk].stage_id for pk in reversed(unit.line) if pk in units)
    return stages.get(case.stage_id or next((pk for pk in line if pk), 0) or 0, "")


def _parts(
    counting: Counting, case: Stands, values: dict[str, Any], begun: dict[str, int]
) -> dict[int, tuple[str, date | str]]:
    """By element how the case counts, and by when what is still to do is expected."""
    found: dict[int, tuple[str, date | str]] = {}
    for element_id, column in counting.adds(case, values, begun):
        if column in _PARTS:
            found[element_id] = (column, "")
        elif column.startswith(DUE):
            found[element_id] = ("open", column[len(DUE) :])
        else:
            found.setdefault(element_id, ("open", ""))
    return found

"""A team at a glance, for the cards above its board: four plain statements, because the board is opened all day."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Element, MonthEnd, Tally, TallyDays, TallyDue
from soundings.breadth.queries.overview import check_totals_are_visible
from soundings.breadth.rules import Coverage, label_of, last_month_end
from soundings.core.plain import rows


@dataclass(slots=True)
class Glance:
    """One element at a place. before: its coverage at the last month end, None where that is not known."""

    code: str
    label: str
    of_family: bool
    coverage: Coverage
    moves: dict[str, int]
    days: dict[int, int] = field(default_factory=dict)
    before: Coverage | None = None


def glance_at(viewer: Viewer, unit: Unit, codes: Collection[str], *, language: str) -> dict[str, Glance]:
    """These elements at a place, by code; one that nobody there records is left out.

    Raises Denied if the figures of this place are not the viewer's to see.
    """
    check_totals_are_visible(viewer, unit)
    marks = ", ".join(["%s"] * len(codes))
    found_rows = rows(
        "select e.id, e.code, e.labels, e.scope, t.expected, t.recorded, t.exempt, t.unknown, t.up, t.same, t.down"
        f" from {Tally._meta.db_table} t join {Element._meta.db_table} e on e.id = t.element_id where t.unit_id = %s"
        f" and t.expected > 0 and e.code in ({marks}) and (e.retired_on is null or e.retired_on > %s)",
        [unit.pk, *codes, viewer.on.isoformat()],
    )
    found: dict[int, Glance] = {}
    for pk, code, labels, scope, *n in found_rows:
        label = label_of(json.loads(labels), language, code=code)
        moves = dict(zip(("up", "same", "down"), n[4:], strict=True))
        found[pk] = Glance(code, label, scope == "family", Coverage(*n[:4]), moves)
    if found:
        _add(found, unit.pk, viewer.on)
    return {one.code: one for one in found.values()}


def _add(found: dict[int, Glance], unit_id: int, on: date) -> None:
    """What is not expected yet, how soon it was done, and how it stood at the last month end."""
    ids = sorted(found)
    where = "where unit_id = %s and element_id = any(%s)"
    due = f"select element_id, sum(outstanding) from {TallyDue._meta.db_table} {where} and due_on >= %s"
    for pk, later in rows(f"{due} group by element_id", [unit_id, ids, on.isoformat()]):
        found[pk].coverage = found[pk].coverage._replace(later=int(later))
    days = f"select element_id, days, recorded from {TallyDays._meta.db_table} {where} and recorded > 0"
    for pk, after, n in rows(days, [unit_id, ids]):
        found[pk].days[after] = n
    month = f"select element_id, expected, recorded, exempt, unknown, later from {MonthEnd._meta.db_table} {where}"
    for pk, *n in rows(f'{month} and "on" = %s', [unit_id, ids, last_month_end(on).isoformat()]):
        found[pk].before = Coverage(*n)

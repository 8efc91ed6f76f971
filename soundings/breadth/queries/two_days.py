"""Two days of a team side by side: who came, who left, and what moved with those who stood there on both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Board
from soundings.breadth.queries.board import Sort, leads_of, may_see_coverage, ordered
from soundings.breadth.queries.layouts import Column, columns_of
from soundings.breadth.queries.past import past_rows
from soundings.breadth.queries.rows import ChildRow
from soundings.breadth.rules import Change, Past, changes
from soundings.cases.models import Case
from soundings.cases.queries import leaving


class OneDay(NamedTuple):
    """A child who stood in the team on one of the two days only. on: when the case opened or closed; None: moved."""

    row: ChildRow
    on: date | None


class BothDays(NamedTuple):
    """A child who stood there on both days, as on the later one, and what moved in between."""

    row: ChildRow
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class TwoDays:
    """What moved in a team between two days. counts: figures may be seen; they would not be those of one worker."""

    columns: Sequence[Column]
    came: Sequence[OneDay]
    gone: Sequence[OneDay]
    both: Sequence[BothDays]
    counts: bool


def two_days(
    viewer: Viewer, *, team: Unit, board: Board, first: date, second: date, known: bool, at: datetime, language: str
) -> TwoDays:
    """What moved from the first day to the second, a later one. The trail says first who read of whom.

    The elements are those of the board's layout on the second day. known: of each day only what had been recorded by
    its end. Raises Denied as `past_rows` does. About twenty queries, whatever the number of cases.
    """
    before = {row.case_id: row for row in past_rows(viewer, team, Past(first, known))}
    after = {row.case_id: row for row in past_rows(viewer, team, Past(second, known))}
    columns = [column for column in columns_of(board, language, on=second) if column.code]
    kinds = {column.code: column.kind for column in columns}
    came = ordered([row for pk, row in after.items() if pk not in before], Sort.FAMILIES)
    gone = ordered([row for pk, row in before.items() if pk not in after], Sort.FAMILIES)
    both = ordered([row for pk, row in after.items() if pk in before], Sort.FAMILIES)
    closed = _closed([row.case_id for row in gone])
    everybody = [*came, *both, *gone]
    leaving(viewer, everybody, verb="board.compared", at=at, target=team.public_id, target_kind="board")
    return TwoDays(
        columns=columns,
        came=[OneDay(row, row.opened_on if row.opened_on > first else None) for row in came],
        gone=[OneDay(row, closed.get(row.case_id)) for row in gone],
        both=[BothDays(row, changes(before[row.case_id].values, row.values, kinds)) for row in both],
        counts=may_see_coverage(viewer, team, everybody, leads_of(everybody)),
    )


def _closed(case_ids: Sequence[int]) -> dict[int, date]:
    found = Case.objects.filter(pk__in=case_ids, closed_on__isnull=False)
    return {pk: on for pk, on in found.values_list("pk", "closed_on") if on}

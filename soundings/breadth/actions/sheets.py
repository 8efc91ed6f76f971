"""Boards on paper: a sheet gets its code when it is printed, and what was written on it is recorded by that code."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.actions.recording import record, sets_of
from soundings.breadth.models import Board, Record, Sheet, SheetCell
from soundings.breadth.queries.case_page import elements_with
from soundings.breadth.queries.rows import check_board_is_visible
from soundings.breadth.rules import Answer, Draft, Keyed, NamedBy, Problem, ProblemCode, Rater, Refused, new_code
from soundings.core.actions import record_change

CODE_LENGTH = 8
_TRIES = 5


@transaction.atomic
def make_sheet(
    *,
    by: Viewer,
    at: datetime,
    team: Unit | None,
    board: Board,
    columns: Sequence[str],
    cases: Sequence[str],
    named_by: NamedBy,
) -> Sheet:
    """A sheet stands under a code of its own, with these columns (codes of elements) and cases (public ids) in order.

    team: None for one's own cases. Raises Denied unless the board of the team is theirs to see.
    """
    if team is not None:
        check_board_is_visible(by, team)
    sheet = Sheet(
        agency_id=by.agency_id,
        team=team,
        board=board,
        columns=list(columns),
        cases=list(cases),
        named_by=named_by,
        made_by=by.public_id,
        made_at=at,
    )
    _store(sheet)
    record_change(
        by=by,
        at=at,
        verb="sheet.printed",
        target=sheet.code,
        target_kind="sheet",
        agency=by.agency_id,
        after={"rows": len(cases), "named_by": named_by, "team": team.public_id if team else None},
    )
    return sheet


def _store(sheet: Sheet) -> None:
    for attempt in range(_TRIES):
        sheet.code = new_code(CODE_LENGTH)
        try:
            with transaction.atomic():
                sheet.save(force_insert=True)
        except IntegrityError:  # another sheet has this code: one in a trillion
            if attempt == _TRIES - 1:
                raise
        else:
            return


class Entry(NamedTuple):
    """What one cell of a sheet says, and of which cases (keys): its own, and those of brothers and sisters as well."""

    row: int
    element: str
    keyed: Keyed
    cases: tuple[int, ...]


class KeyedIn(NamedTuple):
    """What came of keying a sheet in: how many were recorded, and how many stood there already."""

    recorded: int
    known: int


class SheetRefused(Exception):
    """Nothing was recorded. problems: what stands in the way, by row and element; all at once."""

    def __init__(self, problems: Mapping[tuple[int, str], Sequence[Problem]]) -> None:
        super().__init__(f"{len(problems)} cells")
        self.problems = problems


@transaction.atomic
def key_in(*, by: Viewer, at: datetime, sheet: Sheet, entries: Iterable[Entry]) -> KeyedIn:
    """Everything that was written on the sheet is recorded, or nothing is.

    What was recorded from this cell before, or stands there already from elsewhere, is left as it is, so that a sheet
    may be keyed in twice. A rating is the worker's, of the only current worry of the family; where there is none or
    several, the cell is refused. Raises Denied unless `by` may record on each case; SheetRefused.
    """
    keyed = set(SheetCell.objects.filter(sheet=sheet).values_list("row", "element", "said"))
    elements = elements_with(by.agency_id, sheet.columns)
    problems: dict[tuple[int, str], Sequence[Problem]] = {}
    recorded: list[tuple[Entry, Record]] = []
    known = 0
    for entry in entries:
        if (entry.row, entry.element, entry.keyed.said) in keyed:
            known += 1
            continue
        try:
            with transaction.atomic():
                draft = _draft(by, entry, by_issue=elements[entry.element].by_issue)
                made = record(by=by, at=at, cases=entry.cases, element=entry.element, draft=draft, source="sheet")
        except Refused as refused:
            if any(one.code == ProblemCode.ALREADY_RECORDED for one in refused.problems):
                known += 1
            else:
                problems[entry.row, entry.element] = refused.problems
            continue
        recorded.append((entry, made))
    if problems:
        raise SheetRefused(problems)
    SheetCell.objects.bulk_create(
        SheetCell(
            agency_id=by.agency_id,
            sheet=sheet,
            row=entry.row,
            element=entry.element,
            said=entry.keyed.said,
            record=made,
            keyed_at=at,
        )
        for entry, made in recorded
    )
    return KeyedIn(len(recorded), known)


def _draft(by: Viewer, entry: Entry, *, by_issue: bool) -> Draft:
    said = entry.keyed
    draft = Draft(answer=said.answer, happened_on=said.on, number=said.number, reason=said.reason)
    if not by_issue or said.answer != Answer.YES:
        return draft
    current = [one for one in sets_of(by.agency_id, entry.cases) if one.ended_on is None]
    if len(current) != 1:
        raise Refused([Problem("issue", ProblemCode.ISSUE_NEEDED)])
    rater = Rater.WORKER.value if said.number is not None else ""
    return Draft(answer=said.answer, happened_on=said.on, number=said.number, issue=current[0].public_id, rater=rater)

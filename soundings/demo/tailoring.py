"""The board that one invented team made its own, in two versions."""

from datetime import UTC, date, datetime, time, timedelta

from soundings.accounts.queries import Viewer, viewer_of
from soundings.breadth.actions import (
    Wording,
    add_own_element,
    begin_draft,
    drop_column,
    publish,
    rename_board,
    tailor,
    word_columns,
)
from soundings.breadth.models import Board, BoardColumn
from soundings.breadth.queries import draft_of, laid_columns
from soundings.breadth.rules import ElementKind, ElementScope
from soundings.demo.people import People

TEAM = 1  # statutory family support; the boards of the other stages stay as they are printed
FIRST, SECOND = 240, 40  # days ago
OWN = (
    ("genogram", "Genogram", ElementKind.DATE, ElementScope.FAMILY),
    ("thank-you-letter", "Letter to the child", ElementKind.YES_NO, ElementScope.CHILD),
)


def tailor_board(people: People, *, as_of: date) -> None:
    """The team has a board of its own: first in its own words, later with two columns of its own."""
    source = Board.objects.get(agency=people.agency, code="family-support")
    by, at = _manager(people, as_of, FIRST)
    board = tailor(by=by, at=at, place=people.teams[TEAM], source=source)
    rename_board(by=by, at=at, board=board, label="Our whiteboard")
    goal = _column(board, "goal")
    word_columns(by=by, at=at, board=board, said={goal.pk: Wording("Our hope", goal.shows)})
    publish(by=by, at=at, board=board, on=by.on, why="We say hope, as the families do")
    by, at = _manager(people, as_of, SECOND)
    begin_draft(by=by, at=at, board=board)
    drop_column(by=by, at=at, board=board, column_id=_column(board, "mapping-internal").pk)
    for code, label, kind, scope in OWN:
        add_own_element(by=by, at=at, board=board, code=code, label=label, kind=kind, scope=scope)
    publish(by=by, at=at, board=board, on=by.on, why="Genograms and letters are what we are learning this autumn")


def _manager(people: People, as_of: date, days_ago: int) -> tuple[Viewer, datetime]:
    on = as_of - timedelta(days=days_ago)
    at = datetime.combine(on, time(15), UTC)
    return viewer_of(people.managers[TEAM], on=on, at=at), at


def _column(board: Board, code: str) -> BoardColumn:
    """The column of this element on the draft."""
    draft = draft_of(board)
    columns = laid_columns(draft) if draft else []
    return next(one for one in columns if one.element and one.element.code == code)

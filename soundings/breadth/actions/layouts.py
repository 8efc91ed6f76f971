"""Boards made to measure: a place's own board, its draft, and the versions that are published from it.

A published version never changes. Whoever may tailor the place (or, for the agency's boards, the agency) edits the one
draft of a board, and publishes it from today or a later day.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.text import slugify

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.actions.catalogue import make_element
from soundings.breadth.actions.signalling import rework_agency, rework_place
from soundings.breadth.catalogue import LANGUAGE
from soundings.breadth.models import Board, BoardColumn, BoardVersion, Element
from soundings.breadth.permissions import check_can_tailor_board, check_can_tailor_place
from soundings.breadth.queries import draft_of, laid_columns, own_board_of, version_on
from soundings.breadth.rules import (
    CHILD_FACTS,
    MOST_COLUMNS,
    SUITS,
    ElementKind,
    ElementScope,
    Fact,
    Problem,
    ProblemCode,
    Refused,
    suits,
)
from soundings.core.actions import record_change

LONGEST_CODE = 40


class Wording(NamedTuple):
    """How a column is called and written."""

    label: str
    shows: str


@transaction.atomic
def tailor(*, by: Viewer, at: datetime, place: Unit, source: Board, language: str = LANGUAGE) -> Board:
    """The place has a board of its own, with a draft that begins as what `source` shows today.

    Until the draft is published nothing changes on any page. A place that has one already keeps it. Raises Denied.
    """
    check_can_tailor_place(by, place)
    Unit.objects.select_for_update().get(pk=place.pk, agency=by.agency_id)
    board = own_board_of(place)
    if board is not None:
        return board
    board = Board.objects.create(
        agency_id=by.agency_id, code=_code_for(place), labels={language: place.name}, place=place, position=0
    )
    draft = _new_draft(board, number=1)
    in_force = version_on(source, by.on)
    _copy(laid_columns(in_force) if in_force else [], draft)
    _tell(by, at, "board.tailored", board, after={"place": place.public_id, "from": source.code})
    return board


def _code_for(place: Unit) -> str:
    """A code of the place's own that no board of the agency has had."""
    plain = slugify(place.code)[: LONGEST_CODE - 4] or "board"
    taken = set(Board.objects.filter(agency=place.agency_id).values_list("code", flat=True))
    return next(code for code in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


@transaction.atomic
def begin_draft(*, by: Viewer, at: datetime, board: Board) -> BoardVersion:
    """The board has a draft: the one that stands, or a copy of its latest published version. Raises Denied."""
    board = _held(by, board)
    draft = draft_of(board)
    if draft is not None:
        return draft
    latest = BoardVersion.objects.filter(board=board).order_by("-number").first()
    draft = _new_draft(board, number=latest.number + 1 if latest else 1)
    _copy(laid_columns(latest) if latest else [], draft)
    _tell(by, at, "layout.begun", board, after={"version": draft.number})
    return draft


@transaction.atomic
def drop_draft(*, by: Viewer, at: datetime, board: Board) -> None:
    """The draft is gone; a board of which nothing was ever published goes with it. Raises Denied, Refused."""
    board = _held(by, board)
    draft = _draft_now(board)
    _tell(by, at, "layout.dropped", board, before={"version": draft.number})
    draft.delete()
    if board.place_id and not BoardVersion.objects.filter(board=board).exists():
        board.delete()


@transaction.atomic
def add_column(*, by: Viewer, at: datetime, board: Board, element: Element | None = None, fact: str = "") -> None:
    """The draft has one more column, last: of an element under its own name, or of a fact of the case.

    Raises Denied; Refused where it stands there already, is not in use, or the board is full.
    """
    board = _held(by, board)
    _append(board, _draft_now(board), by.on, element=element, fact=fact)
    _tell(by, at, "layout.column-added", board, after=element.code if element else fact)


@transaction.atomic
def add_own_element(
    *,
    by: Viewer,
    at: datetime,
    board: Board,
    code: str,
    label: str,
    kind: ElementKind,
    scope: ElementScope = ElementScope.CHILD,
    language: str = LANGUAGE,
) -> Element:
    """The agency has one more element, and the draft shows it in its last column. Raises Denied, Refused.

    For whoever may tailor this board, so that a team's own column needs nobody else.
    """
    board = _held(by, board)
    draft = _draft_now(board)
    element = make_element(by=by, at=at, code=code, label=label, kind=kind, scope=scope, language=language)
    _append(board, draft, by.on, element=element)
    return element


@transaction.atomic
def move_column(*, by: Viewer, at: datetime, board: Board, column_id: int, up: bool) -> None:
    """The column of the draft has changed places with the one before or after it.

    The child's own column stays first. At either end nothing happens. Raises Denied, Refused.
    """
    board = _held(by, board)
    draft = _draft_now(board)
    order = laid_columns(draft)
    place = _place_of(order, column_id)
    other = place - 1 if up else place + 1
    if not 0 < other < len(order) or place == 0:
        return
    order[place], order[other] = order[other], order[place]
    _number(order)
    _tell(by, at, "layout.column-moved", board, after={"column": _what(order[other]), "place": other + 1})


@transaction.atomic
def drop_column(*, by: Viewer, at: datetime, board: Board, column_id: int) -> None:
    """The column no longer stands on the draft; what was recorded stays recorded. Raises Denied, Refused."""
    board = _held(by, board)
    order = laid_columns(_draft_now(board))
    column = order[_place_of(order, column_id)]
    if column.fact in CHILD_FACTS:
        raise Refused([Problem("column", ProblemCode.CHILD_COLUMN_NEEDED)])
    column.delete()
    _number([one for one in order if one.pk])
    _tell(by, at, "layout.column-dropped", board, before=_what(column))


@transaction.atomic
def word_columns(
    *, by: Viewer, at: datetime, board: Board, said: Mapping[int, Wording], language: str = LANGUAGE
) -> None:
    """These columns of the draft (by key) are called and written so, in that language. Raises Denied, Refused."""
    board = _held(by, board)
    order = {one.pk: one for one in laid_columns(_draft_now(board))}
    problems = [one for pk, wording in said.items() for one in _wrong(order.get(pk), pk, wording)]
    if problems:
        raise Refused(problems)
    changed = {}
    for pk, wording in said.items():
        if _worded(order[pk], wording, language):
            changed[_what(order[pk])] = list(wording)
    if changed:
        _tell(by, at, "layout.columns-worded", board, after=changed)


def _wrong(column: BoardColumn | None, pk: int, wording: Wording) -> list[Problem]:
    if column is None:
        return [Problem("column", ProblemCode.NOT_CURRENT)]
    found = [] if wording.label.strip() else [Problem(f"label-{pk}", ProblemCode.NAME_NEEDED)]
    if column.element and not suits(column.element.kind, wording.shows):
        found.append(Problem(f"shows-{pk}", ProblemCode.UNKNOWN_CHOICE))
    if column.fact in CHILD_FACTS and wording.shows not in CHILD_FACTS:
        found.append(Problem(f"shows-{pk}", ProblemCode.UNKNOWN_CHOICE))
    return found


def _worded(column: BoardColumn, wording: Wording, language: str) -> bool:
    """Whether anything changed. The child's column is written as another fact: with the id or without."""
    before = (column.labels.get(language), column.shows, column.fact)
    column.labels = column.labels | {language: wording.label.strip()}
    if column.element:
        column.shows = wording.shows
    elif column.fact in CHILD_FACTS:
        column.fact = wording.shows
    if before == (column.labels[language], column.shows, column.fact):
        return False
    column.save(update_fields=["labels", "shows", "fact"])
    return True


@transaction.atomic
def publish(*, by: Viewer, at: datetime, board: Board, on: date, why: str) -> BoardVersion:
    """The draft is the board's next version, in force from `on` (today or later), and will never change again.

    Raises Denied; Refused for a day that has passed, without a reason, or for a board that shows no element.
    """
    board = _held(by, board)
    draft = _draft_now(board)
    problems = [] if on >= by.on else [Problem("on", ProblemCode.DAY_PASSED)]
    if not why.strip():
        problems.append(Problem("why", ProblemCode.WHY_NEEDED))
    if not draft.columns.filter(element__isnull=False).exists():
        problems.append(Problem("", ProblemCode.ELEMENT_NEEDED))
    if problems:
        raise Refused(problems)
    draft.from_on, draft.why, draft.published_at, draft.published_by = on, why.strip()[:300], at, by.public_id
    draft.save(update_fields=["from_on", "why", "published_at", "published_by"])
    _rework(board, at)
    _tell(by, at, "layout.published", board, after={"version": draft.number, "from": on}, reason=draft.why)
    return draft


@transaction.atomic
def rename_board(*, by: Viewer, at: datetime, board: Board, label: str, language: str = LANGUAGE) -> None:
    """The board is called `label` in that language. Raises Denied; Refused without a name."""
    board = _held(by, board)
    if not label.strip():
        raise Refused([Problem("label", ProblemCode.NAME_NEEDED)])
    before = board.labels.get(language)
    board.labels = board.labels | {language: label.strip()}
    board.save(update_fields=["labels"])
    _tell(by, at, "board.renamed", board, before=before, after=label.strip())


@transaction.atomic
def retire_board(*, by: Viewer, at: datetime, board: Board, why: str) -> None:
    """From today the place shows again what it would without a board of its own. Past days keep theirs.

    Raises Denied; Refused for a board of the agency, or without a reason.
    """
    board = _held(by, board)
    if not board.place_id:
        raise Refused([Problem("", ProblemCode.UNKNOWN_CHOICE)])
    if not why.strip():
        raise Refused([Problem("why", ProblemCode.WHY_NEEDED)])
    board.retired_on = by.on
    board.save(update_fields=["retired_on"])
    _rework(board, at)
    _tell(by, at, "board.retired", board, after=by.on, reason=why.strip()[:300])


def _rework(board: Board, at: datetime) -> None:
    """What is asked about a case goes by what its board carries."""
    if board.place:
        rework_place(board.place, at=at)
    else:
        rework_agency(board.agency_id, at=at)


def _held(by: Viewer, board: Board) -> Board:
    """The board as it stands, held until the transaction ends, once it is sure that `by` may tailor it."""
    board = Board.objects.select_for_update(of=("self",)).select_related("place").get(pk=board.pk, agency=by.agency_id)
    check_can_tailor_board(by, board)
    return board


def _draft_now(board: Board) -> BoardVersion:
    draft = draft_of(board)
    if draft is None:
        raise Refused([Problem("", ProblemCode.NOT_CURRENT)])
    return draft


def _new_draft(board: Board, *, number: int) -> BoardVersion:
    return BoardVersion.objects.create(agency_id=board.agency_id, board=board, number=number)


def _copy(columns: Sequence[BoardColumn], draft: BoardVersion) -> None:
    BoardColumn.objects.bulk_create(
        BoardColumn(
            agency_id=draft.agency_id,
            version=draft,
            position=position,
            fact=one.fact,
            element=one.element,
            labels=one.labels,
            shows=one.shows,
        )
        for position, one in enumerate(columns)
    )


def _append(board: Board, draft: BoardVersion, today: date, *, element: Element | None = None, fact: str = "") -> None:
    order = laid_columns(draft)
    if element:
        _check_element(element, board, order, today)
    elif fact not in list(Fact) or fact in CHILD_FACTS or fact in {one.fact for one in order}:
        raise Refused([Problem("add", ProblemCode.UNKNOWN_CHOICE)])
    if len(order) >= MOST_COLUMNS:
        raise Refused([Problem("add", ProblemCode.TOO_MANY_COLUMNS, {"most": MOST_COLUMNS})])
    BoardColumn.objects.create(
        agency_id=board.agency_id,
        version=draft,
        position=order[-1].position + 1 if order else 0,
        fact=fact,
        element=element,
        labels=element.labels if element else _fact_labels(board, fact),
        shows=SUITS[ElementKind(element.kind)][0] if element else "",
    )


def _check_element(element: Element, board: Board, order: Collection[BoardColumn], today: date) -> None:
    retired = element.retired_on is not None and element.retired_on <= today
    if element.agency_id != board.agency_id or retired or element.pk in {one.element_id for one in order}:
        raise Refused([Problem("add", ProblemCode.UNKNOWN_CHOICE)])


def _fact_labels(board: Board, fact: str) -> dict[str, str]:
    """The word that another board of the agency has for this fact, so that a column of it is not without one."""
    known = BoardColumn.objects.filter(agency=board.agency_id, fact=fact).exclude(labels={}).order_by("pk").first()
    return known.labels if known else {}


def _place_of(order: Sequence[BoardColumn], column_id: int) -> int:
    place = next((at for at, one in enumerate(order) if one.pk == column_id), None)
    if place is None:
        raise Refused([Problem("column", ProblemCode.NOT_CURRENT)])
    return place


def _number(order: Sequence[BoardColumn]) -> None:
    """The columns stand in this order. In two steps, since no place may be held twice at any moment."""
    high = 1_000
    for step in (high, 0):
        for position, column in enumerate(order):
            column.position = position + step
        BoardColumn.objects.bulk_update(order, ["position"], batch_size=1 if step == 0 else None)


def _what(column: BoardColumn) -> str:
    return column.element.code if column.element else column.fact


def _tell(
    by: Viewer, at: datetime, verb: str, board: Board, *, before: object = None, after: object = None, reason: str = ""
) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=board.code,
        target_kind="board",
        agency=board.agency_id,
        before=before,
        after=after,
        reason=reason,
    )

"""Which board a place shows, which of its versions is in force on a day, and what stood in each."""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from soundings.accounts.models import Unit
from soundings.breadth.models import Board, BoardColumn, BoardVersion, Element
from soundings.breadth.queries.case_page import names_of_people
from soundings.breadth.rules import Coverage, ElementScope, Laid, LayoutChange, label_of, layout_changes
from soundings.core import remembered
from soundings.core.plain import columns, made

WHOLE_PRACTICE = "whole-practice"


class Column(NamedTuple):
    """A column in this board's words. coverage: None for facts, where not known, and where it must not be seen."""

    label: str
    fact: str
    code: str
    kind: str
    shows: str
    coverage: Coverage | None = None
    of_family: bool = False  # counted once for each family


def boards_of(agency_id: int) -> list[Board]:
    """The agency's boards in use, in its order, with their stages; without the own boards of teams. Two queries."""
    return list(Board.objects.filter(agency=agency_id, place=None, retired_on=None).prefetch_related("stages"))


def boards_at(agency_id: int, *, line: Sequence[int], on: date) -> list[Board]:
    """The boards that a place may show on this day: own boards along its line, nearest first, then the agency's.

    line: the keys of the places from the root down to this one. An own board counts once a version of it is in force.
    One query.
    """
    day = on.isoformat()
    found = remembered.rows(_BOARDS, [agency_id, day, list(line), day])
    boards = [board for row in found for board in made(row, Board)]
    depth = {key: -at for at, key in enumerate(line, start=1)}
    return sorted(boards, key=lambda one: depth.get(one.place_id or 0, 0))


# Plain SQL, since every board and every page of a case begins with it; so do the columns below.
_BOARDS = (
    f"select {columns(Board, 'b')} from {Board._meta.db_table} b where b.agency_id = %s"
    " and (b.retired_on is null or b.retired_on > %s) and (b.place_id is null or (b.place_id = any(%s)"
    f" and exists (select 1 from {BoardVersion._meta.db_table} v where v.board_id = b.id and v.published_at is not null"
    " and (v.from_on is null or v.from_on <= %s)))) order by b.position, b.code"
)


def board_serving(boards: Sequence[Board], *, line: Sequence[int], stage_id: int | None) -> Board | None:
    """Of these boards the nearest own one upward from the place at the end of `line`, else the one for the stage.

    One query at most.
    """
    own = {one.place_id: one for one in boards if one.place_id}
    nearest = next((own[key] for key in reversed(line) if key in own), None)
    return nearest or board_for_stage([one for one in boards if not one.place_id], stage_id)


def board_for_stage(boards: Sequence[Board], stage_id: int | None) -> Board | None:
    """The board that serves the stage, else the whole-practice overview, else any; None without boards."""
    serving = {row[0] for row in remembered.rows(_SERVING, [stage_id])} if stage_id else set()
    served = next((one for one in boards if one.pk in serving), None)
    return served or next((one for one in boards if one.code == WHOLE_PRACTICE), boards[0] if boards else None)


_SERVING = f"select board_id from {Board.stages.through._meta.db_table} where stage_id = %s"


def own_board_of(place: Unit) -> Board | None:
    """The board of its own that this place has or is drafting; None if it has none. One query."""
    return Board.objects.filter(place=place, retired_on=None).first()


def board_with_code(agency_id: int, code: str) -> Board | None:
    """The board with this code, its place beside it, a retired one too; None if there is none."""
    return Board.objects.select_related("place").filter(agency=agency_id, code=code).first()


def _published(on: date) -> QuerySet[BoardVersion]:
    begun = Q(from_on=None) | Q(from_on__lte=on)
    return BoardVersion.objects.filter(begun, published_at__isnull=False)


def version_on(board: Board, on: date) -> BoardVersion | None:
    """The version in force on this day: the highest number of those whose day has come. One query."""
    return _published(on).filter(board=board).order_by("-number").first()


def draft_of(board: Board) -> BoardVersion | None:
    """The version that is being prepared; None if there is none."""
    return BoardVersion.objects.filter(board=board, published_at=None).first()


def columns_of(board: Board, language: str, *, on: date) -> list[Column]:
    """The columns of the version in force on this day in the board's words, without coverage. One query.

    Those of elements retired by then are left out.
    """
    day = on.isoformat()
    return _columns(f"(select v.id {_IN_FORCE})", [board.pk, day], language, day)


def columns_of_version(version: BoardVersion, language: str, *, on: date) -> list[Column]:
    """The same for one version, a draft too."""
    return _columns("%s", [version.pk], language, on.isoformat())


_IN_FORCE = (
    f"from {BoardVersion._meta.db_table} v where v.board_id = %s and v.published_at is not null"
    " and (v.from_on is null or v.from_on <= %s) order by v.number desc limit 1"
)
_LAID = (
    "select c.labels, c.fact, e.code, e.kind, c.shows, e.labels, e.scope"
    f" from {BoardColumn._meta.db_table} c left join {Element._meta.db_table} e on e.id = c.element_id"
    " where c.version_id = {version} and (e.retired_on is null or e.retired_on > %s) order by c.position"
)


def _columns(version: str, values: Sequence[object], language: str, day: str) -> list[Column]:
    found = remembered.rows(_LAID.format(version=version), [*values, day])
    return [
        Column(
            label_of(_read(labels) or _read(names), language, code=code or fact),
            fact,
            code or "",
            kind or "",
            shows,
            of_family=scope == ElementScope.FAMILY,
        )
        for labels, fact, code, kind, shows, names, scope in found
    ]


def _read(labels: str | dict[str, str] | None) -> dict[str, str]:
    """Labels by language, which SQLite hands over as text."""
    found: dict[str, str] = json.loads(labels) if isinstance(labels, str) else labels or {}
    return found


def laid_columns(version: BoardVersion) -> list[BoardColumn]:
    """The columns of a version in their order, with their elements. One query."""
    return list(BoardColumn.objects.filter(version=version.pk).select_related("element").order_by("position"))


def elements_to_add(version: BoardVersion, *, on: date) -> list[Element]:
    """The elements in use that do not stand on this version, in the agency's order. One query."""
    in_use = Q(retired_on=None) | Q(retired_on__gt=on)
    there = BoardColumn.objects.filter(version=version.pk, element__isnull=False).values("element")
    return list(Element.objects.filter(in_use, agency=version.agency_id).exclude(pk__in=there))


class VersionTold(NamedTuple):
    """A published version of a board, who published it, and what it changed from the one before it."""

    version: BoardVersion
    by: str  # a name, empty where it came with the agency
    columns: int
    changes: list[LayoutChange]


def versions_of(board: Board, language: str) -> list[VersionTold]:
    """The published versions of a board, newest first. Three queries."""
    versions = list(BoardVersion.objects.filter(board=board, published_at__isnull=False).order_by("number"))
    laid = _laid(versions, language)
    names = names_of_people(board.agency_id, {one.published_by for one in versions})
    told: list[VersionTold] = []
    before: list[Laid] | None = None
    for one in versions:
        now = laid.get(one.pk, [])
        changes = [] if before is None else layout_changes(before, now)
        told.append(VersionTold(one, names.get(one.published_by, ""), len(now), changes))
        before = now
    return told[::-1]


def changes_between(first: BoardVersion, second: BoardVersion, language: str) -> list[LayoutChange]:
    """What makes the second version of the first. One query."""
    laid = _laid([first, second], language)
    return layout_changes(laid.get(first.pk, []), laid.get(second.pk, []))


def _laid(versions: Sequence[BoardVersion], language: str) -> dict[int, list[Laid]]:
    columns = BoardColumn.objects.filter(version__in=[one.pk for one in versions]).order_by("version", "position")
    found: dict[int, list[Laid]] = {}
    rows = columns.values_list("version", "labels", "fact", "element__code", "shows", "element__labels")
    for version, labels, fact, code, shows, names in rows:
        label = label_of(labels or names or {}, language, code=code or fact)
        found.setdefault(version, []).append(Laid(code or fact, label, shows))
    return found

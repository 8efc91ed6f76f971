"""Elements and boards: what an agency starts with, and the first changes that make them its own."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from soundings.accounts.models import Stage
from soundings.accounts.queries import Viewer
from soundings.breadth.actions.rebuilding import mark_made
from soundings.breadth.actions.signalling import rework_agency
from soundings.breadth.catalogue import LANGUAGE, BoardSeed, board_for_stage, catalogue
from soundings.breadth.models import Board, BoardColumn, BoardVersion, CaseState, Element
from soundings.breadth.permissions import check_can_place_boards, check_can_tailor
from soundings.breadth.rules import ElementKind, ElementScope, Problem, ProblemCode, Refused
from soundings.core.actions import Actor, record_change
from soundings.core.models import Agency
from soundings.core.rules import sort_key


@transaction.atomic
def set_up_breadth(*, agency: Agency, by: Actor, at: datetime) -> None:
    """The agency has the elements and boards of the catalogue, and each of its stages a board.

    Repeatable: what stands already is left as it is; a stage that came later gets its board.
    """
    elements = _set_up_elements(agency)
    boards = {
        seed.code: _set_up_board(seed, place, elements, agency, at) for place, seed in enumerate(catalogue().boards)
    }
    if not CaseState.objects.filter(agency=agency).exists():
        mark_made(agency.pk)
    for stage in Stage.objects.filter(agency=agency, boards=None):
        boards[board_for_stage(code=stage.code, voluntary=stage.voluntary)].stages.add(stage)
    record_change(
        by=by,
        at=at,
        verb="breadth.set-up",
        target=agency.code,
        target_kind="agency",
        agency=agency,
        after={"elements": sorted(elements), "boards": sorted(boards)},
    )


def _set_up_elements(agency: Agency) -> dict[str, Element]:
    for place, seed in enumerate(catalogue().elements):
        Element.objects.get_or_create(
            agency=agency,
            code=seed.code,
            defaults={
                "labels": catalogue().labels(seed.label),
                "kind": seed.kind,
                "scope": seed.scope,
                "by_issue": seed.by_issue,
                "position": place,
            },
        )
    return {element.code: element for element in Element.objects.filter(agency=agency)}


def _set_up_board(seed: BoardSeed, place: int, elements: dict[str, Element], agency: Agency, at: datetime) -> Board:
    board, is_new = Board.objects.get_or_create(
        agency=agency, code=seed.code, defaults={"labels": catalogue().labels(seed.label), "position": place}
    )
    if is_new:
        version = BoardVersion.objects.create(agency=agency, board=board, number=1, published_at=at)
        BoardColumn.objects.bulk_create(
            BoardColumn(
                agency=agency,
                version=version,
                position=position,
                fact=column.fact or "",
                element=elements[column.element] if column.element else None,
                labels=catalogue().labels(column.label),
                shows=column.shows or "",
            )
            for position, column in enumerate(seed.columns)
        )
    return board


@transaction.atomic
def add_element(
    *,
    by: Viewer,
    at: datetime,
    code: str,
    label: str,
    kind: ElementKind,
    scope: ElementScope = ElementScope.CHILD,
    by_issue: bool = False,
) -> Element:
    """The agency has one more element, last in its catalogue. It stands on no board until somebody puts it there.

    code: stays for ever (letters, digits, hyphens). Raises Denied; Refused for a code or label that is taken.
    """
    check_can_tailor(by)
    return make_element(by=by, at=at, code=code, label=label, kind=kind, scope=scope, by_issue=by_issue)


def make_element(
    *,
    by: Viewer,
    at: datetime,
    code: str,
    label: str,
    kind: ElementKind,
    scope: ElementScope,
    by_issue: bool = False,
    language: str = LANGUAGE,
) -> Element:
    """The same, within the transaction of somebody who has checked that `by` may."""
    known = list(Element.objects.select_for_update().filter(agency=by.agency_id))
    _check_label("label", label, [one.labels for one in known])
    if code in {one.code for one in known}:
        raise Refused([Problem("code", ProblemCode.NAME_TAKEN)])
    last = max((one.position for one in known), default=-1)
    element = Element.objects.create(
        agency_id=by.agency_id,
        code=code,
        labels={language: label.strip()},
        kind=kind,
        scope=scope,
        by_issue=by_issue,
        position=last + 1,
    )
    _tell(by, at, "element.added", element, after={"label": label.strip(), "kind": kind, "scope": scope})
    return element


@transaction.atomic
def rename_element(*, by: Viewer, at: datetime, element: Element, label: str, language: str = LANGUAGE) -> Element:
    """The element is called `label` in that language, wherever a board has no word of its own for it."""
    check_can_tailor(by)
    element = Element.objects.select_for_update().get(pk=element.pk, agency=by.agency_id)
    others = Element.objects.filter(agency=by.agency_id).exclude(pk=element.pk)
    _check_label("label", label, [one.labels for one in others])
    before = element.labels.get(language)
    element.labels = element.labels | {language: label.strip()}
    element.save(update_fields=["labels"])
    _tell(by, at, "element.renamed", element, before=before, after=label.strip())
    return element


@transaction.atomic
def retire_element(*, by: Viewer, at: datetime, element: Element, on: date | None) -> Element:
    """From `on` the element is no longer recorded or shown; its records stay. None: it is in use again."""
    check_can_tailor(by)
    element = Element.objects.select_for_update().get(pk=element.pk, agency=by.agency_id)
    before, element.retired_on = element.retired_on, on
    element.save(update_fields=["retired_on"])
    rework_agency(by.agency_id, at=at)
    _tell(by, at, "element.retired" if on else "element.restored", element, before=before, after=on)
    return element


@transaction.atomic
def place_board(*, by: Viewer, at: datetime, board: Board, stages: Collection[Stage]) -> Board:
    """`board` serves exactly these stages of the agency; any other board that served one of them no longer does."""
    check_can_place_boards(by)
    board = Board.objects.select_for_update().get(pk=board.pk, agency=by.agency_id, place=None)
    chosen = list(Stage.objects.filter(agency=by.agency_id, pk__in=[stage.pk for stage in stages]))
    before = sorted(board.stages.values_list("code", flat=True))
    for stage in chosen:
        stage.boards.set([board])
    board.stages.set(chosen)
    rework_agency(by.agency_id, at=at)
    _tell(by, at, "board.placed", board, before=before, after=sorted(stage.code for stage in chosen))
    return board


def _check_label(field: str, label: str, others: Collection[dict[str, str]]) -> None:
    key = sort_key(label)
    if not key:
        raise Refused([Problem(field, ProblemCode.NAME_NEEDED)])
    if any(key == sort_key(other) for labels in others for other in labels.values()):
        raise Refused([Problem(field, ProblemCode.NAME_TAKEN)])


def _tell(by: Viewer, at: datetime, verb: str, thing: Element | Board, *, before: object = None, after: object) -> None:
    kind = "element" if isinstance(thing, Element) else "board"
    record_change(
        by=by, at=at, verb=verb, target=thing.code, target_kind=kind, agency=by.agency_id, before=before, after=after
    )

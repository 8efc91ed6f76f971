"""A board made to measure: its versions, its draft in an editor, a preview with the team's own cases, publishing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.breadth import actions, cells, permissions, queries, words
from soundings.breadth.forms import (
    AddColumnForm,
    ColumnsForm,
    ElementForm,
    PublishForm,
    RenameForm,
    RetireForm,
    SourceForm,
    TwoVersionsForm,
)
from soundings.breadth.forms.layout import FACTS_TO_ADD, heading_of
from soundings.breadth.models import Board, BoardColumn, BoardVersion
from soundings.breadth.rules import CHILD_FACTS, Refused, label_of
from soundings.breadth.views import scene, telling
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.breadth.views.tailoring import code_for, refuse
from soundings.core.audience import audience


def _board(request: HttpRequest, code: str, *, change: bool = True) -> tuple[Viewer, Board]:
    """The board, if the viewer may change it, or (without change) may see it; 404 otherwise."""
    viewer = viewer_of_request(request)
    board = queries.board_with_code(viewer.agency_id, code)
    if board is None:
        raise Http404
    may_see = board.place is None or queries.sees_cases_at(viewer, board.place)
    if permissions.can_tailor_board(viewer, board) or (may_see and not change):
        return viewer, board
    raise Http404


def _draft(board: Board) -> BoardVersion:
    draft = queries.draft_of(board)
    if draft is None:
        raise Http404
    return draft


# --- which board a place shows ---------------------------------------------------------------------------------------


@audience("manage-team")
@require_http_methods(["GET", "POST"])
def place_layout(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which board a service or team shows and why; a board of its own begins here."""
    viewer = viewer_of_request(request)
    unit = Unit.objects.filter(agency=viewer.agency_id, public_id=public_id).first()
    if unit is None or not permissions.can_tailor_place(viewer, unit):
        raise Http404
    own = queries.own_board_of(unit)
    if own is not None:
        return redirect("layout", own.code)
    asked = scene.asked(request, unit)
    form = SourceForm(
        typed_on(request),
        boards=[(one.code, scene.board_label(one)) for one in asked.boards],
        initial={"source": asked.board.code},
    )
    if request.method == "POST" and form.is_valid():
        source = next(one for one in asked.boards if one.code == form.cleaned_data["source"])
        made = actions.tailor(by=viewer, at=viewer.at, place=unit, source=source, language=language())
        messages.success(request, _("This is a draft: nothing changes on the board until you publish it."))
        return redirect("layout-draft", made.code)
    context = {"unit": unit, "shown": scene.board_label(asked.board), "form": form, "from_above": asked.board.place}
    return render(request, "breadth/place_layout.html", context)


# --- the versions ----------------------------------------------------------------------------------------------------


@audience("staff")
@require_GET
def layout(request: HttpRequest, code: str) -> HttpResponse:
    """The versions of a board: from which day, by whom, why, and what each changed."""
    viewer, board = _board(request, code, change=False)
    told = queries.versions_of(board, language())
    in_force = queries.version_on(board, viewer.on)
    versions = [_told(one, in_force) for one in told]
    draft = queries.draft_of(board) if permissions.can_tailor_board(viewer, board) else None
    context = _around(viewer, board) | {
        "versions": versions,
        "draft": draft,
        "may_tailor": permissions.can_tailor_board(viewer, board),
        "compared": _compared(request, [one.version for one in told]),
    }
    return render(request, "breadth/layout.html", context)


def _told(one: queries.VersionTold, in_force: BoardVersion | None) -> dict[str, Any]:
    version = one.version
    since = telling.day(version.from_on) if version.from_on else _("from the beginning")
    return {
        "number": version.number,
        "since": since,
        "by": one.by,
        "published": telling.day(version.published_at.date()) if version.published_at else "",
        "why": version.why,
        "columns": ngettext("%(n)s column", "%(n)s columns", one.columns) % {"n": one.columns},
        "changes": [words.layout_change(change) for change in one.changes],
        "is_now": in_force is not None and version.pk == in_force.pk,
    }


def _compared(request: HttpRequest, versions: list[BoardVersion]) -> dict[str, Any] | None:
    """What changed between the two versions that were chosen; None where there are no two."""
    if len(versions) < 2:
        return None
    by_number = {str(one.number): one for one in versions}
    choices = [(number, _("Version %(n)s") % {"n": number}) for number in by_number]
    form = TwoVersionsForm(
        request.GET if "first" in request.GET else None,
        versions=choices,
        initial={"first": choices[1][0], "second": choices[0][0]},
    )
    if not form.is_valid():
        return {"form": form}
    first, second = (by_number[form.cleaned_data[name]] for name in ("first", "second"))
    found = queries.changes_between(first, second, language())
    return {"form": form, "asked": True, "changes": [words.layout_change(one) for one in found]}


def _around(viewer: Viewer, board: Board) -> dict[str, Any]:
    label = scene.board_label(board)
    place = board.place
    return {
        "board": board,
        "label": label,
        "place": place,
        "back_url": reverse("board", args=[place.public_id]) if place else reverse("boards-and-stages"),
        "back": place.name if place else _("Which board serves which stage"),
    }


# --- the draft -------------------------------------------------------------------------------------------------------


@audience("manage-team")
@require_http_methods(["GET", "POST"])
def layout_draft(request: HttpRequest, code: str) -> HttpResponse:
    """The editor. Every button sends what was typed too, so that no word is lost on the way."""
    viewer, board = _board(request, code)
    if request.method == "POST" and "begin" in request.POST:
        actions.begin_draft(by=viewer, at=viewer.at, board=board)
        return redirect("layout-draft", code)
    draft = _draft(board)
    columns = queries.laid_columns(draft)
    form = ColumnsForm(typed_on(request), columns=columns, language=language())
    adding = _adding(draft, columns, viewer)
    if request.method == "POST":
        try:
            if form.is_valid() and (went := _edited(request, viewer, board, form)):
                return went
        except Refused as refused:
            refuse(form, refused)
    rows = [_row(one, at, columns, form) for at, one in enumerate(columns)]
    context = _around(viewer, board) | {"draft": draft, "rows": rows, "form": form, "adding": adding}
    return render(request, "breadth/layout_draft.html", context)


def _adding(draft: BoardVersion, columns: list[BoardColumn], viewer: Viewer) -> AddColumnForm:
    elements = queries.elements_to_add(draft, on=viewer.on)
    there = {one.fact for one in columns}
    return AddColumnForm(
        elements=[(one.code, label_of(one.labels, language(), code=one.code)) for one in elements],
        facts=[(one, words.fact(one)) for one in FACTS_TO_ADD if one not in there],
    )


def _row(column: BoardColumn, at: int, columns: list[BoardColumn], form: ColumnsForm) -> dict[str, Any]:
    shows = f"shows-{column.pk}"
    return {
        "pk": column.pk,
        "number": at + 1,
        "heading": heading_of(column, language()),
        "what": _what(column),
        "label": form[f"label-{column.pk}"],
        "shows": form[shows] if shows in form.fields else None,
        "stays": column.fact in CHILD_FACTS,
        "up": at > 1,
        "down": 0 < at < len(columns) - 1,
    }


def _what(column: BoardColumn) -> str:
    """What is recorded there, in the agency's word for it."""
    if not column.element:
        return words.fact(column.fact)
    named = label_of(column.element.labels, language(), code=column.element.code)
    return f"{named} · {words.kind(column.element.kind)}"


def _edited(request: HttpRequest, viewer: Viewer, board: Board, form: ColumnsForm) -> HttpResponse | None:
    """The words are saved, and what the button asked for is done. Raises Refused."""
    who: dict[str, Any] = {"by": viewer, "at": viewer.at, "board": board}
    said = {pk: actions.Wording(*wording) for pk, wording in form.said().items()}
    actions.word_columns(**who, said=said, language=language())
    deed, _dash, number = request.POST.get("do", "save").partition("-")
    here = reverse("layout-draft", args=[board.code])
    if deed in ("up", "down", "drop") and number.isdigit():
        if deed == "drop":
            actions.drop_column(**who, column_id=int(number))
            messages.success(request, _("Taken off the board. What was recorded stays recorded."))
            return redirect(here)
        actions.move_column(**who, column_id=int(number), up=deed == "up")
        return redirect(f"{here}#column-{number}")
    if deed == "add":
        return _added(request, who, here)
    messages.success(request, _("Saved in the draft."))
    return redirect(here)


def _added(request: HttpRequest, who: dict[str, Any], here: str) -> HttpResponse:
    chosen = request.POST.get("add", "")
    if not chosen:
        messages.error(request, _("Choose what the new column shows."))
        return redirect(f"{here}#add")
    if chosen.startswith("fact:"):
        actions.add_column(**who, fact=chosen.partition(":")[2])
    else:
        element = queries.element_of(who["by"], chosen)
        if element is None:
            raise Http404
        actions.add_column(**who, element=element)
    messages.success(request, _("Added as the last column."))
    return redirect(f"{here}#add")


@audience("manage-team")
@require_http_methods(["GET", "POST"])
def layout_element(request: HttpRequest, code: str) -> HttpResponse:
    """An element of one's own, put on the draft in the same step."""
    viewer, board = _board(request, code)
    _draft(board)
    form = ElementForm(typed_on(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_own_element(
                by=viewer,
                at=viewer.at,
                board=board,
                code=code_for(viewer, form),
                language=language(),
                **form.cleaned_data,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Added as the last column. It can be recorded on the page of each case too."))
            return redirect("layout-draft", code)
    context = _around(viewer, board) | {
        "form": form,
        "heading": _("Add an element of your own"),
        "button": _("Put it on the board"),
    }
    return render(request, "breadth/layout_form.html", context)


@audience("manage-team")
@require_http_methods(["GET", "POST"])
def layout_name(request: HttpRequest, code: str) -> HttpResponse:
    """What the board is called."""
    viewer, board = _board(request, code)
    form = RenameForm(typed_on(request), initial={"label": scene.board_label(board)})
    if request.method == "POST" and form.is_valid():
        label = form.cleaned_data["label"]
        actions.rename_board(by=viewer, at=viewer.at, board=board, label=label, language=language())
        messages.success(request, _("Saved."))
        return redirect("layout", code)
    context = _around(viewer, board) | {"form": form, "heading": _("Name of the board"), "button": _("Save it")}
    return render(request, "breadth/layout_form.html", context)


@audience("manage-team")
@require_http_methods(["GET", "POST"])
def layout_publish(request: HttpRequest, code: str) -> HttpResponse:
    """The draft becomes the board, from a day."""
    viewer, board = _board(request, code)
    draft = _draft(board)
    form = PublishForm(typed_on(request), initial={"on": viewer.on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish(by=viewer, at=viewer.at, board=board, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            on = form.cleaned_data["on"]
            messages.success(request, _("Published. The board shows it from %(day)s.") % {"day": telling.day(on)})
            return redirect("layout", code)
    in_force = queries.version_on(board, viewer.on)
    changes = queries.changes_between(in_force, draft, language()) if in_force else []
    context = _around(viewer, board) | {
        "form": form,
        "changes": [words.layout_change(one) for one in changes],
        "first": in_force is None,
    }
    return render(request, "breadth/layout_publish.html", context)


@audience("manage-team")
@require_http_methods(["GET", "POST"])
def layout_drop(request: HttpRequest, code: str) -> HttpResponse:
    """The draft is thrown away."""
    viewer, board = _board(request, code)
    _draft(board)
    if request.method == "POST":
        actions.drop_draft(by=viewer, at=viewer.at, board=board)
        messages.success(request, _("The draft is gone. The board stays as it is."))
        place = board.place
        if queries.board_with_code(viewer.agency_id, code) is None and place:
            return redirect("board", place.public_id)
        return redirect("layout", code)
    context = _around(viewer, board) | {
        "heading": _("Throw the draft away?"),
        "told": _("The board stays as it is. What you changed in the draft is lost."),
        "button": _("Throw it away"),
    }
    return render(request, "breadth/layout_form.html", context)


@audience("manage-team")
@require_http_methods(["GET", "POST"])
def layout_retire(request: HttpRequest, code: str) -> HttpResponse:
    """A place goes back to the board of its stage."""
    viewer, board = _board(request, code)
    if board.place is None:
        raise Http404
    form = RetireForm(typed_on(request))
    if request.method == "POST" and form.is_valid():
        actions.retire_board(by=viewer, at=viewer.at, board=board, why=form.cleaned_data["why"])
        messages.success(request, _("From today the board of the stage is shown again. Past days keep this one."))
        return redirect("board", board.place.public_id)
    context = _around(viewer, board) | {
        "form": form,
        "heading": _("Stop using this board?"),
        "told": _("From today %(place)s shows the board of its stage again.") % {"place": board.place.name},
        "button": _("Stop using it"),
    }
    return render(request, "breadth/layout_form.html", context)


# --- looking at it first ---------------------------------------------------------------------------------------------


@audience("manage-team")
@require_GET
def layout_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The draft with the cases of a team, as it will look. Opening a cell opens the case as ever."""
    viewer, board = _board(request, code)
    draft = _draft(board)
    teams = queries.teams_to_preview(viewer, board)
    team = next((one for one in teams if one.public_id == request.GET.get("team")), teams[0] if teams else None)
    groups: list[cells.Group] = []
    if team:
        shown = queries.board_of(viewer, of=team, board=board, at=viewer.at, language=language(), version=draft)
        asked = scene.asked(request, team)
        groups, columns, covers = scene.drawn_groups(asked, shown), shown.columns, shown.covers
    else:
        columns, covers = queries.columns_of_version(draft, language(), on=viewer.on), False
    setting = cells.Setting(cells.phrases_on(viewer.on), scene.case_root())
    name = _("%(board)s: the draft with real cases") % {"board": scene.board_label(board)}
    context = _around(viewer, board) | {
        "table": cells.table(name, groups, columns, covers=covers, setting=setting),
        "team": team,
        "teams": teams if len(teams) > 1 else [],
        "is_empty": not groups,
    }
    return render(request, "breadth/layout_preview.html", context)

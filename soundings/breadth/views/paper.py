"""A board on paper: how it is to be printed, and the PDF itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.models import Unit
from soundings.accounts.permissions import check_reason
from soundings.accounts.queries import staff_of
from soundings.accounts.rules import Row
from soundings.breadth import actions, cells, queries
from soundings.breadth.forms.paper import PrintForm
from soundings.breadth.models import Sheet
from soundings.breadth.queries import Scope
from soundings.breadth.rules import Fact, NamedBy, grouped_code
from soundings.breadth.views import scene
from soundings.breadth.views.loading import language, place_or_404, typed_on
from soundings.breadth.views.ways import ways_of
from soundings.core.audience import audience
from soundings.design.printing import PaperTimeout, printable, render_pdf, spelled

NAMES = cells.NAMES
# Size of type in points; millimetres left blank in a cell and beneath a child.
LAYOUTS: dict[str, dict[str, float]] = {
    "a4": {"size": 8, "blank": 4, "room": 4},
    "a3": {"size": 10.5, "blank": 7, "room": 6},
}
WIDTHS = {"a4": 2.6, "a3": 3.0}  # of the child's column, where any other is 1


@audience("records")
@require_http_methods(["GET", "POST"])
def print_board(request: HttpRequest, public_id: str) -> HttpResponse:
    """The board of a team as a sheet to write on."""
    viewer, unit = place_or_404(request, public_id)
    if not queries.can_print(viewer, unit):
        check_reason(viewer, Row.TEAM_BOARD)
        raise Http404
    return _print(request, unit)


@audience("records")
@require_http_methods(["GET", "POST"])
def print_mine(request: HttpRequest) -> HttpResponse:
    """One's own cases as a sheet to write on."""
    return _print(request, None)


def _print(request: HttpRequest, unit: Unit | None) -> HttpResponse:
    asked = scene.asked(request, unit)
    boards = [(one.code, scene.board_label(one)) for one in asked.boards]
    form = PrintForm(typed_on(request), boards=boards, workers=_workers(asked), initial={"board": asked.board.code})
    if request.method == "POST" and form.is_valid():
        try:
            return _pdf(asked, form.cleaned_data)
        except PaperTimeout:
            form.add_error(None, _("The sheet took too long to lay out, so nothing was printed. Try again."))
    context = {
        "form": form,
        "title": _title(unit),
        "back": asked.address,
        "sheet_url": reverse("sheets"),
        "ways": ways_of(asked.viewer, unit, here="print") if unit else [],
    }
    return render(request, "breadth/print.html", context)


def _workers(asked: scene.Asked) -> list[tuple[str, str]]:
    """Whose cases may be printed alone; nobody's where the cases are one's own."""
    people = staff_of(asked.unit, on=asked.viewer.on) if asked.unit else []
    found = [(one.public_id, one.name) for one in people]
    return [(queries.NOBODY, _("Not allocated")), *found] if found else []


def _title(unit: Unit | None) -> str:
    return unit.name if unit else _("My cases")


def _pdf(asked: scene.Asked, said: dict[str, Any]) -> HttpResponse:
    """The trail says first who printed whom; then the sheet stands, and is laid out."""
    params = QueryDict(mutable=True)
    params["board"] = said.get("board") or asked.board.code
    params["worker"] = said.get("worker") or ""
    asked = replace(asked, params=params)
    shown = asked.shown(asked.unit or Scope.MINE)
    groups = scene.drawn_groups(asked, shown)
    sheet = actions.make_sheet(
        by=asked.viewer,
        at=asked.viewer.at,
        team=asked.unit,
        board=asked.board,
        columns=[one.code for one in shown.columns if one.code],
        cases=[row.head["case"] for group in groups for row in group.rows],
        named_by=NamedBy(said["named_by"]),
    )
    named = [one for one in shown.columns if one.fact in NAMES][:1]
    others = [one for one in shown.columns if one.fact not in (*NAMES, *([] if said["shows_abuse"] else [Fact.ABUSE]))]
    data = _Laid(asked, sheet, shown.label, [*named, *others], groups).data(said["paper"])
    response = HttpResponse(render_pdf("board", data, at=asked.viewer.at), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="board-{grouped_code(sheet.code)}.pdf"'
    return response


@dataclass(frozen=True)
class _Laid:
    """A sheet as the template of the printer takes it. board: its name. columns: the child's, then the others."""

    asked: scene.Asked
    sheet: Sheet
    board: str
    columns: Sequence[queries.Column]
    groups: Sequence[cells.Group]

    def data(self, paper: str) -> dict[str, Any]:
        now = date_format(localtime(self.asked.viewer.at), "j F Y, H:i")
        width = WIDTHS[paper]
        return {
            "title": spelled(_title(self.asked.unit)),
            "sub": spelled(f"{self.board} · {scene.counted(self.groups)} · {scene.as_of(self.asked.viewer)}"),
            "lang": language().partition("-")[0],
            "paper": paper,
            **LAYOUTS[paper],
            "code": grouped_code(self.sheet.code),
            "footer": _("Confidential. Shred after use. Soundings, %(now)s") % {"now": now},
            "page": _("page %(n)s of %(of)s"),
            "notes": _("Notes"),
            "key": " ".join(self._key()),
            "heads": [self._head(one) for one in self.columns],
            "widths": [width if one.fact in NAMES else 1.0 for one in self.columns],
            "groups": self._groups(),
        }

    def _head(self, column: queries.Column) -> dict[str, Any]:
        label, cover = cells.paper_head(column, self.sheet.named_by)
        return {"label": spelled(label), "cover": cover, "first": column.fact in NAMES}

    def _key(self) -> list[str]:
        said = [
            _("Write beside what is printed: a day like 6/2, y (yes), n (no), na and why, nk (not known), or a number.")
        ]
        if any(not self._named(row)[1] for group in self.groups for row in group.rows):
            said.append(_("Where a name has letters that this print lacks, the child’s number or id stands alone."))
        return said

    @cached_property
    def _phrases(self) -> cells.Phrases:
        return cells.phrases_on(self.asked.viewer.on)

    def _groups(self) -> list[dict[str, Any]]:
        """The headings with their children, numbered through all of them."""
        found = []
        number = 0
        for group in self.groups:
            families = [row.head.get("family") or row.head["case"] for row in group.rows]
            starts = [n == 0 or family != families[n - 1] for n, family in enumerate(families)]
            lines = [self._line(number + n, row) for n, row in enumerate(group.rows, start=1)]
            children = [line | {"starts-family": first} for line, first in zip(lines, starts, strict=True)]
            found.append({"title": spelled(group.title), "note": cells.counted(group.rows), "children": children})
            number += len(lines)
        return found

    def _line(self, number: int, row: cells.Row) -> dict[str, Any]:
        ref = row.head.get("ref") or "" if self.sheet.named_by == NamedBy.NAME else ""
        return {
            "number": number,
            "name": self._named(row)[0],
            "beneath": spelled(ref),
            "cells": [spelled(cells.paper_cell(row, one, phrases=self._phrases)) for one in self.columns[1:]],
        }

    def _named(self, row: cells.Row) -> tuple[str, bool]:
        """How the child is named, and whether our type has its letters; nothing where it has not."""
        name = cells.paper_name(row.head, self.sheet.named_by, phrases=self._phrases)
        return (name, True) if printable(name) else ("", False)

"""A board on paper: how it is to be printed, and the PDF itself."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.models import Unit
from soundings.breadth import actions, cells, queries
from soundings.breadth.forms.paper import A3, PrintForm
from soundings.breadth.models import Sheet
from soundings.breadth.queries import ChildRow, Scope
from soundings.breadth.rules import Fact, NamedBy, grouped_code
from soundings.breadth.views import scene
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.breadth.views.ways import ways_of
from soundings.core.audience import audience
from soundings.design.printing import PaperTimeout, printable, render_pdf, spelled

NAMES = (Fact.CHILD, Fact.CHILD_ID)
# Size of type in points; millimetres left blank in a cell and beneath a child.
LAYOUTS = {"a4": {"size": 8, "blank": 4, "room": 4}, "a3": {"size": 10.5, "blank": 7, "room": 6}}


@audience("records")
@require_http_methods(["GET", "POST"])
def print_board(request: HttpRequest, public_id: str) -> HttpResponse:
    """The board of a team as a sheet to write on."""
    viewer = viewer_of_request(request)
    unit = queries.place_for(viewer, public_id)
    if unit is None or not queries.can_print(viewer, unit):
        raise Http404
    return _print(request, unit)


@audience("records")
@require_http_methods(["GET", "POST"])
def print_mine(request: HttpRequest) -> HttpResponse:
    """One's own cases as a sheet to write on."""
    return _print(request, None)


def _print(request: HttpRequest, unit: Unit | None) -> HttpResponse:
    asked = scene.asked(request, unit, finds=False)
    form = PrintForm(typed_on(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _pdf(asked, unit, form.cleaned_data)
        except PaperTimeout:
            form.add_error(None, _("The sheet took too long to lay out, so nothing was printed. Try again."))
    title = unit.name if unit else _("My cases")
    context = {
        "form": form,
        "title": title,
        "back": asked.address,
        "sheet_url": reverse("sheets"),
        "ways": ways_of(asked.viewer, unit, here="print") if unit else [],
    }
    return render(request, "breadth/print.html", context)


def _pdf(asked: scene.Asked, unit: Unit | None, said: dict[str, str]) -> HttpResponse:
    """The trail says first who printed whom; then the sheet stands, and is laid out."""
    shown = asked.shown(unit or Scope.MINE)
    groups = scene.drawn_groups(asked, shown)
    rows: list[ChildRow] = [row for group in groups for row in group.rows]  # type: ignore[misc]
    sheet = actions.make_sheet(
        by=asked.viewer,
        at=asked.viewer.at,
        team=unit,
        board=asked.board,
        columns=[one.code for one in shown.columns if one.code],
        cases=[row.head["case"] for row in rows],
        named_by=NamedBy(said["named_by"]),
    )
    data = _laid_out(asked, sheet, shown, groups, said["paper"])
    data["title"] = spelled(unit.name if unit else _("My cases"))
    pdf = render_pdf("board", data, at=asked.viewer.at)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="board-{grouped_code(sheet.code)}.pdf"'
    return response


def _laid_out(
    asked: scene.Asked, sheet: Sheet, shown: queries.BoardShown, groups: Sequence[cells.Group], paper: str
) -> dict[str, Any]:
    now = date_format(localtime(asked.viewer.at), "j F Y, H:i")
    heads = cells.paper_heads(shown.columns, sheet.named_by)
    width = 3.0 if paper == A3 else 2.6
    lines = _Lines(asked, shown.columns, sheet.named_by)
    drawn = [lines.group(group) for group in groups]
    key = _("Write beside what is printed: a day like 6/2, y (yes), n (no), na and why, nk (not known), or a number.")
    if lines.unprintable:
        key += " " + _("Where a name has letters that this printer’s type lacks, the id stands in its place.")
    return {
        "sub": spelled(f"{shown.label} · {scene.counted(groups)} · {now}"),
        "lang": language().partition("-")[0],
        "paper": paper,
        **LAYOUTS[paper],
        "code": grouped_code(sheet.code),
        "footer": _("Confidential. Shred after use. Soundings, %(now)s") % {"now": now},
        "page": _("page %(n)s of %(of)s"),
        "notes": _("Notes"),
        "key": key,
        "heads": [
            {"label": spelled(label), "first": one.fact in NAMES}
            for label, one in zip(heads, shown.columns, strict=True)
        ],
        "widths": [width if one.fact in NAMES else 1.0 for one in shown.columns],
        "groups": drawn,
    }


class _Lines:
    """The lines of a sheet, numbered through all groups. unprintable: a name was replaced by its id."""

    def __init__(self, asked: scene.Asked, columns: Sequence[queries.Column], named_by: str) -> None:
        self._phrases = cells.phrases_on(asked.viewer.on)
        self._columns = [one for one in columns if one.fact not in NAMES]
        self._named_by = named_by
        self._number = 0
        self.unprintable = False

    def group(self, group: cells.Group) -> dict[str, Any]:
        """The heading and its children."""
        family = ""
        children = []
        for row in group.rows:
            its_family = row.head.get("family") or row.head["case"]
            children.append(self._line(row, starts_family=its_family != family))
            family = its_family
        return {"title": spelled(group.title), "note": cells.counted(group.rows), "children": children}

    def _line(self, row: cells.Row, *, starts_family: bool) -> dict[str, Any]:
        self._number += 1
        name, ref = cells.paper_name(row.head, self._named_by, phrases=self._phrases), row.head.get("ref") or ""
        if not printable(name):
            name, self.unprintable = ref, True
        return {
            "number": self._number,
            "name": spelled(name),
            "beneath": spelled(ref) if self._named_by == NamedBy.NAME and ref != name else "",
            "starts-family": starts_family,
            "cells": [spelled(cells.paper_cell(row, one, phrases=self._phrases)) for one in self._columns],
        }

"""Keying a sheet back in: the same rows and columns in the same order, one small field for each cell."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from soundings.breadth import actions, cells, queries, words
from soundings.breadth.actions import Entry, SheetRefused
from soundings.breadth.forms.paper import SheetCodeForm
from soundings.breadth.queries import Column, SheetRow, SheetShown
from soundings.breadth.rules import ElementScope, Keyed, Unclear, grouped_code, keyed
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.core.audience import audience

MOST_TYPED = 400  # characters of one cell


@audience("records")
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """Which sheet has come back."""
    form = SheetCodeForm(request.POST or None)
    if form.is_valid():
        sheet = queries.sheet_for(viewer_of_request(request), form.cleaned_data["code"])
        if sheet is not None:
            return redirect("sheet", grouped_code(sheet.code))
        form.add_error("code", _("No sheet of yours has this code. Look at the foot of the page again."))
    return render(request, "breadth/sheets.html", {"form": form})


@audience("records")
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet with this code. Everything that is typed is recorded together, or all that is wrong is said."""
    viewer = viewer_of_request(request)
    found = queries.sheet_for(viewer, code)
    if found is None:
        raise Http404
    shown = queries.sheet_shown(viewer, found, at=viewer.at, language=language())
    typed = _Typed(shown, typed_on(request) or QueryDict())
    if request.method == "POST" and _recorded(request, shown, typed):
        return redirect("sheet", grouped_code(found.code))
    context = {
        "sheet": found,
        "code": grouped_code(found.code),
        "place": found.team.name if found.team else _("My cases"),
        "printed": date_format(localtime(found.made_at), "j F Y, H:i"),
        "columns": shown.columns,
        "lines": typed.lines(),
        "problems": typed.in_order(),
        "key": _key(),
        "keyed_said": _("recorded"),
    }
    return render(request, "breadth/sheet.html", context)


def _key() -> list[tuple[str, str]]:
    """What may be typed, and what it means."""
    return [
        ("6/2", _("the latest 6 February; with a year: 6/2/25")),
        ("y", _("yes, the day is not known")),
        ("n", _("no")),
        ("nk", _("not known")),
        (_("na too young"), _("does not apply, and why")),
        ("5", _("a number; with its day: 5 6/2. A rating is the worker’s")),
    ]


def _recorded(request: HttpRequest, shown: SheetShown, typed: "_Typed") -> bool:
    viewer = viewer_of_request(request)
    entries = typed.entries(viewer.on)
    if not entries and not typed.problems:
        messages.warning(request, _("Nothing is filled in yet. Type what was written by hand, then send it."))
        return True
    try:
        done = actions.key_in(by=viewer, at=viewer.at, sheet=shown.sheet, entries=entries, whole=not typed.problems)
    except SheetRefused as refused:
        for (row, element), problems in refused.problems.items():
            for one in problems:
                typed.say(row, element, words.problem_on_sheet(one))
        return False
    said = ngettext("%(n)s entry is recorded.", "%(n)s entries are recorded.", done.recorded) % {"n": done.recorded}
    if done.known:
        there = ngettext("%(n)s stood there already.", "%(n)s stood there already.", done.known) % {"n": done.known}
        said = f"{said} {there}" if done.recorded else there
    messages.success(request, said)
    return True


@dataclass
class _Typed:
    """What was typed into the fields of a sheet, with what is wrong with it."""

    shown: SheetShown
    data: QueryDict
    problems: list[dict[str, object]] = field(default_factory=list)
    wrong: set[tuple[int, str]] = field(default_factory=set)

    def _value(self, row: int, code: str) -> str:
        return str(self.data.get(f"r{row}-{code}", "")).strip()[:MOST_TYPED]

    def _for_family(self, row: int) -> bool:
        return not self.data or f"f{row}" in self.data

    def say(self, row: int, code: str, fix: str) -> None:
        """One thing to mend, where it stands."""
        label = next((one.label for one in self.shown.columns if one.code == code), "")
        found = self._value(row, code) if code else ""
        self.problems.append({"row": row, "column": label, "found": found, "fix": fix})
        self.wrong.add((row, code))

    def in_order(self) -> list[dict[str, object]]:
        """What is wrong, as it stands on the sheet: row by row."""
        places = {one.label: n for n, one in enumerate(self.shown.columns)}
        return sorted(self.problems, key=lambda one: (one["row"], places.get(str(one["column"]), 0)))

    def entries(self, today: date) -> list[Entry]:
        """What is to be recorded; what cannot be read is among the problems."""
        read: dict[tuple[int, str], Keyed] = {}
        for line in self.shown.rows:
            for column in self.shown.columns if line.recordable else ():
                said = keyed(self._value(line.number, column.code), kind=column.kind, today=today)
                if isinstance(said, Unclear):
                    self.say(line.number, column.code, words.unclear(said))
                elif said is not None:
                    read[line.number, column.code] = said
        return self._joined(read)

    def _joined(self, read: dict[tuple[int, str], Keyed]) -> list[Entry]:
        """One entry for each event: what is of the family and the same for brothers and sisters is typed once."""
        entries: list[Entry] = []
        taken: set[tuple[int, str]] = set()
        for (row, code), said in read.items():
            if (row, code) in taken:
                continue
            rows = [row]
            if self.shown.scopes[code] == ElementScope.FAMILY and self._for_family(row):
                rows += [one.number for one in self._siblings[row] if read.get((one.number, code), said) == said]
            taken |= {(one, code) for one in rows}
            entries.append(Entry(tuple(rows), code, said))
        return entries

    @cached_property
    def _siblings(self) -> dict[int, list[SheetRow]]:
        """For each line, the other lines of the same family on which the viewer may record."""
        families: dict[str, list[SheetRow]] = defaultdict(list)
        for line in self.shown.rows:
            if line.row and line.recordable and line.row.head.get("family"):
                families[line.row.head["family"]].append(line)
        lines = {
            one.number: [other for other in family if other is not one]
            for family in families.values()
            for one in family
        }
        return {line.number: lines.get(line.number, []) for line in self.shown.rows}

    def lines(self) -> list[dict[str, object]]:
        """The lines as the page draws them."""
        return [self._line(line) for line in self.shown.rows]

    def _line(self, line: SheetRow) -> dict[str, object]:
        siblings = [
            cells.given_name(one.row.head, line.row.head) for one in self._siblings[line.number] if one.row and line.row
        ]
        return {
            "number": line.number,
            "name": line.row.head["name"] if line.row else "",
            "recordable": line.recordable,
            "siblings": cells.listed(siblings) if siblings else "",
            "for_family": self._for_family(line.number),
            "cells": [self._cell(line.number, column) for column in self.shown.columns],
        }

    def _cell(self, row: int, column: Column) -> dict[str, object]:
        return {
            "name": f"r{row}-{column.code}",
            "label": column.label,
            "value": self._value(row, column.code),
            "wrong": (row, column.code) in self.wrong,
            "keyed": (row, column.code) in self.shown.keyed,
        }

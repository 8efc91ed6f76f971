"""Keying a sheet back in: the same rows and columns in the same order, one small field for each cell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from soundings.breadth import actions, queries, words
from soundings.breadth.actions import Entry, SheetRefused
from soundings.breadth.forms.paper import SheetCodeForm
from soundings.breadth.queries import SheetRow, SheetShown
from soundings.breadth.rules import ElementScope, Keyed, ProblemCode, Unclear, grouped_code, keyed
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.core.audience import audience


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
        "problems": typed.problems,
    }
    return render(request, "breadth/sheet.html", context)


def _recorded(request: HttpRequest, shown: SheetShown, typed: "_Typed") -> bool:
    viewer = viewer_of_request(request)
    entries = typed.entries(viewer.on)
    if typed.problems:
        return False
    if not entries:
        typed.say(0, "", _("Nothing is filled in yet."))
        return False
    try:
        done = actions.key_in(by=viewer, at=viewer.at, sheet=shown.sheet, entries=entries)
    except SheetRefused as refused:
        for (row, element), problems in refused.problems.items():
            for one in problems:
                typed.say(row, element, _refusal(one.code) or words.problem(one))
        return False
    said = ngettext("%(n)s entry of the sheet is recorded.", "%(n)s entries of the sheet are recorded.", done.recorded)
    known = ngettext("%(n)s stood there already.", "%(n)s stood there already.", done.known) if done.known else ""
    messages.success(request, " ".join([said % {"n": done.recorded}, known % {"n": done.known} if known else ""]))
    return True


def _refusal(code: ProblemCode) -> str:
    if code == ProblemCode.ISSUE_NEEDED:
        return _("This family has no current worry, or several. Record it on the child’s page, where you can choose.")
    return ""


@dataclass
class _Typed:
    """What was typed into the fields of a sheet, with what is wrong with it."""

    shown: SheetShown
    data: QueryDict
    problems: list[dict[str, object]] = field(default_factory=list)

    def _value(self, row: int, code: str) -> str:
        return str(self.data.get(f"r{row}-{code}", "")).strip()[:400]

    def _for_family(self, row: int) -> bool:
        return not self.data or f"f{row}" in self.data

    def say(self, row: int, code: str, fix: str) -> None:
        """One thing to mend, where it stands."""
        label = next((one.label for one in self.shown.columns if one.code == code), "")
        found = self._value(row, code) if code else ""
        self.problems.append({"row": row or "", "column": label, "found": found, "fix": fix})

    def entries(self, today: object) -> list[Entry]:
        """What is to be recorded; what cannot be read is among the problems."""
        read: dict[tuple[int, str], Keyed] = {}
        for line in self.shown.rows:
            for column in self.shown.columns if line.recordable else ():
                said = keyed(self._value(line.number, column.code), kind=column.kind, today=today)  # type: ignore[arg-type]
                if isinstance(said, Unclear):
                    self.say(line.number, column.code, words.unclear(said))
                elif said is not None:
                    read[line.number, column.code] = said
        return self._joined(read)

    def _joined(self, read: dict[tuple[int, str], Keyed]) -> list[Entry]:
        """One entry for each event: what is of the family and the same for brothers and sisters is typed once."""
        lines = {line.number: line for line in self.shown.rows}
        entries, taken = [], set()
        for (row, code), said in read.items():
            if (row, code) in taken:
                continue
            cases = [_key(lines[row])]
            if self.shown.scopes[code] == ElementScope.FAMILY and self._for_family(row):
                for other in self._siblings(lines[row]):
                    same = read.get((other.number, code))
                    if same is None or same == said:
                        cases.append(_key(other))
                        taken.add((other.number, code))
            entries.append(Entry(row, code, said, tuple(cases)))
        return entries

    def _siblings(self, line: SheetRow) -> Sequence[SheetRow]:
        """The other lines of the same family on which the viewer may record."""
        family = line.row.head.get("family") if line.row else None
        if not family:
            return []
        rows = self.shown.rows
        return [
            one for one in rows if one is not line and one.recordable and one.row and one.row.head["family"] == family
        ]

    def lines(self) -> list[dict[str, object]]:
        """The lines as the page draws them."""
        wrong: dict[tuple[object, object], bool] = defaultdict(bool)
        for problem in self.problems:
            wrong[problem["row"], problem["column"]] = True
        return [
            {
                "number": line.number,
                "name": line.row.head["name"] if line.row else "",
                "recordable": line.recordable,
                "siblings": ", ".join(one.row.head["name"] for one in self._siblings(line) if one.row),
                "for_family": self._for_family(line.number),
                "cells": [
                    {
                        "name": f"r{line.number}-{column.code}",
                        "label": column.label,
                        "value": self._value(line.number, column.code),
                        "wrong": wrong[line.number, column.label],
                    }
                    for column in self.shown.columns
                ],
            }
            for line in self.shown.rows
        ]


def _key(line: SheetRow) -> int:
    assert line.row, "Only lines with a case can be keyed."
    return line.row.case_id

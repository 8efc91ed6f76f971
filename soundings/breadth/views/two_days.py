"""Two days of a team side by side: the counts of what moved, each opening its list, and the lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.breadth import queries, words
from soundings.breadth.forms import TwoDaysForm
from soundings.breadth.queries import BothDays, ChildRow, Column, OneDay, TwoDays
from soundings.breadth.rules import Change, ElementKind, Move, last_friday
from soundings.breadth.views.days import asked_of_team
from soundings.breadth.views.loading import language
from soundings.breadth.views.scene import Asked, case_root, parse_day
from soundings.breadth.views.ways import ways_of
from soundings.core.addresses import address_of
from soundings.core.audience import audience

CAME, GONE, STILL = "came", "gone", "still"
MOVES = {ElementKind.SCALE: (Move.UP, Move.SAME, Move.DOWN), ElementKind.LIST: (Move.GREW, Move.SHRANK)}


class Days(NamedTuple):
    """Which two days are asked for; the first is the earlier one."""

    first: date
    second: date
    known: bool

    def address(self, page: str, board: str, part: str = "") -> str:
        said = {"board": board, "first": self.first.isoformat(), "second": self.second.isoformat()}
        said |= {"known": "1" if self.known else "", "part": part}
        return f"{page}?{urlencode({name: value for name, value in said.items() if value})}"


class Line(NamedTuple):
    """One child in a list."""

    name: str
    href: str
    says: list[str]


class Count(NamedTuple):
    """How many, in words, and the list of them; no list of nobody."""

    said: str
    n: int
    href: str


@dataclass(frozen=True)
class Section:
    """One list of children."""

    code: str
    title: str
    lines: Sequence[Line]
    empty: str = ""

    @property
    def is_short(self) -> bool:
        """Whether it has names only."""
        return not any(line.says for line in self.lines)


@audience("records")
@require_GET
def two_days(request: HttpRequest, public_id: str) -> HttpResponse:
    asked = asked_of_team(request, public_id)
    page = address_of("two-days", public_id)
    board = request.GET.get("board", "")
    form = TwoDaysForm(request.GET, today=asked.viewer.on) if "first_day" in request.GET else None
    if form and form.is_valid():
        said = form.cleaned_data
        first, second = sorted((said["first"], said["second"]))
        return redirect(Days(first, second, said["known"]).address(page, board))
    days = _days(asked)
    context = {
        "unit": asked.unit,
        "form": form or TwoDaysForm(initial=days._asdict(), today=asked.viewer.on),
        "board": board,
        "ways": ways_of(asked.viewer, asked.unit, here="two-days") if asked.unit else [],
    }
    if form is None and asked.unit:
        found = queries.two_days(
            asked.viewer, team=asked.unit, board=_board(asked, days), **days._asdict(), at=asked.viewer.at,
            language=language(),
        )  # fmt: skip
        context |= Compared(found, days, page, board).context(request.GET.get("part", ""))
        context["as_of"] = _as_of(asked, days)
    return render(request, "breadth/two_days.html", context)


def _days(asked: Asked) -> Days:
    """Last Friday and today, unless the address says otherwise. 404 for a day that is none or has not come."""
    today = asked.viewer.on
    chosen = (("first", last_friday(today)), ("second", today))
    first, second = (parse_day(text) if (text := asked.params.get(name)) else other for name, other in chosen)
    if first is None or second is None or max(first, second) > today:
        raise Http404
    return Days(min(first, second), max(first, second), bool(asked.params.get("known")))


def _board(asked: Asked, days: Days) -> Any:
    """The board that the team shows on the later day."""
    params = asked.params.copy()
    params["on"] = days.second.isoformat()
    return Asked(asked.viewer, asked.unit, params).board


def _as_of(asked: Asked, days: Days) -> str:
    said = {
        "first": date_format(days.first, "j F Y"),
        "second": date_format(days.second, "j F Y"),
        "now": date_format(timezone.localtime(asked.viewer.at), "j F Y, H:i"),
    }
    if days.known:
        return _("What had been recorded by the end of %(first)s and of %(second)s, looked at on %(now)s.") % said
    return _("What had happened by %(first)s and by %(second)s, as it is known on %(now)s.") % said


class Compared:
    """What moved, as a page says it."""

    def __init__(self, found: TwoDays, days: Days, page: str, board: str) -> None:
        self.found, self.days, self.page, self.board = found, days, page, board
        self.labels = {column.code: column.label for column in found.columns}

    def context(self, part: str) -> dict[str, Any]:
        sections = self._all() if not part else [one for one in [self._one(part)] if one]
        if part and not sections:
            raise Http404
        return {
            "first": self.days.first,
            "second": self.days.second,
            "sections": sections,
            "whole_url": self._href() if part else "",
            "figures": self._figures() if self.found.counts and not part else [],
            "elements": self._elements() if self.found.counts and not part else [],
        }

    @cached_property
    def moved(self) -> list[BothDays]:
        return [one for one in self.found.both if one.changes]

    def _figures(self) -> list[Count]:
        both, still = len(self.found.both), len(self.found.both) - len(self.moved)
        new = [one for one in self.found.both if any(change.move is Move.NEW for change in one.changes)]
        said_new = _("with something newly recorded, of %(n)s here on both days") % {"n": both}
        said_still = _("with nothing moved, of %(n)s here on both days") % {"n": both}
        return [
            self._count(_("come"), len(self.found.came), CAME),
            self._count(_("gone"), len(self.found.gone), GONE),
            self._count(said_new, len(new), Move.NEW),
            self._count(said_still, still, STILL),
        ]

    def _elements(self) -> list[dict[str, Any]]:
        """A row for each element of the board: newly recorded, and how its scale or network moved."""
        return [
            {
                "label": column.label,
                "counts": self._moves(column) if self._is_known(column.code) else [],
            }
            for column in self.found.columns
        ]

    def _is_known(self, code: str) -> bool:
        """Whether recording had begun, or anything stands: what is not known is not zero."""
        return any(code in one.row.begun or code in one.row.values for one in self.found.both)

    def _moves(self, column: Column) -> list[Count]:
        moves = [Move.NEW, *MOVES.get(ElementKind(column.kind), ())]
        if self._with(Move.UNDONE, column.code):
            moves.append(Move.UNDONE)
        return [self._count(words.move(move), self._with(move, column.code), f"{move}:{column.code}") for move in moves]

    def _with(self, move: Move, code: str) -> int:
        return sum(any((one.move, one.code) == (move, code) for one in each.changes) for each in self.moved)

    def _count(self, said: str, n: int, part: str) -> Count:
        return Count(said, n, self._href(part) if n else "")

    def _href(self, part: str = "") -> str:
        return self.days.address(self.page, self.board, part)

    def _all(self) -> list[Section]:
        still = len(self.found.both) - len(self.moved)
        sections = [
            Section(CAME, _("Come"), [_line(one.row, _came(one)) for one in self.found.came], _("Nobody came.")),
            Section(GONE, _("Gone"), [_line(one.row, _gone(one)) for one in self.found.gone], _("Nobody left.")),
            Section("moved", _("Something moved"), self._lines(self.moved), _("Nothing moved.")),
        ]
        return [*sections, *([self._still()] if still else [])]

    def _one(self, part: str) -> Section | None:
        """The list behind one count; None for a part that is none."""
        whole = {one.code: one for one in [*self._all(), self._still()]}
        if part in whole:
            return whole[part]
        move, _colon, code = part.partition(":")
        if move not in list(Move) or (code and code not in self.labels):
            return None
        wanted = [
            one
            for one in self.moved
            if any(change.move == move and code in ("", change.code) for change in one.changes)
        ]
        title = words.move(Move(move))
        if code:
            title = _("%(element)s: %(part)s") % {"element": self.labels[code], "part": title}
        return Section(part, title, self._lines(wanted), _("Nobody"))

    def _still(self) -> Section:
        still = [one for one in self.found.both if not one.changes]
        return Section(STILL, _("Nothing moved"), self._lines(still), _("Nobody"))

    def _lines(self, found: Sequence[BothDays]) -> list[Line]:
        return [_line(one.row, [self._says(change, one.row) for change in one.changes]) for one in found]

    def _says(self, change: Change, row: ChildRow) -> str:
        entry = row.values.get(change.code, {})
        return words.change(change, self.labels[change.code], entry.get("on"))


def _came(one: OneDay) -> list[str]:
    if one.on is None:
        return [_("From another team")]
    return [_("Opened %(date)s") % {"date": date_format(one.on, "j F Y")}]


def _gone(one: OneDay) -> list[str]:
    if one.on is None:
        return [_("To another team")]
    return [_("Closed %(date)s") % {"date": date_format(one.on, "j F Y")}]


def _line(row: ChildRow, says: list[str]) -> Line:
    return Line(row.head["name"], f"{case_root()}{row.head['case']}/", says)

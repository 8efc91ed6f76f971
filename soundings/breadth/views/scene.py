"""A board as it is asked for: which board, narrowed how, drawn as one string. Pages and in-place answers share it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.accounts.rules import UnitKind
from soundings.breadth import cells, feeds, queries
from soundings.breadth.forms import OPENED, RECORDED, Choice, FindForm, board_filter, opened_between
from soundings.breadth.models import Board
from soundings.breadth.queries import GroupKind, Scope, Sort
from soundings.breadth.rules import Past, label_of
from soundings.breadth.views.loading import language, viewer_of_request
from soundings.cases import queries as case_queries
from soundings.cases.models import AbuseType
from soundings.core.addresses import address_of


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: the board of a place (None: their own cases), with what narrows it."""

    viewer: Viewer
    unit: Unit | None
    params: QueryDict
    find: str = ""

    @cached_property
    def past(self) -> Past | None:
        """The day of which a team's board is asked; None for today. 404 for a day that is none or has not come."""
        text = self.params.get("on", "")
        if not text or self.unit is None or self.unit.kind != UnitKind.TEAM:
            return None
        on = parse_day(text)
        if on is None or on > self.viewer.on:
            raise Http404
        return None if on == self.viewer.on else Past(on, known=bool(self.params.get("known")))

    @property
    def on(self) -> date:
        """The day of the board."""
        return self.past.on if self.past else self.viewer.on

    @property
    def address(self) -> str:
        """Where this board is, with nothing that narrows it."""
        return address_of("board", self.unit.public_id) if self.unit else address_of("my-cases")

    @cached_property
    def boards(self) -> list[Board]:
        return queries.boards_at(self.viewer.agency_id, line=self.line, on=self.on)

    @cached_property
    def board(self) -> Board:
        """The board chosen, else the one that serves the place. 404 before the agency has boards."""
        chosen = next((one for one in self.boards if one.code == self.params.get("board")), None)
        if chosen is not None:
            return chosen
        stages = [one.stage_id for one in self.places if one.stage_id]
        board = queries.board_serving(self.boards, line=self.line, stage_id=stages[-1] if stages else None)
        if board is None:
            raise Http404
        return board

    @cached_property
    def places(self) -> list[Unit]:
        """The place whose boards are offered, with those above it, outermost first: for one's own cases one's team."""
        place = self.unit or queries.team_of(self.viewer)
        above = self.above if self.unit else queries.line_above(place) if place else []
        return [*above, place] if place else []

    @property
    def line(self) -> list[int]:
        """Their keys."""
        return [one.pk for one in self.places]

    @cached_property
    def above(self) -> list[Unit]:
        """The places above this one, outermost first."""
        return queries.line_above(self.unit) if self.unit else []

    @cached_property
    def columns(self) -> Sequence[queries.Column]:
        """The columns, for those who need them without the rows."""
        return queries.columns_of(self.board, language(), on=self.on)

    @cached_property
    def abuse_types(self) -> list[AbuseType]:
        """The key of abuse types in use."""
        return case_queries.abuse_types(self.viewer.agency_id)

    def choices(self, workers: Sequence[tuple[str, str]] = (), columns: Sequence[queries.Column] = ()) -> list[Choice]:
        """The filters as they are set. workers: public id and name. columns: of the board, if they are known."""
        return board_filter(
            {name: str(value) for name, value in self.params.items()} | {"board": self.board.code},
            boards=self._boards_offered,
            workers=[(queries.NOBODY, gettext("Not allocated")), *workers] if len(workers) > 1 else [],
            elements=[(one.code, one.label) for one in columns or self.columns if one.code],
            abuse_types=[(one.code, one.name) for one in self.abuse_types],
        )

    def choice_of_board(self) -> list[Choice]:
        """The same where nothing but the board can be chosen."""
        only = board_filter(
            {"board": self.board.code}, boards=self._boards_offered, workers=[], elements=[], abuse_types=[]
        )
        return only[:1]

    @property
    def _boards_offered(self) -> list[tuple[str, str]]:
        return [(one.code, board_label(one)) for one in self.boards]

    def filters(self) -> queries.Filters:
        """The filters as a query takes them; whatever is not offered narrows to nothing or is left out."""
        code, _colon, state = self.params.get("element", "").rpartition(":")
        chosen = self.params.get("opened", "")
        first, last = opened_between(chosen if chosen in dict(OPENED) else "", today=self.on)
        return queries.Filters(
            worker=self.params.get("worker", ""),
            element=code,
            recorded=state == RECORDED,
            abuse=self.params.get("abuse", ""),
            opened_from=first,
            opened_to=last,
            text=self.find,
        )

    @property
    def sort(self) -> Sort:
        wanted = self.params.get("sort", "")
        return Sort(wanted) if wanted in list(Sort) else Sort.FAMILIES

    def shown(self, of: Unit | Scope) -> queries.BoardShown:
        """The rows, once the trail says that they were read."""
        return queries.board_of(
            self.viewer,
            of=of,
            board=self.board,
            at=self.viewer.at,
            filters=self.filters(),
            sort=self.sort,
            language=language(),
            past=self.past,
        )

    @property
    def setting(self) -> cells.Setting:
        return cells.Setting(cells.phrases_on(self.on), case_root(), in_place=self.past is None)


def parse_day(text: str) -> date | None:
    """The day that an address names, like 2026-03-12; None if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def case_root() -> str:
    """The address in front of the public id of a case."""
    return address_of("case", "0")[:-2]


def asked(request: HttpRequest, unit: Unit | None) -> Asked:
    """What this request wants to see. A name that is looked for is posted, so that it stands in no address."""
    find = FindForm(request.POST if request.method == "POST" else None)
    text = find.cleaned_data["find"].strip() if find.is_valid() else ""
    return Asked(viewer_of_request(request), unit, request.GET, text)


def asked_where(viewer: Viewer, address: str) -> Asked | None:
    """The board that is open in a browser at this address; None if no board is."""
    path, _mark, query = address.partition("?")
    path = "/" + path.partition("://")[2].partition("/")[2] if "://" in path else path
    try:
        match = resolve(path)
    except Http404:
        return None
    if match.view_name == "my-cases":
        return Asked(viewer, None, QueryDict(query))
    if match.view_name == "board" and "public_id" in match.kwargs:
        unit = queries.place_for(viewer, match.kwargs["public_id"])
        return Asked(viewer, unit, QueryDict(query)) if unit else None
    return None


def drawn_groups(asked: Asked, shown: queries.BoardShown) -> list[cells.Group]:
    """The groups of a board with their headings: not allocated and duty first, then one's own, then by name."""
    own = asked.viewer.staff_id
    groups = sorted(shown.groups, key=lambda one: (one.kind is GroupKind.WORKER, one.staff_id != own))
    return [_drawn(group) for group in groups]


def _drawn(group: queries.Group) -> cells.Group:
    if group.kind is GroupKind.NOBODY:
        return cells.Group(gettext("Not allocated"), group.rows, first=True)
    if group.kind is GroupKind.DUTY:
        return cells.Group(group.name, group.rows, first=True)
    return cells.Group(gettext("%(name)s’s cases") % {"name": group.name}, group.rows)


def counted(groups: Sequence[cells.Group]) -> str:
    """ "38 open children, 21 families"."""
    rows = [row for group in groups for row in group.rows]
    families = {row.head["family"] or row.head["case"] for row in rows}
    children = ngettext("%(n)s open child", "%(n)s open children", len(rows)) % {"n": len(rows)}
    if len(families) == len(rows):
        return children
    return f"{children}, {ngettext('%(n)s family', '%(n)s families', len(families)) % {'n': len(families)}}"


def as_of(viewer: Viewer) -> str:
    """Until when the board is true."""
    now = date_format(timezone.localtime(viewer.at), "j F Y, H:i")
    fed = feeds.fed_until(viewer.agency_id)
    if fed is None:
        return gettext("What was recorded here, to %(now)s. No file of the case system has been loaded.") % {"now": now}
    said = {"fed": date_format(fed, "j F Y"), "now": now}
    return gettext("Case system to %(fed)s, and what was recorded here since, to %(now)s.") % said


def board_label(board: Board) -> str:
    """The agency's name for a board."""
    return label_of(board.labels, language(), code=board.code)

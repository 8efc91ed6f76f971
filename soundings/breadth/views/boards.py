"""Boards: my cases, a team, everything below a service; and what has changed since one was opened."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer, check_reason, reach
from soundings.accounts.rules import Row, UnitKind
from soundings.breadth import cells, permissions, queries
from soundings.breadth.forms import FindForm
from soundings.breadth.queries import BoardShown, Scope
from soundings.breadth.views import scene
from soundings.breadth.views.cards import Card, cards_of
from soundings.breadth.views.days import DAY, PastDay, another_day, past_day
from soundings.breadth.views.loading import in_place, place_or_404, viewer_of_request
from soundings.breadth.views.news import changes_url
from soundings.breadth.views.overview import overview, overview_in_groups
from soundings.breadth.views.signals import Beneath
from soundings.breadth.views.taking import link_to_take
from soundings.breadth.views.ways import ways_of
from soundings.cases import permissions as case_permissions
from soundings.core.addresses import address_of
from soundings.core.audience import audience
from soundings.design.around import render_around

MOST_LISTED = 5_000  # open cases at a place below which they may be listed one by one
PLAIN = "plain"  # a board without the rows beneath its children
FILTERS = ("worker", "element", "abuse", "opened")


@dataclass
class Page:
    """What a board's template needs around the table."""

    title: str
    sub: str
    asked: scene.Asked
    note: str = ""
    narrowed: str = ""
    empty_title: str = ""
    empty: str = ""
    changes_url: str = ""
    news: str = ""
    crumbs: list[dict[str, str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.asked.address

    @property
    def here(self) -> str:
        """Where the filters are sent."""
        return self.asked.address

    @property
    def plain(self) -> str:
        """The same board with nothing narrowed."""
        kept = {name: value for name in ("board", *DAY) if (value := self.asked.params.get(name))}
        return f"{self.asked.address}?{urlencode(kept)}" if kept else self.asked.address

    @cached_property
    def day(self) -> PastDay | None:
        return past_day(self.asked)

    @property
    def as_of(self) -> str:
        return self.day.as_of if self.day else scene.as_of(self.asked.viewer)

    @property
    def abuse_key(self) -> list[Any]:
        return self.asked.abuse_types


@audience("records")
@require_http_methods(["GET", "POST"])
def my_cases(request: HttpRequest) -> HttpResponse:
    asked = scene.asked(request, None)
    shown = asked.shown(Scope.MINE)
    groups = [*scene.drawn_groups(asked, shown), *_by_name(asked, shown)]
    label = scene.board_label(asked.board)
    page = Page(
        title=_("My cases"),
        sub=f"{label} · {scene.counted(groups)}",
        asked=asked,
        narrowed=_narrowed(asked, shown),
        empty_title=_("No open cases stand with you"),
        empty=_("Cases come here as soon as you are named as their lead, co-worker or cover."),
        changes_url=changes_url(asked),
        links=[{"href": address_of("print-mine"), "label": _("Print my cases")}, *_work_links(asked.viewer)],
    )
    return _answer(request, page, asked, shown, groups)


def _by_name(asked: scene.Asked, mine: BoardShown) -> list[cells.Group]:
    """What is shared with the viewer by name, and the restricted cases whose list names them: sections of their own."""
    if not queries.is_named_anywhere(asked.viewer):
        return []
    there = {row.case_id for group in mine.groups for row in group.rows}
    titles = {
        Scope.SHARED: _("Shared with you by name"),
        Scope.RESTRICTED: _("Restricted: only the people on each list see these"),
    }
    found = []
    for of, title in titles.items():
        rows = [row for group in asked.shown(of).groups for row in group.rows if row.case_id not in there]
        if rows:
            found.append(cells.Group(title, rows))
    return found


@audience("staff")
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The board or overview of the place where somebody belongs; a choice where they belong to several."""
    viewer = viewer_of_request(request)
    places = queries.outermost_for(viewer)
    if len(places) == 1:
        return redirect("board", places[0].public_id)
    links = [{"href": address_of("board", one.public_id), "label": one.name} for one in places]
    return render(request, "breadth/start.html", {"links": links})


@audience("staff")
@require_http_methods(["GET", "POST"])
def board(request: HttpRequest, public_id: str) -> HttpResponse:
    """A team by case; a service, a locality or the agency by place, or by case once it is narrowed."""
    viewer, unit = place_or_404(request, public_id)
    asked = scene.asked(request, unit)
    by_case = unit.kind == UnitKind.TEAM or asked.find or any(request.GET.get(name) for name in FILTERS)
    if by_case and not queries.sees_cases_at(viewer, unit):
        check_reason(viewer, Row.TEAM_BOARD)
    if by_case and queries.sees_cases_at(viewer, unit) and _few_enough(unit):
        return _by_case(request, asked, unit)
    if queries.sees_totals_at(viewer, unit):
        return overview(request, asked, unit, crumbs(asked))
    if queries.sees_groups_at(viewer, unit):
        return overview_in_groups(request, asked, unit, crumbs(asked))
    raise Http404


def _few_enough(unit: Unit) -> bool:
    """Whether the children of a place may be listed: a team's always, those of a larger place up to a number."""
    return unit.kind == UnitKind.TEAM or queries.open_cases_at(unit) <= MOST_LISTED


def _by_case(request: HttpRequest, asked: scene.Asked, unit: Unit) -> HttpResponse:
    shown = asked.shown(unit)
    groups = scene.drawn_groups(asked, shown)
    page = Page(
        title=unit.name,
        sub=f"{shown.label} · {scene.counted(groups)}",
        asked=asked,
        note=unit_note(asked),
        narrowed=_narrowed(asked, shown),
        empty_title=_("No open cases here"),
        empty=_("Cases come here when they are loaded from the case system, or opened on a page."),
        changes_url=changes_url(asked) if unit.kind == UnitKind.TEAM and not asked.past else "",
        crumbs=crumbs(asked),
        links=links_at(asked, unit),
    )
    if asked.past:
        page.empty_title, page.empty = _("Nobody stood here on that day"), ""
    return _answer(request, page, asked, shown, groups)


def links_at(asked: scene.Asked, unit: Unit) -> list[dict[str, str]]:
    """What else may be done at this place."""
    viewer = asked.viewer
    links = _work_links(viewer) if unit.kind == UnitKind.TEAM else []
    if unit.kind == UnitKind.TEAM and permissions.can_begin_recording(viewer, unit):
        href = address_of("recording-starts", unit.public_id)
        links.append({"href": href, "label": _("Since when do we record what?")})
    links.append({"href": address_of("expected", unit.public_id), "label": _("By when is it expected?")})
    if queries.sees_totals_at(viewer, unit):
        links.append({"href": f"{address_of('measures')}?place={unit.public_id}", "label": _("Measures of this place")})
    links.append({"href": address_of("questions", unit.public_id), "label": _("What do we ask about?")})
    links += link_to_take(asked, unit)
    if permissions.can_tailor_place(viewer, unit):
        links.append({"href": address_of("place-layout", unit.public_id), "label": _("Tailor this board")})
    return links


def _work_links(viewer: Viewer) -> list[dict[str, str]]:
    """What those who work with cases do beside recording."""
    if not reach(viewer, Row.RECORD_PRACTICE, edit=True):
        return []
    offered = {
        "new-case": _("Open a case"),
        "handover": _("Hand over cases"),
        "proposals": _("Proposals"),
        "known-children": _("Children I know privately"),
    }
    offered["sheets"] = _("Key a sheet back in")
    if not (case_permissions.opens_cases(viewer) or case_permissions.proposes_cases(viewer)):
        del offered["new-case"]
    return [{"href": address_of(name), "label": label} for name, label in offered.items()]


def unit_note(asked: scene.Asked) -> str:
    """The agency's note on every board."""
    return asked.viewer.user.agency.board_note


def crumbs(asked: scene.Asked) -> list[dict[str, str]]:
    """The places above whose figures the viewer may see, outermost first."""
    above = [one for one in asked.above if queries.sees_groups_at(asked.viewer, one)]
    return [{"href": address_of("board", one.public_id), "label": one.name} for one in above]


def _narrowed(asked: scene.Asked, shown: BoardShown) -> str:
    if shown.shown == shown.total and not asked.find:
        return ""
    said = ngettext("%(n)s of %(total)s child shown.", "%(n)s of %(total)s children shown.", shown.total)
    return said % {"n": shown.shown, "total": shown.total}


def _answer(
    request: HttpRequest, page: Page, asked: scene.Asked, shown: BoardShown, groups: list[cells.Group]
) -> HttpResponse:
    name = _("%(title)s: practice with each child") % {"title": page.title}
    said, card = _said(asked, shown, groups)
    setting = replace(asked.setting, beneath=said)
    drawn = cells.table_parts(name, groups, shown.columns, covers=shown.covers, setting=setting) if groups else []
    context: dict[str, Any] = {"page": page, "card": card}
    if in_place(request):
        return render_around(request, "breadth/_board.html", context, table=drawn)
    filters = cells.choices(asked.choices(shown.workers, shown.columns))
    context |= {"filters": filters, "find": FindForm(initial={"find": asked.find})}
    context["another_day"] = another_day(asked)
    context["ways"] = ways_of(asked.viewer, asked.unit, here="board") if asked.unit else []
    if not asked.past:  # the figures are today's
        context["cards"] = [*cards_of(asked.viewer, asked.unit), *_signal_card(context["card"], asked.unit)]
    return render_around(request, "breadth/board.html", context, table=drawn)


def _said(
    asked: scene.Asked, shown: BoardShown, groups: list[cells.Group]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What stands beneath the children, and the counts of it: today's, so nothing on a board of the past."""
    if asked.past:
        return {}, None
    beneath = Beneath(asked.viewer, [row for group in shown.groups for row in group.rows])
    is_plain = asked.params.get("rows") == PLAIN
    card = _card(asked, beneath, is_plain=is_plain)
    if is_plain:
        return {}, card
    apart = _rows_apart(groups, shown)
    return {**(Beneath(asked.viewer, apart).says() if apart else {}), **beneath.says()}, card


def _signal_card(counts: dict[str, Any] | None, unit: Unit | None) -> list[Card]:
    """What is to be seen of the team's children, as the last of its cards; one's own cases have it above the board."""
    if counts is None or unit is None:
        return []
    return [Card(counts["said"], counts["of"], kind="ask" if counts["asks"] else "", href=counts["href"])]


def _rows_apart(groups: list[cells.Group], shown: BoardShown) -> list[Any]:
    """The rows of sections of their own (shared by name, restricted), which no count knows."""
    there = {row.case_id for group in shown.groups for row in group.rows}
    rows: list[Any] = [row for group in groups for row in group.rows]
    return [row for row in rows if row.case_id not in there]


def _card(asked: scene.Asked, beneath: Beneath, *, is_plain: bool) -> dict[str, Any] | None:
    """The counts of what is to be seen, with their list and the switch to the plain board."""
    unit = asked.unit
    if unit is not None and unit.kind != UnitKind.TEAM:
        return None
    href = address_of("team-signals", unit.public_id) if unit else address_of("my-signals")
    other = asked.params.copy()
    other.pop("rows", None)
    if not is_plain:
        other["rows"] = PLAIN
    return beneath.card(href, f"{asked.address}?{other.urlencode()}" if other else asked.address, is_plain=is_plain)

"""A service, a locality or the agency: how far each element is recorded in each place, without naming a child."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.accounts.models import Unit
from soundings.accounts.rules import UnitKind
from soundings.breadth import cells, permissions, queries
from soundings.breadth.queries import GroupPlace, Place
from soundings.breadth.rules import GROUPS
from soundings.breadth.views import scene
from soundings.breadth.views.loading import language
from soundings.breadth.views.taking import link_to_take
from soundings.core.addresses import address_of


def overview(request: HttpRequest, asked: scene.Asked, unit: Unit, crumbs: list[dict[str, str]]) -> HttpResponse:
    """The page of figures of one place. The caller has checked that they may be seen."""
    found = queries.overview_of(asked.viewer, unit=unit, board=asked.board, language=language())
    below = [_line(place, asked) for place in found.below]
    whole = cells.PlaceLine(
        _("All of %(name)s") % {"name": unit.name}, "", found.place.open_cases, found.place.coverage
    )
    name = _("%(title)s: how far practice is recorded") % {"title": unit.name}
    lists = queries.sees_cases_at(asked.viewer, unit) and unit.kind != UnitKind.TEAM
    page: dict[str, Any] = {
        "title": unit.name,
        "sub": f"{found.label} · {_open_children(found.place.open_cases)}",
        "crumbs": crumbs,
        "here": asked.address,
        "lists": lists and bool(found.place.open_cases),
        "as_of": scene.as_of(asked.viewer),
        "note": "" if unit.kind != UnitKind.TEAM else _("You see the figures of this team, not its children."),
    }
    page["links"] = [
        {"href": address_of("expected", unit.public_id), "label": _("By when is it expected?")},
        _measures(unit),
        *link_to_take(asked, unit),
    ]
    if permissions.can_tailor(asked.viewer):
        page["links"] += [
            {"href": address_of("words"), "label": _("The words of our boards")},
            {"href": address_of("boards-and-stages"), "label": _("Which board serves which stage")},
            {"href": address_of("instruments"), "label": _("Questionnaires")},
        ]
    if permissions.can_tailor_place(asked.viewer, unit):
        link = {"href": address_of("place-layout", unit.public_id), "label": _("Tailor the board of this place")}
        page["links"] = [*page.get("links", []), link]
    page["key"] = _("Each figure: recorded, of the open children to whom it applies.")
    return _answer(request, asked, page, cells.places(name, [*below, whole], found.columns), found.columns)


def overview_in_groups(
    request: HttpRequest, asked: scene.Asked, unit: Unit, crumbs: list[dict[str, str]]
) -> HttpResponse:
    """The same for those who see groups only: shares of rounded numbers, and small ones hidden. Leads to no child."""
    found = queries.group_overview_of(asked.viewer, unit=unit, board=asked.board, language=language())
    lines = [_group(place, place.unit.name, _address(place.unit, asked)) for place in found.below]
    lines.append(_group(found.place, _("All of %(name)s") % {"name": unit.name}, ""))
    name = _("%(title)s: how far practice is recorded, in groups") % {"title": unit.name}
    page: dict[str, Any] = {
        "title": unit.name,
        "sub": found.label,
        "crumbs": crumbs,
        "here": asked.address,
        "lists": False,
        "as_of": scene.as_of(asked.viewer),
        "links": [_measures(unit), *link_to_take(asked, unit)],
        "note": _(
            "You see figures of groups, not children. Small numbers are hidden, so that no child can be made out."
        ),
        "key": _(
            "Each figure: the share recorded, of the open children to whom it applies, to the nearest %(base)s. "
            "“%(hidden)s”: hidden, because it is of fewer than %(group)s children, or would show a number from "
            "1 to %(threshold)s."
        )
        % {
            "base": GROUPS.base,
            "hidden": GROUPS.hidden,
            "group": GROUPS.smallest_group,
            "threshold": GROUPS.threshold,
        },
    }
    return _answer(request, asked, page, cells.groups(name, lines, found.columns), found.columns)


def _measures(unit: Unit) -> dict[str, str]:
    return {"href": f"{address_of('measures')}?place={unit.public_id}", "label": _("Measures of this place")}


def _answer(
    request: HttpRequest, asked: scene.Asked, page: dict[str, Any], table: str, columns: Sequence[queries.Column]
) -> HttpResponse:
    offered = asked.choices(columns=columns) if page["lists"] else asked.choice_of_board()
    return render(request, "breadth/overview.html", {"page": page, "table": table, "filters": cells.choices(offered)})


def _line(place: Place, asked: scene.Asked) -> cells.PlaceLine:
    return cells.PlaceLine(place.unit.name, _address(place.unit, asked), place.open_cases, place.coverage)


def _group(place: GroupPlace, name: str, href: str) -> cells.GroupLine:
    return cells.GroupLine(name, href, place.open_cases, place.shares)


def _address(unit: Unit, asked: scene.Asked) -> str:
    address = address_of("board", unit.public_id)
    board = asked.params.get("board")
    return f"{address}?board={board}" if board else address


def _open_children(n: int) -> str:
    return ngettext("%(n)s open child", "%(n)s open children", n) % {"n": n}

"""A service, a locality or the agency: how far each element is recorded in each place, without naming a child."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.accounts.models import Unit
from soundings.accounts.rules import UnitKind
from soundings.breadth import cells, permissions, queries
from soundings.breadth.queries import Place
from soundings.breadth.views import scene
from soundings.breadth.views.loading import language


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
    if permissions.can_tailor(asked.viewer):
        page["links"] = [
            {"href": reverse("words"), "label": _("The words of our boards")},
            {"href": reverse("boards-and-stages"), "label": _("Which board serves which stage")},
        ]
    context: dict[str, Any] = {"page": page, "table": cells.places(name, [*below, whole], found.columns)}
    form = asked.filter_form(columns=found.columns)
    if not page["lists"]:
        form.only_the_board()
    context["filters"] = cells.choices(form)
    return render(request, "breadth/overview.html", context)


def _line(place: Place, asked: scene.Asked) -> cells.PlaceLine:
    address = reverse("board", args=[place.unit.public_id])
    board = asked.params.get("board")
    href = f"{address}?board={board}" if board else address
    return cells.PlaceLine(place.unit.name, href, place.open_cases, place.coverage)


def _open_children(n: int) -> str:
    return ngettext("%(n)s open child", "%(n)s open children", n) % {"n": n}

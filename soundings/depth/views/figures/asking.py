"""Which programme is asked about, through whose eyes, and the ways between its pages."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soundings.accounts.requests import Request
from soundings.depth.cells import seen as seen_said
from soundings.depth.models import Programme
from soundings.depth.permissions import can_run
from soundings.depth.queries.doubles import sees_agreement
from soundings.depth.queries.exports import exportable
from soundings.depth.queries.pictures import programme_with_figures, scope_at
from soundings.depth.rules import Seen


def language() -> str:
    """The language of the page."""
    return get_language() or "en-gb"


def programme_asked(request: Request, public_id: str) -> Programme:
    """The programme, if the viewer may see figures of it; else as if there were none."""
    programme = programme_with_figures(request.viewer, public_id)
    if programme is None:
        raise Http404
    return programme


def seen_asked(request: Request) -> Seen:
    """Through whose eyes: `?seen=`, without it as agreed."""
    asked = request.GET.get("seen", Seen.AGREED.value)
    if asked not in list(Seen):
        raise Http404
    return Seen(asked)


def eyes(chosen: Seen, *, query: str = "") -> list[dict[str, Any]]:
    """The choice of eyes, as links on the same page."""
    return [{"href": f"?seen={one.value}{query}", "label": seen_said(one), "current": one is chosen} for one in Seen]


def ways(request: Request, programme: Programme, here: str) -> list[dict[str, Any]]:
    """The pages about this programme that the viewer may open."""
    viewer = request.viewer
    found = [(name, label) for name, label in _pictures() if scope_at(viewer, programme.unit)]
    scope = scope_at(viewer, programme.unit)
    if scope and scope.opened:
        found.append(("programme-findings", _("Findings")))
    if sees_agreement(viewer, programme):
        found.append(("programme-agreement", _("Agreement")))
    if can_run(viewer, programme):
        found.append(("second-ratings", _("Second ratings")))
    if scope_at(viewer, programme.unit):
        found.append(("programme-report", _("Report")))
    if exportable(viewer, programme):
        found.append(("export-reviews", _("Export")))
    return [
        {"href": reverse(name, args=[programme.public_id]), "label": label, "current": name == here}
        for name, label in found
    ]


def _pictures() -> list[tuple[str, str]]:
    return [
        ("programme-heat", _("Heat map")),
        ("programme-time", _("Over time")),
        ("programme-themes", _("Themes")),
    ]

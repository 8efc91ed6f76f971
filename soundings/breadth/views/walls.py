"""Walls as their keepers see them: what each shows, which screens show it, and how a screen is paired or revoked."""

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.breadth import actions, permissions, queries, words
from soundings.breadth.actions import WallDraft
from soundings.breadth.forms.walls import ScreenForm, WallForm, wall_initial
from soundings.breadth.models import Wall, WallScreen
from soundings.breadth.rules import grouped_code
from soundings.breadth.views import scene
from soundings.breadth.views.loading import typed_on, viewer_of_request
from soundings.breadth.views.pairing import code_for
from soundings.breadth.views.ways import ways_of
from soundings.core.audience import audience


@audience("walls")
@require_safe
def walls(request: HttpRequest) -> HttpResponse:
    """Every wall in reach: a supervisor's, or the agency's for whoever looks after the system."""
    viewer = viewer_of_request(request)
    return _listed(request, viewer, None)


@audience("walls")
@require_safe
def team_walls(request: HttpRequest, public_id: str) -> HttpResponse:
    """The walls that show one team."""
    viewer = viewer_of_request(request)
    return _listed(request, viewer, _team_or_404(viewer, public_id))


def _team_or_404(viewer: Viewer, public_id: str) -> Unit:
    team = next((one for one in queries.teams_for_walls(viewer) if one.public_id == public_id), None)
    if team is None:
        raise Http404
    return team


def _listed(request: HttpRequest, viewer: Viewer, team: Unit | None) -> HttpResponse:
    found = queries.walls_for(viewer, team=team)
    new_url = ""
    if queries.teams_for_walls(viewer):
        new_url = reverse("new-wall") + (f"?team={team.public_id}" if team else "")
    context = {
        "walls": [{"wall": one, "says": _says(one), "screens": _showing(one)} for one in found],
        "team": team,
        "new_url": new_url,
        "ways": ways_of(viewer, team, here="wall") if team else [],
    }
    return render(request, "breadth/walls.html", context)


def _showing(wall: Wall) -> list[WallScreen]:
    return [one for one in wall.screens.all() if one.paired_at and not one.revoked_at]


def _says(wall: Wall) -> str:
    return f"{', '.join(team.name for team in wall.teams.all())} · {words.named_by(wall.named_by)}"


@audience("walls")
@require_http_methods(["GET", "POST"])
def new_wall(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of_request(request)
    teams = queries.teams_for_walls(viewer)
    if not teams:
        raise Http404
    asked_for = next((one for one in teams if one.public_id == request.GET.get("team")), None)
    form = _form(request, viewer, None, asked_for or (teams[0] if len(teams) == 1 else None))
    if request.method == "POST" and form.is_valid():
        wall = actions.put_up_wall(by=viewer, at=viewer.at, draft=WallDraft(**form.draft_fields()))
        messages.success(request, _("The wall is made. Now pair a screen with it."))
        return redirect("wall-kept", wall.public_id)
    title = _("Put up a wall")
    return render(request, "breadth/wall_form.html", {"form": form, "title": title, "back": reverse("walls")})


def _form(request: HttpRequest, viewer: Viewer, wall: Wall | None, team: Unit | None = None) -> WallForm:
    boards = [(one, scene.board_label(one)) for one in queries.boards_of(viewer.agency_id)]
    return WallForm(
        typed_on(request),
        teams=queries.teams_for_walls(viewer),
        workers=queries.workers_for_walls(viewer),
        boards=boards,
        initial=wall_initial(wall, team=team),
    )


def _wall_or_404(viewer: Viewer, public_id: str) -> Wall:
    wall = queries.wall_for(viewer, public_id)
    if wall is None:
        raise Http404
    return wall


def _may_change(viewer: Viewer, wall: Wall) -> bool:
    return all(permissions.can_put_up_wall(viewer, team) for team in wall.teams.all() if team.closed_on is None)


@audience("walls")
@require_safe
def wall_kept(request: HttpRequest, public_id: str) -> HttpResponse:
    """One wall: what it shows, its screens with when each was last seen, and what may be done."""
    viewer = viewer_of_request(request)
    wall = _wall_or_404(viewer, public_id)
    context = {
        "wall": wall,
        "named": words.named_by(wall.named_by),
        "board": scene.board_label(wall.board) if wall.board else "",
        "screens": [one for one in wall.screens.all() if one.paired_at or not one.revoked_at],
        "may_change": _may_change(viewer, wall),
        "form": ScreenForm(),
        "at": viewer.at,
    }
    return render(request, "breadth/wall_kept.html", context)


@audience("walls")
@require_http_methods(["GET", "POST"])
def change_wall(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of_request(request)
    wall = _wall_or_404(viewer, public_id)
    if not _may_change(viewer, wall):
        raise Http404
    form = _form(request, viewer, wall)
    if request.method == "POST" and form.is_valid():
        actions.change_wall(by=viewer, at=viewer.at, wall=wall, draft=WallDraft(**form.draft_fields()))
        messages.success(request, _("Saved. The screens follow with their next part."))
        return redirect("wall-kept", public_id)
    back = reverse("wall-kept", args=[public_id])
    return render(request, "breadth/wall_form.html", {"form": form, "title": _("Change this wall"), "back": back})


@audience("walls")
@require_POST
def invite_screen(request: HttpRequest, public_id: str) -> HttpResponse:
    """The code and its picture, shown this once."""
    viewer = viewer_of_request(request)
    wall = _wall_or_404(viewer, public_id)
    form = ScreenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say where the screen hangs, so that the right one can be revoked."))
        return redirect("wall-kept", public_id)
    screen, secret = actions.invite_screen(by=viewer, at=viewer.at, wall=wall, name=form.cleaned_data["name"].strip())
    code = code_for(wall.agency_id, secret)
    address = request.build_absolute_uri(reverse("wall"))
    link = f"{address}?code={code}"
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=5, border=2, dark="#0c2a36")
    context = {
        "wall": wall,
        "screen": screen,
        "code": grouped_code(code),
        "address": address,
        "link": link,
        "picture": mark_safe(picture),  # drawn by segno from our own link
        "until": screen.code_until,
    }
    return render(request, "breadth/wall_code.html", context)


@audience("walls")
@require_POST
def revoke_screen(request: HttpRequest, public_id: str, screen_id: str) -> HttpResponse:
    viewer = viewer_of_request(request)
    wall = _wall_or_404(viewer, public_id)
    screen = next((one for one in wall.screens.all() if one.public_id == screen_id and not one.revoked_at), None)
    if screen is None:
        raise Http404
    actions.revoke_screen(by=viewer, at=viewer.at, screen=screen)
    messages.success(request, _("%(name)s shows nothing any more.") % {"name": screen.name})
    return redirect("wall-kept", public_id)


@audience("walls")
@require_POST
def take_down(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of_request(request)
    wall = _wall_or_404(viewer, public_id)
    actions.take_down_wall(by=viewer, at=viewer.at, wall=wall)
    messages.success(
        request, _("The wall “%(name)s” is taken down; no screen shows it any more.") % {"name": wall.name}
    )
    return redirect("walls")

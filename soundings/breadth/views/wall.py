"""The wall itself, as a paired screen opens it: no sign-in, no link, nothing to drill into, and nothing but this."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.languages import known
from soundings.breadth import actions, cells, feeds, queries
from soundings.breadth.forms.walls import PairForm
from soundings.breadth.models import WallScreen
from soundings.breadth.queries import GroupKind, WallPart
from soundings.breadth.queries.board import Group
from soundings.breadth.views import pairing
from soundings.breadth.views.loading import language
from soundings.core.audience import audience
from soundings.core.models import Agency
from soundings.core.rules import Denied, local_date
from soundings.core.tenancy import acting_for


@audience("anyone")
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The part whose turn it is; the way to pair this screen where it holds no token, or one that is revoked."""
    held = pairing.held(request)
    agency = Agency.objects.filter(pk=held[0]).first() if held else None
    if held is None or agency is None:
        return _to_pair(request, PairForm(initial={"code": request.GET.get("code", "")[:30]}))
    with acting_for(agency), _at_home(agency):  # the trail is committed where this ends, before anything is sent
        screen = queries.screen_by_token(held[1], held[2])
        response = _part(request, screen) if screen else _over(request)
    if screen:
        pairing.remember(response, request.COOKIES[pairing.cookie_name()])
    return _unattended(response)


@contextmanager
def _at_home(agency: Agency) -> Iterator[None]:
    with (
        timezone.override(ZoneInfo(agency.time_zone)),
        translation.override(known(agency.language) or settings.LANGUAGE_CODE),
    ):
        yield


def _unattended(response: HttpResponse) -> HttpResponse:
    response.unattended = True  # type: ignore[attr-defined]  # a wall keeps nobody signed in
    return response


def _part(request: HttpRequest, screen: WallScreen) -> HttpResponse:
    now = timezone.now()
    number = _number(request.GET.get("part", ""))
    on = local_date(now, screen.wall.agency.time_zone)
    shown = queries.part_shown(screen, part=number, on=on, at=now, language=language())
    actions.note_screen(screen=screen, at=now)
    wall = screen.wall
    context = {
        "wall": wall,
        "next_url": f"{reverse('wall')}?part={number + 1 if shown and number + 1 < shown.of else 0}",
        "now": date_format(timezone.localtime(now), "H:i"),
    }
    if shown:
        context |= _words(screen, shown)
    return render(request, "breadth/wall.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _words(screen: WallScreen, shown: WallPart) -> dict[str, object]:
    """What stands on the screen."""
    wall, viewed_on = screen.wall, timezone.localdate()
    groups = [(_heading(group), rows) for group, rows in shown.groups]
    name = _("%(title)s: practice with each child") % {"title": shown.team.name}
    children = ngettext("%(n)s open child", "%(n)s open children", shown.children) % {"n": shown.children}
    fed = feeds.fed_until(wall.agency_id)
    return {
        "shown": shown,
        "sub": f"{shown.board} · {children}",
        "fed": date_format(fed, "j F Y") if fed else "",
        "table": cells.wall_table(
            name,
            groups,
            shown.columns,
            named_by=wall.named_by,
            shows_abuse=wall.shows_abuse,
            phrases=cells.phrases_on(viewed_on),
        ),
    }


def _heading(group: Group) -> str:
    if group.kind is GroupKind.NOBODY:
        return _("Not allocated")
    return group.name if group.kind is GroupKind.DUTY else _("%(name)s’s cases") % {"name": group.name}


def _over(request: HttpRequest) -> HttpResponse:
    """The token is revoked or its wall taken down: the browser drops it."""
    response = render(request, "breadth/wall_over.html", {"pair_url": reverse("wall-pair")})
    pairing.forget(response)
    return response


def _to_pair(request: HttpRequest, form: PairForm) -> HttpResponse:
    return _unattended(render(request, "breadth/wall_pair.html", {"form": form}))


@audience("anyone")
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """The code is typed; if it is right, this browser shows that wall from now on."""
    limited = ratelimit.consume_or_429(request, action="wall_code") if request.method == "POST" else None
    if limited:
        return limited
    form = PairForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _to_pair(request, form)
    agency_id, secret = pairing.read_code(form.cleaned_data["code"])
    try:
        with acting_for(agency_id):
            screen, token = actions.pair_screen(agency_id=agency_id, code=secret, at=timezone.now())
    except Denied as denied:
        form.add_error("code", denied.words)
        return _to_pair(request, form)
    response = redirect("wall")
    pairing.remember(response, pairing.cookie_value(agency_id, screen, token))
    return response

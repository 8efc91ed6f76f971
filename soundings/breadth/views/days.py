"""A board on another day: what stands above it, and the way to choose the day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.permissions import check_reason
from soundings.accounts.rules import Row, UnitKind
from soundings.breadth import queries
from soundings.breadth.forms import DayForm
from soundings.breadth.rules import Past, last_friday
from soundings.breadth.views.loading import viewer_of_request
from soundings.breadth.views.scene import Asked
from soundings.core.addresses import address_of
from soundings.core.audience import audience

DAY = ("on", "known")


@dataclass(frozen=True)
class PastDay:
    """What a board of the past says of itself, and where the same day stands in the other way."""

    on: date
    known: bool
    title: str
    says: str
    as_of: str
    today_url: str
    other_url: str
    other: str
    compare_url: str


def past_day(asked: Asked) -> PastDay | None:
    """None where the board is today's."""
    if asked.past is None:
        return None
    on, known = asked.past
    said = {"date": date_format(on, "l j F Y")}
    if known:
        says = _("Only what had been recorded by the end of that day, before anything was corrected or withdrawn.")
        other = _("Show what had happened by then, as it is known today")
    else:
        says = _("What had happened by the end of that day, as it is known today, whenever it was recorded.")
        other = _("Show only what had been recorded by then")
    now = date_format(timezone.localtime(asked.viewer.at), "j F Y, H:i")
    return PastDay(
        on=on,
        known=known,
        title=_("The board as it was on %(date)s") % said,
        says=says,
        as_of=_("The board of %(date)s, looked at on %(now)s.") % (said | {"now": now}),
        today_url=_address(asked, on=None, known=False),
        other_url=_address(asked, on=on, known=not known),
        other=other,
        compare_url=_compared(asked),
    )


def _compared(asked: Asked) -> str:
    """The day of this board beside today."""
    if asked.past is None or asked.unit is None:
        return ""
    said = {"board": asked.params.get("board", ""), "first": asked.past.on.isoformat()}
    said["known"] = "1" if asked.past.known else ""
    kept = urlencode({name: value for name, value in said.items() if value})
    return f"{address_of('two-days', asked.unit.public_id)}?{kept}"


def another_day(asked: Asked) -> dict[str, Any] | None:
    """What the choice of a day needs; None where the board is not of one team."""
    if asked.unit is None or asked.unit.kind != UnitKind.TEAM:
        return None
    friday = last_friday(asked.viewer.on)
    past = asked.past or Past(friday)
    return {
        "form": _drawn_form(past, asked.viewer.on, get_language()),
        "address": address_of("another-day", asked.unit.public_id),
        "board": asked.params.get("board", ""),
        "friday_url": _address(asked, on=friday, known=False),
        "friday": date_format(friday, "j F"),
    }


@lru_cache(maxsize=256)
def _drawn_form(past: Past, today: date, language: str | None) -> SafeString:
    """The choice with what it starts from, drawn once: every board has it folded away, the same all day."""
    return DayForm(initial=past._asdict(), today=today).render()


def _address(asked: Asked, *, on: date | None, known: bool) -> str:
    """The same board with the same filters on a day; None for today."""
    kept = asked.params.copy()
    for name in DAY:
        kept.pop(name, None)
    if on:
        kept["on"] = on.isoformat()
    if on and known:
        kept["known"] = "1"
    return f"{asked.address}?{kept.urlencode()}" if kept else asked.address


@audience("records")
@require_GET
def another_day_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """A day is chosen for a team's board; the board of that day follows."""
    asked = asked_of_team(request, public_id)
    given = request.GET if "on_day" in request.GET else None
    form = DayForm(given, today=asked.viewer.on, initial={"on": last_friday(asked.viewer.on)})
    if form.is_valid():
        on, known = form.cleaned_data["on"], form.cleaned_data["known"]
        said = {"board": request.GET.get("board", ""), "on": on.isoformat(), "known": "1" if known else ""}
        return redirect(f"{asked.address}?{urlencode({name: value for name, value in said.items() if value})}")
    context = {"form": form, "unit": asked.unit, "board_url": asked.address, "board": request.GET.get("board", "")}
    return render(request, "breadth/another_day.html", context)


def asked_of_team(request: HttpRequest, public_id: str) -> Asked:
    """The board of a team whose children the viewer may see. Otherwise 404, or the question why they look."""
    viewer = viewer_of_request(request)
    unit = queries.place_for(viewer, public_id)
    if unit is None or unit.kind != UnitKind.TEAM:
        raise Http404
    check_reason(viewer, Row.TEAM_BOARD)
    if not queries.sees_cases_at(viewer, unit):
        raise Http404
    return Asked(viewer, unit, request.GET)

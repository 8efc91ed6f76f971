"""An open board asks what has changed since it was opened: a team's board, and my cases."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from soundings.breadth import queries
from soundings.breadth.views.loading import viewer_of_request
from soundings.breadth.views.scene import Asked
from soundings.core.addresses import address_of
from soundings.core.audience import audience


def changes_url(asked: Asked) -> str:
    """Where an open board asks what has changed since now, with what narrows it."""
    kept = asked.params.copy()
    kept["since"] = str(int(asked.viewer.at.timestamp()))
    there = address_of("board-changes", asked.unit.public_id) if asked.unit else address_of("my-changes")
    return f"{there}?{kept.urlencode()}"


@audience("records")
@require_GET
def changes(request: HttpRequest, public_id: str) -> HttpResponse:
    """How many children of a team have changed since a board was opened. Names nobody; asks again by itself."""
    viewer = viewer_of_request(request)
    unit = queries.place_for(viewer, public_id)
    if unit is None or not queries.sees_cases_at(viewer, unit):
        raise Http404
    since = _since(request)
    n = queries.changes_since(viewer, unit=unit, at=since)
    return _told(request, n, since, address_of("board", public_id))


@audience("records")
@require_GET
def my_changes(request: HttpRequest) -> HttpResponse:
    """The same for the viewer's own cases."""
    since = _since(request)
    n = queries.own_changes_since(viewer_of_request(request), at=since)
    return _told(request, n, since, address_of("my-cases"))


def _told(request: HttpRequest, n: int, since: datetime, address: str) -> HttpResponse:
    kept: QueryDict = request.GET.copy()
    kept.pop("since", None)
    news = ngettext("%(n)s child has changed since %(time)s.", "%(n)s children have changed since %(time)s.", n)
    page = {
        "changes_url": request.get_full_path(),
        "news": news % {"n": n, "time": date_format(timezone.localtime(since), "H:i")} if n else "",
        "show_url": f"{address}?{kept.urlencode()}" if kept else address,
    }
    response = render(request, "breadth/_news.html", {"page": page})
    response.unattended = True  # type: ignore[attr-defined]  # an open board keeps nobody signed in
    return response


def _since(request: HttpRequest) -> datetime:
    try:
        return datetime.fromtimestamp(int(request.GET.get("since", "")), UTC)
    except (ValueError, OverflowError, OSError):
        raise Http404 from None

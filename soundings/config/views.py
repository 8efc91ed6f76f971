"""Pages of the house itself: is it alive, and what is said when something was refused or went wrong."""

import sys
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from soundings.core.audience import audience
from soundings.core.rules import Denied, TrailUnavailable


@audience("anyone")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; with `?ready`, 503 unless the database answers too."""
    if "ready" not in request.GET or _database_answers():
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "database unavailable"}, status=503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def refused(request: HttpRequest, denied: Denied) -> HttpResponse:
    """The reason, in the words that came with it."""
    return render(request, "403.html", {"words": denied.words}, status=403)


def trail_unavailable() -> HttpResponse:
    """Nothing is shown, since it could not be noted that it was. Asks the database for nothing."""
    response = _page_without_request("503.html", 503)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """What is said when a fault reaches the server, also one outside any view (at the end of a transaction)."""
    if isinstance(sys.exc_info()[1], TrailUnavailable):
        return trail_unavailable()
    return _page_without_request("500.html", 500)


def _page_without_request(template: str, status: int) -> HttpResponse:
    try:
        return HttpResponse(get_template(template).render(), status=status)
    except Exception:  # noqa: BLE001  a fault of the page that speaks of faults must not hide the first one
        words = _("Sorry, something went wrong here. Try again in a few minutes.")
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")

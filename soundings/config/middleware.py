"""What is true of every request: it has an id, careful headers, and refusals that people can read."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from soundings.config.views import refused, trail_unavailable
from soundings.core.rules import Denied, TrailUnavailable

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("soundings.requests")

# What no page needs. Passkeys need `publickey-credentials-*`, which stay ours.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def request_id(get_response: GetResponse) -> GetResponse:
    """Each request has an id of ours in its logs, its trail and its reply; one line says how it went."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            response = get_response(request)
            _note(request, response, time.perf_counter() - started)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        response["Server"] = "Soundings"  # else the server names its own kind
        return response

    return middleware


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    # The pattern of the address, never the address: that may hold ids, and what was searched for.
    match = request.resolver_match
    route = match.route if match else ""
    log.info("request", method=request.method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))


def careful_headers(get_response: GetResponse) -> GetResponse:
    """No page is kept by a browser or proxy, embedded by another site, or given the device's senses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def plain_refusals(get_response: GetResponse) -> GetResponse:
    """A refusal becomes a page with its reason; a trail that cannot be written, a page that says so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_exception = _page_for  # type: ignore[attr-defined]
    return middleware


def _page_for(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    if isinstance(exception, Denied):
        return refused(request, exception)
    if isinstance(exception, TrailUnavailable):
        log.error("trail unavailable", cause=type(exception.__cause__).__name__)
        return trail_unavailable()
    return None

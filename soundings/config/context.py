"""What every page shows around its content: the agency, who is signed in, where they can go, banners.

No query beyond what the request has made already.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from soundings.accounts.middleware import second_step_relaxed
from soundings.accounts.permissions import Viewer, may_enter
from soundings.accounts.rules import Role
from soundings.accounts.words import role_name


def frame(request: HttpRequest) -> dict[str, Any]:
    """For the base template: see soundings/design/README.md."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"navigation": [], "banners": []}
    agency = viewer.user.agency
    return {
        "agency": agency,
        "viewer": {"name": viewer.user.name, "url": _address("account"), "role": _roles(viewer)},
        "navigation": list(_navigation(request, viewer)),
        "banners": list(_banners(viewer)),
        "session_warning": int(settings.SESSION_IDLE.total_seconds()),
    }


# The words, the name of the address, and whom it is for. What does not exist yet is left out.
PLACES = (
    (lambda: _("My cases"), "my-cases", "records"),
    (lambda: _("Teams"), "board", "staff"),
    (lambda: _("Search"), "search", "records"),
    (lambda: _("Files"), "files", "import"),
    (lambda: _("People"), "people", "people"),
    (lambda: _("Set up"), "setup", "administer"),
)


def _navigation(request: HttpRequest, viewer: Viewer) -> Iterator[dict[str, Any]]:
    for words, name, audience in PLACES:
        url = _address(name) if may_enter(viewer, audience) else None
        if url:
            yield {"url": url, "label": words(), "current": _is_here(request, url)}


def _is_here(request: HttpRequest, url: str) -> bool:
    return request.path.startswith(url) if url != "/" else request.path == url


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _roles(viewer: Viewer) -> str:
    return ", ".join(role_name(role) for role in Role if role in viewer.roles)


def _banners(viewer: Viewer) -> Iterator[dict[str, str]]:
    if viewer.user.agency.is_training:
        words = _("This is a training copy: the children, families and people are invented.")
        yield {"kind": "training", "text": words}
    if second_step_relaxed(viewer.user.agency):
        words = _("Sign-in without a second step is allowed on this copy. Keep no real record here.")
        yield {"kind": "relaxed", "text": words}

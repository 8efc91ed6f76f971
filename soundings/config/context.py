"""What every page shows around its content: the agency, who is signed in, where they can go, banners.

No query beyond what the request has made already.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer, may, may_enter, reach
from soundings.accounts.rules import Relation, Role, Row, To
from soundings.accounts.second_step import second_step_relaxed
from soundings.accounts.words import role_name
from soundings.cases.permissions import may_receive
from soundings.core.addresses import address_of
from soundings.depth.permissions import takes_part_in_reviews
from soundings.exchange.permissions import can_export


def frame(request: HttpRequest) -> dict[str, Any]:
    """For the base template: see soundings/design/README.md."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    around = {"languages": _languages(), "unreviewed": get_language() in settings.UNREVIEWED}
    around |= {"navigation": [], "banners": []}
    if viewer is None:
        return around
    agency = viewer.user.agency
    return around | {
        "agency": agency,
        "viewer": {"name": viewer.user.name, "url": _address("account"), "role": _roles(viewer)},
        "navigation": _navigation(request, viewer) if _is_in(request, viewer) else [],
        "banners": list(_banners(viewer)),
        "session_warning": int(settings.SESSION_IDLE.total_seconds()),
    }


def _languages() -> list[dict[str, Any]]:
    """Each language by its own name."""
    here = get_language()
    return [{"code": code, "name": name, "current": code == here} for code, name in settings.LANGUAGES]


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: the words, the name of the address, whom it is for, and what more it takes."""

    words: Promise
    name: str
    audience: str
    fits: Callable[[Viewer], bool] = lambda viewer: True


def _holds_cases(viewer: Viewer) -> bool:
    return viewer.staff_id is not None


def _settles_proposals(viewer: Viewer) -> bool:
    row = Row.CASE_CHANGES
    return may(viewer, row, Relation.TEAM, edit=True) or may(viewer, row, Relation.AGENCY, to=To.APPROVE)


def _supervises(viewer: Viewer) -> bool:
    return Role.SUPERVISOR in viewer.roles


def _sees_figures(viewer: Viewer) -> bool:
    return bool(reach(viewer, Row.DASHBOARD_TOTALS, to=To.GROUPS).paths)


def _reads_figures_of_reviews(viewer: Viewer) -> bool:
    """Whether of reviews they see figures and what was learned alone."""
    return _sees_figures(viewer) and not (may_enter(viewer, "records") and takes_part_in_reviews(viewer))


# What does not exist yet, and what is not for the viewer, is left out.
PLACES = (
    Place(gettext_lazy("My day"), "today", "records", _holds_cases),
    Place(gettext_lazy("My cases"), "my-cases", "records", _holds_cases),
    Place(gettext_lazy("Teams"), "board", "staff"),
    Place(gettext_lazy("Reviews"), "reviews", "records", takes_part_in_reviews),
    Place(gettext_lazy("Reviews"), "review-figures", "staff", _reads_figures_of_reviews),
    Place(gettext_lazy("Decisions"), "decisions", "staff", _supervises),
    Place(gettext_lazy("Concerns"), "concerns", "staff", may_receive),
    Place(gettext_lazy("Measures"), "measures", "staff", _sees_figures),
    Place(gettext_lazy("Search"), "search", "records"),
    Place(gettext_lazy("To settle"), "proposals", "records", _settles_proposals),
    Place(gettext_lazy("Files"), "files", "import"),
    Place(gettext_lazy("Export"), "export", "export", can_export),
    Place(gettext_lazy("Words"), "words", "manage-agency"),
    Place(gettext_lazy("Questionnaires"), "instruments", "manage-agency"),
    Place(gettext_lazy("People"), "people", "people"),
    Place(gettext_lazy("Set up"), "setup", "administer"),
    Place(gettext_lazy("In danger now"), "raise-concern", "signed-in"),
)


def _is_in(request: HttpRequest, viewer: Viewer) -> bool:
    """Whether more than the way to a second step is open to them."""
    return request.session.get("has_second_step", False) or second_step_relaxed(viewer.user.agency)


def _navigation(request: HttpRequest, viewer: Viewer) -> list[dict[str, Any]]:
    fitting = [place for place in PLACES if may_enter(viewer, place.audience) and place.fits(viewer)]
    found = [(place, url) for place in fitting if (url := _address(place.name))]
    here = max((url for _place, url in found if request.path.startswith(url)), key=len, default="")
    return [{"url": url, "label": place.words, "current": url == here} for place, url in found]


def _address(name: str) -> str | None:
    try:
        return address_of(name)
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

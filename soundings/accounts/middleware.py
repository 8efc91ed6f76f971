"""What stands between a request and a view: time limits, the agency's wall, and whom each page is for."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from soundings.accounts import sessions
from soundings.accounts.actions.kept import drop_text, keep_text
from soundings.accounts.kept_text import KeptFields
from soundings.accounts.languages import language_for, language_for_stranger
from soundings.accounts.models import User
from soundings.accounts.permissions import ReasonNeeded, may_enter
from soundings.accounts.queries import kept_for, kept_texts_of, user_by_public_id, viewer_of
from soundings.accounts.second_step import lacks_second_step
from soundings.core.audience import audience_of
from soundings.core.models import Agency
from soundings.core.remembered import as_of
from soundings.core.rules import local_date
from soundings.core.tenancy import acting_for

GetResponse = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD")
OPEN_TO_ALL = ("anyone", "first-run")


# --- time limits -----------------------------------------------------------------------------------------------------


def time_limits(get_response: GetResponse) -> GetResponse:
    """Nobody stays signed in unused, or for a whole day. What is sent afterwards is kept until they are back."""

    def middleware(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if request.user.is_authenticated and sessions.has_run_out(request, at=now):
            logout(request)
            messages.info(request, _("You were signed out, because nothing was done here for a while."))
        if not request.user.is_authenticated and request.method == "POST":
            _keep_what_was_typed(request)
        response = get_response(request)
        # What an open page asks by itself (a view says so) is no use of the session.
        if request.user.is_authenticated and not getattr(response, "unattended", False):
            sessions.note_use(request, response, at=now)
        return response

    return middleware


def _keep_what_was_typed(request: HttpRequest) -> None:
    """For whoever used this browser last, if the page is not one that takes no sign-in."""
    public_id = sessions.who_was_here(request)
    if not public_id or not _keeps_text(request):
        return
    user = user_by_public_id(public_id)
    if user and keep_text(user=user, path=request.path, fields=dict(request.POST.lists()), at=timezone.now()):
        messages.info(request, _("What you had typed is kept. Sign in, and it is yours again."))


def _keeps_text(request: HttpRequest) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    if getattr(match.func, "keeps_nothing", False):
        return False
    return audience_of(match.func, match.view_name) not in (None, *OPEN_TO_ALL)


# --- the agency ------------------------------------------------------------------------------------------------------


def within_agency(get_response: GetResponse) -> GetResponse:
    """`request.viewer` is who is looking (None: nobody has signed in), and the database shows their agency only.

    Dates and times on the page are the agency's, its words in the language of whoever reads it.
    `request.kept_text` is what they had typed on this page, if anything.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer, request.kept_text = None, KeptFields()  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return get_response(request)
        user = request.user
        language = language_for(request, user)
        with (
            acting_for(user.agency_id),
            timezone.override(ZoneInfo(user.agency.time_zone)),
            translation.override(language),
            as_of(user.set_up_mark if request.method in READING else ""),
        ):
            _look(request, user)
            response = _after(request, get_response(request))
        response.headers.setdefault("Content-Language", language)
        return response

    middleware.process_exception = _ask_for_reason  # type: ignore[attr-defined]
    return middleware


def _look(request: HttpRequest, user: User) -> None:
    now = timezone.now()
    request.viewer = viewer_of(  # type: ignore[attr-defined]
        user, on=local_date(now, user.agency.time_zone), at=now, reason=request.session.get("reason", "")
    )
    if "kept" not in request.session:
        request.session["kept"] = kept_texts_of(user).exists()
    if request.session["kept"] and request.method == "GET":
        request.kept_text = KeptFields(kept_for(user, request.path))  # type: ignore[attr-defined]


def _after(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    kept: KeptFields = request.kept_text  # type: ignore[attr-defined]
    if kept.kept and kept.taken and response.status_code == 200:
        drop_text(kept=kept.kept)
        request.session["kept"] = kept_texts_of(kept.kept.user).exists()
    return response


def _ask_for_reason(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    if isinstance(exception, ReasonNeeded):
        return HttpResponseRedirect(f"{reverse('give-reason')}?{urlencode({'next': request.get_full_path()})}")
    return None


# --- whom a page is for ----------------------------------------------------------------------------------------------


def stated_audience(get_response: GetResponse) -> GetResponse:
    """No view without an audience; nobody past it who does not belong to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_view = _at_the_door  # type: ignore[attr-defined]
    return middleware


def _at_the_door(
    request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
) -> HttpResponse | None:
    route = request.resolver_match.view_name if request.resolver_match else ""
    audience = audience_of(view, route)
    if audience is None:
        raise ImproperlyConfigured(f"The page {route!r} does not say whom it is for (core.audience).")
    if route == "healthz":
        return None
    if not request.user.is_authenticated:
        return _for_a_stranger(request, audience, view)
    if audience == "first-run" or not may_enter(request.viewer, audience):  # type: ignore[attr-defined]
        raise Http404
    if audience not in OPEN_TO_ALL and route not in WITHOUT_SECOND_STEP and lacks_second_step(request):
        return HttpResponseRedirect(reverse("second-step"))
    return None


def _for_a_stranger(request: HttpRequest, audience: str, view: Callable[..., HttpResponse]) -> HttpResponse | None:
    if audience == "anyone" and request.method == "POST":
        return None  # a form that was open before: no need to ask whether there is an agency
    translation.activate(language_for_stranger(request))  # Django's LocaleMiddleware begins each request anew
    agency_stands = Agency.objects.exists()
    if not agency_stands:
        return None if audience == "first-run" else HttpResponseRedirect(reverse("first-run"))
    if audience == "first-run":
        raise Http404
    return None if audience == "anyone" else _to_sign_in(request, view)


def _to_sign_in(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse:
    """The sign-in page, which leads back: to this page if it can be opened, otherwise to what was kept."""
    if request.method in ("GET", "HEAD"):
        back = request.get_full_path()
    else:
        back = request.path if _opens(view) else reverse("kept-text")
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def _opens(view: Callable[..., Any] | None) -> bool:
    """Whether the view answers GET (what `require_http_methods` was told stands in its closure only)."""
    while view is not None:
        code = getattr(view, "__code__", None)
        if code and "request_method_list" in code.co_freevars:
            cells: Any = view.__closure__
            return "GET" in cells[code.co_freevars.index("request_method_list")].cell_contents
        view = getattr(view, "__wrapped__", None)
    return True


# What somebody may open who has signed in with a password alone: the way to a second step, and out.
WITHOUT_SECOND_STEP = frozenset(
    {
        "second-step",
        "stay",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    }
)

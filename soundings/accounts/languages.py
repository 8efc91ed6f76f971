"""In which language a page speaks: its reader's, else the one chosen in this browser, else the agency's."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from soundings.accounts.models import User
from soundings.core.models import Agency


def language_for(request: HttpRequest, user: User) -> str:
    """The language of this user's pages. No query."""
    return known(user.language) or chosen(request) or known(user.agency.language) or settings.LANGUAGE_CODE


def language_for_stranger(request: HttpRequest) -> str:
    """The language of a page before anybody has signed in: the agency's, where the browser asks for none of ours."""
    return chosen(request) or _asked_for(request) or _of_the_agency() or settings.LANGUAGE_CODE


def chosen(request: HttpRequest) -> str:
    """What was chosen at the foot of a page in this browser; empty if nothing was."""
    return known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def known(language: str) -> str:
    """The same language if pages can be had in it, else an empty text."""
    return language if language in dict(settings.LANGUAGES) and check_for_language(language) else ""


def remember(response: HttpResponse, language: str) -> None:
    """This browser speaks the language from now on, also before somebody signs in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _asked_for(request: HttpRequest) -> str:
    for language, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return ""


def _of_the_agency() -> str:
    """Where one agency is served; of several nobody knows yet which it is."""
    found = list(Agency.objects.values_list("language", flat=True)[:2])
    return known(found[0]) if len(found) == 1 else ""

"""How a screen and a wall find each other: the code that is typed, and the cookie that the screen then holds.

A code begins with letters that stand for the agency, since nobody has signed in where it is typed, and on PostgreSQL
the database shows nothing before the agency is known. So does the cookie, which no address outside /wall/ is sent.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from soundings.breadth.actions.walls import CODE_LENGTH
from soundings.breadth.models import WallScreen
from soundings.breadth.rules import plain_code
from soundings.breadth.rules.codes import LETTERS

KEPT = timedelta(days=400)  # the longest that browsers keep a cookie; each visit begins it anew


def code_for(agency_id: int, secret: str) -> str:
    """The whole code: the agency's number in the letters of codes, then the secret."""
    letters = ""
    while agency_id:
        agency_id, rest = divmod(agency_id, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters + secret


def read_code(text: str) -> tuple[int, str]:
    """The agency's key and the secret in what was typed; (0, "") for what is no code."""
    plain = plain_code(text)
    letters, secret = plain[:-CODE_LENGTH], plain[-CODE_LENGTH:]
    if not letters or len(letters) > 8 or any(letter not in LETTERS for letter in letters):
        return 0, ""
    agency_id = 0
    for letter in letters:
        agency_id = agency_id * len(LETTERS) + LETTERS.index(letter)
    return agency_id, secret


def cookie_name() -> str:
    """The cookie's name; over https browsers hold its name to its being secure."""
    return "__Secure-soundings-wall" if settings.SESSION_COOKIE_SECURE else "soundings-wall"


def remember(response: HttpResponse, value: str) -> None:
    """The screen holds its token from now on, for the wall alone and out of the reach of scripts."""
    response.set_cookie(
        cookie_name(),
        value,
        max_age=KEPT,
        path=reverse("wall"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def forget(response: HttpResponse) -> None:
    """The screen holds nothing any more."""
    response.delete_cookie(cookie_name(), path=reverse("wall"), samesite="Strict")


def cookie_value(agency_id: int, screen: WallScreen, token: str) -> str:
    """What the cookie says: agency, screen and token."""
    return f"{agency_id}.{screen.public_id}.{token}"


def held(request: HttpRequest) -> tuple[int, str, str] | None:
    """The agency's key, the screen's public id and the token that the browser holds; None for none."""
    parts = str(request.COOKIES.get(cookie_name(), "")).split(".")
    if len(parts) != 3 or not (parts[0].isascii() and parts[0].isdecimal() and len(parts[0]) < 18):
        return None
    return int(parts[0]), parts[1], parts[2]

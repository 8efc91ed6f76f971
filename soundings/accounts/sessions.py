"""How long somebody stays signed in, and who they were when it ran out.

When a session was last used stands in a signed cookie, so that no page writes to the database for it. The cookie
also says who it was: after the session has ended, what they send is kept for them and for nobody else.
"""

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SIGNED_IN_AT = "signed_in_at"
FRESH_SECONDS = 300
SEEN_COOKIE = "soundings-seen"
_SALT = "soundings.accounts.sessions"


def begin(request: HttpRequest, *, at: datetime) -> None:
    """The session began at this moment."""
    request.session[SIGNED_IN_AT] = at.timestamp()


def has_run_out(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the session was unused, or simply there, for too long. One without a beginning has run out."""
    began = request.session.get(SIGNED_IN_AT)
    if began is None:
        return True
    seen = max(_seen(request), began)
    idle, whole = settings.SESSION_IDLE.total_seconds(), settings.SESSION_ABSOLUTE.total_seconds()
    return at.timestamp() - seen > idle or at.timestamp() - began > whole


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether whoever uses the session proved who they are within the last five minutes."""
    return at.timestamp() - request.session.get(SIGNED_IN_AT, 0) < FRESH_SECONDS


def note_use(request: HttpRequest, response: HttpResponse, *, at: datetime) -> None:
    """The browser remembers that this session was used now, and by whom."""
    value = f"{request.user.public_id}:{_mark(request)}:{at.timestamp()}"  # type: ignore[union-attr]
    response.set_signed_cookie(
        SEEN_COOKIE,
        value,
        salt=_SALT,
        max_age=settings.SESSION_COOKIE_AGE + 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def who_was_here(request: HttpRequest) -> str:
    """The public id of whoever used this browser last; "" if nobody did, or somebody tampered with it."""
    return _cookie(request)[0]


def _seen(request: HttpRequest) -> float:
    """When this very session was last used, as the browser remembers; 0 if it does not."""
    _who, mark, seen = _cookie(request)
    return seen if constant_time_compare(mark, _mark(request)) else 0.0


def _cookie(request: HttpRequest) -> tuple[str, str, float]:
    try:
        who, mark, seen = str(request.get_signed_cookie(SEEN_COOKIE, "", salt=_SALT)).split(":")
        return who, mark, float(seen)
    except (BadSignature, ValueError):
        return "", "", 0.0


def _mark(request: HttpRequest) -> str:
    """What ties the cookie to the session without giving the session away."""
    return salted_hmac(_SALT, request.session.session_key or "").hexdigest()[:20]

"""What was sent, or what was typed when a sign-in ran out."""

from typing import Any

from django.http import HttpRequest, QueryDict


def typed_on(request: HttpRequest) -> QueryDict | None:
    """What was sent, or what was typed here when a sign-in ran out; None for a page that is only looked at."""
    if request.method == "POST":
        return request.POST
    kept: dict[str, Any] = getattr(request, "kept_text", None) or {}
    if not kept:
        return None
    typed = QueryDict(mutable=True)
    for name, value in kept.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed

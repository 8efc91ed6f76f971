"""Addresses of pages, put together once: a board has some thirty of them, and Django works each out anew."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse


def address_of(name: str, *args: str) -> str:
    """The address of the page with this name, as `reverse` gives it. Raises NoReverseMatch if there is none."""
    return _address(get_script_prefix(), get_urlconf(), name, args)


@lru_cache(maxsize=4_096)
def _address(prefix: str, urlconf: str | None, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, urlconf, args)

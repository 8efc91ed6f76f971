"""Every address of the product, read from the resolver: its name, its methods and whom it is for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from soundings.core.audience import audience_of


@dataclass(frozen=True, slots=True)
class Route:
    """One address. `audience` is None where nobody has said; `methods` is empty where the view takes any."""

    pattern: str
    name: str
    methods: tuple[str, ...]
    audience: str | None


def all_routes() -> list[Route]:
    """Every address in the order in which it is tried, through includes and namespaces."""
    return list(_below(get_resolver(), "/", ""))


def _below(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield _route(entry, pattern, namespace)
        else:
            yield from _below(entry, pattern, namespace + (f"{entry.namespace}:" if entry.namespace else ""))


def _route(entry: URLPattern, pattern: str, namespace: str) -> Route:
    name = namespace + entry.name if entry.name else ""
    return Route(pattern, name, methods_of(entry.callback), audience_of(entry.callback, name))


def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """What `view` answers to: as its class has methods, or as `require_http_methods` was told."""
    if view_class := getattr(view, "view_class", None):
        return tuple(name.upper() for name in view_class.http_method_names if hasattr(view_class, name))
    layer: Any = view
    while layer is not None:
        if told := _told(layer):
            return told
        layer = getattr(layer, "__wrapped__", None)
    return ()


def _told(view: Any) -> tuple[str, ...]:
    """The methods inside Django's decorator, which keeps them nowhere else."""
    names = getattr(getattr(view, "__code__", None), "co_freevars", ())
    if "request_method_list" not in names:
        return ()
    return tuple(view.__closure__[names.index("request_method_list")].cell_contents)

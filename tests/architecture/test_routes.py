"""No page without a stated audience, a way to link to it, and methods that it answers to."""

import pytest

from soundings.config.routes import Route, all_routes

ROUTES = all_routes()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern)
def test_every_route_says_who_may_open_it(route: Route):
    assert route.audience, f"Who may open {route.pattern}? Say it with core.audience."


def test_there_are_routes():
    assert any(route.name == "home" for route in ROUTES)

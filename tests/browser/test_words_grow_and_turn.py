"""Pages hold when words are longer, and turn round for a script that runs from right to left."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import temporary
from tests.browser.conftest import Served, serving, watched
from tests.pseudo.words import LONG, MIRRORED, make

READERS = {
    "bronwen.hale@harbourshire.example": ("/search/", "/measures/", "/proposals/", "/restricted/", "/account/"),
    "samuel.obi@harbourshire.example": ("/setup/", "/structure/", "/reorganisations/", "/people/", "/people/roles/"),
}
ID = re.compile(r"[\w-]{16}")  # of a place or a person, in an address


@pytest.fixture(scope="module")
def speaking(prepared: Path) -> Iterator[Served]:
    """A server of this file's own, which speaks both languages of the tests beside ours."""
    words = temporary.folder("pseudo")
    make(words)
    with serving(prepared, DJANGO_SETTINGS_MODULE="tests.pseudo.settings", PSEUDO_WORDS=str(words)) as server:
        yield server


@pytest.fixture
def context(
    browser: Browser, browser_context_args: dict, speaking: Served, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    with browser.new_context(**browser_context_args | {"base_url": speaking.address}) as made:
        yield from watched(made, speaking, request)


def pages_of(page: Page, reader: str) -> list[str]:
    """Where this reader goes: the first page, one of each kind that it leads on to, the first case, and its changes."""
    page.goto("/")
    kinds = {ID.sub("", urlsplit(link).path): link for link in reversed(_links(page, "main a[href^='/']"))}
    found = [page.url, *(link for kind, link in kinds.items() if "/case/" not in kind), *READERS[reader]]
    if case := _links(page, "main a[href*='/case/']")[:1]:
        page.goto(case[0])
        found += [*case, *_links(page, "main a[href*='/record']")[:1], *_links(page, "main a[href*='/change/']")[:1]]
    return list(dict.fromkeys(found))


def _links(page: Page, selector: str) -> list[str]:
    return page.eval_on_selector_all(selector, "all => all.map(a => a.href)")


@pytest.mark.parametrize("language", [LONG, MIRRORED])
@pytest.mark.parametrize("reader", READERS)
def test_pages_hold_at_both_widths(page: Page, signed_in, at_width, speaking, reader, language):
    signed_in(page, reader)
    page.context.add_cookies([{"name": "language", "value": language, "url": speaking.address}])
    faults, addresses = [], pages_of(page, reader)
    assert len(addresses) > len(READERS[reader])
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        assert "~~" in page.locator("main").inner_text(), f"{address} speaks plain English."
        for width in (1280, 320):
            try:
                at_width(page, width)
            except AssertionError as fault:
                faults.append(str(fault))
    assert not faults, "\n".join(faults)


def test_a_mirrored_page_begins_at_the_right(page: Page, signed_in, axe, speaking):
    signed_in(page, "bronwen.hale@harbourshire.example")
    name = page.locator(".app-header a").first
    begins = name.bounding_box()["x"]
    page.context.add_cookies([{"name": "language", "value": MIRRORED, "url": speaking.address}])
    page.goto("/")
    box, width = name.bounding_box(), page.viewport_size["width"]
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert abs((width - box["x"] - box["width"]) - begins) < 20  # as far from its edge as before from the other
    axe(page)

"""Every page that a person can reach by clicking: whole, in words, accessible, and fitting a phone."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from soundings.demo.people import Sign, sign_ins

CODE_WORDS = re.compile(r"\b(None|True|False|nan|undefined|Traceback|__\w+__)\b|\{\{|\{%|object at 0x")
ROLES = {sign.role: sign for sign in sign_ins()}
LEFT_ALONE = {"account_logout", "session_end"}  # they end the visit
WIDTHS = (1280, 320)
seen_by_axe: set[str] = set()


def route_of(path: str) -> str | None:
    """The name or pattern of the page at `path`: one visit stands for all pages that differ by their ids."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.view_name or match.route


def links(page: Page) -> Iterator[str]:
    """Where the page leads, inside the site, as paths with their questions."""
    for address in page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)"):
        parts = urlsplit(urldefrag(address).url)
        if parts.netloc == urlsplit(page.url).netloc:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def look_at(page: Page, axe, at_width) -> None:
    """The page says something, in words; the first of its kind is also held to axe, at both widths."""
    path = urlsplit(page.url).path
    assert page.locator("h1").count() == 1, f"{path} has {page.locator('h1').count()} first headings."
    words = page.locator("main").inner_text()
    assert len(words) > 20, f"{path} is an empty shell."
    assert not CODE_WORDS.search(words), f"{path} says {CODE_WORDS.search(words)[0]}."
    route = route_of(path) or path
    if route in seen_by_axe:
        return
    for width in WIDTHS:
        axe(at_width(page, width))
    page.set_viewport_size({"width": 1280, "height": 900})
    seen_by_axe.add(route)


@pytest.mark.parametrize("person", ROLES.values(), ids=ROLES.keys())
def test_every_page_within_reach(person: Sign, page: Page, signed_in, axe, at_width):
    signed_in(page, person.email)
    waiting, visited = [urlsplit(page.url).path], set()
    while waiting:
        path = waiting.pop(0)
        route = route_of(urlsplit(path).path)
        if route is None or route in visited or route in LEFT_ALONE:
            continue
        visited.add(route)
        answer = page.request.get(path)
        assert answer.ok, f"{path} answers {answer.status}."
        if "text/html" in answer.headers["content-type"]:
            page.goto(path)
            look_at(page, axe, at_width)
            waiting.extend(links(page))
    assert len(visited) > 3

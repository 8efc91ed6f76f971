"""Every page that a person can reach by clicking: whole, in words, accessible, and fitting a phone."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from soundings.demo.people import Sign, sign_ins

CODE_WORDS = re.compile(r"\bNone\b(?!\.| [a-z])|\b(True|False|nan|undefined|Traceback|__\w+__)\b|\{\{|\{%|object at 0x")
ROLES = {sign.role: sign for sign in reversed([*sign_ins()])}  # of several in one role the first
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


def faults_of(page: Page, axe, at_width) -> Iterator[str]:
    """The page says something, in words; the first of its kind is also held to axe, at both widths."""
    path = urlsplit(page.url).path
    if page.locator("h1").count() != 1:
        yield f"{path} has {page.locator('h1').count()} first headings."
    words = page.locator("main").inner_text()
    if len(words) <= 20:
        yield f"{path} is an empty shell."
    if found := CODE_WORDS.search(words):
        yield f"{path} says: {words[max(found.start() - 30, 0) : found.end() + 10]!r}"
    route = route_of(path) or path
    for width in WIDTHS if route not in seen_by_axe else ():
        try:
            axe(at_width(page, width))
        except AssertionError as fault:
            yield f"at {width} px: {fault}"
    page.set_viewport_size({"width": 1280, "height": 900})
    seen_by_axe.add(route)


@pytest.mark.parametrize("person", ROLES.values(), ids=ROLES.keys())
def test_every_page_within_reach(person: Sign, page: Page, signed_in, axe, at_width):
    signed_in(page, person.email)
    waiting, visited, faults = [urlsplit(page.url).path], set(), []
    source = dict.fromkeys(waiting, "the first page")
    while waiting:
        path = waiting.pop(0)
        route = route_of(urlsplit(path).path)
        if route is None or route in visited or route in LEFT_ALONE:
            continue
        visited.add(route)
        answer = page.request.get(path)
        if not answer.ok:
            faults.append(f"{path}, to which {source[path]} leads, answers {answer.status}.")
        elif "text/html" in answer.headers["content-type"]:
            page.goto(path)
            faults.extend(faults_of(page, axe, at_width))
            onward = list(links(page))
            source = dict.fromkeys(onward, path) | source
            waiting.extend(onward)
    assert not faults, "\n".join(faults)
    assert len(visited) > 3

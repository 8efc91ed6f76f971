"""A wall is put up and paired, turns by itself, says when the network is lost and comes back, and is revoked."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

RUTH = "ruth.adeyemi@harbourshire.example"
SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
SIZE = """() => document.readyState === "complete" &&
    [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"""


@pytest.fixture
def code(page: Page, signed_in, axe, at_width) -> str:
    """The code of a new wall for Ruth's team, by the pages."""
    signed_in(page, RUTH)
    page.goto("/board/")
    page.get_by_role("link", name="Wall", exact=True).click()
    axe(at_width(page, 320))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Put up a wall").click()
    axe(at_width(page, 320))
    page.get_by_label("What do you call this wall?").fill("Team room")
    page.get_by_label("How long does each part stay?").select_option("15")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Where does the screen hang?").fill("by the window")
    axe(at_width(page, 320))
    page.get_by_role("button", name="Show the code").click()
    axe(at_width(page, 320))
    return page.locator(".app-wall-code").last.inner_text()


@pytest.fixture
def screen(browser: Browser, site: str, code: str, axe) -> Page:
    """Another browser, paired: the screen on the wall. Its clock stands until a test moves it."""
    page = browser.new_context(base_url=site, viewport={"width": 1920, "height": 1080}).new_page()
    page.goto("/wall/")
    axe(page)
    page.get_by_label("Code").fill(code)
    page.clock.install()
    page.get_by_role("button", name="Pair it").click()
    expect(page.locator(".app-wall__board")).to_be_visible()
    yield page
    page.context.close()


def heading(page: Page) -> str:
    return page.locator(".app-wall__turn").inner_text()


@pytest.mark.parametrize("dark", [False, True])
def test_it_fills_the_screen_and_nothing_more_at_every_size(screen: Page, axe, dark):
    screen.emulate_media(color_scheme="dark" if dark else "light")
    for width, height in SIZES:
        screen.set_viewport_size({"width": width, "height": height})
        size = screen.wait_for_function(SIZE).json_value()  # also where the page is just being loaded
        assert size[0] <= width and size[1] <= height, f"{size} at {width} x {height}"
        axe(screen)
    assert screen.locator("main a").count() == 0
    assert "Majid" not in screen.locator("main").inner_text()


def test_it_turns_by_itself_loses_the_network_and_comes_back(screen: Page, axe):
    assert heading(screen).startswith("part 1 of")
    screen.clock.run_for(15_500)
    expect(screen.locator(".app-wall__turn")).to_have_text(re.compile("^part 2 of"))

    screen.context.set_offline(True)
    expect(screen.locator("[data-wall-lost]")).to_be_visible()
    expect(screen.locator("[data-wall-lost]")).to_contain_text(
        re.compile(r"No connection\. What you see is of \d\d:\d\d")
    )
    expect(screen.locator("main.is-dim .app-wall__board")).to_be_visible()
    for _step in range(30):
        screen.clock.run_for(5_000)
        if screen.locator(".app-wall__board").count() == 0:
            break
    expect(screen.get_by_role("heading", level=1)).to_have_text("This wall is clear")
    axe(screen)

    screen.context.set_offline(False)
    screen.clock.run_for(6_000)
    expect(screen.locator(".app-wall__board")).to_be_visible()
    expect(screen.locator("[data-wall-lost]")).to_be_hidden()
    assert not screen.locator("main.is-dim").count()


def test_a_revoked_screen_goes_blank_at_its_next_turn(page: Page, screen: Page, axe):
    page.get_by_role("link", name="Team room").click()
    expect(page.get_by_text("last seen")).to_be_visible()
    page.get_by_role("button", name="Revoke by the window").click()
    expect(page.get_by_text("by the window shows nothing any more.")).to_be_visible()
    screen.clock.run_for(15_500)
    expect(screen.get_by_role("heading", level=1)).to_have_text("This screen is no longer paired")
    assert screen.locator(".app-wall__board").count() == 0
    axe(screen)


def test_without_javascript_the_page_asks_for_its_next_part_itself(browser: Browser, site: str, code: str):
    page = browser.new_context(base_url=site, java_script_enabled=False).new_page()
    page.goto("/wall/")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Pair it").click()
    refresh = page.locator('meta[http-equiv="refresh"]').get_attribute("content")
    assert refresh == "15; url=/wall/?part=1"
    page.context.close()

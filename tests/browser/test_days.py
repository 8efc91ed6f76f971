"""A journey: a team makes a board of its own with two columns nobody else has, looks at last Friday, and compares."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

BRONWEN = "bronwen.hale@harbourshire.example"  # manages a voluntary preventative team
WIDTHS = (1280, 320)


@pytest.fixture
def both(at_width, axe) -> Callable[[Page], None]:
    """`both(page)`: accessible, and no wider than its window, at both widths."""

    def check(page: Page) -> None:
        for width in reversed(WIDTHS):
            axe(at_width(page, width))

    return check


def add_own(page: Page, label: str, kind: str) -> None:
    page.get_by_role("link", name="add an element of your own").click()
    page.get_by_label("Name", exact=False).first.fill(label)
    page.locator(f"input[name=kind][value={kind}], select[name=kind]").first.evaluate(
        "(one, kind) => one.tagName === 'SELECT' ? (one.value = kind) : one.click()", kind
    )
    page.get_by_role("button", name="Put it on the board").click()


def test_a_team_tailors_its_board_looks_back_and_compares(page: Page, signed_in, both):
    signed_in(page, BRONWEN)
    page.goto("/board/")
    board = page.url.partition("?")[0]
    page.get_by_role("link", name="Tailor this board").click()
    both(page)
    page.get_by_role("button", name="Begin a board of our own").click()
    add_own(page, "Walk in the park", "date")
    add_own(page, "Who is who", "yes-no")
    both(page)
    page.get_by_role("link", name="Look at it with real cases").first.click()
    expect(page.locator("thead")).to_contain_text("Walk in the park")
    expect(page.locator("tr.app-board__row").first).to_be_visible()
    both(page)
    page.locator("main a", has_text="Publish it").first.click()
    page.get_by_label("What changes, and why?").fill("We walk with every child")
    both(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("main")).to_contain_text("We walk with every child")
    both(page)

    page.goto(board)
    expect(page.locator("thead")).to_contain_text("Who is who")
    page.get_by_text("Another day", exact=True).click()
    page.get_by_role("link", name=re.compile("^Last Friday")).click()
    expect(page.locator("#board")).to_contain_text("The board as it was on Friday")
    expect(page.locator("thead")).not_to_contain_text("Who is who")  # that day's layout
    both(page)
    page.get_by_role("link", name="Show only what had been recorded by then").click()
    expect(page).to_have_url(re.compile("known=1"))

    page.get_by_role("link", name="Compare days").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("From Friday")
    both(page)
    page.goto(f"{board}days/?first=2026-06-01&second=2026-11-20")
    count = page.locator(".app-figure__value a").first
    said = int(count.inner_text())
    both(page)
    count.click()
    expect(page.locator("section li, section p a")).to_have_count(said)
    both(page)


def test_a_board_goes_out_as_a_file(page: Page, signed_in, both):
    signed_in(page, BRONWEN)
    page.goto("/board/")
    page.get_by_role("link", name="Take this board out").click()
    both(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download").click()
    assert re.fullmatch(r"soundings-dashboard-\d{4}-\d\d-\d\d\.xlsx", taken.value.suggested_filename)

"""A QA lead invites three reviewers; each rates apart; the ratings open, and what is agreed is noted."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

LEAH, DANIEL = "leah.winterton@harbourshire.example", "daniel.prosser@harbourshire.example"
NAME = "Do we read the first question alike?"


def looked_at(page: Page, axe, at_width) -> None:
    """Nothing is amiss on the page, narrow or wide."""
    for width in (320, 1280):
        axe(at_width(page, width))


def rates(page: Page, number: int, why: str) -> None:
    """The first scale is rated, with a reason, and handed over."""
    page.get_by_role("button", name="Rate", exact=True).click()
    first = page.locator(".app-asked [data-code]").first
    first.get_by_role("radio", name=str(number), exact=True).check(force=True)
    first.get_by_role("textbox").first.fill(why)
    page.get_by_role("button", name="Save and hand over").click()
    expect(page.get_by_text("Your rating is handed over.")).to_be_visible()


def test_three_rate_apart_then_compare(
    page: Page, browser: Browser, browser_context_args: dict, signed_in: Callable, axe, at_width
):
    signed_in(page, LEAH)
    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_role("link", name="Calibration", exact=True).click()
    looked_at(page, axe, at_width)
    page.get_by_role("button", name="Make a session").click()
    page.get_by_label("Name of the session").fill(NAME)
    page.get_by_label("Questionnaire").select_option(label="Review of a mapping")
    page.get_by_label("What do they look at?").fill("Two parents; one of them was asked.")
    for name in ("Bronwen Hale", "Daniel Prosser", "Leah Winterton"):
        page.get_by_label(name).check()
    looked_at(page, axe, at_width)
    page.get_by_role("button", name="Make it").click()
    looked_at(page, axe, at_width)
    rates(page, 3, "Only one of two was asked")
    expect(page.get_by_text("Only one of two was asked")).to_have_count(0)

    other = browser.new_context(**browser_context_args)
    try:
        daniel = signed_in(other.new_page(), DANIEL)
        daniel.goto("/reviews/")
        daniel.get_by_role("link", name=NAME).click()
        daniel.get_by_role("button", name="Rate", exact=True).click()
        looked_at(daniel, axe, at_width)
        daniel.go_back()
        rates(daniel, 8, "She says it in her own words")
    finally:
        other.close()

    page.reload()
    page.get_by_role("button", name="Open the ratings now").click()
    drawing = page.get_by_role("img", name="2 ratings from 3 to 8, the middle between 3 and 8")
    expect(drawing).to_be_visible()
    expect(page.get_by_text("She says it in her own words")).to_be_visible()
    looked_at(page, axe, at_width)
    page.get_by_text("Note how you read this question from now on").first.click()
    page.get_by_label("What did you agree?").first.fill("We count only people who were asked themselves")
    page.get_by_role("button", name="Note it").first.click()
    expect(page.get_by_text("We count only people who were asked themselves")).to_be_visible()
    page.get_by_role("button", name="Close the session").click()
    expect(page.get_by_role("button", name="Close the session")).to_have_count(0)

    page.get_by_role("link", name="Calibration sessions").click()
    page.get_by_role("link", name="How far we read the questions alike").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How far we read the questions alike")
    expect(page.get_by_role("row", name=re.compile("All questions of the commonest scale"))).to_be_visible()
    looked_at(page, axe, at_width)

"""A QA lead reads the figures of a programme, and its report opens as PDF and Word; an analyst takes codes out."""

import io
import re

import docx
from playwright.sync_api import Page, expect

LEAH, PRIYA = "leah.winterton@harbourshire.example", "priya.nair@harbourshire.example"


def looked_at(page: Page, axe, at_width) -> None:
    """Nothing is amiss on the page, narrow or wide."""
    for width in (320, 1280):
        axe(at_width(page, width))


def test_figures_lead_from_the_reviews_to_the_report(page: Page, signed_in, axe, at_width):
    signed_in(page, LEAH)
    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_role("link", name="Figures", exact=True).click()
    looked_at(page, axe, at_width)
    page.get_by_role("link", name="Mapping, month by month").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Heat map")
    expect(page.locator(".app-heat__cell").first).to_be_visible()
    looked_at(page, axe, at_width)
    page.get_by_role("link", name="Families", exact=True).click()
    looked_at(page, axe, at_width)
    page.get_by_role("link", name="Over time", exact=True).click()
    looked_at(page, axe, at_width)
    page.get_by_role("link", name="Agreement", exact=True).click()
    expect(page.get_by_text(re.compile(r"\d+ reviews have two finished ratings"))).to_be_visible()
    page.get_by_text("The table").first.click()
    expect(page.get_by_text("Reviewers down, second ratings across").first).to_be_visible()
    looked_at(page, axe, at_width)
    page.get_by_role("link", name="Second ratings", exact=True).click()
    looked_at(page, axe, at_width)

    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.get_by_role("heading", name="How the cases were drawn")).to_be_visible()
    looked_at(page, axe, at_width)
    pdf = page.context.request.get(page.url + page.get_by_role("link", name="As a PDF").get_attribute("href"))
    assert pdf.ok and pdf.body().startswith(b"%PDF")
    word = page.context.request.get(page.url + page.get_by_role("link", name="As a Word file").get_attribute("href"))
    assert "How the cases were drawn" in [one.text for one in docx.Document(io.BytesIO(word.body())).paragraphs]


def test_an_analyst_sees_groups_and_takes_data_under_codes(page: Page, signed_in, axe, at_width):
    signed_in(page, PRIYA)
    page.goto("/reviews/figures/")
    page.get_by_role("link", name="Mapping, month by month").click()
    expect(page.get_by_text("You see figures of groups, not reviews.")).to_be_visible()
    looked_at(page, axe, at_width)
    page.get_by_role("link", name="Export", exact=True).last.click()
    page.get_by_label("CSV").check()
    page.get_by_label("Why is it needed?").fill("Yearly report")
    expect(page.get_by_label("With what people wrote")).to_have_count(0)
    looked_at(page, axe, at_width)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download").click()
    text = taken.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("Review,Team,Stage") and "R-" in text

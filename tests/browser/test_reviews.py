"""A QA lead draws twelve cases and hands them to four reviewers; a review is begun from the case and given up."""

import re

import pytest
from playwright.sync_api import Page, expect

LEAH, RUTH = "leah.winterton@harbourshire.example", "ruth.adeyemi@harbourshire.example"
REVIEWERS = ("Ruth Adeyemi", "Daniel Prosser", "Bronwen Hale", "Tomasz Bielski")


@pytest.fixture
def looked_at(axe, at_width):
    """`looked_at(page)`: nothing is amiss on it, narrow or wide."""

    def look(page: Page) -> Page:
        for width in (320, 1280):
            axe(at_width(page, width))
        return page

    return look


def test_twelve_cases_are_drawn_and_handed_to_four_reviewers(page: Page, signed_in, looked_at, picture):
    signed_in(page, LEAH)
    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_role("link", name="Programmes").click()
    looked_at(page)
    page.get_by_role("button", name="Make a programme").click()
    page.get_by_label("Name", exact=True).fill("Mapping in November")
    page.get_by_label("Month by month").check()
    page.get_by_label("Questionnaire").select_option(label="Review of a mapping")
    page.get_by_label("Of which place?").select_option(index=1)
    looked_at(page)
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mapping in November")
    looked_at(page)

    page.get_by_role("button", name="Draw cases").click()
    page.get_by_label("By team, in proportion").check()
    looked_at(page)
    page.get_by_role("button", name="Show how many there are").click()
    expect(page.locator("#frame")).to_contain_text("cases fulfil these criteria.")
    expect(page.locator("#frame")).to_be_focused()  # the answer stands below a long form
    expect(page.locator("#frame")).to_be_in_viewport()
    looked_at(page)
    page.get_by_role("button", name="Draw 12 cases").click()
    expect(page.locator("tbody tr")).to_have_count(12)
    expect(page.get_by_text("12 cases have no reviewer yet.")).to_be_visible()
    looked_at(page)
    picture(page, "a-draw")

    page.get_by_role("button", name="Hand out to reviewers").click()
    for name in REVIEWERS:
        page.get_by_label(name).check()
    looked_at(page)
    page.get_by_role("button", name="Hand them out").click()
    expect(page.get_by_text("12 cases are handed out.")).to_be_visible()
    given = [page.locator("tbody td", has_text=re.compile(f"^{name}$")).count() for name in REVIEWERS]
    assert sum(given) == 12
    page.get_by_role("link", name="Draw it again from this record").click()
    expect(page.get_by_text("it came out the same")).to_be_visible()

    page.get_by_role("link", name="Leave out number 1", exact=True).click()
    page.get_by_label("The worker is away for long").check()
    looked_at(page)
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text(re.compile(r"Number 1, for number (1[3-9]|[2-9]\d)\b"))).to_be_visible()
    looked_at(page)

    page.locator("tbody tr").nth(1).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What comes next")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Change people and days").click()
    looked_at(page)


def test_a_supervisor_begins_a_review_and_gives_it_up(page: Page, signed_in, looked_at):
    signed_in(page, RUTH)
    _open_the_first_case_without_a_review(page)
    looked_at(page)
    page.get_by_label("Reviewer").select_option(label="Daniel Prosser")
    page.get_by_role("button", name="Begin a review").click()
    expect(page.get_by_text("The review has begun.")).to_be_visible()
    page.get_by_role("link", name="Give this review up").click()
    looked_at(page)
    page.get_by_label("Why?").fill("The family moved away")
    page.get_by_role("button", name="Give this review up").click()
    expect(page.get_by_text("What was written stays.")).to_be_visible()
    expect(page.get_by_text("The family moved away")).to_be_visible()
    page.goto("/reviews/all/")
    looked_at(page)


def _open_the_first_case_without_a_review(page: Page) -> None:
    """Other journeys of this process leave reviews under way on the server that they share."""
    page.goto("/board/")
    for link in [one.get_attribute("href") for one in page.locator("a[href^='/case/']").all()]:
        page.goto(link)
        page.get_by_role("link", name="Reviews", exact=True).last.click()
        if page.get_by_role("button", name="Begin a review").count():
            return
    raise AssertionError("Each case of this board has a review under way.")

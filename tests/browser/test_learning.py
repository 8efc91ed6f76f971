"""The theory of change, agreed actions and examples, as somebody finds them who was told nothing."""

import re

from playwright.sync_api import Page, expect

CHANGE = re.compile("^Change.*Each family member knows")


def test_a_senior_manager_writes_the_theory_of_change(page: Page, signed_in, axe, at_width):
    signed_in(page, "moira.costello@harbourshire.example")
    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_role("link", name="Agreed actions").click()
    axe(at_width(page, 320))
    axe(at_width(page, 1280))
    page.get_by_role("link", name="Our theory of change").click()
    page.get_by_role("button", name="Add a step").click()
    axe(at_width(page, 320))
    page.get_by_label("What families understand").check()
    page.get_by_label("What is this step?").fill("Each family member knows why we are worried.")
    page.get_by_role("button", name="Save").click()
    level = page.locator("section", has_text="Each family member knows")
    expect(level.get_by_text("No question asks about this step")).to_be_visible()
    axe(at_width(page, 320))
    axe(at_width(page, 1280))
    page.get_by_role("link", name=CHANGE).click()
    box = page.get_by_label("Was the mapping made with the family?")
    expect(box).to_be_hidden()
    page.locator("summary", has_text="What was done").click()
    box.check()
    axe(at_width(page, 320))
    page.get_by_role("button", name="Save").click()
    expect(level.get_by_text("Was the mapping made with the family?")).to_be_visible()
    expect(level.get_by_text("No question asks about this step")).to_have_count(0)
    page.get_by_role("link", name=CHANGE).click()
    expect(box).to_be_checked()
    expect(box).to_be_visible()  # its section stands open
    page.get_by_role("link", name="Our theory of change").click()
    page.get_by_role("link", name="Agreed actions").click()
    page.get_by_role("link", name="Examples of good practice").click()
    axe(page)

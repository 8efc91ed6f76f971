"""The theory of change, agreed actions and examples, as somebody finds them who was told nothing."""

from playwright.sync_api import Page, expect


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
    expect(page.get_by_text("No question asks about this step")).to_be_visible()
    axe(at_width(page, 320))
    axe(at_width(page, 1280))
    page.get_by_role("link", name="Agreed actions").click()
    page.get_by_role("link", name="Examples of good practice").click()
    axe(page)

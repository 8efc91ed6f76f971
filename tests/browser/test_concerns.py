"""Somebody may be in danger: raised from a case by a worker, taken on and decided by the manager who is named."""

import re

from playwright.sync_api import Page, expect


def test_from_the_case_page_to_the_receiver_and_back(page: Page, signed_in, axe, at_width, browser, base_url):
    signed_in(page, "jane.smith@harbourshire.example")
    page.goto("/cases/mine/")
    page.locator("th.app-board__child a").first.click()
    page.get_by_role("link", name="Somebody may be in danger").click()
    expect(page.get_by_text("Ruth Adeyemi, at once")).to_be_visible()
    axe(at_width(page, 320))
    axe(at_width(page, 1280))
    page.get_by_label("What worries you?").fill("He says that he is afraid to go home tonight.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Ruth Adeyemi is told now")).to_be_visible()
    expect(page.get_by_text("sent, not yet acknowledged")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Sign out").click()

    signed_in(page, "ruth.adeyemi@harbourshire.example")
    page.get_by_role("link", name="Concerns", exact=True).click()
    expect(page.get_by_text(re.compile(r"Acknowledge it within \d+ minutes"))).to_be_visible()
    axe(at_width(page, 320))
    axe(at_width(page, 1280))
    page.get_by_role("link", name="Somebody may be in danger now").first.click()
    expect(page.get_by_text("afraid to go home tonight")).to_be_visible()
    axe(at_width(page, 320))
    axe(at_width(page, 1280))
    page.get_by_role("button", name="I have read it and take it on").click()
    page.get_by_label("What happens?").fill("A worker visits and stays until his aunt is there.")
    page.get_by_label("Who does it?").fill("Jane Smith")
    page.get_by_role("button", name="Decide").click()
    page.get_by_label("Where does it stand in the case system?").fill("Note of today")
    axe(at_width(page, 320))
    page.get_by_role("button", name="It stands there").click()
    page.get_by_text("Close it", exact=True).first.click()
    page.get_by_label("Why is nothing more to be done?").fill("He sleeps at his aunt’s.")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("closed", exact=True)).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Sign out").click()

    signed_in(page, "jane.smith@harbourshire.example")
    page.goto("/concerns/")
    expect(page.get_by_text("Ruth Adeyemi received it on")).to_be_visible()


def test_a_senior_manager_names_who_receives(page: Page, signed_in, axe, at_width):
    signed_in(page, "moira.costello@harbourshire.example")
    page.get_by_role("link", name="Concerns", exact=True).click()
    page.get_by_role("link", name="Who receives what is raised").click()
    axe(at_width(page, 320))
    axe(at_width(page, 1280))
    page.get_by_label("For what?").select_option("complaint")
    page.get_by_label("At which place?").select_option(index=1)
    page.get_by_role("button", name="Go on").click()
    axe(at_width(page, 320))
    page.get_by_label("Who receives it?").select_option(label="Leah Winterton")
    page.get_by_label("Who deputises?").select_option(label="Moira Costello")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What is raised from now on goes this way")).to_be_visible()

"""Journeys with decisions, questions and supervision: found, decided, rested, agreed, and taken to paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

JANE, RUTH = "jane.smith@harbourshire.example", "ruth.adeyemi@harbourshire.example"


@pytest.fixture
def ruth(page: Page, signed_in: Callable) -> Page:
    signed_in(page, RUTH)
    page.goto("/board/")
    return page


def fill_day(page: Page, day: str, month: str, year: str) -> None:
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        page.get_by_label(name, exact=True).first.fill(value)


def test_melli_is_found_under_a_decision(ruth: Page, at_width, axe):
    expect(ruth.locator("tr.app-board__says.is-decision", has_text="Melli").first).to_be_visible()
    axe(at_width(ruth, 1280))
    axe(at_width(ruth, 320))
    at_width(ruth, 1280)
    ruth.get_by_role("link", name="Questions", exact=True).click()
    expect(ruth.locator("#decisions")).to_contain_text("Melli")
    axe(at_width(ruth, 1280))
    axe(at_width(ruth, 320))


def test_a_manager_decides_and_confirms(ruth: Page, axe):
    ruth.goto("/decisions/")
    waiting = ruth.locator(".app-says--decision")
    before = waiting.count()
    axe(ruth)
    waiting.last.get_by_role("link", name="Decide, and say who does what").click()
    ruth.get_by_label("What is decided?").fill("Stays with her grandmother for now")
    ruth.get_by_label("Who does it?").fill("Ruth Adeyemi")
    ruth.get_by_label("What do they do?").fill("Asks the grandmother tonight")
    fill_day(ruth, "1", "12", "2030")
    axe(ruth)
    ruth.get_by_role("button", name="Decide").click()
    expect(waiting).to_have_count(before - 1)
    ruth.get_by_role("button", name="It stands in the case system").first.click()
    expect(ruth.get_by_text("it stands in the case system too").first).to_be_visible()
    axe(ruth)


def test_a_team_agrees_its_questions_and_who_decides(ruth: Page, axe, at_width):
    ruth.get_by_role("link", name="What do we ask about?").click()
    axe(at_width(ruth, 320))
    axe(at_width(ruth, 1280))
    ruth.get_by_role("row", name="Nothing new for a while").get_by_role("link").click()
    ruth.get_by_label("Yes").check()
    ruth.get_by_role("button", name="See whom it would be about").click()
    expect(ruth.get_by_role("status").filter(has_text="It would be about")).to_be_visible()
    axe(ruth)
    ruth.get_by_role("link", name="What do we ask about?").click()
    ruth.get_by_role("link", name="Who decides here, and on which days").click()
    axe(ruth)


def test_a_worker_finds_mary_under_going_well_and_lets_a_question_rest(page: Page, signed_in, axe, at_width):
    signed_in(page, JANE)
    page.get_by_role("link", name="My day", exact=True).click()
    expect(page.locator("#well")).to_contain_text("Mary’s scale is rising, as the worker rates it: 5, 6.")
    axe(at_width(page, 1280))
    axe(at_width(page, 320))
    at_width(page, 1280)
    page.locator("#questions").get_by_role("link", name="Say what was said").first.click()
    page.get_by_label("What was said? (optional)").fill("Her aunt may help")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It is asked again on that day")).to_be_visible()
    page.goto("/today/message/")
    axe(page)


def test_the_sheet_is_prepared_and_taken_to_paper(ruth: Page, axe, at_width):
    ruth.get_by_role("link", name="Supervision", exact=True).click()
    axe(ruth)
    ruth.get_by_role("link", name="Jane Smith").click()
    if ruth.get_by_role("button", name="Open a session").count():
        fill_day(ruth, "1", "12", "2030")
        ruth.get_by_role("button", name="Open a session").click()
    ruth.get_by_label("Talked about: Melli Majid").fill("Her aunt may help")
    axe(at_width(ruth, 1280))
    axe(at_width(ruth, 320))
    ruth.get_by_role("button", name="Save", exact=True).click()
    ruth.emulate_media(media="print")
    expect(ruth.locator(".app-print", has_text="Her aunt may help")).to_be_visible()
    expect(ruth.locator("textarea").first).to_be_hidden()
    ruth.emulate_media(media="screen")

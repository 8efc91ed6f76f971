"""Journeys on the boards: all four at both widths, the keyboard, recording for siblings on a phone, correcting it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

JANE, RUTH = "jane.smith@harbourshire.example", "ruth.adeyemi@harbourshire.example"
MOIRA = "moira.costello@harbourshire.example"
BOARDS = ("whole-practice", "front-end", "family-support", "preventative")


@pytest.fixture
def jane(page: Page, signed_in: Callable) -> Page:
    signed_in(page, JANE)
    page.goto("/cases/mine/")
    return page


@pytest.fixture
def ruth(page: Page, signed_in: Callable) -> Page:
    signed_in(page, RUTH)
    page.goto("/board/")
    return page


def row_with_sibling(page: Page) -> Locator:
    """The first child on the board who has a brother or sister there."""
    return page.locator("tr.app-board__row", has=page.locator("small", has_text="with ")).first


def cell(row: Locator, code: str) -> Locator:
    return row.locator(f'a.app-cell[href$="/{code}/"]')


def fill_day(place: Locator, day: str, month: str, year: str) -> None:
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        place.get_by_label(name, exact=True).first.fill(value)


# --- looking -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("board", BOARDS)
def test_each_board_is_whole_and_accessible(ruth: Page, at_width, axe, picture, board: str, width: int):
    ruth.goto(f"{ruth.url.partition('?')[0]}?board={board}")
    axe(at_width(ruth, width))
    expect(ruth.locator("tr.app-board__worker").first).to_be_visible()
    expect(ruth.locator("select[name=board]")).to_have_value(board)
    region = ruth.locator(".app-board-region")
    assert region.evaluate("one => one.scrollWidth <= one.clientWidth + 1"), "the board scrolls sideways"
    if board == "front-end":
        picture(ruth, "team-board" if width == 1280 else "team-board-phone")


def test_the_filters_narrow_the_board_in_place(ruth: Page):
    rows = ruth.locator("tr.app-board__row")
    every = rows.count()
    ruth.get_by_label("Show", exact=True).select_option("mapping-family:missing")
    expect(ruth.locator(".app-narrowed")).to_be_visible()
    assert 0 < rows.count() < every
    expect(ruth).to_have_url(re.compile("element=mapping-family"))
    ruth.get_by_role("link", name="Show all").click()
    expect(rows).to_have_count(every)


def test_a_name_that_is_looked_for_stands_in_no_address(jane: Page):
    jane.get_by_label("Find a name or id").fill("majid")
    jane.get_by_role("button", name="Find").click()
    expect(jane.locator(".app-narrowed")).to_be_visible()
    names = jane.locator("th.app-board__child a").all_inner_texts()
    assert names and all("Majid" in name for name in names)
    assert "majid" not in jane.url.lower()


def test_the_keyboard_goes_through_the_grid_and_into_a_cell_and_back(ruth: Page):
    first = ruth.locator("tr.app-board__row").first
    first.locator("th a").focus()
    ruth.keyboard.press("ArrowRight")
    expect(first.locator("td a.app-cell").first).to_be_focused()
    ruth.keyboard.press("End")
    expect(first.locator("td a.app-cell").last).to_be_focused()
    # What is said beneath a child is passed on the way, and one is back in one's column.
    stops = ruth.locator("[data-grid] tbody tr", has=ruth.locator("a[href], button"))
    kinds = stops.evaluate_all("rows => rows.map((row) => row.matches('.app-board__row'))")
    for _ in range(kinds.index(True, kinds.index(True) + 1) - kinds.index(True)):
        ruth.keyboard.press("ArrowDown")
    second = ruth.locator("tr.app-board__row").nth(1).locator("td a.app-cell").last
    expect(second).to_be_focused()
    ruth.keyboard.press("Enter")
    expect(ruth.locator(".app-place")).to_be_visible()
    ruth.keyboard.press("Escape")
    expect(ruth.locator(".app-place")).to_have_count(0)
    expect(second).to_be_focused()


def test_an_agency_opens_to_its_services_and_teams(page: Page, signed_in, axe, at_width, picture):
    signed_in(page, MOIRA)
    page.goto("/board/")
    picture(page, "agency-overview")
    axe(at_width(page, 320))
    page.locator("th.app-board__child a").first.click()
    expect(page.get_by_role("navigation", name="Where you are")).to_be_visible()
    page.get_by_role("navigation", name="Where you are").get_by_role("link").first.click()
    expect(page.locator("tr.app-board__row").first).to_be_visible()


# --- recording ---------------------------------------------------------------------------------------------------


def test_a_mapping_for_two_siblings_on_a_phone_and_its_correction(ruth: Page, at_width, axe, picture):
    at_width(ruth, 320)
    row = row_with_sibling(ruth)
    address = cell(row, "mapping-family").get_attribute("href")
    cell(row, "mapping-family").click()
    place = ruth.locator(".app-place")
    fill_day(place, "2", "3", "2026")
    place.get_by_label("Who was there? (optional)").fill("Mother, grandmother")
    assert place.get_by_role("group", name="Also for").get_by_role("checkbox").first.is_checked()
    axe(at_width(ruth, 320))
    picture(ruth, "record-on-a-phone")
    place.get_by_role("button", name="Record it").click()
    expect(place.get_by_text("Recorded. Mapping with Family")).to_be_visible()
    expect(ruth.locator('a.app-cell.is-new[href$="/mapping-family/"]')).not_to_have_count(0)
    assert ruth.locator('a.app-cell.is-new[href$="/mapping-family/"]').count() >= 2

    ruth.goto(address)
    ruth.get_by_role("link", name=re.compile(r"^Correct \(.*2 March 2026")).first.click()
    fill_day(ruth.locator("main"), "3", "3", "2026")
    ruth.get_by_label("Why do you change it?").fill("It was the day after")
    axe(at_width(ruth, 320))
    ruth.get_by_role("button", name="Correct it").click()
    expect(ruth.get_by_text("Corrected. What stood there before stays in the history.")).to_be_visible()
    expect(ruth.get_by_text("It was the day after")).to_be_visible()
    axe(ruth)


def test_what_is_refused_stays_in_place_with_every_word(ruth: Page, axe):
    row = ruth.locator("tr.app-board__row").first
    cell(row, "scale").click()
    place = ruth.locator(".app-place")
    expect(place.get_by_text("tell them who will see it")).to_be_visible()
    place.get_by_label("What makes it that number? (optional)").fill("Gran now sleeps in the house")
    place.get_by_role("button", name="Record it").click()
    expect(place.get_by_role("alert")).to_be_visible()
    expect(place.get_by_label("What makes it that number? (optional)")).to_have_value("Gran now sleeps in the house")
    axe(ruth)


def test_without_javascript_the_same_is_recorded(browser: Browser, browser_context_args, signed_in):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 900})
    signed_in(page, RUTH)
    page.goto("/board/")
    row = row_with_sibling(page)
    cell(row, "mapping-internal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mapping Internal")
    fill_day(page.locator("main"), "4", "3", "2026")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded. Mapping Internal: Yes, 4 March 2026")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^Take back \(.*4 March 2026")).first.click()
    page.get_by_label("Why is it taken back?").fill("It was another family")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back. It no longer counts")).to_be_visible()
    context.close()


def test_a_network_grows_by_a_person_on_a_phone(jane: Page, at_width, axe):
    row = jane.locator("tr.app-board__row").first
    jane.goto(cell(row, "network").get_attribute("href") or "")
    at_width(jane, 320)
    jane.get_by_label("First name or initials").last.fill("Gran")
    jane.get_by_role("button", name="Another person").click()
    expect(jane.get_by_text("Gran", exact=True).first).to_be_visible()
    axe(at_width(jane, 320))
    jane.get_by_role("button", name="Record it").click()
    expect(jane.get_by_text(re.compile("Recorded. Network"))).to_be_visible()


# --- the page of a case ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_of_a_case(jane: Page, at_width, axe, picture, width: int):
    rated = jane.locator("tr.app-board__row", has=jane.locator(".app-trend")).first
    rated.locator("th a").click()
    expect(jane.locator(".app-chart svg").first).to_be_visible()
    axe(at_width(jane, width))
    picture(jane, "case" if width == 1280 else "case-phone")


def test_a_cell_opens_on_the_page_of_a_case_too(jane: Page, axe):
    jane.locator("th.app-board__child a").first.click()
    jane.locator("#practice a.app-cell").first.click()
    expect(jane.locator(".app-place")).to_be_visible()
    axe(jane)
    jane.locator(".app-place").get_by_role("link", name="Close").click()
    expect(jane.locator(".app-place")).to_have_count(0)


def test_a_record_leaves_as_a_case_note(jane: Page, axe):
    row = jane.locator("tr.app-board__row", has=jane.locator("a.is-recorded")).first
    jane.goto(row.locator("a.is-recorded").first.get_attribute("href") or "")
    jane.get_by_role("link", name=re.compile("^As a case note")).first.click()
    expect(jane.get_by_label("The note")).to_have_value(re.compile("When: "))
    expect(jane.get_by_role("button", name="Copy the note")).to_be_visible()
    axe(jane)


def test_several_cells_in_one_go(jane: Page, at_width, axe):
    jane.locator("th.app-board__child a").first.click()
    jane.get_by_role("button", name="Record several at once").click()
    axe(at_width(jane, 320))
    fill_day(jane.locator("main"), "5", "3", "2026")
    for name in ("Mapping Internal", "Words and Pictures"):
        jane.get_by_label(name, exact=True).check()
    jane.get_by_role("button", name="Record them").click()
    expect(jane.get_by_text("2 things are recorded.")).to_be_visible()

"""A board goes to paper, comes back by its code, and is keyed in: by keyboard, on a phone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

RUTH = "ruth.adeyemi@harbourshire.example"
BACK = re.compile(r"board-([A-Z2-9]{4}-[A-Z2-9]{4})\.pdf")
ONE_SIBLING = re.compile(r"^for (?:(?! and |,).)+ too,")


def sheet_of(page: Page) -> str:
    """The code of a sheet that is made as the form stands; the browser itself would show the PDF."""
    form = page.locator("form").filter(has=page.get_by_role("button", name="Make the sheet"))
    typed = form.evaluate("form => Object.fromEntries(new FormData(form))")
    answer = page.request.post(page.url, form=typed, headers={"Referer": page.url})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    return BACK.search(answer.headers["content-disposition"])[1]


@pytest.fixture
def code(page: Page, signed_in, axe, at_width) -> str:
    signed_in(page, RUTH)
    page.goto("/board/")
    page.get_by_role("link", name="Print", exact=True).click()
    axe(at_width(page, 320))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("A3, landscape").check()
    page.get_by_label("By number, name and age").check()
    axe(page)
    return sheet_of(page)


def test_a_sheet_is_keyed_in_for_two_siblings_mended_and_not_doubled(page: Page, code: str, axe, at_width):
    page.get_by_role("link", name="Key it back in").click()
    axe(at_width(page, 320))
    page.get_by_label("Code of the sheet").fill(code.replace("-", " ").lower())
    page.get_by_role("button", name="Show the sheet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Sheet {code}")
    axe(at_width(page, 320))
    axe(at_width(page, 1280))

    tick = page.get_by_role("checkbox", name=ONE_SIBLING).first
    expect(tick).to_be_checked()
    row = int(tick.get_attribute("name")[1:])
    first = page.locator(f"input[name=r{row}-mapping-family]")
    first.fill("20/11/26")
    first.press("Enter")  # down, as on the paper; nothing is sent
    expect(page.locator(f"input[name=r{row + 1}-mapping-family]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.locator(f"input[name=r{row}-three-houses]").fill("31/2")
    page.get_by_role("button", name="Record what is filled in").click()

    problem = page.get_by_role("alert").locator("tbody tr")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text(f"{row}")
    expect(problem).to_contain_text("Three Houses")
    expect(problem).to_contain_text("31/2")
    expect(first).to_have_value("20/11/26")
    axe(page)
    axe(at_width(page, 320))
    page.locator(f"input[name=r{row}-three-houses]").fill("")
    page.get_by_role("button", name="Record what is filled in").click()

    expect(page.get_by_text("1 entry is recorded.")).to_be_visible()
    done = page.locator(".app-keying__done")
    expect(done).to_have_count(2)  # both children
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    first.fill("20/11/26")
    page.get_by_role("button", name="Record what is filled in").click()
    expect(page.get_by_text("1 stood there already.")).to_be_visible()

    page.goto("/board/")
    for at in (row, row + 1):
        child = page.locator("tr.app-board__row").nth(at - 1)
        expect(child.get_by_role("link", name=re.compile("^Mapping with Family")).first).to_contain_text("20 Nov")


def test_without_javascript_one_form_does_it(browser: Browser, page: Page, site: str, code: str):
    plain = browser.new_context(
        base_url=site, java_script_enabled=False, storage_state=page.context.storage_state(), locale="en-GB"
    ).new_page()
    plain.goto(f"/sheet/{code}/")
    plain.locator("input[name=r1-mapping-internal]").fill("12/11/26")
    plain.locator("input[name=r1-mapping-internal]").press("Enter")
    expect(plain.get_by_text("1 entry is recorded.")).to_be_visible()
    plain.context.close()


def test_the_board_page_itself_prints_in_black_and_white_with_all_its_columns(page: Page, signed_in, picture):
    signed_in(page, RUTH)
    page.goto("/board/")
    page.emulate_media(media="print")
    assert page.locator(".app-header").is_hidden() and page.locator(".app-pills").first.is_hidden()
    page.set_viewport_size({"width": 1054, "height": 740})  # A4 landscape within its margins, at 96 dots an inch
    region = page.locator(".app-board-region")
    assert region.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    assert page.pdf(prefer_css_page_size=True, format="A4").startswith(b"%PDF-")

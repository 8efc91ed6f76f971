"""The pages that the documentation shows. `make docs-pictures` draws them again."""

import pytest
from playwright.sync_api import Page, expect

from soundings.accounts.rules import Role
from soundings.demo.people import sign_ins

MANAGER = next(sign for sign in sign_ins() if sign.role is Role.SUPERVISOR)
DIRECTOR = next(sign for sign in sign_ins() if sign.role is Role.SENIOR_MANAGER)
STEWARD = next(sign for sign in sign_ins() if sign.role is Role.QA_LEAD)


@pytest.fixture
def board(page: Page, signed_in) -> Page:
    """The manager's board, without the greeting."""
    signed_in(page, MANAGER.email)
    page.goto("/board/")
    expect(page.get_by_role("table")).to_be_visible()
    return page


def test_a_teams_board(board: Page, picture):
    expect(board.get_by_text("Jane Smith’s cases")).to_be_visible()
    picture(board, "team-board")


def test_a_board_on_a_phone(board: Page, at_width, picture):
    at_width(board, 375)
    expect(board.get_by_text("Jane Smith’s cases")).to_be_visible()
    picture(board, "team-board-on-a-phone")


def test_a_case_and_one_of_its_elements(board: Page, picture):
    child = board.get_by_role("table").get_by_role("link").first
    name = child.inner_text()
    child.click()
    expect(board.get_by_role("heading", level=1)).to_contain_text(name)
    picture(board, "case")
    board.goto(board.locator("a[href$='/mapping-internal/']").first.get_attribute("href"))
    expect(board.get_by_role("heading", level=1)).to_contain_text("Mapping Internal")
    picture(board, "element")


def test_the_agency_at_a_glance(page: Page, signed_in, picture):
    signed_in(page, DIRECTOR.email)
    page.goto("/board/")
    expect(page.get_by_role("table")).to_be_visible()
    picture(page, "agency-overview")


def test_files_in(page: Page, signed_in, picture):
    signed_in(page, STEWARD.email)
    page.goto("/files/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    picture(page, "files")

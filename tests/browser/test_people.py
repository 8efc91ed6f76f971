"""Somebody is invited and given a role, somebody else approves it; the tree is changed on a phone."""

import pytest
from playwright.sync_api import Page, expect

WIDTHS = (1280, 320)


@pytest.fixture
def looked_at(axe, at_width):
    """`looked_at(page)`: nothing is amiss on it, wide or narrow."""

    def look(page: Page) -> Page:
        for width in WIDTHS:
            axe(at_width(page, width))
        return page

    return look


def open_person(page: Page, name: str) -> None:
    page.goto("/people/")
    page.get_by_label("Name, or number in files").fill(name)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def choose(page: Page, label: str, words: str) -> None:
    """From a list whose choices are set in: the first that holds these words."""
    field = page.get_by_label(label)
    field.select_option(field.locator("option", has_text=words).first.get_attribute("value"))


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def test_a_role_given_by_one_person_is_approved_by_another(page, signed_in, looked_at):
    signed_in(page, "samuel.obi@harbourshire.example")
    open_person(page, "Imogen Thwaite")
    page.get_by_role("button", name="Invite them").click()
    page.get_by_label("Their work e-mail").fill("imogen.thwaite@harbourshire.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way.")).to_be_visible()

    page.get_by_role("link", name="Give a role").click()
    page.get_by_role("radio", name="Worker", exact=True).check()
    choose(page, "Where does it hold?", "Mill Lane Team")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what they need it for")
    expect(page.get_by_role("radio", name="Worker", exact=True)).to_be_checked()
    looked_at(page)
    page.get_by_label("What do they need it for?").fill("Joined the team on Monday")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_text("waits for a senior manager")).to_be_visible()
    looked_at(page)

    sign_out(page)
    signed_in(page, "moira.costello@harbourshire.example")
    page.goto("/people/")
    waiting = page.locator("#waiting li").filter(has_text="Imogen Thwaite")
    expect(waiting).to_contain_text("“Joined the team on Monday”")
    looked_at(page)
    waiting.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("Imogen Thwaite is now Worker at Mill Lane Team")
    looked_at(page)


def test_a_leave_is_planned_on_a_phone(page, signed_in, looked_at):
    signed_in(page, "samuel.obi@harbourshire.example")
    page.set_viewport_size({"width": 320, "height": 640})
    open_person(page, "Hassan Omar")
    page.get_by_role("link", name="Add a leave").click()
    for which, first in (("First day away", "1"), ("Last day away", "5")):
        group = page.get_by_role("group", name=which)
        group.get_by_label("Day").fill(first)
        group.get_by_label("Month").fill("Dec")
        group.get_by_label("Year").fill("2031")
    choose(page, "Who covers?", "Charlotte Vane")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").filter(has_text="1 December 2031 to 5 December 2031")).to_be_visible()
    expect(page.get_by_text("Charlotte Vane covers")).to_be_visible()
    looked_at(page)


def test_a_team_is_added_moved_and_closed_on_a_phone(page, signed_in, looked_at):
    signed_in(page, "samuel.obi@harbourshire.example")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/structure/")
    page.get_by_role("link", name="Add below Early Help").click()
    page.get_by_label("Name", exact=True).fill("Lantern Row Team")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Lantern Row Team is added.")).to_be_visible()
    looked_at(page)

    page.get_by_role("link", name="Lantern Row Team").click()
    page.get_by_role("link", name="Move it").click()
    choose(page, "Where does it belong now?", "Family Support")
    looked_at(page)
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("Lantern Row Team is moved. Its history stays.")).to_be_visible()

    page.get_by_role("link", name="Close it").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("Lantern Row Team is closed. Its history stays.")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_text("Lantern Row Team is open.")).to_be_visible()


def test_what_each_role_may_do_opens_row_by_row(page, signed_in, looked_at):
    signed_in(page, "moira.costello@harbourshire.example")
    page.goto("/people/roles/")
    page.get_by_text("Row by row").first.click()
    expect(page.get_by_role("rowheader", name="Record practice on a case").first).to_be_visible()
    looked_at(page)

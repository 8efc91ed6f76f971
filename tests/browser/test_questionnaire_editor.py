"""A QA lead makes a questionnaire, says it in Welsh, publishes it, and takes one up from a spreadsheet."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from soundings.core.tables.writing import xlsx_file
from soundings.demo.people import sign_ins
from soundings.instruments.rules.xlsform import sheets_of
from tests.instruments.xlsform.shapes import ABOUT, NAMED, says
from tests.instruments.xlsform.test_round_trip import sixty

LEAD = next(one.email for one in sign_ins() if one.role == "qa-lead")


@pytest.fixture
def looked_at(axe, at_width):
    """`looked_at(page)`: nothing is amiss on it, wide or narrow."""

    def look(page: Page) -> Page:
        for width in (1280, 320):
            axe(at_width(page, width))
        page.set_viewport_size({"width": 1280, "height": 900})
        return page

    return look


def test_a_questionnaire_is_made_translated_and_published(page: Page, signed_in, looked_at):
    signed_in(page, LEAD)
    page.get_by_role("link", name="Questionnaires").first.click()
    looked_at(page)
    page.get_by_role("button", name="Make a questionnaire").click()
    page.get_by_label("What is it called?").fill("After the meeting")
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_label("Title of the section").fill("How it went")
    page.get_by_role("button", name="Add the section").click()

    page.get_by_role("link", name="Add a question").first.click()
    looked_at(page)
    page.get_by_label("How is it answered?").select_option("scale")
    page.get_by_label("What is asked?").fill("How clear was it?")
    page.get_by_role("button", name="Add it").click()
    page.get_by_label("In words, 0 is").fill("Nobody understood")
    page.get_by_role("button", name="Save it in the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("In words, 10 is")
    looked_at(page)
    page.get_by_label("In words, 10 is").fill("Everybody understood")
    page.get_by_role("button", name="Save it in the draft").click()

    page.get_by_role("link", name="Add a question").first.click()
    page.get_by_label("How is it answered?").select_option("long")
    page.get_by_label("What is asked?").fill("What would have helped?")
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("When is it shown?").click()
    condition = page.get_by_role("group", name="Condition 1")
    condition.get_by_label("Question").select_option(label="How clear was it?")
    condition.get_by_label("Answer").select_option("at-most")
    condition.get_by_label("Value").fill("5")
    looked_at(page)
    page.get_by_role("button", name="Save it in the draft").click()
    expect(page.get_by_text("How clear was it?” is")).to_be_visible()
    page.get_by_role("button", name=re.compile("Move up.*What would have helped")).click()
    page.get_by_role("button", name=re.compile("Move down.*What would have helped")).click()
    looked_at(page)

    page.get_by_role("link", name="Languages", exact=True).click()
    page.get_by_label("Add a language").fill("cy")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("missing", exact=True).first).to_be_visible()
    looked_at(page)
    boxes = page.locator("main textarea")
    for number in range(boxes.count()):
        boxes.nth(number).fill(f"Testun {number}")
    page.get_by_role("button", name="Save it in the draft").click()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.get_by_role("link", name="The draft").click()

    page.get_by_role("link", name="Publish it").click()
    looked_at(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. New work begins with it")).to_be_visible()
    looked_at(page)


def test_two_people_change_one_question_and_nothing_is_lost(page: Page, signed_in, looked_at):
    signed_in(page, LEAD)
    page.goto("/instruments/new/")
    page.get_by_label("What is it called?").fill("Two at once")
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_label("Title of the section").fill("One section")
    page.get_by_role("button", name="Add the section").click()
    page.get_by_role("heading", name="One section").get_by_role("link").click()
    other = page.context.new_page()
    other.goto(page.url)
    for which, title in ((page, "Theirs"), (other, "Mine")):
        which.get_by_label("Title").fill(title)
        which.get_by_role("button", name="Save it in the draft").click()
    both = other.get_by_role("alert").filter(has_text="Somebody has changed this meanwhile")
    expect(both).to_contain_text("Theirs")
    expect(other.get_by_label("Title")).to_have_value("Mine")
    looked_at(other)


def test_a_form_of_sixty_questions_in_three_languages_is_taken_up(page: Page, signed_in, looked_at, tmp_path: Path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsx_file(sheets_of(sixty(), ABOUT._replace(code="sixty"), named=NAMED, says=says)))
    signed_in(page, LEAD)
    page.goto("/instruments/new/file/")
    looked_at(page)
    page.get_by_label("Workbook").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_text("54 questions, in English, Welsh, Portuguese (Brazil).")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Take it up as a draft").click()
    expect(page.get_by_role("status")).to_contain_text("Taken up as a draft")
    looked_at(page)


def test_every_fault_of_a_form_stands_on_one_page(page: Page, signed_in, looked_at):
    rows = [["type", "name", "label"], ["txt", "a", "A?"], ["text", "two words", ""], ["text", "", "C?"]]
    content = BytesIO(xlsx_file([("survey", rows)])).getvalue()
    signed_in(page, LEAD)
    page.goto("/instruments/new/file/")
    workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Workbook").set_input_files({"name": "form.xlsx", "mimeType": workbook, "buffer": content})
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_text("4 things to mend:")).to_be_visible()
    looked_at(page)

"""A reviewer takes the questions of a review out for ODK, and brings what was answered there back."""

from pathlib import Path

from playwright.sync_api import Page, expect

from soundings.core.tables import open_table_file
from tests.browser.test_together import DANIEL, made
from tests.instruments.returned.exports import as_csv


def test_answers_of_a_tablet_come_back_into_the_review(
    page: Page, served, signed_in, axe, at_width, picture, tmp_path: Path
):
    review, names = made(served, 9)
    signed_in(page, DANIEL)
    page.goto(f"/reviews/{review}/")
    page.get_by_role("link", name="KoboToolbox and ODK").click()
    for width in (320, 1280):
        axe(at_width(page, width))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Reviewer", exact=True).click()
    form = tmp_path / "form.xlsx"
    waiting.value.save_as(form)
    assert not any(name in str([sheet.rows for sheet in open_table_file(form).sheets]) for name in names)

    export = tmp_path / "export.csv"
    heads = ["SubmissionDate", "soundings.review", "understanding-understands", "understanding-plan", "KEY"]
    sent = ["2026-11-12T09:00:00.000Z", review, "7", "3", "uuid:1"]
    other = ["2026-11-12T10:00:00.000Z", "", "eleven", "", "uuid:2"]
    export.write_bytes(as_csv([heads, sent, other]))
    page.get_by_label("Export of the answers").set_input_files(export)
    if page.get_by_label("I, as reviewer").count():
        page.get_by_label("I, as reviewer").check()
    page.get_by_role("button", name="Look at the file").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What would become of the answers")
    for width in (320, 1280):
        axe(at_width(page, width))
    page.get_by_label("Row 3").select_option(index=1)
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("table")).to_contain_text("eleven")
    expect(page.get_by_role("table")).to_contain_text("understanding-understands")
    for width in (320, 1280):
        axe(at_width(page, width))
    picture(page, "answers-come-back")
    page.get_by_role("button", name="Take 1 row over").click()

    expect(page.get_by_text("The answers of 1 submission stand in their review now.")).to_be_visible()
    page.goto(f"/reviews/{review}/write/")
    expect(page.locator("[data-code=understands] input[value='7']")).to_be_checked()

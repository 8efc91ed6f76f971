"""A steward loads a people extract from the case system, finds the child, and takes the import back."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

STEWARD = "leah.winterton@harbourshire.example"
MANAGER = "ruth.adeyemi@harbourshire.example"
WIDTHS = (1280, 320)
HEADINGS = ["Person ID", "Forename", "Surname", "DOB", "Gender", "Family group", "Allocated Worker", "Allocated Team",
            "Referral Date"]  # fmt: skip
ROWS = [
    ["99301", "Perpetua", "Quillfeather", "04/05/2014", "Female", "FG9930", "Jane Smith", "Harbour Street Team",
     "05/10/2026"],
    ["99302", "Barnaby", "Quillfeather", "11/12/2017", "Male", "FG9930", "Jane Smith", "Harbour St", "05/10/2026"],
    ["99303", "Odalys", "Merriweather", "31/02/2016", "Female", "", "Jane Smith", "Harbour Street Team", "05/10/2026"],
]  # fmt: skip


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "open-cases.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *ROWS])
    return path


@pytest.fixture
def look(axe, at_width):
    """`look(page)`: nothing on the page breaks accessibility, at either width."""

    def both(page: Page) -> None:
        for width in WIDTHS:
            axe(at_width(page, width))
        page.set_viewport_size({"width": 1280, "height": 900})

    return both


def test_a_people_extract_is_loaded_found_and_taken_back(page: Page, signed_in, look, extract, picture, browser, site):
    signed_in(page, STEWARD)
    page.get_by_role("link", name="Files").click()
    look(page)
    page.get_by_role("button", name="Load People extract").click()
    page.get_by_label("File or files").set_input_files(extract)
    look(page)
    page.get_by_role("button", name="Look at the file").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Which column is which?")
    expect(page.get_by_label("Given name")).to_have_value("Forename")
    look(page)
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_text("“31/02/2016”")).to_be_visible()
    page.get_by_label("Which team is “Harbour St”?").select_option(label="It is Harbour Street Team")
    look(page)
    page.get_by_role("button", name="Look again with this").click()
    picture(page, "import-preview", full_page=True)
    page.get_by_role("button", name="Store the good rows").click()
    expect(page.get_by_text("It is stored.")).to_be_visible()
    look(page)
    here = page.url

    finds(browser, site, signed_in, "Quillfeather", 2)

    page.goto(here)
    page.get_by_role("button", name="Take this import back").click()
    expect(page.get_by_text("Would be removed: 2 children, 1 family, 2 cases")).to_be_visible()
    look(page)
    page.get_by_label("Why is it taken back?").fill("The report of another month")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The import is taken back.")).to_be_visible()
    look(page)
    finds(browser, site, signed_in, "Quillfeather", 0)


def finds(browser, site: str, signed_in, name: str, many: int) -> None:
    """The manager of the team finds so many children of this name."""
    context = browser.new_context(base_url=site, locale="en-GB")
    page = signed_in(context.new_page(), MANAGER)
    page.goto("/search/")
    page.get_by_label("Name or number").fill(name)
    page.get_by_role("button", name="Search").click()
    found = f"{many} children" if many else "Nobody by that name or number"
    expect(page.get_by_role("heading", name=found)).to_be_visible()
    context.close()


def test_a_file_of_another_kind_is_refused_on_its_page(page: Page, signed_in, look, tmp_path):
    letter = tmp_path / "letter.xlsx"
    letter.write_bytes(b"%PDF-1.7 a letter")
    signed_in(page, STEWARD)
    page.goto("/files/new/annex-a/")
    page.get_by_label("File or files").set_input_files(letter)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("alert")).to_contain_text("This is a file of another kind (PDF)")
    look(page)

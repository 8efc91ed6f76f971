"""Columns are told by their headings, loosely."""

from soundings.exchange.plans.headings import column, find_headings, heading_key, match_titles

COLUMNS = (
    column("id", "Child Unique ID", "Child ID", needed=True),
    column("born", "Date of Birth", "DOB"),
    column("start", "Strategy discussion initiating Section 47 Enquiry Start Date", like=["strategydiscussion"]),
)


def test_signs_case_and_apostrophes_do_not_matter():
    assert (
        heading_key(" Child’s  Category of Need ") == heading_key("childs category-of-need") == "childscategoryofneed"
    )


def test_headings_may_stand_below_a_title():
    rows = [["List 3: Referrals", ""], ["", ""], ["Child ID", "DOB"], ["4471", "03/01/2013"]]

    found = find_headings(rows, COLUMNS)

    assert (found.row, found.at, found.missing) == (2, {"id": 0, "born": 1}, [])


def test_what_stands_in_brackets_is_no_part_of_a_name():
    assert match_titles(["Child Unique ID (LA)", "Date of Birth (DD/MM/YYYY)"], COLUMNS)[0] == {"id": 0, "born": 1}


def test_a_long_heading_is_told_by_its_pieces():
    assert match_titles(["Child ID", "Date of strategy discussion"], COLUMNS)[0] == {"id": 0, "start": 1}


def test_a_missing_column_is_told():
    assert find_headings([["DOB"], ["03/01/2013"]], COLUMNS).missing == ["id"]


def test_two_columns_of_one_name_are_told():
    assert match_titles(["Child ID", "Child Unique ID"], COLUMNS) == ({"id": 0}, ["id"])

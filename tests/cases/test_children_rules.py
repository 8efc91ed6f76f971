"""When two entries may be the same child; how old somebody is; the words by which they are found."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.cases.rules import (
    Likely,
    Likeness,
    age_on,
    likeness,
    months_by,
    name_key,
    read_age,
    words_of,
    write_age,
)

BORN = date(2013, 5, 17)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Likely("somebody else", None, frozenset({"4471 02"})), Likeness.SAME_ID),
        (Likely("majid melli", BORN), Likeness.SAME_NAME_AND_BIRTH),
        (Likely("melli majid jones", BORN), Likeness.SAME_BIRTH_AND_PART_OF_NAME),
        (Likely("melli majid", date(2013, 5, 18)), Likeness.SAME_NAME),
        (Likely("melli majid", None), Likeness.SAME_NAME),
        (Likely("mary telis", BORN), None),
        (Likely("", BORN), None),
    ],
)
def test_why_two_entries_may_be_one_child(other, expected):
    melli = Likely("melli majid", BORN, frozenset({"4471 02"}))
    assert likeness(melli, other) == likeness(other, melli) == expected


def test_two_children_without_name_birth_or_number_are_not_alike():
    assert likeness(Likely("", None), Likely("", None)) is None


def test_age_counts_whole_years_only():
    assert age_on(BORN, date(2026, 5, 16)) == 12
    assert age_on(BORN, date(2026, 5, 17)) == 13
    assert age_on(date(2024, 2, 29), date(2025, 2, 28)) == 0
    assert age_on(date(2024, 2, 29), date(2025, 3, 1)) == 1


def test_names_are_found_without_accents_hyphens_or_case():
    assert words_of("Łucja", "O’Brien-Åsa", "4471-02") == {"lucja", "obrien", "asa", "4471", "02"}


def test_a_child_without_a_name_is_sorted_by_the_reference():
    assert name_key("", "", "4471-02") == "4471 02"
    assert name_key("Melli", "Majid", "4471-02") == "majid melli"


@given(st.integers(0, 25 * 12), st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_a_stated_age_is_written_as_it_is_read_and_grows_with_time(months, stated_on, weeks):
    assert read_age(write_age(months)) == months
    grown = months_by(months, stated_on, stated_on + timedelta(weeks=weeks))
    assert months_by(months, stated_on, stated_on) == months
    assert grown - months == pytest.approx(weeks * 7 / 30.4375, abs=1.1)


@pytest.mark.parametrize(
    ("text", "months"),
    [("13", 156), ("13 yrs", 156), ("aged 13 years", 156), ("7 months", 7), ("7m", 7), ("5 wks", 1), ("0", 0)],
)
def test_an_age_as_people_state_it(text, months):
    assert read_age(text) == months


@pytest.mark.parametrize("text", ["", "13.5", "unborn", "130", "26", "-1", "4/1/2013"])
def test_what_is_no_age(text):
    assert read_age(text) is None

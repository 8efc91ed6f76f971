"""When two entries may be the same child; how old somebody is; the words by which they are found."""

from datetime import date

import pytest

from soundings.cases.rules import Likely, Likeness, age_on, likeness, name_key, words_of

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

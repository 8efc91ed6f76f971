"""What one cell says, and what is asked rather than guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.exchange.reading import UNCALCULATED
from soundings.exchange.reading.values import read_day, read_id, read_sex, read_whole, read_yes_no, tidy, uncoded
from soundings.exchange.rules import Fault

AS_OF = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/01/16", date(2016, 1, 3)),
        ("3/1/2016", date(2016, 1, 3)),
        ("15/7/15", date(2015, 7, 15)),
        ("3-1-2016", date(2016, 1, 3)),
        ("03.01.2016", date(2016, 1, 3)),
        ("2016-01-03", date(2016, 1, 3)),
        ("2016-01-03T14:05:00", date(2016, 1, 3)),
        ("03/01/2016 14:05", date(2016, 1, 3)),
        ("3 Jan 2016", date(2016, 1, 3)),
        ("3rd January 2016", date(2016, 1, 3)),
        ("03-Jan-16", date(2016, 1, 3)),
        ("\xa03/1/2016 ", date(2016, 1, 3)),
        ("12/06/98", date(1998, 6, 12)),
        ("01/01/27", date(2027, 1, 1)),
        ("01/01/28", date(1928, 1, 1)),
        ("29/02/2024", date(2024, 2, 29)),
        ("", None),
        ("-", None),
        ("N/A", None),
        ("#N/A", None),
    ],
)
def test_days_are_read_day_first(text: str, day: date | None):
    assert read_day(text, as_of=AS_OF) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01/13/2016", "month-first"),
        ("12/31/16", "month-first"),
        ("31/02/2016", "no-such-day"),
        ("29/02/2023", "no-such-day"),
        ("3/1/1066", "year"),
        ("3/1/2126", "year"),
        ("tomorrow", "date"),
        ("January 2016", "date"),
        ("44090", "date-as-number"),
        (UNCALCULATED, "uncalculated"),
    ],
)
def test_days_that_cannot_be_told_are_faults(text: str, code: str):
    read = read_day(text, as_of=AS_OF)
    assert isinstance(read, Fault)
    assert read.code == code


def test_excels_number_is_told_as_the_day_that_it_means():
    assert read_day("44090", as_of=AS_OF) == Fault("date-as-number", (("date", "16/09/2020"),))


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2027, 12, 31)))
def test_every_day_is_read_back_as_it_is_written(day: date):
    for written in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", day.isoformat(), f"{day:%d %b %Y}"):
        assert read_day(written, as_of=AS_OF) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a) Yes", "yes"), ("b) No", "no"), ("c) Unknown", "nk"), ("Y", "yes"), ("true", "yes"), ("1", "yes"),
        ("0", "no"), ("FALSE", "no"), ("", ""), ("#N/A", ""), (" yes\xa0", "yes"),
    ],
)  # fmt: skip
def test_yes_and_no(text: str, said: str):
    assert read_yes_no(text) == said


def test_a_maybe_is_asked_about():
    assert read_yes_no("perhaps") == Fault("yes-no")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a) Male", "M"), ("b) Female", "F"), ("F", "F"), ("M", "M"), ("1", "M"), ("2", "F"), ("", ""), ("U", "U"),
        ("c) Not stated/recorded (or unborn)", "U"), ("d) Neither", "U"),
    ],
)  # fmt: skip
def test_sex_and_gender(text: str, said: str):
    assert read_sex(text) == said


@pytest.mark.parametrize(
    ("text", "said"), [("9212044.0", "9212044"), ("9212044", "9212044"), (" 4471-02\xa0", "4471-02"), ("007", "007")]
)
def test_ids_lose_the_point_that_excel_gave_them(text: str, said: str):
    assert read_id(text) == said


def test_an_id_that_excel_rounded_names_nobody():
    assert read_id("1.23457E+12") == Fault("rounded-id")


@pytest.mark.parametrize(("text", "said"), [("7", 7), ("7.0", 7), ("0", 0), ("", None), ("-3", -3)])
def test_whole_numbers(text: str, said: int | None):
    assert read_whole(text) == said


@pytest.mark.parametrize("text", ["seven", "7.5", "1e9999"])
def test_other_numbers_are_faults(text: str):
    assert read_whole(text) == Fault("whole-number")


def test_tidying():
    assert tidy("  Dustin\xa0 Hazlett\u200b ") == "Dustin Hazlett"
    assert tidy("#REF!") == ""
    assert uncoded("q) 6: Police") == "6: Police"

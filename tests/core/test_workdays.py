"""The working-day calendar: published examples, and what must hold of any."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.models import OwnDay
from soundings.core.queries import calendar_of, known_region, regions
from soundings.core.workdays import calendar_for, is_working_day, working_days_after, working_days_between
from tests.factories.accounts import AgencyFactory

EASTER_2025 = {date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 5)}
CHRISTMAS_2024 = {date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)}

days = st.dates(date(2001, 1, 1), date(2040, 12, 31))
numbers = st.integers(0, 80)
conventions = st.sampled_from((0, 1))
holidays = st.frozensets(days, max_size=12)


@pytest.mark.parametrize(
    ("start", "n", "off", "end"),
    [
        (date(2025, 4, 14), 15, EASTER_2025, date(2025, 5, 8)),
        (date(2025, 4, 14), 15, set(), date(2025, 5, 5)),  # weekends only
        (date(2024, 12, 2), 45, CHRISTMAS_2024, date(2025, 2, 6)),
        (date(2024, 12, 2), 45, set(), date(2025, 2, 3)),
        (date(2026, 3, 13), 10, set(), date(2026, 3, 27)),
        (date(2026, 3, 14), 0, set(), date(2026, 3, 14)),  # a Saturday: day 0 is the day itself
        (date(2026, 3, 14), 1, set(), date(2026, 3, 16)),
    ],
)
def test_days_that_were_counted_by_hand(start, n, off, end):
    """The first four: measures.md 1.1, start day = day 0."""
    assert working_days_after(start, n, off) == end
    assert working_days_between(start, end, off) == n


def test_where_the_start_day_is_day_one_everything_comes_a_day_earlier():
    assert working_days_after(date(2025, 4, 14), 15, EASTER_2025, first_day=1) == date(2025, 5, 7)
    assert working_days_between(date(2025, 4, 14), date(2025, 5, 7), EASTER_2025, first_day=1) == 15
    assert working_days_after(date(2026, 3, 14), 1, set(), first_day=1) == date(2026, 3, 16)  # from a Saturday: Monday


def test_nothing_is_counted_backwards():
    assert working_days_between(date(2026, 3, 16), date(2026, 3, 13), set()) == 0
    with pytest.raises(ValueError, match="forwards"):
        working_days_after(date(2026, 3, 16), -1, set())


@given(days, numbers, holidays, conventions)
def test_counting_there_and_back_agrees(start, n, off, first_day):
    end = working_days_after(start, n, off, first_day=first_day)
    if n:
        assert is_working_day(end, off)
        assert working_days_between(start, end, off, first_day=first_day) == n


@given(days, numbers, holidays, conventions)
def test_a_further_holiday_never_makes_it_earlier(start, n, off, first_day):
    more = off | {start + timedelta(days=3)}
    assert working_days_after(start, n, more, first_day=first_day) >= working_days_after(
        start, n, off, first_day=first_day
    )


CALENDARS = {
    (off, first_day): calendar_for(off, first_day=first_day)
    for off in (frozenset(), frozenset(EASTER_2025 | CHRISTMAS_2024))
    for first_day in (0, 1)
}


@given(st.dates(date(1985, 1, 1), date(2069, 1, 1)), numbers, numbers, st.sampled_from(list(CALENDARS)))
def test_a_calendar_gives_the_same_answers(start, n, later, key):
    calendar = CALENDARS[key]
    off, first_day = key
    assert calendar.after(start, n) == working_days_after(start, n, off, first_day=first_day)
    end = start + timedelta(days=later)
    assert calendar.between(start, end) == working_days_between(start, end, off, first_day=first_day)
    assert calendar.between(end + timedelta(days=1), start) == 0


def test_beyond_its_last_day_a_calendar_says_its_last_day():
    assert CALENDARS[frozenset(), 0].after(date(2070, 12, 30), 9) == date(2070, 12, 31)


@pytest.mark.django_db
def test_an_agency_in_england_has_its_bank_holidays():
    """Days from https://www.gov.uk/bank-holidays, England and Wales, 2025 and 2026."""
    calendar = calendar_of(AgencyFactory().pk)
    off = {day for day in calendar.holidays if day.year in (2025, 2026) and day.weekday() < 5}
    assert off == {
        *(date(2025, 1, 1), date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 5), date(2025, 5, 26)),
        *(date(2025, 8, 25), date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3)),
        *(date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31), date(2026, 12, 25)),
        date(2026, 12, 28),
    }
    assert calendar.after(date(2025, 4, 14), 15) == date(2025, 5, 8)


@pytest.mark.django_db
def test_another_region_another_convention():
    scotland = calendar_of(AgencyFactory(holidays_of="GB-SCT", first_day=1).pk)
    assert date(2026, 1, 2) in scotland.holidays
    assert date(2026, 4, 6) not in scotland.holidays  # Easter Monday is no bank holiday there
    assert scotland.after(date(2026, 3, 16), 1) == date(2026, 3, 16)
    assert date(2026, 3, 17) in calendar_of(AgencyFactory(holidays_of="IE").pk).holidays


@pytest.mark.django_db
def test_days_of_the_agencys_own_come_on_top():
    agency = AgencyFactory()
    OwnDay.objects.create(agency=agency, on=date(2026, 3, 18), works=False, name="Moving house")
    OwnDay.objects.create(agency=agency, on=date(2026, 4, 3), works=True, name="We work on Good Friday")
    calendar = calendar_of(agency.pk)
    assert calendar.after(date(2026, 3, 16), 3) == date(2026, 3, 20)
    assert calendar.after(date(2026, 4, 2), 1) == date(2026, 4, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnDay.objects.create(agency=agency, on=date(2026, 3, 18), works=True)


def test_regions_are_those_that_the_holidays_are_known_of():
    found = regions()
    assert found[0] == "GB-ENG"
    assert {"GB-SCT", "GB-NIR", "IE", "AU-WA", "NL", "US-MN"} <= set(found)
    assert known_region("GB-ENG")
    assert not known_region("GB-XYZ")
    assert not known_region("Atlantis")

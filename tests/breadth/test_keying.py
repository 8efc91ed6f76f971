"""What is typed from a sheet: short, the same each time, and never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.breadth.rules import Answer, ElementKind, Keyed, Unclear, keyed

TODAY = date(2026, 3, 16)
KINDS = st.sampled_from(list(ElementKind))
DAYS = st.dates(date(2016, 3, 17), TODAY)


def read(text: str, kind: str = ElementKind.DATE) -> Keyed | Unclear | None:
    return keyed(text, kind=kind, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", None),
        ("   ", None),
        ("y", Keyed(Answer.YES)),
        ("Yes", Keyed(Answer.YES)),
        ("n", Keyed(Answer.NO)),
        ("NO", Keyed(Answer.NO)),
        ("nk", Keyed(Answer.NOT_KNOWN)),
        ("?", Keyed(Answer.NOT_KNOWN)),
        ("na lives abroad", Keyed(Answer.NOT_APPLICABLE, reason="lives abroad")),
        ("N/A: Lives abroad", Keyed(Answer.NOT_APPLICABLE, reason="Lives abroad")),
        ("na", Unclear.REASON),
        ("6/2", Keyed(Answer.YES, date(2026, 2, 6))),
        ("06.02.26", Keyed(Answer.YES, date(2026, 2, 6))),
        ("6-2-2025", Keyed(Answer.YES, date(2025, 2, 6))),
        ("17/3", Keyed(Answer.YES, date(2025, 3, 17))),  # the day after today: a year ago
        ("16/3", Keyed(Answer.YES, TODAY)),
        ("29/2", Keyed(Answer.YES, date(2024, 2, 29))),
        ("31/2", Unclear.NO_SUCH_DAY),
        ("2/13", Unclear.NO_SUCH_DAY),
        ("5", Unclear.NO_NUMBER),
        ("nation", Unclear.NOT_READ),
        ("yesterday", Unclear.NOT_READ),
        ("6/2/026", Unclear.NOT_READ),
    ],
)
def test_a_dated_cell(typed, said):
    assert read(typed) == said


@pytest.mark.parametrize(
    ("typed", "kind", "said"),
    [
        ("0", ElementKind.SCALE, Keyed(Answer.YES, number=0)),
        ("7 6/2", ElementKind.SCALE, Keyed(Answer.YES, date(2026, 2, 6), 7)),
        ("7 soon", ElementKind.SCALE, Unclear.NOT_READ),
        ("6/10", ElementKind.SCALE, Unclear.NUMBER),  # a day, or 6 of 10?
        ("y", ElementKind.SCALE, Unclear.NUMBER),
        ("y", ElementKind.LIST, Unclear.NUMBER),
        ("4", ElementKind.LIST, Keyed(Answer.YES, number=4)),
        ("n", ElementKind.SCALE, Keyed(Answer.NO)),
        ("3", ElementKind.COUNT, Keyed(Answer.YES, number=3)),
        ("y", ElementKind.COUNT, Keyed(Answer.YES)),  # once more
        ("6/2", ElementKind.COUNT, Keyed(Answer.YES, date(2026, 2, 6))),
        ("31/2", ElementKind.COUNT, Unclear.NO_SUCH_DAY),
        ("some", ElementKind.COUNT, Unclear.NUMBER),
    ],
)
def test_a_cell_with_a_number(typed, kind, said):
    assert read(typed, kind) == said


@given(DAYS, st.sampled_from("/.- "), st.booleans())
def test_a_day_with_its_year_comes_back_as_it_was_written(day, mark, short):
    year = day.year % 100 if short else day.year
    assert read(f"{day.day}{mark}{day.month}{mark}{year:02d}") == Keyed(Answer.YES, day)


@given(DAYS)
def test_a_day_without_a_year_is_the_latest_one_that_is_not_to_come(day):
    said = read(f"{day.day}/{day.month}")
    assert (said.on.day, said.on.month) == (day.day, day.month)
    assert day <= said.on <= TODAY
    if (day.day, day.month) != (29, 2):
        assert TODAY - said.on < timedelta(days=366)


@given(st.text(), KINDS)
def test_whatever_is_typed_is_read_or_said_to_be_unclear(text, kind):
    said = read(text, kind)
    assert said is None or isinstance(said, Keyed | Unclear)
    assert (said is None) == (not text.split())
    if isinstance(said, Keyed):
        assert said.on is None or said.answer is Answer.YES


@given(st.text(), KINDS)
def test_capitals_and_spaces_make_no_difference(text, kind):
    shouted = read(f"  {text}  ", kind)
    assert shouted == read(text, kind)


@given(DAYS, st.integers(0, 999))
def test_equal_entries_are_said_alike_and_others_not(day, number):
    plain, dated = read(str(number), ElementKind.COUNT), read(f"{number} {day:%d/%m/%Y}", ElementKind.COUNT)
    assert dated.said == Keyed(Answer.YES, day, number).said
    assert plain.said != dated.said
    assert len(dated.said) <= 60

"""Dated spans never overlap and stand in order, whatever is placed, ended or resumed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from soundings.cases.rules import Span, ended, in_order, joined, placed, resumed, value_on

FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


days = st.integers(0, 40).map(day)
values = st.one_of(st.none(), st.integers(1, 4))
steps = st.lists(st.tuples(values, days), max_size=12)


def history(placements: list[tuple[int | None, date]]) -> list[Span]:
    spans: list[Span] = []
    for value, from_on in placements:
        spans = placed(spans, value, from_on)
    return spans


@given(steps)
def test_spans_never_overlap_and_stand_in_order(placements):
    assert in_order(history(placements))


@given(steps, values, days)
def test_what_is_placed_holds_from_that_day(placements, value, from_on):
    assert value_on(placed(history(placements), value, from_on), from_on) == value


@given(steps, values, days, days)
def test_nothing_before_that_day_changes(placements, value, from_on, on):
    before = history(placements)
    if on < from_on:
        assert value_on(placed(before, value, from_on), on) == value_on(before, on)


@given(steps, days)
def test_nothing_holds_from_the_day_it_ends(placements, on):
    spans = ended(history(placements), on)
    assert in_order(spans)
    assert all(value_on(spans, on + timedelta(days=later)) is None for later in range(50))


@given(steps, days)
def test_what_ended_and_is_resumed_is_as_before_for_what_ran_on(placements, on):
    before = history(placements)
    running = bool(before) and before[-1].to_on is None and before[-1].from_on < on
    if running:
        assert resumed(ended(before, on), on) == before


def test_a_change_recorded_late_lasts_until_the_next_change_known():
    # Jan 1 to 10 worker 1, from Jan 10 worker 2; then somebody says worker 3 had it from Jan 5.
    spans = placed(placed([], 1, day(0)), 2, day(9))
    assert placed(spans, 3, day(4)) == [Span(1, day(0), day(4)), Span(3, day(4), day(9)), Span(2, day(9))]


def test_a_gap_is_filled_only_until_somebody_else_begins():
    spans = [Span(1, day(0), day(5)), Span(2, day(20))]
    assert placed(spans, 3, day(10)) == [Span(1, day(0), day(5)), Span(3, day(10), day(20)), Span(2, day(20))]


def test_neighbours_of_the_same_value_are_one():
    assert joined([Span(1, day(5)), Span(1, day(0), day(5))]) == [Span(1, day(0))]


def test_the_same_day_leaves_no_empty_span():
    assert placed([Span(1, day(3))], 2, day(3)) == [Span(2, day(3))]

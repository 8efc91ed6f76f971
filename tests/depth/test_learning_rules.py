"""How far an agreed action has come, and when its owner hears of it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules.learning import ActionFacts, ActionState, action_state, reminder_due

BY = date(2026, 3, 20)
AT = datetime(2026, 3, 18, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "on", "expected"),
    [
        ({}, BY, ActionState.OPEN),
        ({}, BY + timedelta(days=1), ActionState.OVERDUE),
        ({"done_at": AT}, BY + timedelta(days=9), ActionState.DONE),
        ({"done_at": AT, "confirmed_at": AT}, BY, ActionState.CONFIRMED),
        ({"dropped_at": AT}, BY + timedelta(days=9), ActionState.DROPPED),
    ],
)
def test_how_far_it_has_come(more, on, expected):
    assert action_state(ActionFacts(BY, **more), on) is expected


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 120))
def test_an_owner_hears_of_it_from_three_days_before_and_once_a_week(by_on, days):
    reminded, heard = None, []
    for passed in range(days):
        on = by_on - timedelta(days=10) + timedelta(days=passed)
        if reminder_due(ActionFacts(by_on, reminded_on=reminded), on):
            reminded = on
            heard.append(on)
    assert heard[:1] == ([by_on - timedelta(days=3)] if days > 7 else [])
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(heard))


def test_nobody_is_reminded_of_what_is_done_or_put_aside():
    late = BY + timedelta(days=5)
    assert reminder_due(ActionFacts(BY), late)
    assert not reminder_due(ActionFacts(BY, done_at=AT), late)
    assert not reminder_due(ActionFacts(BY, dropped_at=AT), late)

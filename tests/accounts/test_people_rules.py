from datetime import date, timedelta

import pytest

from soundings.accounts.rules.people import PersonState, Standing, states_of

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Standing(), (PersonState.NO_SIGN_IN,)),
        (Standing(has_user=True), (PersonState.INVITED,)),
        (Standing(has_user=True, joined=True), (PersonState.ARRIVED,)),
        (Standing(has_user=True, joined=True, is_active=False), (PersonState.OFF,)),
        (Standing(has_user=True, joined=True, away=True), (PersonState.ARRIVED, PersonState.AWAY)),
        (Standing(away=True), (PersonState.NO_SIGN_IN, PersonState.AWAY)),
        (Standing(is_duty=True), ()),
        (Standing(has_user=True, joined=True, away=True, ended_on=TODAY), (PersonState.LEFT,)),
    ],
)
def test_how_somebody_stands(one, expected):
    assert states_of(one, on=TODAY) == expected


def test_on_their_last_day_they_are_still_here():
    leaving = Standing(has_user=True, joined=True, ended_on=TODAY + timedelta(days=1))
    assert states_of(leaving, on=TODAY) == (PersonState.ARRIVED,)

"""How somebody stands: have they signed in, are they away, have they left?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PersonState(StrEnum):
    """What a list of people says of each. Somebody may be away and have a sign-in as well."""

    NO_SIGN_IN = "no-sign-in"
    INVITED = "invited"  # and has not come yet
    ARRIVED = "arrived"
    OFF = "off"  # the sign-in is switched off
    AWAY = "away"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of somebody on one day. joined: they have accepted an invitation. away: on leave on that day."""

    is_duty: bool = False
    ended_on: date | None = None  # the first day on which they no longer work here
    has_user: bool = False
    is_active: bool = True
    joined: bool = False
    away: bool = False


def states_of(one: Standing, *, on: date) -> tuple[PersonState, ...]:
    """What to say of them on the day `on`. A duty desk is nobody who could sign in, so there may be nothing."""
    if one.ended_on is not None and one.ended_on <= on:
        return (PersonState.LEFT,)
    return tuple(_states(one))


def _states(one: Standing) -> Iterator[PersonState]:
    if not one.has_user:
        if not one.is_duty:
            yield PersonState.NO_SIGN_IN
    elif not one.is_active:
        yield PersonState.OFF
    else:
        yield PersonState.ARRIVED if one.joined else PersonState.INVITED
    if one.away:
        yield PersonState.AWAY

"""Somebody may be in danger, and the routes of complaint, allegation and whistleblowing: states, turns, clocks."""

from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Generic, TypeVar

LONGEST_CLOCK = 24 * 60  # minutes: a danger now is nothing for tomorrow
ALLEGATION_DAYS = 1  # working days until the designated officer knows (Working Together 2023, chapter 2)
LONGEST_DAYS = 20
MOST_NEXT = 3  # people after the deputy


class Matter(StrEnum):
    """What a route is for. Each has an owner and a clock of its own."""

    CONCERN_NOW = "concern-now"
    COMPLAINT = "complaint"
    ALLEGATION = "allegation"  # about someone who works with children
    WHISTLEBLOWING = "whistleblowing"


class About(StrEnum):
    """Who may be in danger, or whom it is about."""

    CHILD = "child"
    ADULT = "adult"
    STAFF = "staff"


class Source(StrEnum):
    """Where it was said."""

    PAGE = "page"  # by itself
    CASE = "case"
    REVIEW = "review"
    COMMENT = "comment"
    SURVEY = "survey"
    PHONE = "phone"
    KIOSK = "kiosk"


class ConcernState(StrEnum):
    """How far it has come."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"
    CONFIRMED = "confirmed"  # stands in the case system too
    CLOSED = "closed"


class Move(StrEnum):
    """What a receiver does with it."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    CONFIRM = "confirm"
    CLOSE = "close"


class Part(StrEnum):
    """Why somebody is told."""

    RECEIVER = "receiver"
    DEPUTY = "deputy"
    NEXT = "next"


class Screened(StrEnum):
    """What came of reading free text for danger."""

    NOTHING = "nothing"
    RAISED = "raised"
    SUPERVISOR = "supervisor"


_MOVES: Mapping[ConcernState, frozenset[Move]] = {
    ConcernState.RAISED: frozenset({Move.ACKNOWLEDGE}),
    ConcernState.ACKNOWLEDGED: frozenset({Move.DECIDE}),
    ConcernState.DECIDED: frozenset({Move.DECIDE, Move.CONFIRM}),
    ConcernState.CONFIRMED: frozenset({Move.DECIDE, Move.CLOSE}),
    ConcernState.CLOSED: frozenset(),
}


def moves(state: ConcernState, *, about: About) -> frozenset[Move]:
    """What can be done next. What is about a child is confirmed in the case system before it is closed."""
    if state is ConcernState.DECIDED and about is not About.CHILD:
        return _MOVES[state] | {Move.CLOSE}
    return _MOVES[state]


Who = TypeVar("Who", bound=Hashable)
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Link(Generic[Who]):
    """One person of a chain: who, as what, and how long after the one before them."""

    who: Who
    part: Part
    after: timedelta


@dataclass(frozen=True, slots=True)
class Turn(Generic[Who]):
    """When somebody is told, counted from the raising, unless somebody has acknowledged by then."""

    who: Who
    part: Part
    at: timedelta


def turns(chain: Sequence[Link[Who]], able: Container[Who]) -> list[Turn[Who]]:
    """Who is told when. Whoever is not able to receive is left out, and the next takes their moment.

    chain: the receiver first, with no time before them. Nobody comes twice. Empty where nobody is able.
    """
    moments, at = [], timedelta()
    for link in chain:
        at += link.after
        moments.append(at)
    people = {link.who: link.part for link in reversed(chain) if link.who in able}
    order = [link.who for link in chain if link.who in people]
    once = list(dict.fromkeys(order))
    return [Turn(who, people[who], moment) for who, moment in zip(once, moments, strict=False)]


def nearest(line: Sequence[int], kept: Mapping[int, Kept]) -> Kept | None:
    """What is kept for the place itself, else for the nearest above it. line: ids from the root down to the place."""
    return next((kept[pk] for pk in reversed(line) if pk in kept), None)


EMERGENCY = {  # by country; as published by each country's emergency services
    "AU": "000",
    "CA": "911",
    "GB": "999",
    "IE": "112",
    "NL": "112",
    "NZ": "111",
    "US": "911",
}


def emergency_number(region: str) -> str:
    """The number of the emergency services in this region ("GB-ENG"), "" where it is not known here."""
    return EMERGENCY.get(region.partition("-")[0], "")

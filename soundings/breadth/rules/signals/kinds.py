"""What a rule about a case is made of: its tier, its threshold, what it knows of the case, and what it says."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

Entry: TypeAlias = Mapping[str, Any]  # of the fold, see DEVELOPMENT.md
Params: TypeAlias = dict[str, Any]


class Tier(StrEnum):
    """Danger is not a chat: the tiers are never mixed, neither in a list nor in a count."""

    DECISION = "decision"  # needs a manager's decision today
    QUESTION = "question"  # worth a conversation
    STRENGTH = "strength"  # going well; shown first


class Rule(StrEnum):
    """Every rule, in the order in which they are shown within their tier."""

    RATING_AT_FLOOR = "rating-at-floor"
    SHARP_FALL = "sharp-fall"
    DANGER_WITHOUT_PLAN = "danger-without-plan"
    NOT_ALLOCATED = "not-allocated"
    NO_FAMILY_MAPPING = "no-family-mapping"
    STATEMENT_WITHOUT_GOAL = "statement-without-goal"
    STATEMENT_WITHOUT_SCALE = "statement-without-scale"
    SCALE_NOT_RISING = "scale-not-rising"
    NETWORK_SMALL = "network-small"
    NETWORK_SHRINKING = "network-shrinking"
    NETWORK_UNCHECKED = "network-unchecked"
    ADULT_PLAN_ALONE = "adult-plan-alone"
    PLAN_WITHOUT_WORDS = "plan-without-words"
    NOTHING_NEW = "nothing-new"
    SCALE_RISING = "scale-rising"
    NETWORK_GROWN = "network-grown"
    CHILD_HEARD = "child-heard"
    MAPPED_EARLY = "mapped-early"


class Measure(StrEnum):
    """What a rule's threshold counts."""

    NONE = ""
    DAYS = "days"
    POINTS = "points"  # of the scale
    RATING = "rating"  # a place on the scale
    PEOPLE = "people"  # lay people of the network


class Facts(NamedTuple):
    """What the rules know of one open case.

    asks: the elements that the board of its stage carries and its team records, with the day on which recording began:
    of any other element nothing is known, and no rule asks. values: the entries of the fold. led: somebody is its lead
    worker, or it stands with a duty desk; if not, unled_since says from which day. consent: the family has not
    withdrawn its consent to a voluntary service; if it has, only decisions remain.
    """

    opened_on: date
    values: Mapping[str, Entry]
    asks: Mapping[str, date]
    led: bool = True
    unled_since: date | None = None
    voluntary: bool = False
    consent: bool = True


class Signal(NamedTuple):
    """One thing to see about a case from one day on, if nothing changes.

    since: the day on which its cause began. cause: names the cause: what was decided or said about it holds until the
    cause is another. params: what the sentence needs.
    """

    rule: Rule
    fires_on: date
    since: date
    cause: str
    params: Params


Test: TypeAlias = Callable[[Facts, int], Signal | None]


class Agreed(NamedTuple):
    """How a rule is set at a place: whether it is asked, and its threshold (unused where it has none)."""

    on: bool
    n: int


def signal(rule: Rule, fires_on: date, since: date, cause: str, **params: Any) -> Signal:
    """The signal, its cause shortened to sixteen characters that differ where the causes do."""
    digest = hashlib.blake2b(cause.encode(), digest_size=8).hexdigest()
    return Signal(rule, fires_on, since, digest, params)

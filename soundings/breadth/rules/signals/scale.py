"""Rules about the scale: one rater and one set at a time, never a mean."""

from datetime import date

from soundings.breadth.rules.signals.entries import Rating, asked, latest_ratings, ratings_of
from soundings.breadth.rules.signals.kinds import Facts, Rule, Signal, signal

SCALE = "scale"
RATINGS = 3  # that must not have risen before anybody asks


def rating_at_floor(facts: Facts, n: int) -> Signal | None:
    """A latest current rating stands at or below n. Every rater counts, the child and the parent too.

    The cause is the ratings themselves: another one at or below n, even the same number again, is a new cause.
    """
    begun, entry = asked(facts, SCALE), facts.values.get(SCALE)
    low = [one for one in latest_ratings(entry) if one.numbers[0] <= n] if begun else []
    if not low or not begun:
        return None
    lowest = min(low, key=lambda one: (one.numbers[0], one.set_id, one.rater))
    since = _newest_day(low)
    return signal(
        Rule.RATING_AT_FLOOR,
        max(since, begun),
        since,
        _said(low, 1),
        number=lowest.numbers[0],
        floor=n,
        rater=lowest.rater,
        set=lowest.set_id,
    )


def sharp_fall(facts: Facts, n: int) -> Signal | None:
    """A rater's latest rating of a current set is n points or more below the one before it."""
    begun, entry = asked(facts, SCALE), facts.values.get(SCALE)
    fell = [one for one in ratings_of(entry) if _fall(one) >= n] if begun else []
    if not fell or not begun:
        return None
    most = max(fell, key=lambda one: (_fall(one), one.set_id, one.rater))
    since = _newest_day(fell)
    params = {"was": most.numbers[1], "number": most.numbers[0], "rater": most.rater, "set": most.set_id}
    return signal(Rule.SHARP_FALL, max(since, begun), since, _said(fell, 2), **params)


def scale_not_rising(facts: Facts, n: int) -> Signal | None:
    """Three ratings of one set by one rater did not rise, and the latest is below n (10: always worth asking)."""
    begun, entry = asked(facts, SCALE), facts.values.get(SCALE)
    stuck = [one for one in ratings_of(entry) if _is_stuck(one) and one.numbers[0] < n] if begun else []
    if not stuck or not begun:
        return None
    lowest = min(stuck, key=lambda one: (one.numbers[0], one.set_id, one.rater))
    since = date.fromisoformat(min(one.days[-1] for one in stuck))
    return signal(
        Rule.SCALE_NOT_RISING,
        max(min(date.fromisoformat(one.days[0]) for one in stuck), begun),
        since,
        _said(stuck, RATINGS),
        numbers=list(reversed(lowest.numbers)),
        rater=lowest.rater,
        set=lowest.set_id,
    )


def scale_rising(facts: Facts, n: int) -> Signal | None:
    """The newest ratings of one set by one rater, two or three of them, rose by n points in all and never fell."""
    begun, entry = asked(facts, SCALE), facts.values.get(SCALE)
    rose = [one for one in ratings_of(entry) if _rise(one) >= n] if begun else []
    if not rose or not begun:
        return None
    most = max(rose, key=lambda one: (_rise(one), one.set_id, one.rater))
    since = _newest_day(rose)
    return signal(
        Rule.SCALE_RISING,
        max(since, begun),
        since,
        _said(rose, RATINGS),
        numbers=list(reversed(most.numbers)),
        rater=most.rater,
        set=most.set_id,
    )


def _fall(rating: Rating) -> int:
    return rating.numbers[1] - rating.numbers[0] if len(rating.numbers) > 1 else 0


def _rise(rating: Rating) -> int:
    never_fell = all(newer >= older for newer, older in zip(rating.numbers, rating.numbers[1:], strict=False))
    return rating.numbers[0] - rating.numbers[-1] if never_fell else 0


def _is_stuck(rating: Rating) -> bool:
    newest_first = rating.numbers
    return len(newest_first) >= RATINGS and newest_first[0] <= newest_first[1] <= newest_first[2]


def _newest_day(ratings: list[Rating]) -> date:
    return date.fromisoformat(max(one.days[0] for one in ratings))


def _said(ratings: list[Rating], newest: int) -> str:
    """Names the cause: who rated which set how on which days."""
    return ";".join(f"{one.set_id}/{one.rater}/{one.days[:newest]}/{one.numbers[:newest]}" for one in ratings)

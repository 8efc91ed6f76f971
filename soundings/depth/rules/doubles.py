"""Second ratings: which reviews are rated twice, and how far the raters agree. They check the reviewer, nobody else."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from soundings.depth.rules.handing import Candidate, Handed, unfit
from soundings.depth.rules.ratings import Answers, Item
from soundings.stats.agreement import (
    LEAST,
    Label,
    Level,
    Refused,
    Table,
    krippendorff_alpha,
    linear,
    share_within,
    table_of,
    weighted_kappa,
)


class Double(NamedTuple):
    """A review that two or more rated: the answers of each by who they are, the reviewer first."""

    review: str
    by: Mapping[str, Answers]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the ratings of one thing agree. n: rated by two or more. too_few: then the figures are None.

    exact, within_one: shares from 0 to 1; within_one, kappa (weighted by steps) only where labels have an order.
    kappa, alpha: also None where all ratings are the same. table: reviewers in rows, second raters in columns.
    """

    n: int
    table: Table
    exact: float | None = None
    within_one: float | None = None
    kappa: float | None = None
    alpha: float | None = None
    too_few: bool = False


class Between(NamedTuple):
    """How one reviewer's ratings stand to those that others gave of the same things, all questions together.

    n: things both rated, on `reviews` reviews. exact, within_one: shares; higher, lower: how many of theirs are.
    too_few: then nothing else is said.
    """

    who: str
    n: int
    reviews: int
    exact: float | None = None
    within_one: float | None = None
    higher: int | None = None
    lower: int | None = None
    too_few: bool = False


def chosen_for_second(reviews: Iterable[str], share: int, seed: str) -> list[str]:
    """Which of these reviews (public ids) are rated twice: `share` in a hundred, rounded up, none for a share of 0.

    The order of HMAC-SHA256(seed, "second " + public id) decides, so that the same seed gives the same ones on any
    machine; a review that comes later changes the choice only where it comes first itself.
    """
    asked = list(reviews)
    wanted = -(-len(asked) * share // 100)
    return sorted(asked, key=lambda one: _place(one, seed))[:wanted]


def _place(review: str, seed: str) -> bytes:
    return hmac.new(seed.encode(), f"second {review}".encode(), sha256).digest()


def seconds_for(
    reviews: Mapping[int, tuple[Handed, int | None]], people: Sequence[Candidate], *, away: bool
) -> dict[int, int]:
    """Who rates each of these reviews a second time, by user: somebody who may review it and is not its reviewer.

    reviews: what matters of the case, and the reviewer, by key. Those with the fewest to choose from come first; each
    goes to whoever has least. A review that nobody may rate is left out.
    """
    fit = {
        key: [one for one in people if one.user != reviewer and unfit(one, case, away=away) is None]
        for key, (case, reviewer) in reviews.items()
    }
    load = {one.user: one.load for one in people}
    given = {}
    for key in sorted((key for key in fit if fit[key]), key=lambda key: (len(fit[key]), key)):
        given[key] = min(fit[key], key=lambda one: (load[one.user], one.user)).user
        load[given[key]] += 1
    return given


def agreement_on(item: Item, doubles: Sequence[Double], *, least: int = LEAST) -> Agreement:
    """How far those who rated the same reviews agree on one thing. Every second rater is set against the reviewer."""
    rated = [[label for label in _labels(item, one).values() if label is not None] for one in doubles]
    things = [labels for labels in rated if len(labels) > 1]
    table = table_of(_pairs(item, doubles), item.labels)
    try:
        alpha = krippendorff_alpha(things, item.labels, item.level, least=least)
        exact = share_within(table, 0, least=0) if table.n else None
    except Refused:
        return Agreement(len(things), table, too_few=True)
    if item.level is Level.NOMINAL or not table.n:
        return Agreement(len(things), table, exact, alpha=alpha)
    kappa = weighted_kappa(table, linear(len(item.labels)), least=0)
    return Agreement(len(things), table, exact, share_within(table, 1, least=0), kappa, alpha)


def _labels(item: Item, double: Double) -> dict[str, Label | None]:
    return {who: item.rating(answers) for who, answers in double.by.items()}


def _pairs(item: Item, doubles: Iterable[Double]) -> list[tuple[Label, Label]]:
    found = []
    for one in doubles:
        first, *others = _labels(item, one).values()
        found += [(first, other) for other in others if first is not None and other is not None]
    return found


def agreement_with_others(who: str, items: Sequence[Item], doubles: Sequence[Double], *, least: int = LEAST) -> Between:
    """How one reviewer stands to the others, over all that has an order. Ratings of one review hang together."""
    steps: list[int] = []
    reviews = set()
    for one in doubles:
        found = [step for item in items for step in _steps(who, item, one)]
        steps += found
        reviews |= {one.review} if found else set()
    if len(steps) < least:
        return Between(who, len(steps), len(reviews), too_few=True)
    return Between(
        who,
        len(steps),
        len(reviews),
        exact=sum(step == 0 for step in steps) / len(steps),
        within_one=sum(abs(step) <= 1 for step in steps) / len(steps),
        higher=sum(step > 0 for step in steps),
        lower=sum(step < 0 for step in steps),
    )


def _steps(who: str, item: Item, double: Double) -> list[int]:
    """By how many labels theirs is above each other's."""
    if item.level is Level.NOMINAL or who not in double.by:
        return []
    labels = {one: label for one, label in _labels(item, double).items() if label is not None}
    if who not in labels:
        return []
    mine = item.labels.index(labels.pop(who))
    return [mine - item.labels.index(other) for other in labels.values()]

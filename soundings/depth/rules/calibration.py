"""Calibration: how the ratings of several people lie, and how far they read the questions alike."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from soundings.depth.rules.doubles import Double
from soundings.depth.rules.ratings import Answers, Item
from soundings.stats.agreement import LEAST, Label, Level, Refused, alpha_of_one, krippendorff_alpha

FEWEST, MOST = 3, 20  # people in a session
LEAST_TO_OPEN = 2  # ratings handed over, without which there is nothing to compare


class CalibrationState(StrEnum):
    """Where a session stands."""

    RATING = "rating"  # each rates apart, and reads nobody
    TOGETHER = "together"  # all ratings stand side by side, and it is talked about
    CLOSED = "closed"
    CALLED_OFF = "called-off"  # ended before the ratings were opened: nobody reads them


OPENED = (CalibrationState.TOGETHER, CalibrationState.CLOSED)


@dataclass(frozen=True, slots=True)
class Lay:
    """How the ratings of one thing lie. places: of each rating the place of its label, from 0, lowest first.

    left: how many people rated nothing here, or said why not.
    """

    item: Item
    places: tuple[int, ...]
    left: int

    @property
    def n(self) -> int:
        """How many rated it."""
        return len(self.places)

    @property
    def has_order(self) -> bool:
        """Whether its labels go from low to high; those of a choice do not."""
        return self.item.level is not Level.NOMINAL

    @property
    def ends(self) -> tuple[Label, Label] | None:
        """The lowest and the highest label; None where nobody rated."""
        return (self.item.labels[self.places[0]], self.item.labels[self.places[-1]]) if self.places else None

    @property
    def middle(self) -> tuple[Label, Label] | None:
        """The label in the middle; the two around it where their number is even. None where nobody rated."""
        if not self.places:
            return None
        low, high = middles(self.places)
        return self.item.labels[low], self.item.labels[high]

    @property
    def counts(self) -> list[tuple[Label, int]]:
        """How many chose each label, in their order."""
        used = Counter(self.places)
        return [(label, used[place]) for place, label in enumerate(self.item.labels)]

    @property
    def apart(self) -> int:
        """By how many steps the lowest and the highest differ; of a choice, by how many kinds of answer less one."""
        if not self.places:
            return 0
        return self.places[-1] - self.places[0] if self.has_order else len(set(self.places)) - 1

    @property
    def is_near(self) -> bool:
        """Whether two or more rated it and all lie within one step; of a choice, chose the same."""
        return self.n > 1 and self.apart <= (1 if self.has_order else 0)


def lay_of(item: Item, answers: Sequence[Answers]) -> Lay:
    """How these people's ratings of one thing lie."""
    found = [label for label in (item.rating(one) for one in answers) if label is not None]
    return Lay(item, tuple(sorted(item.labels.index(label) for label in found)), len(answers) - len(found))


def talked_about_first(lays: Iterable[Lay], most: int = 3) -> list[Lay]:
    """Where ratings lie furthest apart in comparison with their scale: a session begins there. None that are near."""
    wide = [one for one in lays if one.n > 1 and not one.is_near]
    return sorted(wide, key=lambda one: -one.apart / max(1, len(one.item.labels) - 1))[:most]


def middles(places: Sequence[int]) -> tuple[int, int]:
    """The place in the middle twice, or the two around the middle. Of one or more places, in any order."""
    ordered = sorted(places)
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How far people agree on one thing, or on several of one scale. n: how often two or more rated it in a session.

    near: how many of these lie within one step (of a choice: are the same). alpha: None where it is too few, or all
    ratings are the same.
    """

    n: int
    near: int
    alpha: float | None = None
    too_few: bool = False


class Standing(NamedTuple):
    """How one person's ratings stand to those of the others in their sessions, over all things of one scale.

    n: things that they and somebody else rated. same, near: how many of theirs are the middle of the others', or one
    step from it; higher, lower: how many lie on either side of it. alpha: 1 where they always agree with each of the
    others, 0 where as often as by chance. too_few: then nothing else is said.
    """

    who: str
    n: int
    sessions: int
    same: int | None = None
    near: int | None = None
    higher: int | None = None
    lower: int | None = None
    alpha: float | None = None
    too_few: bool = False


def of_one_scale(items: Sequence[Item]) -> list[Item]:
    """The things that are rated in order on the scale that most of them have: these can be taken together."""
    ordered = [one for one in items if one.level is not Level.NOMINAL]
    if not ordered:
        return []
    [(labels, _n)] = Counter(one.labels for one in ordered).most_common(1)
    return [one for one in ordered if one.labels == labels]


def calibrated_on(items: Sequence[Item], sessions: Sequence[Double], *, least: int = LEAST) -> Calibrated:
    """How far the people of these sessions agree on these things, all of one scale. Each thing of each counts once."""
    lays = [lay_of(item, list(one.by.values())) for one in sessions for item in items]
    rated = [one for one in lays if one.n > 1]
    near = sum(one.is_near for one in rated)
    if not rated:
        return Calibrated(0, 0, too_few=True)
    item = items[0]
    try:
        things = [[item.labels[place] for place in one.places] for one in rated]
        return Calibrated(len(rated), near, krippendorff_alpha(things, item.labels, item.level, least=least))
    except Refused:
        return Calibrated(len(rated), near, too_few=True)


def standing_of(who: str, items: Sequence[Item], sessions: Sequence[Double], *, least: int = LEAST) -> Standing:
    """How this person (by their key in `Double.by`) stands to the others, on things of one scale."""
    found = [(one.review, *_mine(who, item, one)) for one in sessions for item in items if who in one.by]
    rated = [(session, mine, others) for session, mine, others in found if mine is not None and others]
    taken_part = len({session for session, _mine, _others in rated})
    if len(rated) < max(1, least):
        return Standing(who, len(rated), taken_part, too_few=True)
    steps = [_step(mine, others) for _session, mine, others in rated]
    labels, level = items[0].labels, items[0].level
    return Standing(
        who,
        len(rated),
        taken_part,
        same=sum(step == 0 for step in steps),
        near=sum(abs(step) <= 1 for step in steps),
        higher=sum(step > 0 for step in steps),
        lower=sum(step < 0 for step in steps),
        alpha=alpha_of_one([(labels[mine], [labels[one] for one in o]) for _s, mine, o in rated], labels, level),
    )


def _mine(who: str, item: Item, session: Double) -> tuple[int | None, list[int]]:
    """The place of their rating, and those of the others'."""
    places = {one: item.rating(answers) for one, answers in session.by.items()}
    found = {one: item.labels.index(label) for one, label in places.items() if label is not None}
    return found.pop(who, None), list(found.values())


def _step(mine: int, others: Sequence[int]) -> int:
    """By how many steps it lies above the middle of the others; 0 also between the two in the middle."""
    low, high = middles(others)
    return mine - high if mine > high else min(0, mine - low)

"""Reading entries of the fold: what is recorded, what is open, and which of it is still current."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from soundings.breadth.rules.kinds import PROFESSIONAL_RATERS, Answer
from soundings.breadth.rules.signals.kinds import Entry, Facts


class Rating(NamedTuple):
    """The newest ratings of one rater in one current set: numbers and days, newest first, at most three."""

    set_id: str
    rater: str
    numbers: tuple[int, ...]
    days: tuple[str, ...]

    @property
    def is_professional(self) -> bool:
        """Whether a professional rated, not the family or their network."""
        return self.rater in PROFESSIONAL_RATERS


def is_done(entry: Entry | None) -> bool:
    """Whether it is recorded as done."""
    return entry is not None and entry["a"] == Answer.YES


def is_open(entry: Entry | None) -> bool:
    """Whether it is not done, as far as is known: "does not apply" and "not known" are neither."""
    return entry is None or entry["a"] == Answer.NO


def day_of(entry: Entry) -> date:
    """The day of the latest Yes; the day on which it was recorded where its own is not known."""
    return date.fromisoformat(entry["on"] or entry["new"])


def asked(facts: Facts, *codes: str) -> date | None:
    """The day from which all of these elements are asked about; None if one of them is not."""
    begun = [facts.asks.get(code) for code in codes]
    known = [day for day in begun if day]
    return max(known) if known and len(known) == len(begun) else None


def current_sets(entry: Entry) -> list[str]:
    """The ids of the sets that have not ended, in order."""
    return sorted(set_id for set_id, one in entry.get("sets", {}).items() if not one["ended"])


def ratings_of(entry: Entry | None) -> Iterator[Rating]:
    """The ratings of every rater in every current set, by set and rater."""
    if entry is None or entry["a"] != Answer.YES:
        return
    for set_id in current_sets(entry):
        raters = entry["sets"][set_id].get("raters", {})
        for rater in sorted(raters):
            newest = raters[rater]
            yield Rating(
                set_id, rater, tuple(one[1] for one in newest), tuple(one[0] or entry["new"] for one in newest)
            )


def latest_ratings(entry: Entry | None) -> list[Rating]:
    """Of each current set the latest professional rating, and the latest of each of the family.

    Of two professional ratings of one day the lower counts.
    """
    found: dict[str, Rating] = {}
    family = []
    for one in ratings_of(entry):
        if not one.is_professional:
            family.append(one)
            continue
        before = found.get(one.set_id)
        if before is None or (one.days[0], -one.numbers[0]) > (before.days[0], -before.numbers[0]):
            found[one.set_id] = one
    return [*found.values(), *family]

"""What one case adds to the tallies of its team, and of every place above it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from soundings.breadth.rules.expecting import Standing, classify, is_outstanding, standing
from soundings.breadth.rules.kinds import Answer

COLUMNS = ("expected", "recorded", "exempt", "unknown", "up", "same", "down")
MOST_DAYS = 730  # days from opening that are told apart; what was recorded later counts here

# Beside the columns a case adds to days: "due:2026-03-27" (still to do, expected by then), "days:12" (recorded first
# so many days after opening).
DUE, DAYS = "due:", "days:"

Entry = Mapping[str, Any]
Key = tuple[int, str]  # element id, one of COLUMNS or a day as above

_COUNTED = {
    Answer.YES.value: "recorded",
    Answer.NOT_APPLICABLE.value: "exempt",
    Answer.NOT_KNOWN.value: "unknown",
}


class Asked(NamedTuple):
    """An element whose recording a team has begun. of_family: it is counted once for a family, on one case."""

    id: int
    of_family: bool = False


NOTHING_LENT: Mapping[str, Entry] = {}


class Counted(NamedTuple):
    """What counting needs to know of a case beside its values.

    due: the ISO day after which an element, by code, is missed if it is still to do; None where no time is agreed.
    for_family: the family is counted on this case; lent: what its brothers and sisters have recorded with the family
    and this case lacks (see `rules.families`).
    """

    opened_on: date
    due: Callable[[str], str | None] = lambda code: None
    for_family: bool = True
    lent: Mapping[str, Entry] = NOTHING_LENT


class Coverage(NamedTuple):
    """How far an element is recorded among some cases (of a family element: families) on a day.

    expected: all of them; recorded, exempt and unknown as in `COLUMNS`; later: neither recorded nor expected yet.
    """

    expected: int = 0
    recorded: int = 0
    exempt: int = 0
    unknown: int = 0
    later: int = 0

    @property
    def of(self) -> int:
        """The denominator: recorded, and not recorded though expected. Exempt, unknown and later stand apart."""
        return self.expected - self.exempt - self.unknown - self.later


def coverage_of(said: Iterable[tuple[Mapping[str, Any] | None, str | None]], on: str) -> Coverage:
    """The coverage of an element on the day `on` among cases of teams that record it.

    said: of each case the entry of the fold, and the day from which it is missed if nothing is recorded (or None).
    """
    return coverage_in([standing(entry, due, on) if due else classify(entry) for entry, due in said])


def coverage_in(found: Sequence[Standing]) -> Coverage:
    """The same, of cases whose element stands so."""
    return Coverage(len(found), *map(found.count, _COVERED))


_COVERED = (Standing.RECORDED, Standing.EXEMPT, Standing.UNKNOWN, Standing.LATER)


def movement(entry: Entry) -> str | None:
    """Whether the latest rating is above ("up"), at ("same") or below ("down") the one before it.

    Both by the same rater of the same set; None where nobody has rated twice.
    """
    trend = entry.get("trend")
    if not trend:
        return None
    before, latest = trend[-2][1], trend[-1][1]
    return "up" if latest > before else "down" if latest < before else "same"


def first_day(entry: Entry) -> str | None:
    """The ISO day on which it first happened; None where no day is known."""
    return entry.get("first") or entry.get("on")


def parts_of(entry: Entry | None, code: str, asked: Asked, case: Counted) -> list[str]:
    """The columns to which one element of one case adds one, beside "expected". Not for what is counted elsewhere."""
    if asked.of_family and code in case.lent:
        entry = case.lent[code]
    if is_outstanding(entry):
        due = case.due(code)
        return [f"{DUE}{due}"] if due else []
    assert entry is not None
    parts = [_COUNTED[entry["a"]]]
    if parts[0] != "recorded":
        return parts
    if first := first_day(entry):
        days = (date.fromisoformat(first) - case.opened_on).days
        parts.append(f"{DAYS}{max(0, min(days, MOST_DAYS))}")
    if "trend" in entry:
        parts.append(movement(entry) or "same")
    return parts


def contribution(values: Mapping[str, Entry], begun: Mapping[str, Asked], case: Counted) -> Counter[Key]:
    """What one open, unrestricted case adds to the tallies of its team.

    begun: by code the elements whose recording its team has begun; no other element is expected of the case.
    A case that is closed, restricted or without a team adds nothing: do not ask.
    """
    adds: Counter[Key] = Counter()
    for code, asked in begun.items():
        if asked.of_family and not case.for_family:
            continue
        adds[asked.id, "expected"] = 1
        for column in parts_of(values.get(code), code, asked, case):
            adds[asked.id, column] = 1
    return adds


def change_of(
    old: Mapping[str, Entry], new: Mapping[str, Entry], begun: Mapping[str, Asked], case: Counted
) -> dict[Key, int]:
    """`difference` of the contributions of one case with these values before and after, where both count."""
    changed: dict[Key, int] = {}
    for code, asked in begun.items():
        before, after = old.get(code), new.get(code)
        if before == after or (asked.of_family and not case.for_family):
            continue
        was, now = parts_of(before, code, asked, case), parts_of(after, code, asked, case)
        for column in was:
            if column not in now:
                changed[asked.id, column] = -1
        for column in now:
            if column not in was:
                changed[asked.id, column] = 1
    return changed


def difference(old: Mapping[Key, int], new: Mapping[Key, int]) -> dict[Key, int]:
    """What to add to the tallies when a case's contribution goes from `old` to `new`; never a zero."""
    changed = {key: new.get(key, 0) - old.get(key, 0) for key in {*old, *new}}
    return {key: by for key, by in changed.items() if by}

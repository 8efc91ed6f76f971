"""Rules about the network: how many lay people, more or fewer than before, and whether somebody checked that they are
safe. A falling number matters more than a tick."""

from datetime import date, timedelta

from soundings.breadth.rules.kinds import Answer
from soundings.breadth.rules.signals.entries import asked, day_of, is_done
from soundings.breadth.rules.signals.kinds import Entry, Facts, Rule, Signal, signal

NETWORK = "network"
DAYS_TO_CHECK = 14  # before anybody is asked about people who were never checked


def network_small(facts: Facts, n: int) -> Signal | None:
    """The network has n lay people or fewer, or it was said that there is none."""
    begun, entry = asked(facts, NETWORK), facts.values.get(NETWORK)
    if not begun or entry is None:
        return None
    if entry["a"] == Answer.NO:
        since = max(facts.opened_on, begun)
        return signal(Rule.NETWORK_SMALL, since, since, "none", number=0)
    number = _number(entry)
    if number is None or number > n:
        return None
    since = day_of(entry)
    return signal(Rule.NETWORK_SMALL, max(since, begun), since, f"{number}/{since}", number=number)


def network_shrinking(facts: Facts, n: int) -> Signal | None:
    """The latest list of people has fewer lay people than the one before it."""
    del n
    begun, entry = asked(facts, NETWORK), facts.values.get(NETWORK)
    number = _number(entry)
    if not begun or entry is None or number is None or number >= entry.get("was", 0):
        return None
    since = day_of(entry)
    cause = f"{entry['was']}/{number}/{since}"
    return signal(Rule.NETWORK_SHRINKING, max(since, begun), since, cause, was=entry["was"], number=number)


def network_unchecked(facts: Facts, n: int) -> Signal | None:
    """It is n days since somebody last checked that everybody in the network is safe, or two weeks and nobody has.

    Asks only where the people are named: of a bare number nobody can say who was checked.
    """
    begun, entry = asked(facts, NETWORK), facts.values.get(NETWORK)
    if not begun or entry is None or not is_done(entry) or "checked" not in entry:
        return None
    listed = day_of(entry)
    if entry["checked"] is None:
        fires_on = max(listed, begun) + timedelta(days=min(n, DAYS_TO_CHECK))
        return signal(Rule.NETWORK_UNCHECKED, fires_on, listed, f"never/{listed}", checked=None)
    checked = date.fromisoformat(entry["checked"])
    fires_on = max(checked + timedelta(days=n), listed, begun)
    return signal(Rule.NETWORK_UNCHECKED, fires_on, checked, f"{checked}", checked=entry["checked"])


def network_grown(facts: Facts, n: int) -> Signal | None:
    """The latest list has more lay people than the one before it, and each of them was checked safe."""
    del n
    begun, entry = asked(facts, NETWORK), facts.values.get(NETWORK)
    number = _number(entry)
    if not begun or entry is None or number is None or "was" not in entry or number <= entry["was"]:
        return None
    if not entry.get("checked"):
        return None
    since = day_of(entry)
    cause = f"{entry['was']}/{number}/{since}"
    return signal(Rule.NETWORK_GROWN, max(since, begun), since, cause, was=entry["was"], number=number)


def _number(entry: Entry | None) -> int | None:
    if entry is None or not is_done(entry):
        return None
    number: int | None = entry.get("num")
    return number

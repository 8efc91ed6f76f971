"""Families counted once: on which case, and what of it is recorded on a brother's or sister's case instead.

What is done with a family together must not count once for each child. So of the open, unrestricted cases of a family
that stand in a team, one stands for it: the one open longest, and of those opened on one day the one with the lowest
key. A sibling who comes later changes nothing. Recorded with the family is what is recorded on any of these cases:
what the case that stands for the family lacks is lent to it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from soundings.breadth.rules.kinds import Answer
from soundings.breadth.rules.tallies import first_day

Entry = Mapping[str, Any]
_YES = Answer.YES.value


class Member(NamedTuple):
    """An open, unrestricted case of a family, in a team, with its values."""

    case_id: int
    opened_on: date
    values: Mapping[str, Entry]


class Part(NamedTuple):
    """How a case stands in the counting of its family. lent: entries by code, empty but for the case counted."""

    for_family: bool
    lent: Mapping[str, Entry]


def parts_in_family(members: Sequence[Member], codes: Collection[str]) -> dict[int, Part]:
    """How each of the cases of one family stands in its counting. codes: of the elements counted by family."""
    ordered = sorted(members, key=lambda one: (one.opened_on, one.case_id))
    parts = {one.case_id: Part(False, {}) for one in ordered[1:]}
    for stands, *others in [ordered] if ordered else []:
        lent = {code: entry for code in codes if (entry := _lent(stands, others, code))}
        parts[stands.case_id] = Part(True, lent)
    return parts


def _lent(stands: Member, others: Sequence[Member], code: str) -> dict[str, Any] | None:
    """What the others' cases say that the case counted lacks: a Yes, else anything where it says nothing."""
    own = stands.values.get(code)
    if own and own["a"] == _YES:
        return None
    said = [one.values[code] for one in others if code in one.values]
    done = [entry for entry in said if entry["a"] == _YES]
    if done:
        return _plain(min(done, key=lambda entry: first_day(entry) or "9"))
    return _plain(said[0]) if said and own is None else None


def _plain(entry: Entry) -> dict[str, Any]:
    """As much of an entry as counting needs, and a cell."""
    kept: dict[str, Any] = {"a": entry["a"], "on": first_day(entry), "n": entry.get("n", 0)}
    kept |= {name: entry[name] for name in ("num", "new", "why") if name in entry}
    if "trend" in entry:
        kept["trend"] = list(entry["trend"][-2:])
    return kept

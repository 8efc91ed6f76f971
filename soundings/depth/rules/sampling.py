"""Which cases a draw gives. Pure, and the same on any machine, in any version and on any day.

Method 1: each member is placed by HMAC-SHA256 with the seed as key and its public id as message, read as a number;
the smallest come first. For whoever does not know the seed every order is as likely as any other, and a member's
place does not depend on who else is in the frame.
"""

import hmac
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from soundings.depth.rules.codes import Sign

METHOD = 1
FEWEST_IN_RESERVE = 10


class Strata(StrEnum):
    """By what a draw is spread."""

    NONE = ""
    TEAM = "team"
    STAGE = "stage"


class Why(StrEnum):
    """Why a pick is left out for another."""

    KNOWS_FAMILY = "knows-family"
    CLOSED = "closed"
    RESTRICTED = "restricted"
    UNDER_REVIEW = "under-review"
    WORKER_AWAY = "worker-away"
    FAMILY_ASKED = "family-asked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Member:
    """A case of the frame: its public id, and the stratum to which it belongs ("" where nothing is spread)."""

    id: str
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw gives, in order: the wanted ones, then those who stand in reserve."""

    chosen: tuple[Member, ...]
    reserve: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """From which cases is drawn. Empty means all. Codes and public ids, so that it can be kept and read again.

    ages: from and to, in whole years, both included; a child whose age is not known is in no range of ages.
    activity: kinds of which the case has one that runs, or began within the last twelve months.
    since: at a transition, the first day on which it counts.
    """

    teams: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    abuse: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None
    activity: tuple[str, ...] = ()
    strata: Strata = Strata.NONE
    away_from: bool = False
    sign: Sign | None = None
    since: str = ""

    def as_json(self) -> dict[str, Any]:
        """What `read_frame` reads again."""
        return {
            "teams": list(self.teams),
            "stages": list(self.stages),
            "abuse": list(self.abuse),
            "ages": list(self.ages) if self.ages else None,
            "activity": list(self.activity),
            "strata": self.strata.value,
            "away_from": self.away_from,
            "sign": self.sign.value if self.sign else "",
            "since": self.since,
        }


def read_frame(kept: Mapping[str, Any]) -> Frame:
    """The criteria as they were kept with a draw; what was not kept was not asked for."""
    ages = kept.get("ages")
    return Frame(
        teams=tuple(kept.get("teams", ())),
        stages=tuple(kept.get("stages", ())),
        abuse=tuple(kept.get("abuse", ())),
        ages=(ages[0], ages[1]) if ages else None,
        activity=tuple(kept.get("activity", ())),
        strata=Strata(kept.get("strata", "")),
        away_from=bool(kept.get("away_from")),
        sign=Sign(kept["sign"]) if kept.get("sign") else None,
        since=kept.get("since", ""),
    )


def place(seed: str, public_id: str) -> bytes:
    """Where the seed puts a member: smaller comes first."""
    return hmac.digest(seed.encode(), public_id.encode(), "sha256")


def shares(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many each stratum gives: in proportion, whole numbers by largest remainder, ties by the stratum's name.

    sizes: members in each. The numbers add up to `wanted`, or to all members if there are fewer.
    Source: the method of Hamilton, for seats.
    """
    total = sum(sizes.values())
    wanted = min(wanted, total)
    if not total:
        return dict.fromkeys(sizes, 0)
    given = {name: wanted * size // total for name, size in sizes.items()}
    remainder = {name: wanted * size % total for name, size in sizes.items()}
    for name in sorted(sizes, key=lambda name: (-remainder[name], name))[: wanted - sum(given.values())]:
        given[name] += 1
    return given


def drawn(members: Sequence[Member], wanted: int, seed: str, *, method: int = METHOD) -> Drawn:
    """The wanted members and their reserve, in the order in which the seed puts them.

    The order in which the members are given does not matter. Raises ValueError for a method that is not known, for a
    negative number and for a member given twice.
    """
    if method != METHOD:
        raise ValueError(f"No method {method} of drawing is known.")
    if wanted < 0 or len({member.id for member in members}) < len(members):
        raise ValueError("Give each member once, and a number of none or more.")
    left = shares(Counter(member.stratum for member in members), wanted)
    chosen, reserve = [], []
    for member in sorted(members, key=lambda member: place(seed, member.id)):
        if left[member.stratum]:
            left[member.stratum] -= 1
            chosen.append(member)
        else:
            reserve.append(member)
    return Drawn(tuple(chosen), tuple(reserve[: max(wanted, FEWEST_IN_RESERVE)]))


def next_of(reserve: Sequence[Member], stratum: str) -> list[Member]:
    """Who comes in for a pick of this stratum, in order: the reserve of the same stratum, then the others."""
    return sorted(reserve, key=lambda member: member.stratum != stratum)


def months_before(on: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a month that is too short for it."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))

"""Who may review which case, and how cases are handed out evenly. Pure: people and cases are facts, not rows."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Unfit(StrEnum):
    """Why somebody does not review a case."""

    KNOWS = "knows"  # they said that they know the family privately
    HOLDS = "holds"  # they work on the case, or did last
    OWN_TEAM = "own-team"  # where reviews go across teams
    NOT_NAMED = "not-named"  # the case is restricted, and its list does not have them
    REVIEWED = "reviewed"  # in a calibration session: they have reviewed this very case, and know what was agreed


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be handed reviews. teams: paths of the places that are their own; load: what they have open."""

    user: int
    staff: int | None = None
    teams: tuple[str, ...] = ()
    knows: frozenset[int] = frozenset()  # keys of children
    load: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """What matters of a case for handing it out. staff: who works on it; named: users on its list, if restricted."""

    child: int
    path: str = ""
    staff: frozenset[int] = frozenset()
    restricted: bool = False
    named: frozenset[int] = frozenset()


def unfit(person: Candidate, case: Handed, *, away: bool) -> Unfit | None:
    """Why this person does not review this case; None if they may. away: a reviewer never reviews their own team."""
    if case.child in person.knows:
        return Unfit.KNOWS
    if person.staff is not None and person.staff in case.staff:
        return Unfit.HOLDS
    if case.restricted and person.user not in case.named:
        return Unfit.NOT_NAMED
    if away and case.path and person.teams and case.path.startswith(person.teams):
        return Unfit.OWN_TEAM
    return None


def handed_out(
    cases: Mapping[int, Handed], people: Sequence[Candidate], *, away: bool
) -> tuple[dict[int, int], list[int]]:
    """Which user gets which case, and the cases that nobody here may have.

    Each case goes to somebody who may review it. Shares come out as even as that allows, counting what people have
    open: no case could move to somebody with two less. The same input gives the same answer.
    """
    fit = {key: [one for one in people if unfit(one, case, away=away) is None] for key, case in cases.items()}
    load = {one.user: one.load for one in people}
    given: dict[int, int] = {}
    for key in sorted((key for key in fit if fit[key]), key=lambda key: (len(fit[key]), key)):
        chosen = min(fit[key], key=lambda one: (load[one.user], one.user))
        given[key] = chosen.user
        load[chosen.user] += 1
    _even_out(given, fit, load)
    return given, [key for key in cases if not fit[key]]


def _even_out(given: dict[int, int], fit: Mapping[int, Sequence[Candidate]], load: dict[int, int]) -> None:
    """Cases move along chains of people while somebody has two more than somebody whom the chain reaches."""
    while chain := _chain(given, fit, load):
        for key, user in chain:
            load[given[key]] -= 1
            load[user] += 1
            given[key] = user


def _chain(
    given: Mapping[int, int], fit: Mapping[int, Sequence[Candidate]], load: Mapping[int, int]
) -> list[tuple[int, int]]:
    """The moves by which one case less stays with somebody who has too many, and one more comes where there is room."""
    for start in sorted(load, key=lambda user: (-load[user], user)):
        came: dict[int, list[tuple[int, int]]] = {start: []}
        waiting = deque([start])
        while waiting:
            giver = waiting.popleft()
            path = came[giver]
            if load[giver] <= load[start] - 2:
                return path
            for key, taker in _passed_on(giver, given, fit):
                if taker not in came:
                    came[taker] = [*path, (key, taker)]
                    waiting.append(taker)
    return []


def _passed_on(
    giver: int, given: Mapping[int, int], fit: Mapping[int, Sequence[Candidate]]
) -> Iterator[tuple[int, int]]:
    """What the giver could give to whom."""
    for key, holder in given.items():
        if holder == giver:
            yield from ((key, one.user) for one in fit[key])

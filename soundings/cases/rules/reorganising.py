"""A reorganisation: changes of the agency's tree that happen together on one day, tried out before anything moves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from soundings.accounts.rules import UnitKind, may_stand_under
from soundings.core.rules import sort_key

NEW_PLACE = "new:"  # begins the key of a place that the plan itself makes


class StepKind(StrEnum):
    """What one step does to a place."""

    NEW = "new"
    MOVE = "move"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    CLOSE = "close"


class PlanState(StrEnum):
    """Where a plan stands. Only what is agreed is carried out, on its day."""

    DRAFT = "draft"
    AGREED = "agreed"
    DONE = "done"
    DROPPED = "dropped"


class TroubleCode(StrEnum):
    """Why a step cannot be taken."""

    GONE = "gone"
    TARGET_GONE = "target-gone"
    THE_AGENCY = "the-agency"
    UNDER_ITSELF = "under-itself"
    CANNOT_HOLD = "cannot-hold"
    STANDS_THERE = "stands-there"
    CAME_LATER = "came-later"
    NOT_TEAMS = "not-teams"
    SAME_TEAM = "same-team"
    NAME_TAKEN = "name-taken"
    HOLDS_PLACES = "holds-places"
    HOLDS_CASES = "holds-cases"
    HOLDS_POSTS = "holds-posts"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the plan finds it, or leaves it. since: the day from which it has stood where it stands."""

    key: str
    kind: UnitKind
    name: str
    parent: str
    since: date
    is_open: bool = True
    has_cases: bool = False
    has_posts: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One change. place: whom it concerns, by key; target: under what, or into which team.

    workers, references: whose cases, and which, go from a team that is split ("" among the workers: nobody's).
    """

    id: str
    kind: StepKind
    place: str = ""
    target: str = ""
    name: str = ""
    unit_kind: str = ""
    stage: str = ""
    workers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def concerns(self) -> str:
        """The key of the place that it changes or makes."""
        return f"{NEW_PLACE}{self.id}" if self.kind is StepKind.NEW else self.place

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {name: value for name, value in asdict(self).items() if value}


def step_of(kept: Mapping[str, Any]) -> Step:
    """The step that was stored so."""
    lists = {name: tuple(kept.get(name, ())) for name in ("workers", "references")}
    return Step(**{**kept, "kind": StepKind(kept["kind"]), **lists})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why this step cannot be taken; name: of what stands in the way."""

    step: str
    code: TroubleCode
    name: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The tree after the steps that can be taken, by key, and what is wrong with the others."""

    places: dict[str, Place]
    troubles: tuple[Trouble, ...]


def decide(places: Mapping[str, Place], steps: Sequence[Step], *, on: date) -> Decided:
    """What the tree is after these steps, taken in their order on the day `on`. A step in trouble changes nothing."""
    tree, troubles = dict(places), []
    for step in steps:
        code, name = _trouble(tree, step, on)
        if code:
            troubles.append(Trouble(step.id, code, name))
        else:
            _TAKE[step.kind](tree, step, on)
    return Decided(tree, tuple(troubles))


def below(places: Mapping[str, Place], key: str) -> set[str]:
    """The keys of a place and of all that stands below it."""
    found, waiting = set(), [key]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += [place.key for place in places.values() if place.parent == one]
    return found


class Mark(StrEnum):
    """What a plan does to a place."""

    NEW = "new"
    MOVED = "moved"
    RENAMED = "renamed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in the tree, what a plan does to it, and what stands below it, by name."""

    place: Place
    marks: tuple[Mark, ...]
    below: tuple["Standing", ...]


def standing(before: Mapping[str, Place], after: Mapping[str, Place]) -> Standing | None:
    """The tree after a plan. Places that were closed before it are left out; None before the tree is set up."""
    kept = [place for key, place in after.items() if place.is_open or (key in before and before[key].is_open)]
    root = next((place for place in kept if place.kind is UnitKind.AGENCY), None)
    return _standing(root, kept, before) if root else None


def _standing(place: Place, kept: Sequence[Place], before: Mapping[str, Place]) -> Standing:
    below = sorted((one for one in kept if one.parent == place.key), key=lambda one: sort_key(one.name))
    marks = _marks(before.get(place.key), place)
    return Standing(place, marks, tuple(_standing(one, kept, before) for one in below))


def _marks(was: Place | None, now: Place) -> tuple[Mark, ...]:
    if was is None:
        return (Mark.NEW,)
    found = {Mark.MOVED: was.parent != now.parent, Mark.RENAMED: was.name != now.name, Mark.CLOSED: not now.is_open}
    return tuple(mark for mark, holds in found.items() if holds)


Found = tuple[TroubleCode | None, str]
FINE: Found = (None, "")


def _trouble(tree: Mapping[str, Place], step: Step, on: date) -> Found:
    place, target = tree.get(step.place), tree.get(step.target)
    if step.kind is not StepKind.NEW and (place is None or not place.is_open):
        return TroubleCode.GONE, place.name if place else ""
    if step.kind in (StepKind.NEW, StepKind.MOVE, StepKind.MERGE, StepKind.SPLIT) and not (target and target.is_open):
        return TroubleCode.TARGET_GONE, target.name if target else ""
    if place and place.kind is UnitKind.AGENCY and step.kind is not StepKind.RENAME:
        return TroubleCode.THE_AGENCY, place.name
    return _CHECK[step.kind](tree, step, on)


def _check_new(tree: Mapping[str, Place], step: Step, on: date) -> Found:
    if not may_stand_under(UnitKind(step.unit_kind), tree[step.target].kind):
        return TroubleCode.CANNOT_HOLD, tree[step.target].name
    return _check_name(tree, step, on)


def _check_name(tree: Mapping[str, Place], step: Step, on: date) -> Found:
    same = [one for one in tree.values() if one.key != step.concerns and sort_key(one.name) == sort_key(step.name)]
    return (TroubleCode.NAME_TAKEN, same[0].name) if same else FINE


def _check_move(tree: Mapping[str, Place], step: Step, on: date) -> Found:
    place, target = tree[step.place], tree[step.target]
    if step.target in below(tree, step.place):
        return TroubleCode.UNDER_ITSELF, place.name
    if not may_stand_under(place.kind, target.kind):
        return TroubleCode.CANNOT_HOLD, target.name
    if place.parent == step.target:
        return TroubleCode.STANDS_THERE, target.name
    return (TroubleCode.CAME_LATER, place.name) if place.since > on else FINE


def _check_teams(tree: Mapping[str, Place], step: Step, on: date) -> Found:
    place, target = tree[step.place], tree[step.target]
    if not place.kind == target.kind == UnitKind.TEAM:
        return TroubleCode.NOT_TEAMS, place.name
    return (TroubleCode.SAME_TEAM, place.name) if step.place == step.target else FINE


def _check_close(tree: Mapping[str, Place], step: Step, on: date) -> Found:
    place = tree[step.place]
    if any(tree[key].is_open for key in below(tree, step.place) - {step.place}):
        return TroubleCode.HOLDS_PLACES, place.name
    if place.has_cases:
        return TroubleCode.HOLDS_CASES, place.name
    return (TroubleCode.HOLDS_POSTS, place.name) if place.has_posts else FINE


_CHECK: dict[StepKind, Callable[[Mapping[str, Place], Step, date], Found]] = {
    StepKind.NEW: _check_new,
    StepKind.MOVE: _check_move,
    StepKind.RENAME: _check_name,
    StepKind.MERGE: _check_teams,
    StepKind.SPLIT: _check_teams,
    StepKind.CLOSE: _check_close,
}


def _make(tree: dict[str, Place], step: Step, on: date) -> None:
    tree[step.concerns] = Place(step.concerns, UnitKind(step.unit_kind), step.name, step.target, on)


def _move(tree: dict[str, Place], step: Step, on: date) -> None:
    tree[step.place] = replace(tree[step.place], parent=step.target, since=on)


def _rename(tree: dict[str, Place], step: Step, on: date) -> None:
    tree[step.place] = replace(tree[step.place], name=step.name)


def _merge(tree: dict[str, Place], step: Step, on: date) -> None:
    place, target = tree[step.place], tree[step.target]
    cases, posts = place.has_cases or target.has_cases, place.has_posts or target.has_posts
    tree[step.target] = replace(target, has_cases=cases, has_posts=posts)
    tree[step.place] = replace(place, is_open=False, has_cases=False, has_posts=False)


def _split(tree: dict[str, Place], step: Step, on: date) -> None:
    place, target = tree[step.place], tree[step.target]
    cases, posts = place.has_cases or target.has_cases, place.has_posts or target.has_posts
    tree[step.target] = replace(target, has_cases=cases, has_posts=posts)


def _close(tree: dict[str, Place], step: Step, on: date) -> None:
    tree[step.place] = replace(tree[step.place], is_open=False)


_TAKE: dict[StepKind, Callable[[dict[str, Place], Step, date], None]] = {
    StepKind.NEW: _make,
    StepKind.MOVE: _move,
    StepKind.RENAME: _rename,
    StepKind.MERGE: _merge,
    StepKind.SPLIT: _split,
    StepKind.CLOSE: _close,
}

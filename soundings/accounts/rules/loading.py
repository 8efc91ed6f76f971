"""What a file of places or of people adds and changes, decided without a database. Absence ends nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from soundings.accounts.rules.names import name_as_spoken, name_keys
from soundings.accounts.rules.roles import PostKind, UnitKind
from soundings.accounts.rules.tree import may_stand_under
from soundings.core.rules import sort_key


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of service."""

    code: str
    name: str
    voluntary: bool = False


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A place. No code: its name is its code. No parent: it stands below the agency. No stage: that of its parent."""

    name: str
    kind: UnitKind
    code: str = ""
    parent: str = ""  # code
    stage: str = ""  # code or name
    opened_on: date | None = None

    @property
    def key(self) -> str:
        """The normalised code."""
        return sort_key(self.code or self.name)


@dataclass(frozen=True, slots=True)
class UnitNow:
    """A place as it stands. parent: the normalised code; stage: the code, "" for none of its own."""

    code: str
    name: str
    kind: UnitKind
    parent: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody, with one post at most: somebody with several has several rows, told together by `ref` or name.

    ref: a number or name by which files know them and nobody else. to_on: the day from which the post is over.
    """

    name: str
    ref: str = ""
    email: str = ""
    aliases: tuple[str, ...] = ()
    is_duty: bool = False
    team: str = ""  # code or name
    post: PostKind = PostKind.WORKER
    from_on: date | None = None
    to_on: date | None = None
    ended_on: date | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The normalised aliases by which the row says who they are, the surest first."""
        return tuple(sort_key(alias) for alias in (self.ref, *self.aliases) if sort_key(alias))


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it stands. team: the normalised code."""

    team: str
    kind: PostKind
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class StaffNow:
    """Somebody as they stand, with their normalised aliases and their posts."""

    id: int
    name: str
    email: str = ""
    ended_on: date | None = None
    aliases: frozenset[str] = frozenset()
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be stored: its index, the field at fault, what is wrong (a code), and what was found."""

    row: int
    field: str
    code: str
    found: str = ""


Wanted = TypeVar("Wanted")
Standing = TypeVar("Standing")


@dataclass(slots=True)
class Decision(Generic[Wanted, Standing]):
    """What is to be added, what is to be changed (from what stands), how many rows change nothing, and the problems."""

    add: list[Wanted] = field(default_factory=list)
    change: list[tuple[Wanted, Standing]] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


# --- places ----------------------------------------------------------------------------------------------------------


def decide_units(
    rows: Sequence[UnitRow], now: Mapping[str, UnitNow], stages: Mapping[str, str]
) -> Decision[UnitRow, UnitNow]:
    """Parents are added before what is below. An empty stage in the file leaves the stage as it is.

    now: places by normalised code, the agency itself among them; stages: codes by normalised code and name.
    Problems: "no-name", "twice", "unknown-parent", "unknown-stage", "other-kind", "cannot-stand-there", "in-a-circle".
    """
    decision: Decision[UnitRow, UnitNow] = Decision()
    wanted: dict[str, UnitRow] = {}
    for row in rows:
        wanted.setdefault(row.key, row)
    for index, row in enumerate(rows):
        problem = _unit_problem(index, row, wanted, now, stages) or _circle(index, row, wanted, now)
        if problem:
            decision.problems.append(problem)
        elif (standing := now.get(row.key)) is None:
            decision.add.append(row)
        elif _unit_differs(row, standing, now, stages):
            decision.change.append((row, standing))
        else:
            decision.same += 1
    decision.add = _parents_first(decision.add)
    return decision


def _unit_problem(
    index: int, row: UnitRow, wanted: Mapping[str, UnitRow], now: Mapping[str, UnitNow], stages: Mapping[str, str]
) -> Problem | None:
    if not row.key or not row.name.strip():
        return Problem(index, "name", "no-name")
    if wanted[row.key] is not row:
        return Problem(index, "code", "twice", row.code or row.name)
    if row.stage and sort_key(row.stage) not in stages:
        return Problem(index, "stage", "unknown-stage", row.stage)
    if row.key in now and now[row.key].kind != row.kind:
        return Problem(index, "kind", "other-kind", row.kind)
    key = sort_key(row.parent)
    above = (now.get(key) or wanted.get(key)) if key else None
    if row.parent and above is None:
        return Problem(index, "parent", "unknown-parent", row.parent)
    if not may_stand_under(row.kind, above.kind if above else UnitKind.AGENCY):
        return Problem(index, "parent", "cannot-stand-there", row.parent)
    return None


def _circle(index: int, row: UnitRow, wanted: Mapping[str, UnitRow], now: Mapping[str, UnitNow]) -> Problem | None:
    seen, key = {row.key}, sort_key(row.parent)
    while key:
        if key in seen:
            return Problem(index, "parent", "in-a-circle", row.parent)
        seen.add(key)
        above = wanted.get(key) or now.get(key)
        key = sort_key(above.parent) if above else ""
    return None


def parent_key(row: UnitRow, now: Mapping[str, UnitNow]) -> str:
    """The normalised code of what the row stands below; "" for the agency itself, however it was written."""
    key = sort_key(row.parent)
    return "" if key in now and now[key].kind is UnitKind.AGENCY else key


def _unit_differs(row: UnitRow, standing: UnitNow, now: Mapping[str, UnitNow], stages: Mapping[str, str]) -> bool:
    stage = stages[sort_key(row.stage)] if row.stage else standing.stage
    wanted = (row.name.strip(), parent_key(row, now), stage)
    return wanted != (standing.name, standing.parent, standing.stage)


def _parents_first(rows: list[UnitRow]) -> list[UnitRow]:
    parents = {row.key: sort_key(row.parent) for row in rows}

    def depth(key: str) -> int:
        return 1 + depth(parents[key]) if key in parents else 0

    return sorted(rows, key=lambda row: depth(row.key))


# --- people ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class StaffWanted:
    """Somebody as the file has them: the first of their rows, and their posts."""

    row: StaffRow
    rows: int = 1
    aliases: tuple[str, ...] = ()  # as written
    posts: list[Post] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name that they are to bear: a desk's as written, a person's as it is said."""
        return " ".join(self.row.name.split()) if self.row.is_duty else name_as_spoken(self.row.name)


def decide_staff(
    rows: Sequence[StaffRow], now: Iterable[StaffNow], teams: Mapping[str, str], *, on: date
) -> Decision[StaffWanted, StaffNow]:
    """teams: normalised codes by normalised code and name; on: the first day of a post whose row says none.

    Who a row means is decided by its `ref` and aliases, else by its name if one person alone bears it.
    Problems: "no-name", "unknown-team", "several-of-that-name", "ends-before-it-begins", "alias-of-another".
    """
    known = _Known(now)
    decision: Decision[StaffWanted, StaffNow] = Decision()
    people: dict[object, StaffWanted] = {}
    standing: dict[object, StaffNow | None] = {}
    for index, row in enumerate(rows):
        problem = _staff_problem(index, row, teams, on) or known.problem(index, row)
        if problem:
            decision.problems.append(problem)
            continue
        who = known.find(row)
        key: object = who.id if who else (row.keys[0] if row.keys else f" {sort_key(row.name)}")
        standing[key] = who
        _gather(people, key, row, teams, on)
    for key, wanted in people.items():
        _weigh(decision, wanted, standing[key])
    return decision


class _Known:
    """Who is known by which alias and name."""

    def __init__(self, now: Iterable[StaffNow]) -> None:
        self.by_alias: dict[str, StaffNow] = {}
        self.by_name: dict[str, list[StaffNow]] = {}
        for one in now:
            self.by_name.setdefault(sort_key(one.name), []).append(one)
            self.by_alias.update(dict.fromkeys(one.aliases, one))

    def find(self, row: StaffRow) -> StaffNow | None:
        """Whom the row means, if anybody."""
        for key in (*row.keys, *name_keys(row.name)):
            if key in self.by_alias:
                return self.by_alias[key]
        if row.ref and not self._nameless(row):
            return None  # a new number: somebody new, whatever their name
        found = self.of_name(row.name)
        return found[0] if len(found) == 1 else None

    def _nameless(self, row: StaffRow) -> bool:
        """Whether the one bearer of the name has no alias yet, so that the number may be theirs."""
        found = self.of_name(row.name)
        return len(found) == 1 and not found[0].aliases

    def of_name(self, name: str) -> list[StaffNow]:
        """Everybody who bears this name."""
        return [one for key in name_keys(name) for one in self.by_name.get(key, ())]

    def problem(self, index: int, row: StaffRow) -> Problem | None:
        """Why it cannot be said whom the row means."""
        means = {self.by_alias[key].id for key in row.keys if key in self.by_alias}
        if len(means) > 1:
            return Problem(index, "aliases", "alias-of-another", ", ".join((row.ref, *row.aliases)))
        if not row.keys and self.find(row) is None and len(self.of_name(row.name)) > 1:
            return Problem(index, "name", "several-of-that-name", row.name)
        return None


def _staff_problem(index: int, row: StaffRow, teams: Mapping[str, str], on: date) -> Problem | None:
    if not sort_key(row.name):
        return Problem(index, "name", "no-name")
    if row.team and sort_key(row.team) not in teams:
        return Problem(index, "team", "unknown-team", row.team)
    if row.to_on and row.to_on < (row.from_on or on):
        return Problem(index, "to", "ends-before-it-begins", row.to_on.isoformat())
    return None


def _gather(people: dict[object, StaffWanted], key: object, row: StaffRow, teams: Mapping[str, str], on: date) -> None:
    wanted = people.get(key)
    if wanted is None:
        wanted = people[key] = StaffWanted(row)
    else:
        wanted.rows += 1
        wanted.row = replace(
            wanted.row, email=wanted.row.email or row.email, ended_on=row.ended_on or wanted.row.ended_on
        )
    written = {sort_key(alias): alias for alias in (*wanted.aliases, row.ref, *row.aliases) if sort_key(alias)}
    wanted.aliases = tuple(written.values())
    if row.team:
        post = Post(teams[sort_key(row.team)], row.post, row.from_on or on, row.to_on)
        if post not in wanted.posts:
            wanted.posts.append(post)


def _weigh(decision: Decision[StaffWanted, StaffNow], wanted: StaffWanted, now: StaffNow | None) -> None:
    if now is None:
        decision.add.append(wanted)
    elif _staff_differs(wanted, now):
        decision.change.append((wanted, now))
    else:
        decision.same += wanted.rows


def _staff_differs(wanted: StaffWanted, now: StaffNow) -> bool:
    return bool(
        new_aliases(wanted, now)
        or new_name(wanted, now) != now.name
        or (wanted.row.email and wanted.row.email != now.email)
        or (wanted.row.ended_on and wanted.row.ended_on != now.ended_on)
        or any(standing_post(post, now) is None or ends_differently(post, now) for post in wanted.posts)
    )


def new_name(wanted: StaffWanted, now: StaffNow) -> str:
    """The name they are to bear: the file's only where a number or alias says that it is they."""
    sure = any(key in now.aliases for key in wanted.row.keys)
    return wanted.name if sure and sort_key(now.name) not in name_keys(wanted.row.name) else now.name


def new_aliases(wanted: StaffWanted, now: StaffNow) -> list[str]:
    """The aliases that the file adds."""
    return [alias for alias in wanted.aliases if sort_key(alias) not in now.aliases]


def standing_post(post: Post, now: StaffNow) -> Post | None:
    """The post that stands already for this one: same team and kind, at a time that meets its own."""
    for one in now.posts:
        ends, begins = one.to_on or date.max, post.to_on or date.max
        if (one.team, one.kind) == (post.team, post.kind) and one.from_on <= begins and post.from_on <= ends:
            return one
    return None


def ends_differently(post: Post, now: StaffNow) -> bool:
    """Whether the file says an end for a post that stands without it."""
    standing = standing_post(post, now)
    return standing is not None and post.to_on is not None and standing.to_on != post.to_on

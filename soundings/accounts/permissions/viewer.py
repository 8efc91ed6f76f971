"""Who is looking, what the matrix gives them, and how far. Decided without a query."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from soundings.accounts import rules
from soundings.accounts.models import User
from soundings.accounts.rules import Relation, Role, Row, To


class Held(NamedTuple):
    """A role that holds today, and the place where it is held."""

    role: Role
    path: str  # of the place: "1.5.9."
    at_team: bool = False


@dataclass(frozen=True)
class Viewer:
    """Somebody signed in, with what they may do on one day. Stands as `by` in every action.

    teams: paths of the teams in which they have a post today. covers: ids of the staff on leave today whose
    cases they cover. reason: what they gave as their reason in this session, for cells marked `*`.
    """

    user: User
    public_id: str
    agency_id: int
    staff_id: int | None
    grants: tuple[Held, ...]
    on: date
    at: datetime
    teams: tuple[str, ...] = ()
    covers: tuple[int, ...] = ()
    reason: str = ""
    reached: dict[tuple[Row, To], "Reach"] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(held.role for held in self.grants)

    @cached_property
    def staff_ids(self) -> tuple[int, ...]:
        """The staff whose cases are their own: themselves, and those they cover today."""
        return (self.staff_id, *self.covers) if self.staff_id else ()

    def agency_wide(self, row: Row, *, edit: bool = False) -> bool:
        """Whether the row holds for them in the whole agency."""
        return reach(self, row, edit=edit).whole

    def unit_paths(self, row: Row, *, edit: bool = False) -> tuple[str, ...]:
        """The paths of the places at and below which the row holds for them; the root's for the whole agency."""
        return reach(self, row, edit=edit).paths


@dataclass(frozen=True, slots=True)
class Reach:
    """What part of the agency a row covers for somebody, to be turned into a query.

    paths: everything at and below these places. whole: one of them is the agency itself. own: their own cases, and
    only as themselves. named: what is shared with them by name. reason: nothing of it without a reason given in this
    session (see `without_reason`). Nothing at all if it is false.
    """

    whole: bool = False
    paths: tuple[str, ...] = ()
    own: bool = False
    named: bool = False
    reason: bool = False

    def __bool__(self) -> bool:
        return bool(self.paths or self.own or self.named)

    def holds(self, path: str) -> bool:
        """Whether the place with this path lies within."""
        return path.startswith(self.paths) if self.paths else False

    def where(self, field: str = "path") -> Q:
        """The condition that the place (whose path is `field`) lies within; for none, a condition never true."""
        found = Q(pk__in=())
        for path in self.paths:
            found |= Q(**{f"{field}__startswith": path})
        return found


def may(viewer: Viewer, row: Row, relation: Relation, *, edit: bool = False, to: To = To.SEE) -> bool:
    """Whether any role of the viewer allows this with something in this relation, wherever the role is held.

    For navigation and for what stands at no place. For a place or a case ask `may_here` or start from `reach`.
    """
    return any(_gives(viewer, held, row, relation, To.EDIT if edit else to) for held in viewer.grants)


def may_here(
    viewer: Viewer, row: Row, *, path: str, own: bool = False, named: bool = False, edit: bool = False, to: To = To.SEE
) -> bool:
    """The same for something at the place with this path, each role counting only where it is held.

    own: it is the viewer's own case; named: it is shared with them by name. Raises nothing.
    """
    wanted = To.EDIT if edit else to
    return any(
        _gives(viewer, held, row, relation, wanted)
        for held in viewer.grants
        for relation in _relations(viewer, held, path, own, named)
    )


def reach(viewer: Viewer, row: Row, *, edit: bool = False, to: To = To.SEE) -> Reach:
    """What part of the agency the row covers for the viewer, all their roles together. No query."""
    wanted = To.EDIT if edit else to
    found = viewer.reached.get((row, wanted))
    if found is None:  # a page asks a dozen times, and neither viewer nor matrix changes beneath it
        found = viewer.reached[row, wanted] = _reach(viewer, row, wanted)
    return found


def _reach(viewer: Viewer, row: Row, wanted: To) -> Reach:
    cells = [(held, rules.cell(held.role, row)) for held in viewer.grants if _has_what_it_needs(viewer, row)]
    cells = [(held, cell) for held, cell in cells if cell.gives(wanted)]
    # A cell that asks for a reason adds nothing until one is given; what needs none is there without.
    open_cells = [(held, cell) for held, cell in cells if viewer.reason or not cell.reason]
    reaches = [_reach_of(viewer, held, cell) for held, cell in open_cells]
    paths = _outermost(path for reach in reaches for path in reach.paths)
    return Reach(
        whole=any(path.count(".") == 1 for path in paths),
        paths=paths,
        own=any(reach.own for reach in reaches),
        named=any(reach.named for reach in reaches),
        reason=len(open_cells) < len(cells),
    )


def may_break_glass(viewer: Viewer, *, path: str) -> bool:
    """Whether the viewer may open a restricted case at this place without being on its list."""
    allowed = rules.MATRIX[Row.RESTRICTED_CASE].break_glass
    return any(held.role in allowed and path.startswith(held.path) for held in viewer.grants)


def _has_what_it_needs(viewer: Viewer, row: Row) -> bool:
    needed = rules.MATRIX[row].needs
    return needed is None or needed in viewer.roles


def _gives(viewer: Viewer, held: Held, row: Row, relation: Relation, to: To) -> bool:
    return _has_what_it_needs(viewer, row) and rules.allows(held.role, row, relation, to=to)


def _relations(viewer: Viewer, held: Held, path: str, own: bool, named: bool) -> Iterator[Relation]:
    if own:
        yield Relation.OWN
    if path.startswith(_team_paths(viewer, held) or ("-",)):
        yield Relation.TEAM
    if path.startswith(held.path):
        yield Relation.AGENCY
    if named:
        yield Relation.NAMED


def _team_paths(viewer: Viewer, held: Held) -> tuple[str, ...]:
    """Where "own team" is for a role held at this place.

    A supervisor's are all teams below; a worker whose role is held higher up has it in the teams of their posts.
    """
    if held.at_team or held.role is Role.SUPERVISOR:
        return (held.path,)
    return tuple(team for team in viewer.teams if team.startswith(held.path))


def _reach_of(viewer: Viewer, held: Held, cell: rules.Cell) -> Reach:
    match cell.reach:
        case Relation.OWN if cell.grouped:  # a partner's own part, in figures: the place that they were invited to
            return Reach(paths=(held.path,))
        case Relation.OWN:
            return Reach(own=True)
        case Relation.TEAM:
            return Reach(paths=_team_paths(viewer, held), own=True)
        case Relation.AGENCY:
            return Reach(paths=(held.path,), own=not cell.never_own)
        case Relation.NAMED:
            return Reach(named=True)
    return Reach()


def _outermost(paths: Iterator[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not path.startswith(tuple(kept) or ("-",)):
            kept.append(path)
    return tuple(kept)

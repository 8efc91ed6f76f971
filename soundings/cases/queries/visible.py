"""The only starts for reading cases and children, and the only way out for lists that name them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from soundings.accounts.models import Staff, Stage, Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row, To
from soundings.cases.models import Case, Child, Family
from soundings.cases.permissions import Standing, gives, known, named, standing_columns, visible
from soundings.core.actions import record_read
from soundings.core.plain import columns, made, rows

Shown = TypeVar("Shown")


def cases_visible_to(
    viewer: Viewer, row: Row = Row.TEAM_BOARD, *, edit: bool = False, to: To = To.SEE
) -> QuerySet[Case]:
    """The cases that `row` gives the viewer: their own, their team's, their service's or all, as the matrix says.

    Open and closed ones. Restricted cases only where a named list has the viewer. No order; nothing is read yet.
    """
    return Case.objects.filter(visible(viewer, row, edit=edit, to=to))


def shared_cases_visible_to(viewer: Viewer, row: Row = Row.TEAM_BOARD) -> QuerySet[Case]:
    """The same without restricted cases: for boards, counts and whatever else several people look at."""
    return cases_visible_to(viewer, row).filter(restricted=False)


def restricted_cases_named_for(viewer: Viewer) -> QuerySet[Case]:
    """The restricted cases whose list names the viewer, with their children, by name: a section of their own."""
    cases = cases_visible_to(viewer).filter(named(viewer), restricted=True)
    return cases.select_related("child", "team", "worker", "stage").order_by("child__name_key", "pk")


def children_visible_to(viewer: Viewer, row: Row = Row.TEAM_BOARD) -> QuerySet[Child]:
    """The children of the cases visible to the viewer."""
    return Child.objects.filter(agency=viewer.agency_id, pk__in=cases_visible_to(viewer, row).values("child"))


def children_among(viewer: Viewer, children: QuerySet[Child], row: Row = Row.TEAM_BOARD) -> QuerySet[Child]:
    """Those of `children` whom the viewer may see. Cheap when `children` are few, however many there are in all."""
    cases = cases_visible_to(viewer, row).filter(child=OuterRef("pk"))
    return children.filter(Exists(cases), agency=viewer.agency_id)


def case_visible_to(viewer: Viewer, public_id: str, row: Row = Row.TEAM_BOARD) -> Case | None:
    """The case with this public id, its child, family, stage, team and worker beside it; None if out of scope."""
    found = case_seen_by(viewer, public_id, row)
    return found[0] if found else None


def case_seen_by(viewer: Viewer, public_id: str, row: Row = Row.TEAM_BOARD) -> tuple[Case, Standing] | None:
    """The same with how the case stands to the viewer, for `permissions.gives`. One query."""
    for case, standing in _standing_cases(viewer, "c.public_id = %s", public_id):
        return (case, standing) if gives(viewer, case, standing, row) else None
    return None


def _standing_cases(viewer: Viewer, where: str, value: object) -> Iterator[tuple[Case, Standing]]:
    """The cases of the viewer's agency that fulfil the condition, in or out of sight. One plain query."""
    stands, values = standing_columns(viewer)
    sql = f"select {stands}, {_CASE} where {where} and c.agency_id = %s"
    for found in rows(sql, [*values, value, viewer.agency_id]):
        case, child, family, stage, team, of_team, worker, previous = made(
            found[3:], Case, Child, Family, Stage, Unit, Stage, Staff, Case
        )
        case.child, case.stage, case.team, case.worker, case.previous = child, stage, team, worker, previous
        child.family = family
        if team is not None:
            team.stage = of_team
        yield case, Standing(*map(bool, found[:3]))


_CASE = (
    f"{columns(Case, 'c')}, {columns(Child, 'k')}, {columns(Family, 'f')}, {columns(Stage, 's')}, {columns(Unit, 'u')},"
    f" {columns(Stage, 't')}, {columns(Staff, 'w')}, {columns(Case, 'p')} from {Case._meta.db_table} c"
    f" join {Child._meta.db_table} k on k.id = c.child_id"
    f" left join {Family._meta.db_table} f on f.id = k.family_id"
    f" left join {Stage._meta.db_table} s on s.id = c.stage_id"
    f" left join {Unit._meta.db_table} u on u.id = c.team_id"
    f" left join {Stage._meta.db_table} t on t.id = u.stage_id"
    f" left join {Staff._meta.db_table} w on w.id = c.worker_id"
    f" left join {Case._meta.db_table} p on p.id = c.previous_id"
)


def child_visible_to(viewer: Viewer, public_id: str, row: Row = Row.TEAM_BOARD) -> Child | None:
    """The child with this public id and the family beside it; None if out of scope."""
    children = Child.objects.filter(public_id=public_id).select_related("family")
    return children_among(viewer, children, row).first()


def known_children(viewer: Viewer) -> Q:
    """The condition on cases that the viewer declared to know the child, for boards that start elsewhere."""
    return known(viewer)


def siblings_of(viewer: Viewer, case: Case) -> list[Child]:
    """The other children of the family whom the viewer may see, oldest first; those of restricted cases stay unseen."""
    return siblings_of_child(viewer, case.child)


def siblings_of_child(viewer: Viewer, child: Child) -> list[Child]:
    """The same for a child."""
    if not child.family_id:
        return []
    others = Child.objects.filter(family=child.family_id).exclude(pk=child.pk)
    return sorted(children_among(viewer, others), key=_by_age)


def open_sibling_cases_of(viewer: Viewer, case: Case) -> list[Case]:
    """The open cases of the siblings whom the viewer may see, with what `case_visible_to` puts beside a case.

    Oldest child first. One query at most.
    """
    return [one for one, _standing in open_siblings_seen_by(viewer, case)]


def open_siblings_seen_by(viewer: Viewer, case: Case) -> list[tuple[Case, Standing]]:
    """The same with how each case stands to the viewer, for `permissions.gives`."""
    family = case.child.family_id
    found = _standing_cases(viewer, "c.closed_on is null and k.family_id = %s", family) if family else ()
    seen = [(one, how) for one, how in found if one.child_id != case.child_id and gives(viewer, one, how, _SEEN)]
    return sorted(seen, key=lambda pair: _by_age(pair[0].child))


_SEEN = Row.TEAM_BOARD  # what lets somebody see that a case is there


def _by_age(child: Child) -> tuple[bool, Any, str]:
    return (child.born_on is None, child.born_on or child.expected_on or date.max, child.name_key)


def leaving(
    viewer: Viewer,
    found: Iterable[Shown],
    *,
    verb: str,
    at: datetime,
    target: str = "",
    target_kind: str = "",
    reason: str = "",
) -> list[Shown]:
    """What was found, once the trail says that the viewer read the children in it. Every identifiable list leaves here.

    found: cases, children, states of cases (with a `head`), or anything with a `child`. verb: what was looked at
    ("case.viewed", "board.viewed"). reason: the viewer's own of this session if none is given. Nothing is written
    for no rows. Raises TrailUnavailable, and then nothing may be shown.
    """
    shown = list(found)
    children = children_in(shown)
    if children:
        record_read(
            actor=viewer,
            agency=viewer.agency_id,
            verb=verb,
            children=children,
            target=target,
            target_kind=target_kind,
            reason=reason or viewer.reason,
            at=at,
        )
    return shown


def children_in(found: Sequence[Any]) -> list[str]:
    """The public ids of the children in what was found, each once, in the order in which they come."""
    return list(dict.fromkeys(_child_of(one) for one in found))


def _child_of(row: Any) -> str:
    if isinstance(row, Child):
        return row.public_id
    head = getattr(row, "head", None)
    return head["child"] if isinstance(head, dict) else row.child.public_id

"""The only starts for reading cases and children, and the only way out for lists that name them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row, To
from soundings.cases.models import Case, Child
from soundings.cases.permissions import known, named, visible
from soundings.core.actions import record_read

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
    cases = cases_visible_to(viewer, row).filter(public_id=public_id)
    return cases.select_related("child__family", "stage", "team__stage", "worker", "previous").first()


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
    """The open cases of the siblings whom the viewer may see, with their children, oldest child first."""
    children = siblings_of(viewer, case)
    cases = (
        cases_visible_to(viewer).filter(child__in=children, closed_on=None).select_related("child", "team", "worker")
    )
    return sorted(cases, key=lambda one: _by_age(one.child))


def _by_age(child: Child) -> tuple[bool, Any, str]:
    return (child.born_on is None, child.born_on or child.expected_on or date.max, child.name_key)


def leaving(
    viewer: Viewer,
    rows: Iterable[Shown],
    *,
    verb: str,
    at: datetime,
    target: str = "",
    target_kind: str = "",
    reason: str = "",
) -> list[Shown]:
    """The rows, once the trail says that the viewer read the children in them. Every identifiable list leaves here.

    rows: cases, children, states of cases (with a `head`), or anything with a `child`. verb: what was looked at
    ("case.viewed", "board.viewed"). reason: the viewer's own of this session if none is given. Nothing is written
    for no rows. Raises TrailUnavailable, and then nothing may be shown.
    """
    shown = list(rows)
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


def children_in(rows: Sequence[Any]) -> list[str]:
    """The public ids of the children in these rows, each once, in the order in which they come."""
    return list(dict.fromkeys(_child_of(row) for row in rows))


def _child_of(row: Any) -> str:
    if isinstance(row, Child):
        return row.public_id
    head = getattr(row, "head", None)
    return head["child"] if isinstance(head, dict) else row.child.public_id

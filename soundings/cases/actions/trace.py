"""How every action of this room begins and ends: the rows locked, then the trail, then the rooms above."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases import followers
from soundings.cases.models import Case, Child
from soundings.core.actions import record_change
from soundings.core.rules import Denied


def locked(case: Case) -> Case:
    """The case as it stands now, held until the transaction ends, with child, team, worker and stage beside it."""
    Case.objects.select_for_update().get(pk=case.pk)
    return Case.objects.select_related("child", "team", "worker", "stage").get(pk=case.pk)


def hold_cases(cases: QuerySet[Case]) -> None:
    """These cases are held until the transaction ends, in the order of their keys.

    For an action on several: before it writes in the trail, or it waits in a circle with whoever holds one of them.
    """
    list(cases.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


def locked_child(child: Child) -> Child:
    """The child as it stands now, held until the transaction ends."""
    return Child.objects.select_for_update().get(pk=child.pk)


def case_changed(
    *,
    by: Viewer,
    at: datetime,
    verb: str,
    case: Case,
    beside: Iterable[int] = (),
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """The change of one case is in the trail; every room above has caught up with it and with the cases beside it."""
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=case.public_id,
        target_kind="case",
        agency=case.agency_id,
        children=[case.child.public_id],
        before=before,
        after=after,
        reason=reason,
    )
    followers.tell([case.pk, *beside], at=at)


def child_changed(
    *,
    by: Viewer,
    at: datetime,
    verb: str,
    child: Child,
    beside: Iterable[Child] = (),
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """The change of a child (and of those beside) is in the trail; every room has caught up with all their cases."""
    children = [child, *beside]
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=child.public_id,
        target_kind="child",
        agency=child.agency_id,
        children=[one.public_id for one in children],
        before=before,
        after=after,
        reason=reason,
    )
    followers.tell(case_ids_of(children), at=at)


def case_ids_of(children: Iterable[Child]) -> list[int]:
    """The ids of all cases, open and closed, of these children."""
    return list(Case.objects.filter(child__in=[child.pk for child in children]).values_list("pk", flat=True))


def check_day(on: date, *, case: Case, today: date) -> None:
    """Raise Denied unless `on` lies between the opening of the case and today."""
    if on > today:
        raise Denied(_("%(day)s has not come yet. Give today or an earlier day.") % {"day": said(on)})
    if on < case.opened_on:
        raise Denied(
            _("%(day)s is before the case was opened, on %(opened)s.")
            % {"day": said(on), "opened": said(case.opened_on)}
        )


def check_open(case: Case) -> None:
    """Raise Denied if the case is closed."""
    if case.closed_on:
        raise Denied(
            _("This case was closed on %(day)s. Undo the closure or reopen it first.") % {"day": said(case.closed_on)}
        )


def check_reason(reason: str) -> str:
    """The reason without spaces around it. Raises Denied if there is none."""
    if not reason.strip():
        raise Denied(_("Please say why, in a few words."))
    return reason.strip()[:300]


def said(on: date) -> str:
    """A day as people write it: 3 February 2026."""
    return date_format(on, "j F Y")


def chunks(ids: Sequence[int], size: int = 5_000) -> Iterator[Sequence[int]]:
    """`ids` in pieces that either database takes in one statement."""
    return (ids[start : start + size] for start in range(0, len(ids), size))

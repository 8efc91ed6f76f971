"""Staff say whom they know privately; those children are then out of their reach."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases import followers
from soundings.cases.actions.trace import hold_cases
from soundings.cases.models import Case, Child, KnownPerson
from soundings.cases.permissions import can_withdraw_known
from soundings.core.actions import record_change
from soundings.core.rules import Denied


@transaction.atomic
def declare_known(*, children: Sequence[Child], by: Viewer, at: datetime) -> int:
    """The viewer knows these children privately and sees their cases no more, and the rooms above follow.

    Says how many were new.
    """
    if not children:
        raise Denied(_("Choose whom you know."))
    if any(child.agency_id != by.agency_id for child in children):
        raise Denied(_("There is no such child."))
    hold_cases(Case.objects.filter(child__in=children))
    made = [
        child
        for child in children
        if KnownPerson.objects.get_or_create(
            user=by.user, child=child, defaults={"agency_id": by.agency_id, "declared_at": at}
        )[1]
    ]
    _trace("known.declared", made, user=by.public_id, by=by, at=at)
    followers.tell(list(Case.objects.filter(child__in=made).order_by("pk").values_list("pk", flat=True)), at=at)
    return len(made)


@transaction.atomic
def withdraw_known(*, known: KnownPerson, reason: str, by: Viewer, at: datetime) -> None:
    """What somebody said about knowing this child no longer holds. Never withdrawn by themselves."""
    if known.agency_id != by.agency_id or not can_withdraw_known(by, known):
        raise Denied(_("Only a supervisor or senior manager of the child’s team can withdraw this, never oneself."))
    known.delete()
    _trace("known.withdrawn", [known.child], user=known.user.public_id, by=by, at=at, reason=reason)


def _trace(verb: str, children: Sequence[Child], *, user: str, by: Viewer, at: datetime, reason: str = "") -> None:
    if children:
        record_change(
            by=by,
            at=at,
            verb=verb,
            target=user,
            target_kind="user",
            agency=by.agency_id,
            children=[child.public_id for child in children],
            reason=reason,
        )

"""What has changed since somebody opened a board: how many children, and nothing of them."""

from datetime import datetime

from django.db.models import QuerySet

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import CaseState
from soundings.breadth.queries.rows import Scope, cases_in
from soundings.cases.models import KnownPerson


def changes_since(viewer: Viewer, *, unit: Unit, at: datetime) -> int:
    """How many open, unrestricted cases at this team changed after `at`, without children whom the viewer knows.

    Says nothing about cases that left the team meanwhile. The caller has checked that the board is visible.
    """
    known = KnownPerson.objects.filter(user=viewer.user).values("child")
    return _changed(viewer, at).filter(team=unit.pk, restricted=False).exclude(case__child__in=known).count()


def own_changes_since(viewer: Viewer, *, at: datetime) -> int:
    """How many of the cases on the viewer's own page changed after `at`: their own, and those that name them.

    Says nothing about cases that are theirs no longer. Four queries.
    """
    shown = {case for scope in Scope for case in cases_in(viewer, scope)}
    return _changed(viewer, at).filter(case__in=shown).count()


def _changed(viewer: Viewer, at: datetime) -> QuerySet[CaseState]:
    return CaseState.objects.filter(agency=viewer.agency_id, is_open=True, changed_at__gt=at)

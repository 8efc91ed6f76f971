"""Roles that wait for a second person, as two pages show them."""

from dataclasses import dataclass

from soundings.accounts.models import Grant
from soundings.accounts.permissions import Viewer, check_can_approve
from soundings.accounts.queries import grants_visible_to
from soundings.accounts.rules import GrantState
from soundings.core.rules import Denied


@dataclass(frozen=True, slots=True)
class Waiting:
    """A role that waits. why_not: why the viewer cannot approve it, "" if they can."""

    grant: Grant
    why_not: str


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """The roles that wait, those which the viewer can approve first. One query."""
    found = grants_visible_to(viewer).filter(state=GrantState.PENDING)
    waiting = [Waiting(grant, _why_not(viewer, grant)) for grant in found]
    return sorted(waiting, key=lambda one: bool(one.why_not))


def _why_not(viewer: Viewer, grant: Grant) -> str:
    try:
        check_can_approve(viewer, grant)
    except Denied as denied:
        return denied.words
    return ""

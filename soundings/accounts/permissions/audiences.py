"""The outer door: which of the people who sign in may ask at all (`core.audience` names the audiences)."""

from collections.abc import Callable, Mapping

from soundings.accounts.permissions.viewer import Viewer, may, reach
from soundings.accounts.rules import CONTENT_ROLES, Relation, Row, To

ANYWHERE = (Relation.OWN, Relation.TEAM, Relation.AGENCY, Relation.NAMED)


class ReasonNeeded(Exception):
    """What was asked for takes a reason, given once a session. The middleware asks for it and comes back."""


def check_reason(viewer: Viewer, row: Row) -> None:
    """Raise ReasonNeeded if a reason would open more of this row to the viewer."""
    if reach(viewer, row).reason:
        raise ReasonNeeded


def may_enter(viewer: Viewer, audience: str) -> bool:
    """Whether somebody signed in belongs to this audience. False for one that nobody has described here."""
    return _DOORS.get(audience, _nobody)(viewer)


def _nobody(viewer: Viewer) -> bool:
    return False


def _everybody(viewer: Viewer) -> bool:
    return True


def _staff(viewer: Viewer) -> bool:
    return bool(viewer.roles & CONTENT_ROLES)


def _records(viewer: Viewer) -> bool:
    rows = (Row.TEAM_BOARD, Row.CHILD_IDENTITY, Row.RESTRICTED_CASE)
    return any(may(viewer, row, relation) for row in rows for relation in ANYWHERE)


def _import(viewer: Viewer) -> bool:
    return may(viewer, Row.IMPORT_DATA, Relation.AGENCY, edit=True)


def _export(viewer: Viewer) -> bool:
    return may(viewer, Row.EXPORT_IDENTIFIABLE, Relation.NAMED) or any(
        may(viewer, Row.EXPORT_TOTALS, relation, to=To.GROUPS) for relation in ANYWHERE
    )


def _manage_team(viewer: Viewer) -> bool:
    return may(viewer, Row.TAILOR, Relation.TEAM, edit=True)


def _walls(viewer: Viewer) -> bool:
    puts_up = may(viewer, Row.WALL_DEVICE, Relation.TEAM, edit=True)
    return puts_up or may(viewer, Row.WALL_DEVICE, Relation.AGENCY, to=To.REVOKE)


def _manage_agency(viewer: Viewer) -> bool:
    return may(viewer, Row.TAILOR, Relation.AGENCY, edit=True)


def _approve(viewer: Viewer) -> bool:
    return may(viewer, Row.USERS_AND_ROLES, Relation.AGENCY, to=To.APPROVE)


def _administer(viewer: Viewer) -> bool:
    return may(viewer, Row.USERS_AND_ROLES, Relation.AGENCY, edit=True)


def _people(viewer: Viewer) -> bool:
    return _administer(viewer) or _approve(viewer)


_DOORS: Mapping[str, Callable[[Viewer], bool]] = {
    "anyone": _everybody,
    "signed-in": _everybody,
    "staff": _staff,
    "records": _records,
    "import": _import,
    "export": _export,
    "manage-team": _manage_team,
    "walls": _walls,
    "manage-agency": _manage_agency,
    "approve": _approve,
    "administer": _administer,
    "people": _people,
}

"""Who receives what is raised: those named for it, from the moment at which their turn comes, and nobody else."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer, may, reach
from soundings.accounts.rules import Relation, Role, Row, To, cell
from soundings.cases.models import Concern, ConcernTurn
from soundings.cases.rules.concerns import About, ConcernState, Matter, Move, moves
from soundings.core.rules import Denied

# The roles that may be named as receivers: the matrix gives them what is shared by name.
RECEIVING = frozenset(role for role in Role if cell(role, Row.CONCERN_NOW).reach is Relation.NAMED)


def may_receive(viewer: Viewer) -> bool:
    """Whether a role of the viewer's lets them be named as a receiver."""
    return may(viewer, Row.CONCERN_NOW, Relation.NAMED)


def begun_turns(viewer: Viewer) -> QuerySet[ConcernTurn]:
    """The viewer's turns that have come. A turn that was still to come when somebody acknowledged never does."""
    if not may_receive(viewer):
        return ConcernTurn.objects.none()
    turns = ConcernTurn.objects.filter(agency=viewer.agency_id, user=viewer.user.pk, from_at__lte=viewer.at)
    return turns.filter(Q(concern__acknowledged_at=None) | Q(from_at__lte=F("concern__acknowledged_at")))


def receives(viewer: Viewer, concern: Concern) -> bool:
    """Whether this concern is before the viewer."""
    return begun_turns(viewer).filter(concern=concern.pk).exists()


def sees_who_raised(viewer: Viewer, concern: Concern) -> bool:
    """Whether the viewer sees the name of whoever raised it: of a whistleblower, only the first to be told does."""
    if concern.matter != Matter.WHISTLEBLOWING:
        return True
    return begun_turns(viewer).filter(concern=concern.pk, from_at__lte=concern.raised_at).exists()


def check_can_move(viewer: Viewer, concern: Concern, move: Move) -> None:
    """Raise Denied unless the concern is before the viewer and this is what can be done with it now."""
    if not receives(viewer, concern):
        raise Denied(_("There is no such concern, or it is not before you."))
    if move is Move.ACKNOWLEDGE and concern.acknowledged_by:
        raise Denied(_("%(name)s has acknowledged it already.") % {"name": concern.acknowledged_by.name})
    if move not in moves(ConcernState(concern.state), about=About(concern.about)):
        raise Denied(_("This cannot be done with it now. Look at it again."))


def sets_routes(viewer: Viewer) -> bool:
    """Whether the viewer names receivers anywhere: as giving roles, a system administrator or a senior manager."""
    return any(reach(viewer, Row.USERS_AND_ROLES, to=to) for to in (To.EDIT, To.APPROVE))


def can_set_route(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer names the receivers of this place."""
    if unit.agency_id != viewer.agency_id:
        return False
    return any(reach(viewer, Row.USERS_AND_ROLES, to=to).holds(unit.path) for to in (To.EDIT, To.APPROVE))


def check_can_set_route(viewer: Viewer, unit: Unit) -> None:
    """Raise Denied unless the viewer names the receivers of this place."""
    if not can_set_route(viewer, unit):
        raise Denied(_("A system administrator or a senior manager names who receives concerns."))

"""Who may see and change which case. The matrix is `accounts/access.toml`; this says how a case stands to a viewer.

A restricted case is nobody's by role or by allocation: only its named list sees it, and what they may do with it is
then what their role gives them. A child whom somebody declared to know is out of their reach in every way.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from soundings.accounts.models import Membership, Staff, Unit
from soundings.accounts.queries import (
    Reach,
    Viewer,
    is_supervisor_of,
    may,
    may_break_glass,
    may_here,
    reach,
    root_of,
)
from soundings.accounts.rules import Relation, Role, Row, To
from soundings.cases.models import AbuseType, Case, Child, KnownPerson, NamedAccess, WorkerSpan
from soundings.core.plain import first
from soundings.core.rules import Denied

REVIEWERS = frozenset({Role.SENIOR_MANAGER, Role.QA_LEAD})
NO_SUCH_CASE = gettext_noop("There is no such case, or it is not one of yours.")


def own(viewer: Viewer) -> Q:
    """Cases that the viewer works on today: as lead, co-worker or cover, or covering somebody's leave.

    A closed case stays with whoever led it last.
    """
    if not viewer.staff_ids:
        return Q(pk__in=())
    spans = WorkerSpan.objects.filter(staff__in=viewer.staff_ids, from_on__lte=viewer.on)
    running = spans.filter(Q(to_on=None) | Q(to_on__gt=viewer.on))
    return Q(pk__in=running.values("case")) | Q(closed_on__isnull=False, worker__in=viewer.staff_ids)


def named_access(viewer: Viewer) -> QuerySet[NamedAccess]:
    """The viewer's places on named lists that hold at this moment."""
    lists = NamedAccess.objects.filter(user=viewer.user.pk, agency=viewer.agency_id, given_at__lte=viewer.at)
    return lists.filter(Q(until=None) | Q(until__gt=viewer.at))


def named(viewer: Viewer) -> Q:
    """Cases of children who are shared with the viewer by name."""
    return Q(child__in=named_access(viewer).values("case__child"))


def known(viewer: Viewer) -> Q:
    """Cases of children whom the viewer said they know privately."""
    return Q(child__in=KnownPerson.objects.filter(user=viewer.user.pk).values("child"))


def visible(viewer: Viewer, row: Row = Row.TEAM_BOARD, *, edit: bool = False, to: To = To.SEE) -> Q:
    """The condition that `row` gives the viewer a case, restricted ones included where a list names them."""
    shared = _within(viewer, reach(viewer, row, edit=edit, to=to)) & Q(restricted=False)
    if may(viewer, Row.RESTRICTED_CASE, Relation.NAMED):
        shared |= Q(restricted=True) & named(viewer) & _restricted_within(viewer, row, edit=edit, to=to)
    return Q(agency=viewer.agency_id) & shared & ~known(viewer)


def _within(viewer: Viewer, reached: Reach) -> Q:
    if reached.whole:
        return Q()
    found = Q(team__in=Unit.objects.filter(reached.where(), agency=viewer.agency_id)) if reached.paths else Q(pk__in=())
    if reached.own:
        found |= own(viewer)
    if reached.named:
        found |= named(viewer)
    return found


def _restricted_within(viewer: Viewer, row: Row, *, edit: bool, to: To) -> Q:
    """The named list lets see. For anything else the role must give it too."""
    if to is To.SEE and not edit:
        return Q()
    return _within(viewer, reach(viewer, row, edit=edit, to=to))


class Standing(NamedTuple):
    """How one case stands to a viewer: they know the child, it is shared with them by name, they work on it."""

    knows: bool
    is_named: bool
    is_own: bool


def standing_columns(viewer: Viewer) -> tuple[str, list[Any]]:
    """The columns that make a `Standing` of the case `c` (as `known`, `named` and `own` say), and their values.

    Plain SQL, since every page of a case begins with it.
    """
    known, spans, names, case = (one._meta.db_table for one in (KnownPerson, WorkerSpan, NamedAccess, Case))
    at, day = connection.ops.adapt_datetimefield_value(viewer.at), viewer.on.isoformat()
    staff = list(viewer.staff_ids)
    sql = (
        f"exists (select 1 from {known} p where p.child_id = c.child_id and p.user_id = %s),"
        f" exists (select 1 from {names} n join {case} o on o.id = n.case_id where o.child_id = c.child_id"
        " and n.user_id = %s and n.agency_id = %s and n.given_at <= %s and (n.until is null or n.until > %s)),"
        f" (c.closed_on is not null and coalesce(c.worker_id = any(%s), false)) or exists (select 1 from {spans} w"
        f" where w.case_id = c.id and w.staff_id = any(%s) and w.from_on <= %s and (w.to_on is null or w.to_on > %s))"
    )
    return sql, [viewer.user.pk, viewer.user.pk, viewer.agency_id, at, at, staff, staff, day, day]


def standing_of(viewer: Viewer, case: Case) -> Standing:
    """How this case stands to the viewer. One query."""
    columns, values = standing_columns(viewer)
    found = first(f"select {columns} from {Case._meta.db_table} c where c.id = %s", [*values, case.pk])
    return Standing(*map(bool, found)) if found else Standing(knows=True, is_named=False, is_own=False)


def gives(viewer: Viewer, case: Case, standing: Standing, row: Row, *, edit: bool = False, to: To = To.SEE) -> bool:
    """What `visible` says, of one case that has been read with its team. No query."""
    if case.agency_id != viewer.agency_id or standing.knows:
        return False
    inside = _holds(reach(viewer, row, edit=edit, to=to), case.team, standing)
    if not case.restricted:
        return inside
    if not (standing.is_named and may(viewer, Row.RESTRICTED_CASE, Relation.NAMED)):
        return False
    return inside or (to is To.SEE and not edit)


def _holds(reached: Reach, team: Unit | None, standing: Standing) -> bool:
    at_its_place = reached.whole or (team is not None and reached.holds(team.path))
    return at_its_place or (reached.own and standing.is_own) or (reached.named and standing.is_named)


def allows(viewer: Viewer, case: Case, row: Row, *, edit: bool = False, to: To = To.SEE) -> bool:
    """Whether `row` gives the viewer this one case; the same answer as `visible`, but for a reason still to give."""
    if case.agency_id != viewer.agency_id:
        return False
    knows, is_named, is_own = standing_of(viewer, case)
    if knows or (case.restricted and not (is_named and may(viewer, Row.RESTRICTED_CASE, Relation.NAMED))):
        return False
    if case.restricted and to is To.SEE and not edit:
        return True
    return may_here(viewer, row, path=path_of(case), own=is_own, named=is_named, edit=edit, to=to)


def _knows(viewer: Viewer, child_id: int) -> bool:
    return KnownPerson.objects.filter(user=viewer.user.pk, child=child_id).exists()


def path_of(case: Case) -> str:
    """Where the case stands in the tree: at its team, or at the agency itself while it has none."""
    return case.team.path if case.team else root_of(case.agency_id).path


def can_see(viewer: Viewer, case: Case) -> bool:
    """Whether the case exists at all for the viewer."""
    return allows(viewer, case, Row.TEAM_BOARD)


def can_change(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer decides about this case: allocation, team, stage, closing, merging, restricting."""
    return allows(viewer, case, Row.CASE_CHANGES, edit=True)


def can_describe(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer keeps the facts of this case: the child's details, abuse types, activity."""
    return allows(viewer, case, Row.RECORD_PRACTICE, edit=True) or can_change(viewer, case)


def hands_over(viewer: Viewer) -> Q:
    """The condition that the viewer may hand a case over: they decide about it, or lead it themselves."""
    led = (
        Q(worker=viewer.staff_id) & visible(viewer, Row.RECORD_PRACTICE, edit=True) if viewer.staff_id else Q(pk__in=())
    )
    return visible(viewer, Row.CASE_CHANGES, edit=True) | led


def may_hand_over_somewhere(viewer: Viewer) -> bool:
    """Whether handing cases over is among what the viewer's roles give."""
    return bool(reach(viewer, Row.CASE_CHANGES, edit=True) or reach(viewer, Row.RECORD_PRACTICE, edit=True).own)


def check_can_hand_over(viewer: Viewer, case: Case, *, to: Staff) -> None:
    """Raise Denied unless the viewer decides about the case, or leads it and gives it to a colleague of its team."""
    if can_change(viewer, case):
        return
    check_can_see(viewer, case)
    if case.worker_id != viewer.staff_id or not can_describe(viewer, case):
        raise Denied(_("You can hand over your own cases. A supervisor of the team can hand over the others."))
    posts = Membership.objects.filter(staff=to, team=case.team_id, from_on__lte=viewer.on)
    if not posts.filter(Q(to_on=None) | Q(to_on__gt=viewer.on)).exists():
        raise Denied(
            _("%(name)s is not in the team of this case. A supervisor can give it to another team.") % {"name": to.name}
        )


def can_propose(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may ask somebody else to decide about this case."""
    return any(allows(viewer, case, Row.CASE_CHANGES, to=to) for to in (To.PROPOSE, To.APPROVE))


def can_decide(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may accept what somebody else proposed for this case."""
    return can_change(viewer, case) or allows(viewer, case, Row.CASE_CHANGES, to=To.APPROVE)


def check_can_see(viewer: Viewer, case: Case) -> None:
    """Raise Denied, as for a case that does not exist, unless the viewer may see it."""
    if not can_see(viewer, case):
        raise Denied(_(NO_SUCH_CASE))


def _check_some(cases: Sequence[Case]) -> None:
    if not cases:
        raise Denied(_(NO_SUCH_CASE))


def check_can_change(viewer: Viewer, *cases: Case) -> None:
    """Raise Denied unless the viewer decides about each of these cases; for none there is nobody to decide."""
    _check_some(cases)
    for case in cases:
        if not can_change(viewer, case):
            check_can_see(viewer, case)
            raise Denied(_("Only a supervisor of the case's team can do this. You can propose it to them."))


def check_can_describe(viewer: Viewer, *cases: Case) -> None:
    """Raise Denied unless the viewer keeps the facts of each of these cases; for none there is nobody to do so."""
    _check_some(cases)
    for case in cases:
        if not can_describe(viewer, case):
            check_can_see(viewer, case)
            raise Denied(_("Only those who work on this case, and their supervisor, can change this."))


def check_can_propose(viewer: Viewer, *cases: Case) -> None:
    """Raise Denied unless the viewer may ask for a change to each of these cases."""
    _check_some(cases)
    for case in cases:
        if not can_propose(viewer, case):
            check_can_see(viewer, case)
            raise Denied(_("Only those who work on this case can propose this."))


def check_can_decide(viewer: Viewer, *cases: Case) -> None:
    """Raise Denied unless the viewer may accept a proposal about each of these cases."""
    for case in cases:
        if not can_decide(viewer, case):
            raise Denied(_("A supervisor of the team, or a senior manager, decides about this proposal."))


def can_open_in(viewer: Viewer, team: Unit | None, *, to: To = To.EDIT) -> bool:
    """Whether the viewer may open a case in this team (None: in no team yet); with `to`, ask for it or approve it."""
    path = team.path if team else root_of(viewer.agency_id).path
    return may_here(viewer, Row.CASE_CHANGES, path=path, own=to is To.PROPOSE, to=to)


def check_can_open_in(viewer: Viewer, team: Unit | None) -> None:
    """Raise Denied unless the viewer may open a case in this team."""
    if team and team.agency_id != viewer.agency_id:
        raise Denied(_("There is no such team."))
    if not can_open_in(viewer, team):
        raise Denied(_("Only a supervisor of that team can open a case in it. You can propose it to them."))


def can_propose_in(viewer: Viewer, team: Unit | None) -> bool:
    """Whether the viewer may ask for a case to be opened in this team: a worker in their own, a manager in any."""
    if team is None or team.agency_id != viewer.agency_id:
        return False
    near = reach(viewer, Row.TEAM_BOARD).holds(team.path)
    return (near and can_open_in(viewer, team, to=To.PROPOSE)) or can_open_in(viewer, team, to=To.APPROVE)


def check_can_propose_in(viewer: Viewer, team: Unit | None) -> None:
    """Raise Denied unless the viewer may ask for a case to be opened in this team."""
    if not can_propose_in(viewer, team):
        raise Denied(_("You can propose a case for a team that you work in."))


def can_break_glass(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may open this restricted case without being on its list."""
    if case.agency_id != viewer.agency_id or _knows(viewer, case.child_id):
        return False
    return case.restricted and may_break_glass(viewer, path=path_of(case))


def may_break_glass_somewhere(viewer: Viewer) -> bool:
    """Whether the viewer may break the glass at any place."""
    return any(may_break_glass(viewer, path=held.path) for held in viewer.grants)


def reviews_broken_glass(viewer: Viewer) -> bool:
    """Whether uses of break-glass are put before the viewer."""
    return bool(viewer.roles & REVIEWERS)


def can_review_broken_glass(viewer: Viewer, access: NamedAccess) -> bool:
    """Whether the viewer may review this use of break-glass: a manager or QA lead, never the one who used it."""
    return access.user_id != viewer.user.pk and reviews_broken_glass(viewer)


def can_see_readers(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may see who has read this child's record, or at least their own readings of it."""
    return can_see(viewer, case) and any(allows(viewer, case, Row.ACCESS_LOG, to=to) for to in (To.SEE, To.OWN_VIEWS))


def knows_child(viewer: Viewer, child: Child) -> bool:
    """Whether the viewer said that they know this child privately."""
    return _knows(viewer, child.pk)


def can_withdraw_known(viewer: Viewer, known: KnownPerson) -> bool:
    """Whether the viewer may withdraw somebody's word of knowing a child: who decides about the child's cases."""
    if known.user_id == viewer.user.pk:
        return False
    return any(can_decide(viewer, case) for case in Case.objects.filter(child=known.child_id).select_related("team"))


def can_rename_abuse_types(by: Viewer) -> bool:
    """Whether `by` may change the words of the whole agency."""
    return may(by, Row.TAILOR, Relation.AGENCY, edit=True)


def check_can_rename_abuse_types(by: Viewer, abuse_type: AbuseType | None = None) -> None:
    """Raise Denied unless `by` may change the agency's abuse types."""
    if abuse_type is not None and abuse_type.agency_id != by.agency_id:
        raise Denied(_("There is no such abuse type."))
    if not can_rename_abuse_types(by):
        raise Denied(_("Only a QA lead or a senior manager can change the abuse types of the agency."))


def can_release_cases_of(viewer: Viewer, staff: Staff) -> bool:
    """Whether the viewer may say that nothing is allocated to this person any more: who looks after staff, and
    whoever supervises them."""
    if staff.agency_id != viewer.agency_id:
        return False
    return may(viewer, Row.USERS_AND_ROLES, Relation.AGENCY, edit=True) or is_supervisor_of(viewer, staff)


def opens_cases(viewer: Viewer) -> bool:
    """Whether the viewer opens cases anywhere; otherwise they propose them."""
    return bool(reach(viewer, Row.CASE_CHANGES, edit=True))


def proposes_cases(viewer: Viewer) -> bool:
    """Whether the viewer may propose that a case be opened."""
    relations = (Relation.OWN, Relation.AGENCY)
    return any(may(viewer, Row.CASE_CHANGES, one, to=to) for one in relations for to in (To.PROPOSE, To.APPROVE))

"""What a worker asks for and a second person decides: opening a case, merging, splitting, restricting."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Stage, Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import To
from soundings.cases.actions.merging import all_cases_of, check_mergeable, store_merge, store_split, store_undo
from soundings.cases.actions.opening import Opening, store_opening
from soundings.cases.actions.restricting import store_restriction
from soundings.cases.actions.trace import check_reason
from soundings.cases.models import Case, Child, ChildMerge, Family, Proposal
from soundings.cases.permissions import (
    can_open_in,
    can_propose,
    check_can_decide,
    check_can_propose,
    check_can_propose_in,
    check_can_see,
)
from soundings.cases.rules import ChildDetails, ProposalKind, Sex
from soundings.core.actions import record_change
from soundings.core.rules import Denied


@transaction.atomic
def propose_create(
    *,
    child: Child | ChildDetails,
    opening: Opening,
    reason: str,
    by: Viewer,
    at: datetime,
    family: Family | None = None,
) -> Proposal:
    """A supervisor of the team is asked to open this case."""
    check_can_propose_in(by, opening.team)
    fields = {
        "child": child.pk if isinstance(child, Child) else asdict(child),
        "family": family.pk if family else None,
        "opening": {
            "on": opening.on,
            "lead": opening.lead.pk if opening.lead else None,
            "stage": opening.stage.pk if opening.stage else None,
            "abuse_types": list(opening.abuse_types),
        },
    }
    return _propose(ProposalKind.CREATE, opening.team, None, fields, reason, by, at)


@transaction.atomic
def propose_merge(*, keep: Child, gone: Child, reason: str, by: Viewer, at: datetime) -> Proposal:
    """Somebody who decides about both is asked whether these two entries are the same child."""
    case = _about(by, [*all_cases_of(keep), *all_cases_of(gone)])
    check_mergeable(keep, gone)
    return _propose(ProposalKind.MERGE, case.team, case, {"keep": keep.pk, "gone": gone.pk}, reason, by, at)


@transaction.atomic
def propose_split(
    *, child: Child, details: ChildDetails, cases: Sequence[Case], reason: str, by: Viewer, at: datetime
) -> Proposal:
    """Somebody who decides about the child is asked whether these cases are another's."""
    case = _about(by, all_cases_of(child))
    fields = {"child": child.pk, "details": asdict(details), "cases": [one.pk for one in cases]}
    return _propose(ProposalKind.SPLIT, case.team, case, fields, reason, by, at)


@transaction.atomic
def propose_undo_merge(*, merge: ChildMerge, reason: str, by: Viewer, at: datetime) -> Proposal:
    """Somebody who decides about the child is asked to take a merge apart."""
    case = _about(by, all_cases_of(merge.kept))
    return _propose(ProposalKind.SPLIT, case.team, case, {"merge": merge.pk}, reason, by, at)


@transaction.atomic
def propose_restrict(*, case: Case, reason: str, by: Viewer, at: datetime) -> Proposal:
    """Somebody who decides about the case is asked to restrict it; who proposes it would be on its list."""
    check_can_propose(by, case)
    return _propose(ProposalKind.RESTRICT, case.team, case, {}, reason, by, at)


@transaction.atomic
def accept(*, proposal: Proposal, by: Viewer, at: datetime, reason: str = "") -> Proposal:
    """What was proposed is done, by whoever accepts it; nobody accepts what they proposed themselves."""
    proposal = _waiting(proposal, by)
    _carry_out(proposal, by, at)
    return _decide(proposal, accepted=True, reason=reason, by=by, at=at)


@transaction.atomic
def decline(*, proposal: Proposal, reason: str, by: Viewer, at: datetime) -> Proposal:
    """What was proposed is not done, because of `reason`. The proposer may take it back in the same way."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.proposed_by_id != by.user.pk:
        proposal = _waiting(proposal, by)
    elif proposal.decided_at:
        raise Denied(_("This has been decided already."))
    return _decide(proposal, accepted=False, reason=check_reason(reason), by=by, at=at)


def cases_of(proposal: Proposal) -> list[Case]:
    """The cases that a proposal is about; none for a new child."""
    fields = proposal.fields
    if proposal.kind == ProposalKind.RESTRICT:
        return [proposal.case] if proposal.case else []
    if "merge" in fields:
        children = list(ChildMerge.objects.filter(pk=fields["merge"]).values_list("kept", flat=True))
    else:
        children = [fields[name] for name in ("keep", "gone", "child") if isinstance(fields.get(name), int)]
    return list(Case.objects.filter(child__in=children).select_related("team", "child"))


def _about(by: Viewer, cases: Sequence[Case]) -> Case:
    """The case under which a proposal stands: one that the viewer may ask about. They must see all of them."""
    for case in cases:
        check_can_see(by, case)
    asked = [case for case in cases if can_propose(by, case)]
    check_can_propose(by, *(asked or cases))
    return next((case for case in asked if case.closed_on is None), asked[0])


def _propose(
    kind: ProposalKind,
    team: Unit | None,
    case: Case | None,
    fields: dict[str, Any],
    reason: str,
    by: Viewer,
    at: datetime,
) -> Proposal:
    plain = DjangoJSONEncoder().encode(fields)
    made = Proposal.objects.create(
        agency_id=by.agency_id,
        kind=kind.value,
        team=team,
        case=case,
        fields=json.loads(plain),
        reason=check_reason(reason),
        proposed_by=by.user,
        proposed_at=at,
    )
    _trace(made, "proposal.made", by, at, after={"kind": made.kind}, reason=made.reason)
    return made


def _waiting(proposal: Proposal, by: Viewer) -> Proposal:
    """The proposal, held, if it waits for this viewer. Raises Denied otherwise."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.decided_at:
        raise Denied(_("This has been decided already."))
    if proposal.proposed_by_id == by.user.pk:
        raise Denied(_("You proposed this, so somebody else decides."))
    cases = cases_of(proposal)
    if cases:
        check_can_decide(by, *cases)
    elif not any(can_open_in(by, proposal.team, to=to) for to in (To.EDIT, To.APPROVE)):
        raise Denied(_("A supervisor of the team, or a senior manager, decides about this proposal."))
    return proposal


def _carry_out(proposal: Proposal, by: Viewer, at: datetime) -> None:
    fields, reason = proposal.fields, proposal.reason
    match ProposalKind(proposal.kind):
        case ProposalKind.CREATE:
            _create(proposal, by, at)
        case ProposalKind.MERGE:
            keep, gone = (Child.objects.get(pk=fields[name], agency=by.agency_id) for name in ("keep", "gone"))
            store_merge(keep=keep, gone=gone, reason=reason, by=by, at=at)
        case ProposalKind.SPLIT if "merge" in fields:
            merge = ChildMerge.objects.get(pk=fields["merge"], agency=by.agency_id)
            store_undo(merge=merge, reason=reason, by=by, at=at)
        case ProposalKind.SPLIT:
            child = Child.objects.get(pk=fields["child"], agency=by.agency_id)
            cases = list(Case.objects.filter(pk__in=fields["cases"], child=child))
            details = details_from(fields["details"])
            store_split(child=child, details=details, cases=cases, reason=reason, by=by, at=at)
        case ProposalKind.RESTRICT:
            assert proposal.case
            case = Case.objects.select_related("child", "team").get(pk=proposal.case.pk)
            users = [by.user, proposal.proposed_by]
            store_restriction(case=case, users=users, reason=reason, by=by, at=at)


def _create(proposal: Proposal, by: Viewer, at: datetime) -> None:
    given, opening = proposal.fields["child"], proposal.fields["opening"]
    child = Child.objects.get(pk=given, agency=by.agency_id) if isinstance(given, int) else details_from(given)
    made = store_opening(
        child=child,
        opening=Opening(
            on=date.fromisoformat(opening["on"]),
            team=proposal.team,
            lead=Staff.objects.filter(pk=opening["lead"], agency=by.agency_id).first(),
            stage=Stage.objects.filter(pk=opening["stage"], agency=by.agency_id).first(),
            abuse_types=tuple(opening["abuse_types"]),
        ),
        by=by,
        at=at,
        family=Family.objects.filter(pk=proposal.fields["family"], agency=by.agency_id).first(),
    )
    proposal.case = made


def details_from(fields: dict[str, Any]) -> ChildDetails:
    """What a proposal keeps of a child, as it was typed."""
    names = ("born_on", "expected_on", "stated_age_on")
    dates = {name: date.fromisoformat(fields[name]) if fields.get(name) else None for name in names}
    ids = tuple((system, value) for system, value in fields["ids"])
    return ChildDetails(**fields | dates | {"sex": Sex(fields["sex"]), "ids": ids})


def _decide(proposal: Proposal, *, accepted: bool, reason: str, by: Viewer, at: datetime) -> Proposal:
    proposal.accepted, proposal.decided_by, proposal.decided_at = accepted, by.user, at
    proposal.decided_reason = reason[:300]
    proposal.save(update_fields=["accepted", "decided_by", "decided_at", "decided_reason", "case"])
    _trace(proposal, "proposal.accepted" if accepted else "proposal.declined", by, at, reason=reason)
    return proposal


def _trace(proposal: Proposal, verb: str, by: Viewer, at: datetime, *, after: object = None, reason: str = "") -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=proposal.public_id,
        target_kind="proposal",
        agency=by.agency_id,
        children={case.child.public_id for case in cases_of(proposal)},
        after=after,
        reason=reason,
    )

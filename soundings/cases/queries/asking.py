"""What waits for a second person: proposals, and uses of break-glass."""

from django.db.models import Q, QuerySet

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer, reach
from soundings.accounts.rules import Row, To
from soundings.cases.models import Case, Child, ChildMerge, NamedAccess, Proposal
from soundings.cases.permissions import can_review_broken_glass
from soundings.cases.queries.visible import cases_visible_to
from soundings.cases.rules import ProposalKind


def proposals_waiting_for(viewer: Viewer) -> QuerySet[Proposal]:
    """What others have proposed where the viewer decides, longest waiting first."""
    waiting = _within(viewer).filter(decided_at=None).exclude(proposed_by=viewer.user)
    return waiting.select_related("proposed_by", "team", "case__child").order_by("proposed_at", "pk")


def proposals_of(viewer: Viewer) -> QuerySet[Proposal]:
    """What the viewer has proposed, newest first."""
    proposals = Proposal.objects.filter(agency=viewer.agency_id, proposed_by=viewer.user)
    return proposals.select_related("decided_by", "team", "case__child").order_by("-proposed_at", "-pk")


def proposal_visible_to(viewer: Viewer, public_id: str) -> Proposal | None:
    """The proposal with this public id, if the viewer made it or decides about it."""
    mine = Q(proposed_by=viewer.user)
    proposals = Proposal.objects.filter(mine | Q(pk__in=_within(viewer).values("pk")), agency=viewer.agency_id)
    found = proposals.filter(public_id=public_id).select_related("proposed_by", "decided_by", "team", "case__child")
    return found.first()


def _within(viewer: Viewer) -> QuerySet[Proposal]:
    """Proposals at places where the viewer decides, about cases that they may see."""
    paths = {path for to in (To.EDIT, To.APPROVE) for path in reach(viewer, Row.CASE_CHANGES, to=to).paths}
    places = Q(pk__in=())
    for path in paths:
        places |= Q(path__startswith=path)
    proposals = Proposal.objects.filter(agency=viewer.agency_id, team__in=Unit.objects.filter(places))
    return proposals.filter(Q(case=None) | Q(case__in=cases_visible_to(viewer)))


def children_of(proposal: Proposal) -> list[Child]:
    """The children that a proposal is about, the one to be kept first; none for a child who is new."""
    fields = proposal.fields
    if "merge" in fields:
        merge = ChildMerge.objects.select_related("kept", "gone").get(pk=fields["merge"])
        return [merge.kept, merge.gone]
    if proposal.kind == ProposalKind.RESTRICT:
        return [proposal.case.child] if proposal.case else []
    ids = [fields[name] for name in ("keep", "gone", "child") if isinstance(fields.get(name), int)]
    children = Child.objects.in_bulk(ids)
    return [children[pk] for pk in ids]


def cases_in(proposal: Proposal) -> list[Case]:
    """The cases that a split would move, first opened first."""
    return list(Case.objects.filter(pk__in=proposal.fields.get("cases", ())).order_by("opened_on", "pk"))


def lead_of(proposal: Proposal) -> Staff | None:
    """Who is proposed to work on a new case."""
    pk = proposal.fields.get("opening", {}).get("lead")
    return Staff.objects.filter(agency=proposal.agency_id, pk=pk).first() if pk else None


def broken_glass_to_review(viewer: Viewer) -> list[NamedAccess]:
    """The uses of break-glass that wait for a second person and that the viewer may review, oldest first."""
    uses = NamedAccess.objects.filter(agency=viewer.agency_id, break_glass=True, reviewed_at=None)
    uses = uses.select_related("user", "case__team").order_by("given_at", "pk")
    return [use for use in uses if can_review_broken_glass(viewer, use)]

"""What is proposed: the list, one proposal with its decision, and making one about a case."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.cases import actions, permissions, queries, words
from soundings.cases.actions.proposals import details_from
from soundings.cases.forms.children import ReasonForm
from soundings.cases.forms.proposing import ProposeMergeForm, ProposeRestrictForm, ProposeSplitForm
from soundings.cases.models import Case, Proposal
from soundings.cases.rules import ChildDetails, ProposalKind
from soundings.cases.views.doors import attempt, case_or_404
from soundings.core.audience import audience
from soundings.core.rules import Denied


@audience("records")
@require_safe
def proposals(request: Request) -> HttpResponse:
    viewer = request.viewer
    context = {
        "waiting": [_line(one) for one in queries.proposals_waiting_for(viewer)],
        "mine": [_line(one) for one in queries.proposals_of(viewer)[:50]],
    }
    return render(request, "cases/proposals.html", context)


def _line(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "what": words.proposal(proposal.kind)}


@audience("records")
@require_http_methods(["GET", "POST"])
def proposal(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    found = queries.proposal_visible_to(viewer, public_id)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST if "decline" in request.POST else None, initial=request.kept_text)
    if request.method == "POST" and (answer := _decide(request, viewer, found, form)):
        return answer
    return _show(request, viewer, found, form)


def _decide(request: Request, viewer: Viewer, found: Proposal, form: ReasonForm) -> HttpResponse | None:
    if "accept" in request.POST:
        try:
            done = actions.accept(proposal=found, by=viewer, at=viewer.at)
        except Denied as denied:
            messages.error(request, denied.words)
            return redirect("proposal", found.public_id)
        messages.success(request, _("Accepted and done."))
        seen = done.case and permissions.can_see(viewer, done.case)
        return redirect("case", done.case.public_id) if seen and done.case else redirect("proposals")
    if form.is_valid() and attempt(
        form, lambda: actions.decline(proposal=found, reason=form.cleaned_data["reason"], by=viewer, at=viewer.at)
    ):
        mine = found.proposed_by_id == viewer.user.pk
        messages.success(request, _("You have taken the proposal back.") if mine else _("Declined."))
        return redirect("proposals")
    return None


def _show(request: Request, viewer: Viewer, found: Proposal, form: ReasonForm) -> HttpResponse:
    children = queries.children_of(found)
    queries.leaving(
        viewer, children, verb="proposal.viewed", at=viewer.at, target=found.public_id, target_kind="proposal"
    )
    context = {
        "proposal": found,
        "what": words.proposal(found.kind),
        "children": children,
        "new_child": _new_child(found),
        "opening": found.fields.get("opening"),
        "moving": queries.cases_in(found),
        "lead": queries.lead_of(found),
        "mine": found.proposed_by_id == viewer.user.pk,
        "form": form,
    }
    return render(request, "cases/proposal.html", context)


def _new_child(found: Proposal) -> ChildDetails | None:
    said = found.fields.get("details") or found.fields.get("child")
    return details_from(said) if isinstance(said, dict) else None


# --- making one about a case -----------------------------------------------------------------------------------------


@audience("records")
@require_http_methods(["GET", "POST"])
def propose(request: Request, public_id: str, kind: str) -> HttpResponse:
    viewer, case = case_or_404(request, public_id)
    if not permissions.can_propose(viewer, case) or kind not in _ABOUT_A_CASE:
        raise Http404
    form, act = _ABOUT_A_CASE[ProposalKind(kind)](request, viewer, case)
    if form.is_valid() and attempt(form, act):
        messages.success(request, _("Your supervisor is asked. You see here what they decide."))
        return redirect("proposals")
    context = {"case": case, "form": form, "what": words.proposal(kind)}
    return render(request, "cases/propose.html", context)


Asked = tuple[forms.Form, Callable[[], Any]]


def _ask_merge(request: Request, viewer: Viewer, case: Case) -> Asked:
    form = ProposeMergeForm(request.POST or None, initial=request.kept_text)

    def act() -> None:
        other = queries.child_known_as(viewer, form.cleaned_data["other"])
        if other is None:
            raise Denied(_("There is no child with that number among those you may see."))
        reason = form.cleaned_data["reason"]
        actions.propose_merge(keep=case.child, gone=other, reason=reason, by=viewer, at=viewer.at)

    return form, act


def _ask_split(request: Request, viewer: Viewer, case: Case) -> Asked:
    cases = list(queries.cases_of_child(viewer, case.child))
    said = [(one.public_id, _("opened %(day)s") % {"day": date_format(one.opened_on, "j F Y")}) for one in cases]
    form = ProposeSplitForm(request.POST or None, initial=request.kept_text, cases=said)

    def act() -> None:
        actions.propose_split(
            child=case.child,
            details=form.details,
            cases=form.chosen(cases),
            reason=form.cleaned_data["reason"],
            by=viewer,
            at=viewer.at,
        )

    return form, act


def _ask_restrict(request: Request, viewer: Viewer, case: Case) -> Asked:
    form = ProposeRestrictForm(request.POST or None, initial=request.kept_text)
    return form, partial(_restrict, form, viewer, case)


def _restrict(form: forms.Form, viewer: Viewer, case: Case) -> None:
    actions.propose_restrict(case=case, reason=form.cleaned_data["reason"], by=viewer, at=viewer.at)


_ABOUT_A_CASE: dict[str, Callable[[Request, Viewer, Case], Asked]] = {
    ProposalKind.MERGE: _ask_merge,
    ProposalKind.SPLIT: _ask_split,
    ProposalKind.RESTRICT: _ask_restrict,
}

"""What was found in a review or over a programme, and what is agreed about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import queries
from soundings.depth.actions.findings import add_finding, agree_action
from soundings.depth.forms.learning import ActionForm, FindingForm
from soundings.depth.models import AgreedAction, Finding, Programme, Review
from soundings.depth.permissions import can_run
from soundings.depth.permissions.learning import can_agree, can_find_in
from soundings.depth.queries import learning, pictures
from soundings.depth.rules import Column
from soundings.depth.rules.learning import ActionState
from soundings.depth.views.doors import attempt
from soundings.depth.words.learning import ALIGNMENTS, COLUMNS, STATES
from soundings.instruments.models import Version


@audience("records")
@require_http_methods(["GET", "POST"])
def of_review(request: Request, public_id: str) -> HttpResponse:
    review = queries.review_for(request.viewer, public_id)
    if review is None:
        raise Http404
    return _findings(request, review=review, writes=can_find_in(request.viewer, review))


@audience("staff")
@require_http_methods(["GET", "POST"])
def of_programme(request: Request, public_id: str) -> HttpResponse:
    programme = queries.programme_for(request.viewer, public_id)
    if programme is None:
        raise Http404
    return _findings(request, programme=programme, writes=can_run(request.viewer, programme))


def _findings(
    request: Request, *, review: Review | None = None, programme: Programme | None = None, writes: bool
) -> HttpResponse:
    viewer = request.viewer
    elements, questions = dict(learning.element_choices(viewer)), asked_in(review, programme)
    form = FindingForm(
        request.POST or None,
        initial=request.kept_text,
        elements=list(elements.items()),
        questions=learning.in_sections(_versions(review, programme), questions),
        themes=learning.themes_used(viewer),
    )
    if form.is_valid() and attempt(
        form, lambda: add_finding(found=form.found, review=review, programme=programme, by=viewer, at=viewer.at)
    ):
        messages.success(request, _("Written down."))
        return redirect(request.path)
    if review:
        queries.leaving(viewer, [review], verb="findings.viewed", at=viewer.at, target=review.public_id)
    found = learning.findings_of(viewer, review=review, programme=programme)
    lines = [line_of(viewer, one, elements, questions) | {"may_agree": can_agree(viewer, one)} for one in found]
    columns = [(COLUMNS[one], [line for line in lines if line["finding"].column == one]) for one in Column]
    context = {
        "review": review,
        "programme": programme,
        "columns": columns,
        "form": form if writes else None,
        "all_url": _all_url(viewer, programme),
    }
    return render(request, "depth/learning/findings.html", context)


def asked_in(review: Review | None, programme: Programme | None) -> dict[str, str]:
    """What a finding may be about, by stable code: what the review asks, or what the programme's questionnaire does."""
    return learning.questions_of(_versions(review, programme))


def _versions(review: Review | None, programme: Programme | None) -> list[Version]:
    if review:
        return [review.version]
    return list(learning.versions_of(programme.instrument)) if programme else []


def _all_url(viewer: Viewer, programme: Programme | None) -> str:
    """Where the findings of its reviews stand beside those of the programme itself, for whoever opens reviews there."""
    if programme is None or pictures.findings_behind(viewer, programme) is None:
        return ""
    return reverse("programme-findings", args=[programme.public_id])


def line_of(viewer: Viewer, finding: Finding, elements: dict[str, str], questions: dict[str, str]) -> dict[str, Any]:
    """A finding as a page shows it, with what is agreed about it."""
    return {
        "finding": finding,
        "tags": [*(elements.get(code, code) for code in finding.elements), *finding.themes],
        "questions": [questions.get(code, code) for code in finding.questions],
        "alignment": ALIGNMENTS.get(finding.alignment, ""),
        "actions": [_action(viewer, one) for one in finding.actions.all()],
    }


def _action(viewer: Viewer, action: AgreedAction) -> dict[str, Any]:
    state = learning.state_of(action, viewer.on)
    return {"action": action, "state": STATES[state], "late": state is ActionState.OVERDUE}


@audience("staff")
@require_http_methods(["GET", "POST"])
def agree(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    finding = learning.finding_for(viewer, public_id)
    if finding is None or not can_agree(viewer, finding):
        raise Http404
    worker = finding.review.worker if finding.review else None
    form = ActionForm(
        request.POST or None,
        initial=request.kept_text or {"owner": worker.name if worker else ""},
        viewer=viewer,
    )
    if form.is_valid() and attempt(
        form, lambda: agree_action(finding=finding, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        messages.success(request, _("Agreed."))
        return redirect(back_to(finding))
    if finding.review:
        queries.leaving(viewer, [finding.review], verb="findings.viewed", at=viewer.at)
    context = {"form": form, "finding": finding, "column": COLUMNS[finding.column], "back": back_to(finding)}
    return render(request, "depth/learning/agree.html", context)


def back_to(finding: Finding) -> str:
    """The page on which the finding stands."""
    if finding.review:
        return reverse("findings-of-review", args=[finding.review.public_id])
    return reverse("findings-of-programme", args=[finding.programme.public_id if finding.programme else ""])

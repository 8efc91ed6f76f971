"""Handing cases from worker to worker: whose, which, to whom; then the sheet for each; then the sheet on paper."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.models import Staff
from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.cases import actions, queries
from soundings.cases.actions import Sheet
from soundings.cases.forms.handover import HandoverForm, SheetForm
from soundings.cases.models import Case, Handover
from soundings.cases.permissions import may_hand_over_somewhere
from soundings.cases.views.doors import attempt, staff_or_404
from soundings.core.audience import audience

SHEETS = "sheets"


@audience("records")
@require_safe
def handover(request: Request) -> HttpResponse:
    viewer = request.viewer
    if not may_hand_over_somewhere(viewer):
        raise Http404
    return render(request, "cases/handover.html", {"holders": queries.staff_who_hold_cases(viewer)})


@audience("records")
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    giver = staff_or_404(viewer, public_id)
    cases = list(queries.cases_to_hand_over(viewer, giver))
    if not cases:
        raise Http404
    queries.leaving(viewer, cases, verb="case.viewed", at=viewer.at, target=public_id, target_kind="staff")
    form = HandoverForm(
        request.POST or None, cases=cases, giver=giver, viewer=viewer, initial=request.kept_text or _begin(request)
    )
    if not form.is_valid():
        return render(request, "cases/handover_cases.html", {"giver": giver, "form": form})
    return _write_sheets(request, viewer, giver, form)


def _begin(request: Request) -> dict[str, list[str]]:
    """The case from which somebody came here is ticked."""
    return {"cases": request.GET.getlist("case")}


def _write_sheets(request: Request, viewer: Viewer, giver: Staff, form: HandoverForm) -> HttpResponse:
    written = request.POST.get("step") == SHEETS
    sheets = [SheetForm(request.POST if written else None, prefix=case.public_id) for case in form.chosen]
    valid = [sheet.is_valid() for sheet in sheets]
    made: list[Handover] = []
    if written and all(valid) and attempt(form, lambda: made.extend(_hand_over(form, sheets, viewer))):
        messages.success(request, _("The cases are handed over. Here is the sheet to talk through and to print."))
        return redirect("handover-sheet", made[0].public_id)
    context = {
        "giver": giver,
        "form": form,
        "receiver": form.receiver,
        "pairs": list(zip(form.chosen, sheets, strict=True)),
        "forms": [form, *sheets],
    }
    return render(request, "cases/handover_sheets.html", context)


def _hand_over(form: HandoverForm, sheets: Sequence[forms.Form], viewer: Viewer) -> list[Handover]:
    said = [_sheet(case, sheet) for case, sheet in zip(form.chosen, sheets, strict=True)]
    return actions.hand_over(sheets=said, to=form.receiver, on=form.cleaned_data["on"], by=viewer, at=viewer.at)


def _sheet(case: Case, form: forms.Form) -> Sheet:
    return Sheet(case, **form.cleaned_data)


@audience("records")
@require_safe
def sheet(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    made = queries.handed_over_with(viewer, public_id)
    if not made:
        raise Http404
    cases = [one.case for one in made]
    queries.leaving(viewer, cases, verb="handover.viewed", at=viewer.at, target=public_id, target_kind="handover")
    return render(request, "cases/handover_sheet.html", {"handovers": made, "first": made[0]})

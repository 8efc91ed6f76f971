"""The stages of service."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.actions import stages as actions
from soundings.accounts.forms.structure import StageForm
from soundings.accounts.queries import all_stages_of
from soundings.accounts.requests import Request
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.core.audience import audience


@audience("administer")
@require_http_methods(["GET", "POST"])
def stages(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = StageForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form,
        lambda: actions.add_stage(agency=viewer.user.agency, by=viewer, at=viewer.at, **form.cleaned_data),
    ):
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
        return redirect("stages")
    return render(request, "accounts/stages.html", {"form": form, "stages": all_stages_of(viewer.agency_id)})


@audience("administer")
@require_http_methods(["GET", "POST"])
def stage(request: Request, code: str) -> HttpResponse:
    viewer = request.viewer
    found = get_object_or_404(all_stages_of(viewer.agency_id), code=code)
    if "retire" in request.POST or "take-up" in request.POST:
        on = viewer.on if "retire" in request.POST else None
        attempt_plainly(
            request, lambda: actions.retire_stage(stage=found, on=on, by=viewer, at=viewer.at), done=_("Saved.")
        )
        return redirect("stages")
    said = request.kept_text or {"name": found.name, "voluntary": found.voluntary}
    form = StageForm(request.POST or None, initial=said)
    if form.is_valid() and attempt(
        form, lambda: actions.rename_stage(stage=found, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("stages")
    return render(request, "accounts/stage.html", {"form": form, "stage": found})

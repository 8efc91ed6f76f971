"""The stages of service."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.actions import stages as actions
from soundings.accounts.forms.structure import StageForm
from soundings.accounts.models import Stage
from soundings.accounts.queries import all_stages_of
from soundings.accounts.requests import Request
from soundings.accounts.views.attempt import attempt, attempt_plainly
from soundings.accounts.views.changing import Change, change_page
from soundings.core.audience import audience


@audience("administer")
@require_safe
def stages(request: Request) -> HttpResponse:
    about = {"stages": all_stages_of(request.viewer.agency_id), "today": request.viewer.on}
    return render(request, "accounts/structure_stages.html", about)


@audience("administer")
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = StageForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form,
        lambda: actions.add_stage(agency=viewer.user.agency, by=viewer, at=viewer.at, **form.cleaned_data),
        field="name",
    ):
        messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
        return redirect("stages")
    words = Change(
        title=_("Add a stage of service"),
        button=_("Add it"),
        note=_("In your own words: front-end statutory, family support, early help, …"),
    )
    return change_page(request, form, of=_("Stages"), back=reverse("stages"), words=words)


@audience("administer")
@require_http_methods(["GET", "POST"])
def stage(request: Request, code: str) -> HttpResponse:
    viewer, found = request.viewer, _found(request, code)
    form = StageForm(
        request.POST or None, initial=request.kept_text or {"name": found.name, "voluntary": found.voluntary}
    )
    if form.is_valid() and attempt(
        form,
        lambda: actions.rename_stage(stage=found, by=viewer, at=viewer.at, **form.cleaned_data),
        field="name",
    ):
        messages.success(request, _("Saved."))
        return redirect("stages")
    words = Change(title=_("Change the stage"), button=_("Save"), note=_("Every board and figure uses the new name."))
    template = "accounts/structure_stage.html"
    return change_page(
        request, form, of=found.name, back=reverse("stages"), words=words, template=template, stage=found
    )


@audience("administer")
@require_POST
def retire(request: Request, code: str) -> HttpResponse:
    """Retires the stage from today, or takes it into use again."""
    viewer, found = request.viewer, _found(request, code)
    again = request.POST.get("do") == "take-up"
    said = _("%(name)s is in use again.") if again else _("%(name)s is retired.")
    attempt_plainly(
        request,
        lambda: actions.retire_stage(stage=found, on=None if again else viewer.on, by=viewer, at=viewer.at),
        done=said % {"name": found.name},
    )
    return redirect("stages")


def _found(request: Request, code: str) -> Stage:
    found = all_stages_of(request.viewer.agency_id).filter(code=code).first()
    if found is None:
        raise Http404
    return found

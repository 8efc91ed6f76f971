"""A draft that comes into use, or is thrown away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.instruments import actions, queries, words
from soundings.instruments.forms import PublishForm
from soundings.instruments.rules import Refused, comparable, faults_of
from soundings.instruments.views.finding import draft_or_404, language, name_of, typed_on
from soundings.instruments.views.telling import fault_rows, missing_in, told_changes


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def publish(request: Request, public_id: str) -> HttpResponse:
    """What is still wrong, or else what breaks a trend, and the note with which it comes into use."""
    instrument, draft, definition = draft_or_404(request, public_id)
    before = queries.latest_published(request.viewer, instrument)
    form = PublishForm(typed_on(request), first=before is None)
    faults = faults_of(draft.definition)
    if request.method == "POST" and form.is_valid() and not faults:
        viewer = request.viewer
        try:
            actions.publish(by=viewer, at=viewer.at, version=draft, note=form.cleaned_data.get("note", ""))
        except Refused as refused:  # somebody saved a fault in this moment
            faults = refused.faults
        else:
            messages.success(request, _("Published. New work begins with it; what has begun keeps its version."))
            return redirect("instrument-versions", public_id)
    old = queries.definition_of(before) if before else None
    breaks = comparable(old, definition) if old else []
    context = {
        "instrument": instrument,
        "name": name_of(instrument),
        "draft": draft,
        "form": form,
        "faults": fault_rows(faults, definition, instrument),
        "untranslated": [
            {"code": one, "name": words.xlsform.language_name(one, among=language()), "missing": missing}
            for one in definition.languages[1:]
            if (missing := missing_in(faults, one))
        ],
        "may_publish": not faults,
        "before": before,
        "breaks": told_changes(breaks, old, definition) if old else [],
    }
    return render(request, "instruments/publish.html", context)


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def drop(request: Request, public_id: str) -> HttpResponse:
    """The draft is thrown away; a questionnaire that was never published goes with it."""
    instrument, draft, _definition = draft_or_404(request, public_id)
    published = queries.latest_published(request.viewer, instrument) is not None
    if request.method == "POST":
        actions.drop_draft(by=request.viewer, at=request.viewer.at, version=draft)
        messages.success(request, _("The draft is gone."))
        return redirect("instrument-versions", public_id) if published else redirect("instruments")
    context = {"instrument": instrument, "name": name_of(instrument), "published": published}
    return render(request, "instruments/drop.html", context)

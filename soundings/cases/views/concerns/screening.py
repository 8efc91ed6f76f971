"""Reading one text for danger."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.cases import followers, words
from soundings.cases.actions.screening import screen
from soundings.cases.forms.concerns import ScreenForm
from soundings.cases.queries.concerns import screening_before
from soundings.cases.rules.concerns import Screened
from soundings.cases.views.doors import attempt
from soundings.core.audience import audience


@audience("staff")
@require_http_methods(["GET", "POST"])
def screening(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    found = screening_before(viewer, public_id)
    if found is None:
        raise Http404
    form = ScreenForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form,
        lambda: screen(
            screening=found,
            outcome=Screened(form.cleaned_data["outcome"]),
            words=form.cleaned_data["words"],
            by=viewer,
            at=viewer.at,
        ),
    ):
        messages.success(request, _("Thank you. It has been read."))
        return redirect("concerns")
    context = {
        "form": form,
        "text": followers.text_of(found, viewer=viewer, at=viewer.at),
        "screening": found,
        "source": words.SOURCES[found.source],
    }
    return render(request, "cases/concerns/screening.html", context)

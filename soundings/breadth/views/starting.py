"""Since when a team records what: before that its column says "not known", never "No"."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.models import Unit
from soundings.accounts.rules import UnitKind
from soundings.breadth import actions, permissions, queries
from soundings.breadth.forms import StartsForm
from soundings.breadth.rules import label_of
from soundings.breadth.views import telling
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.core.audience import audience


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def recording_starts(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of_request(request)
    team = Unit.objects.filter(agency=viewer.agency_id, kind=UnitKind.TEAM, public_id=public_id).first()
    if team is None or not permissions.can_begin_recording(viewer, team):
        raise Http404
    since = queries.recording_since(team)
    elements = [one for one in queries.elements_of(viewer.agency_id) if one.retired_on is None]
    to_begin = [one for one in elements if one.code not in since]
    labels = {one.code: label_of(one.labels, language(), code=one.code) for one in elements}
    form = StartsForm(
        typed_on(request),
        elements=[(one.code, labels[one.code]) for one in to_begin],
        today=viewer.on,
        initial={"on": viewer.on},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in to_begin if one.code in form.cleaned_data["begins"]]
        actions.begin_recording(by=viewer, at=viewer.at, team=team, elements=chosen, on=form.cleaned_data["on"])
        messages.success(request, _("Saved. Open cases without a record of it now say No."))
        return redirect("recording-starts", public_id)
    begun = [{"label": labels[code], "on": telling.day(on)} for code, on in since.items() if code in labels]
    context = {"form": form, "team": team, "begun": begun, "is_all": not to_begin}
    return render(request, "breadth/starts.html", context | {"board_url": reverse("board", args=[public_id])})

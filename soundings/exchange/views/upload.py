"""Choosing the files of an import."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.tables import FileRefused
from soundings.exchange import actions, queries, words
from soundings.exchange.forms import UploadForm
from soundings.exchange.models import Batch
from soundings.exchange.queries.known import known_teams
from soundings.exchange.rules import MAPPED, Kind
from soundings.exchange.views.finding import kind_or_404
from soundings.exchange.words.examples import example


@audience("import")
@require_http_methods(["GET", "POST"])
def new(request: Request, kind: str) -> HttpResponse:
    which = kind_or_404(kind)
    form = _form(request, which)
    if request.method == "POST" and form.is_valid() and (batch := _checked(request, which, form)):
        return redirect(_next_page(batch), batch.public_id)
    about = {
        "form": form,
        "kind": which,
        "name": words.kind(which),
        "sentence": words.kind_sentence(which),
        "whence": words.whence(which),
        "has_example": example(which) is not None,
    }
    return render(request, "exchange/new.html", about)


def _form(request: Request, kind: Kind) -> UploadForm:
    viewer = request.viewer
    maps = queries.maps_of(viewer, kind).order_by("-updated_at").values_list("name", flat=True)
    teams = [(one.public_id, one.name) for one in known_teams(viewer.agency_id, on=viewer.on).values()]
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    teams.sort(key=lambda team: team[1])
    return UploadForm(*sent, kind=kind, on=viewer.on, maps=list(maps), teams=teams)


def _checked(request: Request, kind: Kind, form: UploadForm) -> Batch | None:
    """The import that waits; None if a file was refused, and then the form says why."""
    viewer = request.viewer
    try:
        return actions.check(
            kind=kind,
            files=form.cleaned_data["uploads"],
            options=form.options,
            agency=viewer.user.agency,
            by=viewer,
            at=viewer.at,
        )
    except FileRefused as refused:
        form.add_error("uploads", words.refusal(refused))
    return None


def _next_page(batch: Batch) -> str:
    """A report whose columns nobody has named yet is asked about first."""
    new_report = batch.kind in MAPPED and not batch.options.get("map")
    return "import-map" if new_report else "import-preview"

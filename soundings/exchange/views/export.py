"""Taking lists with names out."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.exchange.forms import ExportForm
from soundings.exchange.permissions import can_export
from soundings.exchange.queries.exports import exported
from soundings.exchange.views.files import download
from soundings.exchange.writing.tables import table_file


@audience("export")
@require_http_methods(["GET", "POST"])
def export(request: Request) -> HttpResponse:
    if not can_export(request.viewer):
        raise Http404
    form = ExportForm(request.POST or None, initial=request.kept_text or {"reason": request.viewer.reason})
    if form.is_valid() and (made := _made(request, form)):
        return made
    return render(request, "exchange/export.html", {"form": form})


def _made(request: Request, form: ExportForm) -> HttpResponse | None:
    """The file; None if there is nothing to put into it, and then the form says so."""
    said, viewer = form.cleaned_data, request.viewer
    by = replace(viewer, reason=said["reason"].strip())
    headings, rows = exported(said["what"], agency=viewer.user.agency, by=by, at=viewer.at)
    if not rows:
        form.add_error("what", _("There is nothing of this among the cases that are shared with you by name."))
        return None
    name = f"soundings-{said['what']}-{viewer.on.isoformat()}.{said['form']}"
    return download(name, table_file(said["what"], headings, rows, form=said["form"]))

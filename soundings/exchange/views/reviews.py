"""Taking the data of a programme of reviews out, under pseudonyms."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth.queries.exports import may_take_words, programme_to_export, reviews_table
from soundings.exchange.forms.reviews import ReviewsForm
from soundings.exchange.views.files import download
from soundings.exchange.writing.tables import table_file


@audience("export")
@require_http_methods(["GET", "POST"])
def reviews(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    programme = programme_to_export(viewer, public_id)
    if programme is None:
        raise Http404
    words = may_take_words(viewer, programme)
    form = ReviewsForm(request.POST or None, words=words, initial=request.kept_text or {"reason": viewer.reason})
    if form.is_valid():
        said = form.cleaned_data
        by = replace(viewer, reason=said["reason"].strip())
        headings, rows = reviews_table(by, programme, words=said.get("words", False), at=viewer.at)
        if rows:
            name = f"soundings-reviews-{viewer.on.isoformat()}.{said['form']}"
            return download(name, table_file("reviews", headings, rows, form=said["form"]))
        form.add_error(None, _("No review of this programme is signed off yet."))
    return render(request, "exchange/reviews.html", {"form": form, "programme": programme})

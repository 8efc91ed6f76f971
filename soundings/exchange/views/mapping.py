"""Which column of a report is which, and what its forms stand for."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.tables import FileRefused
from soundings.exchange import actions, queries, words
from soundings.exchange.actions.uploads import books_of
from soundings.exchange.forms import ColumnsForm, FormsForm, forms_in, titles_in
from soundings.exchange.models import Batch
from soundings.exchange.plans.forms import DATES, form_key
from soundings.exchange.queries.batches import MAPPED_COLUMNS
from soundings.exchange.queries.known import known_elements
from soundings.exchange.reading import Book
from soundings.exchange.rules import MAPPED, Kind, Options, options_from
from soundings.exchange.views.files import row_of
from soundings.exchange.views.finding import attempt, waiting_or_404


@audience("import")
@require_http_methods(["GET", "POST"])
def columns(request: Request, public_id: str) -> HttpResponse:
    batch = _mapped_or_404(request, public_id)
    kind = Kind(batch.kind)
    form = _columns_form(request, batch, _books(batch))
    if form.is_valid() and attempt(form, lambda: _keep_columns(request, batch, form)):
        return redirect("import-forms" if kind is Kind.FORMS_COMPLETED else "import-preview", public_id)
    about = {"form": form, "batch": batch, "row": row_of(batch)}
    return render(request, "exchange/columns.html", about)


def _mapped_or_404(request: Request, public_id: str) -> Batch:
    batch = waiting_or_404(request, public_id)
    if batch.kind not in MAPPED:
        raise Http404
    return batch


def _books(batch: Batch) -> list[Book]:
    try:
        return books_of(batch)
    except FileRefused:  # it was read before, so its files have gone since
        raise Http404 from None


def _columns_form(request: Request, batch: Batch, books: Sequence[Book]) -> ColumnsForm:
    ours = MAPPED_COLUMNS[Kind(batch.kind)]
    titles, guess = titles_in(books, ours)
    said = _said(batch)
    labels = words.columns(batch.kind)
    return ColumnsForm(
        request.POST or None,
        columns={one.code: labels[one.code] for one in ours},
        needed=[one.code for one in ours if one.needed],
        titles=titles,
        guess=said.columns or guess,
        initial={"map_name": said.map or words.kind(batch.kind)},
    )


def _said(batch: Batch) -> Options:
    """What was said of this report so far, now or when it was loaded before."""
    return queries.map_of(batch.agency, Kind(batch.kind), options_from(batch.options))


def _keep_columns(request: Request, batch: Batch, form: ColumnsForm) -> None:
    _remember(request, batch, replace(_said(batch), columns=form.chosen, map=form.cleaned_data["map_name"].strip()))


def _remember(request: Request, batch: Batch, said: Options) -> None:
    """The report is remembered, and the import looked at again with what was said."""
    viewer = request.viewer
    actions.save_map(
        kind=Kind(batch.kind),
        name=said.map,
        columns=said.columns,
        forms=said.forms,
        agency=batch.agency,
        by=viewer,
        at=viewer.at,
    )
    kept = replace(options_from(batch.options), map=said.map, columns=said.columns, forms=said.forms)
    actions.check_again(batch=batch, options=kept, by=viewer, at=viewer.at)


@audience("import")
@require_http_methods(["GET", "POST"])
def forms(request: Request, public_id: str) -> HttpResponse:
    batch = _mapped_or_404(request, public_id)
    if batch.kind != Kind.FORMS_COMPLETED:
        raise Http404
    said = _said(batch)
    if not said.map:
        return redirect("import-map", public_id)
    form = _forms_form(request, batch, said)
    if form.is_valid() and attempt(form, lambda: _keep_forms(request, batch, said, form)):
        return redirect("import-preview", public_id)
    return render(request, "exchange/forms.html", {"form": form, "batch": batch, "name": said.map})


def _forms_form(request: Request, batch: Batch, said: Options) -> FormsForm:
    viewer = request.viewer
    return FormsForm(
        request.POST or None,
        named=forms_in(_books(batch), said.columns),
        elements=known_elements(viewer.agency_id, on=viewer.on, language=get_language() or viewer.user.agency.language),
        dates=[code for code in DATES if said.columns.get(code)],
        known=said.forms,
    )


def _keep_forms(request: Request, batch: Batch, said: Options, form: FormsForm) -> None:
    here = {form_key(name) for name in form.named}
    elsewhere = {name: one for name, one in said.forms.items() if form_key(name) not in here}
    _remember(request, batch, replace(said, forms={**elsewhere, **form.meanings}))

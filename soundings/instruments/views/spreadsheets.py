"""Questionnaires as XLSForms: written out, and taken up as a draft once everything in the file is in order."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.tables import FileRefused, open_table_file
from soundings.core.tables.book import Sheet
from soundings.core.tables.words import refusal
from soundings.core.tables.writing import xlsx_file
from soundings.instruments import actions, cells, permissions, queries, words
from soundings.instruments.forms import FormFileForm, TakeUpForm
from soundings.instruments.rules import Definition, Refused, Use, said
from soundings.instruments.rules.editing import code_for
from soundings.instruments.rules.xlsform import About, FaultInForm, FormRead, complaint, read_form
from soundings.instruments.views.finding import instrument_or_404, language, name_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "instruments.form"
HOUR = 3600  # seconds for which a preview can be stored
MOST_BYTES = 10 * 1024 * 1024


@audience("staff")
@require_GET
def download(request: Request, public_id: str, number: int) -> HttpResponse:
    """One version as an XLSForm."""
    instrument = instrument_or_404(request, public_id)
    version = queries.versions_visible_to(request.viewer).filter(instrument=instrument, number=number).first()
    if version is None:
        raise Http404
    definition = queries.definition_of(version)
    about = About(instrument.code, instrument.names, instrument.purposes, instrument.use, f"{number}.{version.stamp}")
    content = xlsx_file(words.xlsform.form_of(definition, about))
    reply = HttpResponse(content, content_type=XLSX)
    name = f"{instrument.code}-{number}.xlsx"
    reply.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return reply


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def take_up(request: Request) -> HttpResponse:
    """A file is chosen, everything in it looked at, and only then taken up as a draft."""
    if not permissions.can_edit_instruments(request.viewer):
        raise Http404
    if request.method == "POST" and "form" in request.POST:
        return _stored(request)
    form = FormFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheets = _sheets(form.cleaned_data["upload"])
        except FileRefused as refused:
            form.add_error("upload", refusal(refused))
        else:
            return _looked_at(request, sheets)
    return render(request, "instruments/form_file.html", {"form": form})


def _sheets(upload: UploadedFile) -> list[Sheet]:
    """What stands in the file, through the safe door. Raises FileRefused."""
    name = Path(upload.name or "").name
    if (upload.size or 0) > MOST_BYTES:
        raise FileRefused("too-big", limit=MOST_BYTES // 1024**2)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for block in upload.chunks():
            kept.write(block)
        kept.flush()
        book = open_table_file(Path(kept.name), name=name)
    if not book.is_workbook:
        raise FileRefused("not-excel")
    return book.sheets


def _looked_at(request: Request, sheets: list[Sheet]) -> HttpResponse:
    """Every fault at once; without any, what the draft would be."""
    read = read_form(sheets, language=language().split("-")[0])
    said_against = "" if read.findings.faults else complaint(sheets)
    context: dict[str, Any] = {
        "faults": [_line(one) for one in read.findings.faults],
        "notes": _folded(read.findings.notes),
        "complaint": said_against,
    }
    if read.findings.faults or said_against or read.definition is None:
        return render(request, "instruments/form_faults.html", context)
    return _previewed(request, read.definition, read, context)


def _line(found: FaultInForm) -> dict[str, str]:
    return {"where": words.xlsform.where(found), "found": found.found, "sentence": words.xlsform.sentence(found)}


def _folded(notes: Sequence[FaultInForm]) -> list[dict[str, str]]:
    """Notes that say the same of the same column, once: where it is first, and of how many more rows it is true."""
    alike: dict[tuple[str, ...], list[FaultInForm]] = {}
    for one in notes:
        key = (one.spot.sheet, one.spot.column, one.found, words.xlsform.sentence(one))
        alike.setdefault(key, []).append(one)
    return [_line(one) | {"where": words.xlsform.where(one, more=len(more))} for one, *more in alike.values()]


def _previewed(request: Request, definition: Definition, read: FormRead, context: dict[str, Any]) -> HttpResponse:
    name = said(read.names, definition.languages[0])
    code = read.code or code_for(name, (), otherwise="questionnaire")
    packed = signing.dumps(
        {"names": dict(read.names), "purposes": dict(read.purposes), "definition": definition.as_json()},
        salt=SALT,
        compress=True,
    )
    form = TakeUpForm(initial={"name": name, "code": code, "use": read.use or Use.REVIEW.value})
    return _preview(request, definition, form, context | {"packed": packed, "code": code})


def _preview(request: Request, definition: Definition, form: TakeUpForm, context: dict[str, Any]) -> HttpResponse:
    first = definition.languages[0]
    there = queries.instruments_visible_to(request.viewer).filter(code=context["code"]).first()
    context |= {
        "form": form,
        "there": name_of(there) if there else "",
        "replaces": there is not None and queries.draft_of(request.viewer, there) is not None,
        "spoken": [words.xlsform.language_name(one, among=language()) for one in definition.languages],
        "questions": sum(one.asks for one in definition.questions),
        "sections": [
            {
                "title": said(one.title, first) or one.code,
                "questions": [
                    {
                        "text": words.editing.name_of(definition, each.code, first),
                        "kind": cells.kind_name(each.kind),
                        "when": cells.condition_sentence(definition, each.show_if, first),
                    }
                    for each in one.questions
                ],
            }
            for one in definition.sections
        ],
    }
    return render(request, "instruments/form_preview.html", context)


def _stored(request: Request) -> HttpResponse:
    """What the preview showed becomes a draft."""
    packed = request.POST["form"]
    try:
        found = signing.loads(packed, salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, _("The preview is too old. Choose the file once more."))
        return redirect("instrument-form")
    definition = Definition.read(found["definition"])
    form = TakeUpForm(request.POST)
    code = request.POST.get("code", "")
    if form.is_valid() and not _surprises(request, code):
        try:
            return _taken(request, form, found)
        except Refused:
            form.add_error("code", _("A code has letters, figures and -, and begins with a letter."))
    return _preview(request, definition, form, {"packed": packed, "code": code, "notes": []})


def _surprises(request: Request, code: str) -> bool:
    """Whether this code, typed on the preview, is of a questionnaire that the preview did not speak of."""
    told = request.POST.get("told", "")
    return code != told and queries.instruments_visible_to(request.viewer).filter(code=code).exists()


def _taken(request: Request, form: TakeUpForm, found: dict[str, Any]) -> HttpResponse:
    typed, viewer = form.cleaned_data, request.viewer
    first = found["definition"]["languages"][0]
    shape = actions.FormToTake(
        code=typed["code"],
        use=typed["use"],
        names={**found["names"], first: typed["name"]},
        purposes=found["purposes"],
        definition=found["definition"],
    )
    draft = actions.take_up_form(by=viewer, at=viewer.at, form=shape)
    messages.success(request, _("Taken up as a draft: nobody else sees it until you publish it."))
    return redirect("instrument-edit", draft.instrument.public_id)

"""One questionnaire as those see it who are asked, and on paper."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.permissions import Viewer
from soundings.core.audience import audience
from soundings.design.printing import PaperTimeout, printable, render_pdf
from soundings.instruments import cells, queries
from soundings.instruments.cells.paper import paper_of, texts_on
from soundings.instruments.forms import LookForm
from soundings.instruments.models import Instrument, Version
from soundings.instruments.permissions import can_edit_instruments
from soundings.instruments.rules import Definition, VersionState, checked, posted, said, scores


@dataclass(frozen=True)
class _Looked:
    """What is looked at: a version, as somebody, in a language."""

    viewer: Viewer
    instrument: Instrument
    version: Version
    definition: Definition
    form: LookForm

    @property
    def audience(self) -> str | None:
        return self.form.chosen("as_") or None

    @property
    def language(self) -> str:
        return self.form.chosen("language")

    @property
    def name(self) -> str:
        return said(self.instrument.names, page_language(), *self.definition.languages)

    @property
    def query(self) -> str:
        chosen = {"version": self.version.public_id, "as_": self.audience or "", "language": self.language}
        return urlencode(chosen)


def page_language() -> str:
    """The language of the page."""
    return get_language() or "en"


def language_name(code: str) -> str:
    """What a language is called, in itself where it is known; else its code."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def _looked(request: HttpRequest, public_id: str) -> _Looked:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    instrument = queries.instrument_for(viewer, public_id)
    if instrument is None:
        raise Http404
    versions = list(queries.versions_visible_to(viewer).filter(instrument=instrument))
    if not versions:
        raise Http404
    first = next((one for one in versions if one.state == VersionState.PUBLISHED), versions[0])
    ordered = [first, *(one for one in versions if one != first)]
    version = next((one for one in versions if one.public_id == request.GET.get("version")), first)
    definition = queries.definition_of(version)
    form = LookForm(
        request.GET,
        definition=definition,
        versions=[(one.public_id, _called(one)) for one in ordered],
        languages=_languages(definition),
    )
    return _Looked(viewer, instrument, version, definition, form)


def _called(version: Version) -> str:
    said_of = {
        VersionState.DRAFT: _("Version %(number)s, a draft"),
        VersionState.PUBLISHED: _("Version %(number)s, in use"),
        VersionState.RETIRED: _("Version %(number)s, no longer in use"),
    }
    return said_of[VersionState(version.state)] % {"number": version.number}


def _languages(definition: Definition) -> list[tuple[str, str]]:
    """Those of the questionnaire, the page's first where it has it."""
    base = page_language().split("-")[0]
    ordered = sorted(definition.languages, key=lambda one: one.split("-")[0] != base)
    return [(one, language_name(one)) for one in ordered or ["en"]]


@audience("staff")
@require_http_methods(["GET", "POST"])
def instrument(request: HttpRequest, public_id: str) -> HttpResponse:
    """The questionnaire as it is asked, to be tried out. Nothing that is entered is kept."""
    looked = _looked(request, public_id)
    answers = posted(looked.definition, looked.audience, request.POST) if request.method == "POST" else {}
    faults = checked(looked.definition, looked.audience, answers, final=True) if request.method == "POST" else []
    sections = cells.drawn(
        looked.definition, answers, audience=looked.audience, language=looked.language, faults=faults
    )
    context = {
        "instrument": looked.instrument,
        "version": looked.version,
        "called": _called(looked.version),
        "goes_on": looked.version.state == VersionState.DRAFT and can_edit_instruments(looked.viewer),
        "name": looked.name,
        "purpose": said(looked.instrument.purposes, page_language()),
        "use": cells.use_name(looked.instrument.use),
        "look": looked.form,
        "sections": sections,
        "error_list": cells.error_links(sections),
        "tried": request.method == "POST",
        "scores": _scores(looked, answers) if request.method == "POST" else [],
        "paper_url": f"{reverse('instrument-paper', args=[public_id])}?{looked.query}",
    }
    return render(request, "instruments/instrument.html", context)


def _scores(looked: _Looked, answers: Any) -> list[dict[str, Any]]:
    found = scores(looked.definition, answers, looked.audience)
    return [
        {
            "label": said(one.label, page_language(), *looked.definition.languages),
            "formula": cells.formula_name(one.formula),
            "score": found[one.code],
        }
        for one in looked.definition.groups
    ]


@audience("staff")
@require_GET
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The questionnaire as a PDF with room to write."""
    looked = _looked(request, public_id)
    sections = cells.drawn(looked.definition, {}, audience=looked.audience, language=looked.language)
    if not all(printable(text) for text in texts_on(sections)):
        return _not_printed(request, looked, _("Our print lacks letters of this language. Print the page itself."))
    with override(cells.product_language(looked.language, *looked.definition.languages)):
        data = _paper(looked, sections)
    try:
        pdf = render_pdf("questionnaire", data, at=looked.viewer.at)
    except PaperTimeout:
        return _not_printed(request, looked, _("The sheet took too long to lay out. Try again."))
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{looked.instrument.code}-{looked.version.number}"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _paper(looked: _Looked, sections: list[cells.SectionShown]) -> dict[str, Any]:
    """In the language of the questionnaire throughout, where the product speaks it."""
    return paper_of(
        sections,
        title=said(looked.instrument.names, looked.language, *looked.definition.languages),
        language=looked.language,
        code=f"{looked.instrument.code} · {_('version %(number)s') % {'number': looked.version.number}}",
        now=date_format(localtime(looked.viewer.at), "j F Y"),
        asked_of=cells.audience_name(looked.audience) if looked.audience else "",
    )


def _not_printed(request: HttpRequest, looked: _Looked, why: str) -> HttpResponse:
    context = {"name": looked.name, "why": why, "back": reverse("instrument", args=[looked.instrument.public_id])}
    return render(request, "instruments/not_printed.html", context | {"query": looked.query})

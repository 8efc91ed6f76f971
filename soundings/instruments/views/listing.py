"""The agency's questionnaires: the list, a new one, a copy, names, versions, put away and brought back."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.instruments import actions, cells, permissions, queries, words
from soundings.instruments.forms import CopyForm, NamesForm, NewForm
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import Use, VersionState, comparable, said
from soundings.instruments.rules.editing import code_for
from soundings.instruments.views.finding import instrument_or_404, language, name_of, typed_on
from soundings.instruments.views.telling import told_changes

TAGS = {VersionState.DRAFT: "new", VersionState.PUBLISHED: "good", VersionState.RETIRED: "plain"}


@audience("staff")
@require_GET
def listing(request: Request) -> HttpResponse:
    """Every questionnaire that the viewer may read, by use."""
    viewer = request.viewer
    writes = permissions.can_edit_instruments(viewer)
    versions: dict[int, list[Version]] = {}
    for one in queries.versions_visible_to(viewer):
        versions.setdefault(one.instrument_id, []).append(one)
    found = [_row(one, versions.get(one.pk, []), writes) for one in queries.instruments_visible_to(viewer)]
    groups = [(cells.use_name(use), [row for row in found if row["use"] == use and not row["away"]]) for use in Use]
    context = {
        "groups": [(name, rows) for name, rows in groups if rows],
        "away": [row for row in found if row["away"]],
        "writes": writes,
    }
    return render(request, "instruments/listing.html", context)


def _row(instrument: Instrument, versions: list[Version], writes: bool) -> dict[str, Any]:
    now = next((one for one in versions if one.state == VersionState.PUBLISHED), None)
    draft = next((one for one in versions if one.state == VersionState.DRAFT), None)
    shown = now or (versions[0] if versions else None)
    definition = queries.definition_of(shown) if shown else None
    return {
        "instrument": instrument,
        "use": instrument.use,
        "away": instrument.retired_on is not None,
        "name": name_of(instrument),
        "purpose": said(instrument.purposes, language()),
        "now": now,
        "draft": draft if writes else None,
        "questions": sum(one.asks for one in definition.questions) if definition else 0,
        "languages": ", ".join(words.xlsform.language_name(one, among=language()) for one in definition.languages)
        if definition
        else "",
    }


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A questionnaire that begins empty."""
    if not permissions.can_edit_instruments(request.viewer):
        raise Http404
    form = NewForm(typed_on(request), initial={"use": Use.REVIEW.value, "language": language().split("-")[0]})
    if request.method == "POST" and form.is_valid():
        said_in = form.cleaned_data["language"]
        made = actions.create_instrument(
            by=request.viewer,
            at=request.viewer.at,
            code=_free_code(request, form.cleaned_data["name"]),
            use=form.cleaned_data["use"],
            names={said_in: form.cleaned_data["name"]},
            definition={"languages": [said_in], "sections": [], "groups": []},
        )
        messages.success(request, _("Made. It is a draft: nobody else sees it until you publish it."))
        return redirect("instrument-edit", made.public_id)
    return render(request, "instruments/new.html", {"form": form})


def _free_code(request: Request, name: str) -> str:
    taken = set(queries.instruments_visible_to(request.viewer).values_list("code", flat=True))
    return code_for(name, taken, otherwise="questionnaire")


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def copy(request: Request, public_id: str) -> HttpResponse:
    """A questionnaire that begins as this one stands."""
    instrument = instrument_or_404(request, public_id, write=True)
    version = queries.latest_published(request.viewer, instrument) or queries.draft_of(request.viewer, instrument)
    if version is None:
        raise Http404
    name = _("Copy of %(name)s") % {"name": name_of(instrument)}
    form = CopyForm(typed_on(request), initial={"name": name})
    if request.method == "POST" and form.is_valid():
        first = version.definition["languages"][0] if version.definition.get("languages") else "en"
        made = actions.copy_instrument(
            by=request.viewer, at=request.viewer.at, version=version, names={first: form.cleaned_data["name"]}
        )
        messages.success(request, _("Copied. It is a draft: nobody else sees it until you publish it."))
        return redirect("instrument-edit", made.public_id)
    context = _around(instrument) | {"form": form, "heading": _("Copy it"), "button": _("Copy it")}
    return render(request, "instruments/form.html", context)


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def names(request: Request, public_id: str) -> HttpResponse:
    """What it is called and what it is for, in each language."""
    instrument = instrument_or_404(request, public_id, write=True)
    newest = queries.versions_visible_to(request.viewer).filter(instrument=instrument).first()
    spoken = queries.definition_of(newest).languages if newest else ()
    form = NamesForm(
        typed_on(request),
        languages=list(dict.fromkeys([*spoken, *instrument.names])),
        names=instrument.names,
        purposes=instrument.purposes,
        among=language(),
    )
    if request.method == "POST" and form.is_valid():
        actions.rename_instrument(
            by=request.viewer,
            at=request.viewer.at,
            instrument=instrument,
            names=form.said("name", instrument.names),
            purposes=form.said("purpose", instrument.purposes),
        )
        messages.success(request, _("Saved."))
        return redirect("instrument-versions", public_id)
    context = _around(instrument) | {"form": form, "heading": _("Name and purpose"), "button": _("Save it")}
    return render(request, "instruments/form.html", context)


@audience("staff")
@require_http_methods(["GET", "POST"])
def versions(request: Request, public_id: str) -> HttpResponse:
    """The versions, newest first, with what breaks a trend; for those who write, what can be done with them."""
    instrument = instrument_or_404(request, public_id)
    writes = permissions.can_edit_instruments(request.viewer)
    if request.method == "POST":
        return _done(request, instrument)
    found = list(
        queries.versions_visible_to(request.viewer).filter(instrument=instrument).select_related("published_by")
    )
    before = {one.number: other for one, other in pairwise(found)}
    context = _around(instrument) | {
        "versions": [_version(one, before.get(one.number)) for one in found],
        "draft": next((one for one in found if one.state == VersionState.DRAFT), None) if writes else None,
        "writes": writes,
        "code": instrument.code,
    }
    return render(request, "instruments/versions.html", context)


def _version(version: Version, before: Version | None) -> dict[str, Any]:
    definition = queries.definition_of(version)
    old = queries.definition_of(before) if before else None
    changes = comparable(old, definition) if old else []
    at = version.published_at or version.made_at
    return {
        "version": version,
        "state": words.editing.state(version.state),
        "tag": TAGS[VersionState(version.state)],
        "when": date_format(at.date(), "j F Y"),
        "who": version.published_by.name if version.published_by else "",
        "changes": told_changes(changes, old, definition) if old else [],
    }


def _done(request: Request, instrument: Instrument) -> HttpResponse:
    """One of the buttons of the page of versions."""
    viewer = request.viewer
    if not permissions.can_edit_instruments(viewer):
        raise Http404
    who: dict[str, Any] = {"by": viewer, "at": viewer.at}
    deed = request.POST.get("do", "")
    if deed == "draft" and (newest := queries.latest_published(viewer, instrument)):
        actions.new_draft_of(**who, version=newest)
        return redirect("instrument-edit", instrument.public_id)
    if deed == "away":
        actions.retire(**who, instrument=instrument)
        messages.success(request, _("Put away. It is not chosen for new work; what has begun goes on."))
    if deed == "back":
        actions.restore(**who, instrument=instrument)
        messages.success(request, _("It can be chosen for new work again."))
    return redirect("instrument-versions", instrument.public_id)


def _around(instrument: Instrument) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "name": name_of(instrument),
        "back_url": reverse("instrument-versions", args=[instrument.public_id]),
    }

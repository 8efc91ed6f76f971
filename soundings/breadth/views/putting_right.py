"""Correcting, taking back, moving, copying out: what may be done about one record."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from soundings.breadth import actions, queries
from soundings.breadth.forms import MoveForm, RecordForm, WithdrawForm, all_gone, detail_of
from soundings.breadth.forms.record import UNDATED
from soundings.breadth.models import Record
from soundings.breadth.rules import Answer, Refused
from soundings.breadth.views import telling
from soundings.breadth.views.element import ready, rows_for
from soundings.breadth.views.loading import Opened, element_or_404, opened, typed_on
from soundings.cases import queries as case_queries
from soundings.core.audience import audience


def _found(request: HttpRequest, public_id: str, code: str, pk: int, *, change: bool = True) -> tuple[Opened, Record]:
    """The case and a record of it that still counts; 404 where there is none, or it is not the viewer's to change."""
    found = opened(request, public_id)
    record = queries.record_of(found.viewer, found.case, element_or_404(found, code), pk)
    if record is None or (change and not found.may_record):
        raise Http404
    if request.method == "GET":
        case_queries.leaving(
            found.viewer, [found.case], verb="record.viewed", at=found.viewer.at, target=public_id, target_kind="case"
        )
    return found, record


def _around(found: Opened, record: Record) -> dict[str, Any]:
    asked = found.asked(record.element)
    said = {"what": telling.title_of(record), "date": telling.day(record.happened_on)}
    return {
        "asked": asked,
        "child_name": found.name,
        "here": reverse("element", args=[found.case.public_id, asked.code]),
        "was": _("It says now: %(what)s. %(date)s.") % said,
        "may_record": found.may_record,
    }


def _back(request: HttpRequest, found: Opened, record: Record, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("element", found.case.public_id, record.element.code)


@audience("records")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    found, record = _found(request, public_id, code, pk)
    context = _around(found, record)
    asked, typed = context["asked"], typed_on(request)
    form = RecordForm(typed, asked=asked, correcting=True, initial=_as_it_is(record))
    rows = rows_for(typed, asked, record.detail or {})
    if request.method == "POST" and ready(request, form, rows):
        draft = form.draft(detail_of(rows), none_left=rows is not None and all_gone(rows))
        try:
            why = form.cleaned_data["why"]
            actions.correct(by=found.viewer, at=found.viewer.at, record=record, draft=draft, reason=why)
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            return _back(request, found, record, _("Corrected. What stood there before stays in the history."))
    context |= {"form": form, "rows": rows, "forms": [form, *([rows] if rows is not None else [])]}
    others = _others(found, record)
    context["told"] = _("It changes for %(names)s too.") % {"names": others} if others else ""
    return render(request, "breadth/correct.html", context | {"heading": _("Correct what is recorded")})


def _as_it_is(record: Record) -> dict[str, Any]:
    undated = record.answer == Answer.YES and record.happened_on is None
    return {
        "answer": UNDATED if undated else record.answer,
        "happened_on": record.happened_on,
        "number": record.number,
        "rater": record.rater,
        "issue": record.issue.public_id if record.issue else "",
        "new_issue_name": "",
        "family_mode": record.family_mode,
        "words": record.words,
        "link": record.link,
        "reason": record.reason,
        "in_case_system": record.in_case_system,
    }


@audience("records")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    found, record = _found(request, public_id, code, pk)
    form = WithdrawForm(typed_on(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(by=found.viewer, at=found.viewer.at, record=record, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            return _back(request, found, record, _("Taken back. It no longer counts, and stays in the history."))
    others = _others(found, record)
    told = _("It no longer counts for %(names)s either.") % {"names": others} if others else ""
    context = {"form": form, "heading": _("Take it back"), "button": _("Take it back"), "told": told}
    return render(request, "breadth/ask.html", _around(found, record) | context)


def _others(found: Opened, record: Record) -> str:
    """The other children whom the record concerns, by name."""
    names = queries.children_of_records(found.viewer, [record]).get(record.pk, [])
    return ", ".join(name for name in names if name != found.name)


@audience("records")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    found, record = _found(request, public_id, code, pk)
    form = MoveForm(typed_on(request), siblings=[(one.public_id, one.child.name) for one in found.siblings])
    if request.method == "POST" and form.is_valid() and _moved(found, record, form):
        return _back(request, found, record, _("Moved to the other child. The history of both says so."))
    context = {"form": form, "heading": _("Move it to a brother or sister"), "button": _("Move it")}
    return render(request, "breadth/ask.html", _around(found, record) | context)


def _moved(found: Opened, record: Record, form: forms.Form) -> bool:
    to_case = next(one for one in found.siblings if one.public_id == form.cleaned_data["to_case"])
    why = form.cleaned_data["reason"]
    try:
        actions.move_to_sibling(
            by=found.viewer, at=found.viewer.at, record=record, from_case=found.case, to_case=to_case, reason=why
        )
    except Refused as refused:
        form.refuse(refused.problems)  # type: ignore[attr-defined]
        return False
    return True


@audience("records")
@require_GET
def note(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    found, record = _found(request, public_id, code, pk, change=False)
    context = _around(found, record)
    names = queries.children_of_records(found.viewer, [record]).get(record.pk, [found.name])
    who = queries.names_of_people(found.case.agency_id, {record.recorded_by}).get(record.recorded_by, "")
    text = telling.note(record, label=context["asked"].label, children=names, who=who)
    context |= {
        "note": text,
        "rows": text.count("\n") + 3,
        "in_case_system": record.in_case_system,
        "mark_url": reverse("record-mark", args=[public_id, code, pk]),
    }
    return render(request, "breadth/note.html", context)


@audience("records")
@require_POST
def mark(request: HttpRequest, public_id: str, code: str, pk: int) -> HttpResponse:
    found, record = _found(request, public_id, code, pk)
    try:
        actions.mark_in_case_system(by=found.viewer, at=found.viewer.at, record=record)
    except Refused:
        messages.error(request, _("Somebody has corrected or taken this back since."))
        return redirect("element", public_id, code)
    return _back(request, found, record, _("Marked: it is also in the case system."))

"""One element of one case: its history, and the small form that records it."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.breadth import actions, queries
from soundings.breadth.forms import (
    Asked,
    RecordForm,
    all_gone,
    detail_of,
    initial_for,
    one_more,
    people_set,
    quiet,
    steps_set,
)
from soundings.breadth.models import Element, Record
from soundings.breadth.rules import Rater, Refused
from soundings.breadth.views import redrawing, telling
from soundings.breadth.views.loading import Opened, element_or_404, in_place, opened, typed_on
from soundings.cases import queries as case_queries
from soundings.core.audience import audience
from soundings.core.remembered import sets_nothing_up

Rows = forms.BaseFormSet | None


@audience("records")
@require_http_methods(["GET", "POST"])
@sets_nothing_up
def element(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    found = opened(request, public_id)
    one = element_or_404(found, code)
    asked = found.asked(one)
    typed = typed_on(request)
    rater = Rater.WORKER if asked.is_scale else ""
    form = RecordForm(typed, asked=asked, initial=initial_for(found.viewer.on, rater))
    detail = queries.latest_detail(found.viewer, found.case, code) if asked.keeps_list else {}
    rows = rows_for(typed, asked, detail)
    if request.method == "POST" and ready(request, form, rows):
        chosen = chosen_siblings(found, form)
        record = _record(found, one, form, rows, chosen)
        if record:
            return _after(request, found, asked, record, chosen)
    return _shown(request, found, one, asked, form, rows)


def rows_for(typed: QueryDict | None, asked: Asked, detail: dict) -> Rows:
    """The people of a network or the steps of a timeline, as typed; the list before stands in a fresh form."""
    if not asked.keeps_list:
        return None
    make, name = (people_set, "people") if asked.is_list else (steps_set, "steps")
    rows = make(typed, detail.get(name) or [])
    return make(one_more(rows, typed), detail.get(name) or []) if typed and "more" in typed else rows


def ready(request: HttpRequest, form: RecordForm, rows: Rows) -> bool:
    """Whether all that was typed makes sense; form and rows are both asked, so that every error shows at once."""
    if "more" in request.POST:
        for each in (form, *(rows.forms if rows is not None else ())):
            quiet(each)
        return False
    sound = [form.is_valid(), rows is None or rows.is_valid()]
    return all(sound)


def chosen_siblings(found: Opened, form: forms.Form) -> list:
    """The cases of the siblings that were ticked."""
    chosen = set(form.cleaned_data.get("siblings") or ())
    return [one for one in found.siblings if one.public_id in chosen] if chosen else []


def _record(found: Opened, one: Element, form: RecordForm, rows: Rows, chosen: Sequence) -> Record | None:
    draft = form.draft(detail_of(rows), none_left=rows is not None and all_gone(rows))
    cases = [found.case.pk, *(sibling.pk for sibling in chosen)]
    try:
        return actions.record(by=found.viewer, at=found.viewer.at, cases=cases, element=one.code, draft=draft)
    except Refused as refused:
        form.refuse(refused.problems)
        return None


def said_of(asked: Asked, record: Record, names: Sequence[str]) -> str:
    """What was recorded, for whom, in one sentence."""
    what = telling.title_of(record)
    if record.happened_on:
        what = _("%(what)s, %(date)s") % {"what": what, "date": telling.day(record.happened_on)}
    said = {"label": asked.label, "what": what, "names": ", ".join(names)}
    return _("Recorded. %(label)s: %(what)s, for %(names)s.") % said


def _after(request: HttpRequest, found: Opened, asked: Asked, record: Record, chosen: Sequence) -> HttpResponse:
    said = said_of(asked, record, [found.name, *(one.child.name for one in chosen)])
    if in_place(request):
        return redrawing.recorded(request, found, asked, said, [found.case.pk, *(one.pk for one in chosen)])
    messages.success(request, said)
    return redirect("element", found.case.public_id, asked.code)


def _shown(
    request: HttpRequest, found: Opened, one: Element, asked: Asked, form: RecordForm, rows: Rows
) -> HttpResponse:
    """The page or, in place, its fragment, once the trail says that it was read."""
    public_id = found.case.public_id
    case_queries.leaving(
        found.viewer, [found.case], verb="element.viewed", at=found.viewer.at, target=public_id, target_kind="case"
    )
    retired = one.retired_on is not None and one.retired_on <= found.viewer.on
    context = {
        "asked": asked,
        "form": form,
        "rows": rows,
        "forms": [form, *([rows] if rows is not None else [])],
        "may_record": found.may_record and not retired,
        "why_not": _why_not(found, retired=retired),
        "history": history_of(found, one),
        "nothing_said": _("Nothing is recorded yet."),
        "child_name": found.name,
        "case_url": found.url,
        "here": reverse("element", args=[public_id, asked.code]),
        "close_url": redrawing.where_it_opened(request, found),
        "in_place": in_place(request),
    }
    template = "breadth/_element_place.html" if in_place(request) else "breadth/element.html"
    return render(request, template, context)


def _why_not(found: Opened, *, retired: bool) -> str:
    if retired:
        return _("This is no longer recorded here. Its history stays.")
    if found.case.closed_on:
        return _("This case was closed on %(date)s, so nothing more is recorded on it.") % {
            "date": telling.day(found.case.closed_on)
        }
    return _("Only those who work on this case, and their supervisor, can record practice on it.")


def history_of(found: Opened, one: Element) -> list[telling.Told]:
    """All that was ever recorded of this element on this case, newest first, with what may be done about each."""
    records = list(queries.records_of(found.viewer, found.case, one))
    names = queries.names_of_people(found.case.agency_id, {record.recorded_by for record in records})
    children = queries.children_of_records(found.viewer, records)
    told = telling.history(records, names=names, children=children, shown=found.name)
    return [telling.with_actions(each, _actions(found, one, each.record)) for each in told]


def _actions(found: Opened, one: Element, record: Record) -> list[dict[str, str]]:
    if record.ended_at is not None:
        return []
    offered = [("record-note", _("As a case note"))]
    if found.may_record:
        offered += [("record-correct", _("Correct")), ("record-withdraw", _("Take back"))]
        if found.siblings:
            offered.append(("record-move", _("Move to a brother or sister")))
    args = [found.case.public_id, one.code, record.pk]
    return [{"href": reverse(name, args=args), "label": label} for name, label in offered]

"""By when each element is expected at a place: what is agreed and proposed there, and what a time would change."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.models import Stage, Unit
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries import stages_of
from soundings.breadth import actions, permissions, queries, words
from soundings.breadth.forms import TimeForm
from soundings.breadth.models import Element, Expectation
from soundings.breadth.rules import EVERY_STAGE, Coverage, Refused, by_place, days_in_force, label_of
from soundings.breadth.views import telling
from soundings.breadth.views.loading import language, place_or_404, typed_on
from soundings.core.audience import audience


@audience("staff")
@require_GET
def expected(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every element of the agency with the time that holds at this place, and what waits to be agreed."""
    viewer, unit = place_or_404(request, public_id)
    times = list(queries.times_at(unit.line))
    lines = [
        _line(viewer, unit, one, [time for time in times if time.element_id == one.pk])
        for one in queries.elements_of(viewer.agency_id)
        if one.retired_on is None or one.retired_on > viewer.on
    ]
    context = {"unit": unit, "lines": lines, "board_url": reverse("board", args=[public_id])}
    return render(request, "breadth/expected.html", context | {"may_set": permissions.can_set_times(viewer, unit)})


def _line(viewer: Viewer, unit: Unit, element: Element, times: Sequence[Expectation]) -> dict[str, Any]:
    agreed = [one for one in times if one.from_on]
    waiting = [one for one in times if not one.from_on and one.unit_id == unit.pk]
    return {
        "label": label_of(element.labels, language(), code=element.code),
        "said": _in_force(unit, agreed),
        "waiting": [_said(one) for one in waiting],
        "href": reverse("expected-element", args=[unit.public_id, element.code]),
    }


def _in_force(unit: Unit, agreed: Sequence[Expectation]) -> list[str]:
    """What holds here, nearest place first: for every stage, then for the stages that differ."""
    terms = by_place(queries.term_of(one) for one in agreed)
    said = []
    stages: dict[int, str] = {EVERY_STAGE: ""} | {one.stage.pk: one.stage.name for one in agreed if one.stage}
    every = days_in_force(unit.line, None, terms)
    for pk, name in stages.items():
        days = days_in_force(unit.line, pk or None, terms)
        if pk and days == every:
            continue
        within = [within_days(n) for n in days.values()] or [_("no time")]
        said += [_("%(stage)s: %(time)s") % {"stage": name, "time": one} if name else one for one in within]
    return said


def within_days(n: int | None) -> str:
    """ "within 10 working days"."""
    if n is None:
        return _("no time")
    return ngettext("within %(n)s working day", "within %(n)s working days", n) % {"n": n}


def _said(time: Expectation) -> str:
    said = within_days(time.days)
    return _("%(stage)s: %(time)s") % {"stage": time.stage.name, "time": said} if time.stage else said


@audience("staff")
@require_http_methods(["GET", "POST"])
def expected_element(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """One element at one place: propose a time, see what it would change, agree, withdraw or end it."""
    viewer, unit = place_or_404(request, public_id)
    element = queries.element_of(viewer, code)
    if element is None or not permissions.can_set_times(viewer, unit):
        raise Http404
    here = [one for one in queries.times_at(unit.line) if one.element_id == element.pk]
    if request.method == "POST" and "time" in request.POST:
        return _decide(request, viewer, unit, here)
    stages = list(stages_of(viewer.agency_id, on=viewer.on))
    form = TimeForm(typed_on(request), stages=[(one.code, one.name) for one in stages])
    looks = request.method == "POST" and "look" in request.POST
    preview = None
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in stages if one.code == form.cleaned_data["stage"]), None)
        if looks:
            preview = _preview(viewer, unit, code, chosen, form.cleaned_data["days"])
        elif _proposed(viewer, unit, element, chosen, form):
            messages.success(request, _("Proposed. Nothing changes until it is agreed."))
            return redirect("expected-element", public_id, code)
    context = {
        "unit": unit,
        "label": label_of(element.labels, language(), code=code),
        "form": form,
        "preview": preview,
        "agreed": [_shown(viewer, one) for one in here if one.from_on],
        "waiting": [_shown(viewer, one) for one in here if not one.from_on and one.unit_id == unit.pk],
        "back_url": reverse("expected", args=[public_id]),
        "board_url": reverse("board", args=[public_id]),
    }
    return render(request, "breadth/expected_element.html", context)


def _proposed(viewer: Viewer, unit: Unit, element: Element, stage: Stage | None, form: TimeForm) -> bool:
    said = {"days": form.cleaned_data["days"], "note": form.cleaned_data["note"]}
    try:
        actions.propose_time(by=viewer, at=viewer.at, unit=unit, element=element, stage=stage, **said)
    except Refused as refused:
        for each in refused.problems:
            form.add_error(each.field if each.field in form.fields else None, words.problem(each))
        return False
    return True


def _decide(request: HttpRequest, viewer: Viewer, unit: Unit, here: Iterable[Expectation]) -> HttpResponse:
    """Agree, withdraw or end the time that a button named."""
    chosen = next((one for one in here if one.public_id == request.POST["time"] and one.unit_id == unit.pk), None)
    if chosen is None:
        raise Http404
    what = request.POST.get("what")
    if what == "agree":
        actions.agree_time(by=viewer, at=viewer.at, time=chosen)
        messages.success(request, _("Agreed. It holds from today."))
    elif what == "withdraw":
        actions.withdraw_time(by=viewer, at=viewer.at, time=chosen)
        messages.success(request, _("Withdrawn."))
    elif what == "end":
        actions.end_time(by=viewer, at=viewer.at, time=chosen)
        messages.success(request, _("Ended. It does not hold from today."))
    return redirect("expected-element", unit.public_id, chosen.element.code)


def _shown(viewer: Viewer, time: Expectation) -> dict[str, Any]:
    names = queries.names_of_people(viewer.agency_id, [time.proposed_by, time.agreed_by])
    who = [_("proposed by %(name)s") % {"name": names[time.proposed_by]}] if time.proposed_by in names else []
    if time.from_on:
        on = telling.day(time.from_on)
        by = names.get(time.agreed_by)
        agreed = _("agreed by %(name)s on %(date)s") if by else _("agreed on %(date)s")
        who.append(agreed % {"name": by, "date": on})
    waits = time.from_on is None
    return {
        "time": time,
        "said": _said(time),
        "place": time.unit.name,
        "who": ", ".join(who),
        "waits": waits,
        "may": permissions.can_set_times(viewer, time.unit),
        "preview": _preview(viewer, time.unit, time.element.code, time.stage, time.days) if waits else None,
    }


def _preview(viewer: Viewer, unit: Unit, code: str, stage: Stage | None, days: int | None) -> dict[str, Any] | None:
    """What the time would change among the cases of the place, as lines of a small table."""
    if not queries.sees_totals_at(viewer, unit):
        return None
    found = queries.preview_of(unit, code, stage=stage.pk if stage else None, days=days, on=viewer.on)
    if found is None:
        return None
    rows = zip(_counted(found.today), _counted(found.then), strict=True)
    return {
        "cases": found.cases,
        "of_family": found.of_family,
        "said": within_days(days),
        "rows": [{"label": label, "today": today, "then": then} for (label, today), (_label, then) in rows],
    }


def _counted(coverage: Coverage) -> list[tuple[str, int]]:
    return [
        (_("Recorded"), coverage.recorded),
        (_("No, and expected"), coverage.of - coverage.recorded),
        (_("Not expected yet"), coverage.later),
        (_("Does not apply"), coverage.exempt),
        (_("Not known"), coverage.unknown),
    ]

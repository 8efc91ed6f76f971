"""The supervision sheet of one worker, the sessions before it, and the people of a team whom one supervises."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.models import Staff
from soundings.accounts.permissions import Viewer
from soundings.accounts.rules import UnitKind
from soundings.breadth import actions, queries
from soundings.breadth.forms import SessionForm
from soundings.breadth.queries import Line
from soundings.breadth.rules import label_of
from soundings.breadth.views import telling
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.breadth.views.signals import Beneath
from soundings.breadth.views.ways import ways_of
from soundings.core.audience import audience

WORK = "work"  # stands for the public id of a case, in the names of fields


@audience("records")
@require_GET
def team_supervision(request: HttpRequest, public_id: str) -> HttpResponse:
    """The people of a team whom the viewer supervises, each leading to their sheet. Nothing is counted beside them."""
    viewer = viewer_of_request(request)
    unit = queries.place_for(viewer, public_id)
    people = queries.workers_supervised(viewer, unit) if unit and unit.kind == UnitKind.TEAM else []
    if unit is None or not people:
        raise Http404
    context = {
        "unit": unit,
        "people": [{"name": one.name, "href": reverse("supervision", args=[one.public_id])} for one in people],
        "ways": ways_of(viewer, unit, here="supervision"),
        "board_url": reverse("board", args=[public_id]),
    }
    return render(request, "breadth/team_supervision.html", context)


@audience("records")
@require_http_methods(["GET", "POST"])
def supervision(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sheet: each case on a line, with room for both to write while a session is open."""
    viewer = viewer_of_request(request)
    staff = queries.worker_for(viewer, public_id)
    if staff is None:
        raise Http404
    form = SessionForm(request.POST if "open" in request.POST else None, initial={"on": viewer.on})
    if request.method == "POST" and _changed(request, viewer, staff, form):
        return redirect("supervision", public_id)
    holds = staff.pk != viewer.staff_id
    sheet = queries.sheet_of(viewer, staff)
    typed: Any = typed_on(request) or {}
    beneath = Beneath(viewer, [one.row for one in sheet.lines])
    elements = queries.elements_of(viewer.agency_id)
    labels = {one.code: label_of(one.labels, language(), code=one.code) for one in elements}
    context = {
        "staff": staff,
        "holds": holds,
        "form": form,
        "session_on": telling.day(sheet.session.on) if sheet.session else "",
        "since": telling.day(sheet.since),
        "was_held": sheet.before is not None,
        "lines": [_line(one, beneath, labels, holds, typed) for one in sheet.lines],
        "work": _fields(WORK, _("the work itself"), sheet.notes, holds, typed),
        "sessions": [
            {"on": telling.day(one.on), "href": reverse("supervision-session", args=[one.public_id])}
            for one in queries.closed_sessions_of(staff)
        ],
    }
    return render(request, "breadth/supervision.html", context)


def _changed(request: HttpRequest, viewer: Viewer, staff: Staff, form: SessionForm) -> bool:
    """Whether what a button asked for was done."""
    said = request.POST
    if "open" in said:
        if not form.is_valid():
            return False
        actions.open_session(by=viewer, at=viewer.at, staff=staff, on=form.cleaned_data["on"])
        messages.success(request, _("Opened. Both of you can prepare it."))
        return True
    actions.write_notes(by=viewer, at=viewer.at, staff=staff, words=_typed(request))
    if "close" in said:
        actions.close_session(by=viewer, at=viewer.at, staff=staff)
        messages.success(request, _("Saved and closed. The next sheet begins from this day."))
    else:
        messages.success(request, _("Saved."))
    return True


def _typed(request: HttpRequest) -> dict[tuple[str, str], str]:
    """What was written, by case (empty for the work itself) and kind: the fields are called "note-<case>"."""
    words = {}
    for name, said in request.POST.items():
        kind, _dash, public_id = name.partition("-")
        if public_id and kind in ("prepared", "note", "step"):
            words["" if public_id == WORK else public_id, kind] = str(said)[:4_000]
    return words


def _line(one: Line, beneath: Beneath, labels: dict[str, str], holds: bool, typed: Any) -> dict[str, Any]:
    head = one.row.head
    said = _("%(element)s (%(day)s)")
    days = [(labels.get(code, code), telling.day(telling.day_of(on))) for code, on in one.moved]
    moved = [said % {"element": element, "day": day} for element, day in days]
    return {
        "name": head["name"],
        "ref": head["ref"],
        "href": reverse("case", args=[head["case"]]),
        "moved": ", ".join(moved),
        "well": beneath.strengths(one.row),
        "says": beneath.of(one.row),
        "agreed": one.agreed,
        "fields": _fields(str(head["case"]), str(head["name"]), one.notes, holds, typed),
    }


def _fields(public_id: str, about: str, notes: Any, holds: bool, typed: Any) -> list[dict[str, Any]]:
    """The three boxes of a line: whoever may not write one reads it."""
    titles = {
        "prepared": _("The worker prepares"),
        "note": _("Talked about"),
        "step": _("Agreed next step"),
    }
    return [
        {
            "name": f"{kind}-{public_id}",
            "label": title,
            "about": about,
            "words": typed.get(f"{kind}-{public_id}") or (notes[kind].words if kind in notes else ""),
            "may": holds is (kind != "prepared"),
        }
        for kind, title in titles.items()
    ]


@audience("records")
@require_GET
def supervision_session(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every word of one session, earlier ones too, with who wrote it and when."""
    viewer = viewer_of_request(request)
    session = queries.session_for(viewer, public_id)
    if session is None:
        raise Http404
    titles = {"prepared": _("Prepared"), "note": _("Talked about"), "step": _("Agreed next step")}
    notes = [
        {
            "about": one.case.child.name if one.case else _("The work itself"),
            "kind": titles[one.kind],
            "words": one.words,
            "who": one.by.name,
            "when": telling.moment(one.at),
        }
        for one in queries.notes_of(viewer, session)
    ]
    context = {"session": session, "on": telling.day(session.on), "notes": notes}
    return render(request, "breadth/supervision_session.html", context)

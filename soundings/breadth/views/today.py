"""My day: what goes well, what waits, what moved, what is expected soon; and the daily message, if wanted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.permissions import Viewer
from soundings.breadth import actions, queries
from soundings.breadth.forms import DigestForm
from soundings.breadth.queries import Listed
from soundings.breadth.rules import label_of
from soundings.breadth.views import telling
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.breadth.views.signals import child_of, sections
from soundings.breadth.waiting import waiting_for
from soundings.core.audience import audience


@audience("records")
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What somebody finds in the morning, of their own cases; and the way to what they decide."""
    viewer = viewer_of_request(request)
    if viewer.staff_id is None:
        raise Http404
    day = queries.day_of(viewer)
    elements = queries.elements_of(viewer.agency_id)
    labels = {one.code: label_of(one.labels, language(), code=one.code) for one in elements}
    seen = queries.seen_of([row.case_id for row in day.rows if row.editable], viewer.on)
    context = sections(viewer, [Listed(row, seen[row.case_id]) for row in day.rows if row.case_id in seen])
    context |= {
        "on": telling.day(viewer.on),
        "since": telling.day(day.since),
        "moved": [_moved(one, labels) for one in day.moved],
        "soon": [_soon(one, labels) for one in day.soon],
        "to_decide": queries.decisions_waiting(viewer) if queries.decides(viewer) else None,
        "waiting": waiting_for(viewer),
        "sheet_url": _sheet(viewer),
        "digest": queries.digest_of(viewer),
    }
    actions.note_visit(by=viewer, at=viewer.at)
    return render(request, "breadth/today.html", context)


def _moved(one: Any, labels: dict[str, str]) -> dict[str, str]:
    return child_of(one.row) | {"said": ", ".join(dict.fromkeys(labels.get(code, code) for code, _on in one.recorded))}


def _soon(one: Any, labels: dict[str, str]) -> dict[str, str]:
    said = {"element": labels.get(one.code, one.code), "day": telling.day(one.by)}
    return child_of(one.row) | {"said": _("%(element)s, by %(day)s") % said}


def _sheet(viewer: Viewer) -> str:
    staff = viewer.user.staff
    if staff is None or not queries.is_own_supervision(viewer, staff):
        return ""
    return reverse("supervision", args=[staff.public_id])


@audience("records")
@require_http_methods(["GET", "POST"])
def digest(request: HttpRequest) -> HttpResponse:
    """Whether a message comes each day, and from which hour."""
    viewer = viewer_of_request(request)
    if viewer.staff_id is None:
        raise Http404
    chosen = queries.digest_of(viewer)
    form = DigestForm(typed_on(request), initial={"at": str(chosen.hour) if chosen else ""})
    if request.method == "POST" and form.is_valid():
        address = request.build_absolute_uri(reverse("today"))
        actions.choose_digest(by=viewer, at=viewer.at, hour=form.hour, address=address)
        messages.success(request, _("Saved."))
        return redirect("today")
    return render(request, "breadth/digest.html", {"form": form})

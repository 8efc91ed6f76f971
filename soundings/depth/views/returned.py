"""Answers that come back from KoboToolbox or ODK: a file, what would become of each row, and then the taking over."""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.rules import Denied
from soundings.core.tables import FileRefused, open_table_file
from soundings.core.tables.words import refusal
from soundings.depth import queries
from soundings.depth.actions.returned import coming_from, take_answers
from soundings.depth.forms.family import BeginForm
from soundings.depth.forms.returned import AnswersFileForm, ChooseReviewForm
from soundings.depth.permissions import can_write, stand_of, takes_part_in_reviews
from soundings.depth.queries.returned import Plan, Scope, Target, plan_of, writable
from soundings.depth.rules import Side
from soundings.depth.rules.returned import MOST_ROWS, SIDES, Fate
from soundings.depth.views.doors import programme_or_404, review_or_404, title_of
from soundings.depth.views.form_out import forms_to_take_out
from soundings.depth.views.returned_rows import candidate, row_called, rows_shown
from soundings.depth.words.returned import unreadable, ways_to_ask_which
from soundings.instruments.rules.returned import Table, Unreadable, table_of

SALT = "depth.answers"
HOUR = 3600  # seconds for which a preview can be confirmed
MOST_BYTES = 10 * 1024 * 1024
MOST_PACKED = 4 * 1024 * 1024  # what one form may send back


@dataclass(frozen=True, slots=True)
class File:
    """What was uploaded: the cells of its first sheet, whose answers they are, and the same as a page carries it."""

    rows: Sequence[Sequence[str]]
    side: Side
    packed: str


@audience("records")
@require_http_methods(["GET", "POST"])
def returned(request: Request) -> HttpResponse:
    """The forms to take out, and the file that comes back; `?review=` or `?programme=` says among which reviews."""
    if not takes_part_in_reviews(request.viewer):
        raise Http404
    scope = _scope(request)
    if request.method == "POST" and "file" in request.POST:
        return _looked_at_again(request, scope)
    form = AnswersFileForm(request.POST or None, request.FILES or None, sides=_sides(request, scope))
    if request.method == "POST" and form.is_valid():
        try:
            file = _packed(request, form.cleaned_data["upload"], Side(form.cleaned_data["side"]))
            return _previewed(request, scope, file)
        except FileRefused as refused:
            form.add_error("upload", refusal(refused))
        except Unread as refused:
            form.add_error("upload", unreadable(refused.why))
    context = _about(request, scope) | {"form": form, "forms": forms_to_take_out(request, scope)}
    return render(request, "depth/returned.html", context)


class Unread(Exception):
    """Nothing in the file can be read as answers."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(why.why)
        self.why = why


def _scope(request: Request) -> Scope:
    asked = request.GET
    if asked.get("review"):
        return Scope(review=review_or_404(request, asked["review"]))
    return Scope(programme=programme_or_404(request, asked["programme"])) if asked.get("programme") else Scope()


def _sides(request: Request, scope: Scope) -> list[Side]:
    """Whose answers may be brought. Raises Http404 where the review is one in which the viewer writes nothing."""
    if scope.review is None:
        return list(SIDES)
    stand = stand_of(request.viewer, scope.review)
    found = [side for side in SIDES if can_write(request.viewer, scope.review, side, stand=stand)]
    if not found:
        raise Http404
    return found


def _about(request: Request, scope: Scope) -> dict[str, Any]:
    if scope.review:
        of, back = title_of(request, scope.review), reverse("review", args=[scope.review.public_id])
    elif scope.programme:
        of, back = scope.programme.name, reverse("programme", args=[scope.programme.public_id])
    else:
        of, back = "", reverse("reviews")
    return {"of": of, "back": back, "review": scope.review, "programme": scope.programme}


def _packed(request: Request, upload: UploadedFile, side: Side) -> File:
    """The file, through the safe door. Raises FileRefused."""
    if (upload.size or 0) > MOST_BYTES:
        raise FileRefused("too-big", limit=MOST_BYTES // 1024**2)
    name = Path(upload.name or "").name
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as kept:
        for block in upload.chunks():
            kept.write(block)
        kept.flush()
        book = open_table_file(Path(kept.name), name=name)
    rows = next((sheet.rows for sheet in book.sheets if sheet.shown), [])
    packed = signing.dumps({"rows": rows, "side": side.value}, salt=_salt(request), compress=True)
    if len(packed) > MOST_PACKED:
        raise FileRefused("too-big", limit=MOST_PACKED // 1024**2)
    return File(rows, side, packed)


def _salt(request: Request) -> str:
    return f"{SALT}.{request.viewer.public_id}"


def _looked_at_again(request: Request, scope: Scope) -> HttpResponse:
    """The preview with what was chosen on it; or the answers are taken over."""
    try:
        found = signing.loads(request.POST["file"], salt=_salt(request), max_age=HOUR)
        file = File(found["rows"], Side(found["side"]), request.POST["file"])
        return _previewed(request, scope, file)
    except signing.BadSignature:
        messages.error(request, _("The preview is too old. Choose the file once more."))
    except Unread as refused:
        messages.error(request, unreadable(refused.why))
    return redirect(request.get_full_path())


def _previewed(request: Request, scope: Scope, file: File) -> HttpResponse:
    table = table_of(file.rows, most=MOST_ROWS, which=ways_to_ask_which())
    if isinstance(table, Unreadable):
        raise Unread(table)
    first = _planned(request, scope, table, file.side, {})
    targets = writable(request.viewer, file.side, scope) if first.of(Fate.CHOOSE) else []
    choosing = _choosing(request, first, targets)
    chosen = _chosen(choosing, targets)
    plan = _planned(request, scope, table, file.side, chosen) if chosen else first
    seen = hashlib.sha256(plan.told.encode()).hexdigest()
    begin = BeginForm(request.POST if "take" in request.POST else None) if plan.needs_yes else None
    if "take" in request.POST:
        if seen != request.POST.get("seen"):
            messages.info(request, _("Something is otherwise than when you last looked. Look at it again."))
        elif (begin is None or begin.is_valid()) and (reply := _taken(request, scope, plan)):
            return reply
    shown = {one.target.review.pk: one.target.review for one in plan.rows if one.target}
    shown |= {one.review.pk: one.review for one in targets}
    queries.leaving(request.viewer, shown.values(), verb="reviews.viewed", at=request.viewer.at)
    context = (
        _about(request, scope)
        | rows_shown(request, plan, table)
        | {
            "packed": file.packed,
            "seen": seen,
            "begin": begin,
            "forms": [begin] if begin else [],
            "choosing": choosing if choosing.fields else None,
        }
    )
    return render(request, "depth/returned_preview.html", context)


def _planned(request: Request, scope: Scope, table: Table, side: Side, chosen: Mapping[str, Target]) -> Plan:
    plan = plan_of(request.viewer, table, side, scope, chosen=chosen)
    if isinstance(plan, Unreadable):
        raise Unread(plan)
    return plan


def _choosing(request: Request, plan: Plan, targets: Sequence[Target]) -> ChooseReviewForm:
    rows = {one.line.instance: row_called(one.line) for one in plan.of(Fate.CHOOSE)}
    offered = [(one.key, candidate(request, one)) for one in targets]
    return ChooseReviewForm(
        request.POST if "seen" in request.POST else None, rows=rows if targets else {}, targets=offered
    )


def _chosen(choosing: ChooseReviewForm, targets: Sequence[Target]) -> dict[str, Target]:
    by_key = {one.key: one for one in targets}
    return {instance: by_key[key] for instance, key in choosing.chosen().items() if key in by_key}


def _taken(request: Request, scope: Scope, plan: Plan) -> HttpResponse | None:
    """The answers are taken over; None where that was refused, and a message says why."""
    viewer = request.viewer
    try:
        n = take_answers(by=viewer, at=viewer.at, coming=coming_from(plan), yes=plan.needs_yes)
    except Denied as denied:
        messages.error(request, denied.words)
        return None
    done = ngettext(
        "The answers of %(n)s submission stand in their review now.",
        "The answers of %(n)s submissions stand in their reviews now.",
        n,
    )
    messages.success(request, done % {"n": n})
    return redirect(_about(request, scope)["back"])

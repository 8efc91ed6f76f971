"""The questions of a review as a form for KoboToolbox or ODK, which knows to which review its answers belong."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.tables.writing import xlsx_file
from soundings.depth import cells, queries, words
from soundings.depth.models import Programme, Review
from soundings.depth.permissions import can_write, stand_of
from soundings.depth.queries.returned import Scope, Target, is_given, label_in_form, targets_in
from soundings.depth.rules import RUNNING, Side, Stand
from soundings.depth.rules.asked import asked_of
from soundings.depth.rules.returned import MOST_ROWS, SIDES
from soundings.depth.views.doors import programme_or_404, review_or_404
from soundings.depth.words.returned import which_review
from soundings.instruments.models import Version
from soundings.instruments.rules import Definition
from soundings.instruments.rules.xlsform import About, Sheets
from soundings.instruments.rules.xlsform.marks import OfReview, for_one, for_several
from soundings.instruments.words import xlsform

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@audience("records")
@require_safe
def form_out(request: Request) -> HttpResponse:
    """The workbook for one side of a review, or of a programme's reviews: `?review=` or `?programme=`, `&side=`."""
    asked = request.GET
    side = next((one for one in SIDES if one.value == asked.get("side")), None)
    if side is None:
        raise Http404
    if asked.get("review"):
        name, sheets = _of_review(request, asked["review"], side, asked.get("asked", ""))
    else:
        name, sheets = _of_programme(request, asked.get("programme", ""), side, asked.get("version", ""))
    reply = HttpResponse(xlsx_file(sheets), content_type=XLSX)
    reply.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return reply


def _of_review(request: Request, public_id: str, side: Side, asked: str) -> tuple[str, Sheets]:
    review = review_or_404(request, public_id)
    stand = stand_of(request.viewer, review)
    found = [
        one
        for one in _to_take_out(request, review, side, stand)
        if (one.invite.public_id if one.invite else "") == asked
    ]
    if not found:
        raise Http404
    about = _about(review.version, words.code_of(public_id), public_id)
    sheets = xlsform.form_of(_asked(review.version, side), about)
    return about.code, for_one(sheets, review=public_id, asked=asked)


def _of_programme(request: Request, public_id: str, side: Side, version_id: str) -> tuple[str, Sheets]:
    programme = programme_or_404(request, public_id)
    reviews = [one for one in running_in(request, programme) if one.version.public_id == version_id]
    if not reviews:
        raise Http404
    version = reviews[0].version
    about = _about(version, programme.name, public_id)
    definition = _asked(version, side)
    label = {one: which_review(one) for one in definition.languages}
    several = [OfReview(one.public_id, label_in_form(one)) for one in reviews]
    sheets = xlsform.form_of(definition, about)
    return about.code, for_several(sheets, reviews=several, label=label, heads=xlsform.headings(definition))


def _asked(version: Version, side: Side) -> Definition:
    return asked_of(Definition.read(version.definition), side)


def _about(version: Version, of: str, public_id: str) -> About:
    """What is said of the form: it is told apart from those of other reviews, which a project may hold beside it."""
    tool = version.instrument
    names = {language: f"{name} · {of}" for language, name in tool.names.items()}
    return About(f"{tool.code}-{public_id[:6]}", names, tool.purposes, tool.use, f"{version.number}.{version.stamp}")


def running_in(request: Request, programme: Programme) -> list[Review]:
    """The reviews of the programme that run, those of restricted cases apart: they stand in no shared form."""
    found = queries.shared_reviews_visible_to(request.viewer).filter(programme=programme)
    found = found.filter(state__in=[one.value for one in RUNNING]).select_related("version__instrument", "team")
    return list(found.order_by("due_on", "pk")[:MOST_ROWS])


def _to_take_out(request: Request, review: Review, side: Side, stand: Stand) -> list[Target]:
    if not can_write(request.viewer, review, side, stand=stand):
        return []
    found = targets_in(request.viewer, review, side, stand)
    return [one for one in found if one.open and not is_given(one)]


def forms_to_take_out(request: Request, scope: Scope) -> list[dict[str, Any]]:
    """The forms of a review or a programme: what each is called, and where it is taken from."""
    if scope.review:
        stand = stand_of(request.viewer, scope.review)
        targets = [one for side in SIDES for one in _to_take_out(request, scope.review, side, stand)]
        return [_link(_called(one), _query(one)) for one in targets]
    if scope.programme is None:
        return []
    versions = {one.version.public_id: one.version for one in running_in(request, scope.programme)}
    several = len(versions) > 1
    return [
        _link(_of_version(str(words.SIDES[side]), version, several), _in_programme(scope.programme, side, version))
        for version in versions.values()
        for side in SIDES
        if asked_of(Definition.read(version.definition), side).sections
    ]


def _link(label: str, query: dict[str, str]) -> dict[str, Any]:
    return {"label": label, "href": f"{reverse('answers-form')}?{urlencode(query)}"}


def _called(target: Target) -> str:
    return str(cells.side_said(target.side, target.who))


def _query(target: Target) -> dict[str, str]:
    asked = {"asked": target.invite.public_id} if target.invite else {}
    return {"review": target.review.public_id, "side": target.side.value} | asked


def _of_version(label: str, version: Version, several: bool) -> str:
    return f"{label} ({version.number})" if several else label


def _in_programme(programme: Programme, side: Side, version: Version) -> dict[str, str]:
    return {"programme": programme.public_id, "side": side.value, "version": version.public_id}

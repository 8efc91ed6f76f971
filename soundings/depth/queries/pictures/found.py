"""The findings that the figures of a programme count, by question and theme. The trail says first who read."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from soundings.accounts.permissions import Viewer
from soundings.depth.models import Finding, Programme
from soundings.depth.permissions.learning import findings_visible
from soundings.depth.queries.pictures.reading import scope_at
from soundings.depth.queries.pictures.themes import findings_counted
from soundings.depth.queries.visible import BESIDE, leaving


class FoundThere(NamedTuple):
    """What was found. findings: those that the viewer may read today, oldest first, not read yet. all: how many there
    are. questions, themes: codes and names that any finding of the programme bears.
    """

    findings: QuerySet[Finding]
    all: int
    questions: set[str]
    themes: list[str]


def findings_behind(viewer: Viewer, programme: Programme, *, question: str = "", theme: str = "") -> FoundThere | None:
    """The findings about this question and of this theme, as `themes_of` counts them; all of them without either.

    None where the viewer sees groups only, or nothing. What leaves for a page goes through `leaving_findings`.
    """
    scope = scope_at(viewer, programme.unit)
    if scope is None or not scope.opened or programme.agency_id != viewer.agency_id:
        return None
    rows = list(findings_counted(programme, scope).values_list("pk", "questions", "themes"))
    keys = [
        pk
        for pk, questions, themes in rows
        if (not question or question in questions) and (not theme or theme in themes)
    ]
    findings = Finding.objects.filter(findings_visible(viewer), pk__in=keys).order_by("at", "pk")
    return FoundThere(
        findings.select_related("by", *(f"review__{one}" for one in BESIDE)).prefetch_related("actions__owner"),
        len(keys),
        {code for _pk, questions, _themes in rows for code in questions},
        sorted({name for _pk, _questions, themes in rows for name in themes}),
    )


def leaving_findings(viewer: Viewer, findings: Iterable[Finding], *, at: datetime) -> list[Finding]:
    """The findings, once the trail says that the viewer read of the children whose reviews they come from."""
    shown = list(findings)
    reviews = {one.review.pk: one.review for one in shown if one.review}
    leaving(viewer, reviews.values(), verb="findings.viewed", at=at)
    return shown

"""How far second ratings agree with the first: of each question, and of each reviewer."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import cells
from soundings.depth.models import Programme
from soundings.depth.permissions import can_run
from soundings.depth.queries.doubles import AgreementPage, agreement_of, sees_agreement
from soundings.depth.rules import Agreement, Between, Item
from soundings.depth.views.figures.asking import language, ways
from soundings.stats.agreement import LEAST


@audience("records")
@require_GET
def programme_agreement(request: Request, public_id: str) -> HttpResponse:
    """For whoever runs the programme, and for each reviewer about themselves."""
    viewer = request.viewer
    programme = Programme.objects.filter(agency=viewer.agency_id, public_id=public_id).select_related("unit").first()
    if programme is None or not sees_agreement(viewer, programme):
        raise Http404
    context = {
        "programme": programme,
        "ways": ways(request, programme, "programme-agreement"),
        "runs": can_run(viewer, programme),
        **agreement_shown(agreement_of(viewer, programme)),
    }
    return render(request, "depth/figures/agreement.html", context)


def agreement_shown(found: AgreementPage) -> dict[str, Any]:
    """The page in words; for the report as well."""
    return {
        "doubles": found.doubles,
        "least": LEAST,
        "questions": [_question(item, one) for item, one in found.questions if one.n],
        "people": [_person(name, one) for name, one in found.people],
    }


def _question(item: Item, found: Agreement) -> dict[str, Any]:
    return {
        "text": cells.item_said(item, language()),
        "n": found.n,
        "too_few": found.too_few,
        "exact": cells.agreed_share(found.exact),
        "within_one": cells.agreed_share(found.within_one),
        "kappa": cells.coefficient(found.kappa),
        "alpha": cells.coefficient(found.alpha),
        "table": _table(item, found) if found.table.n else None,
    }


def _table(item: Item, found: Agreement) -> dict[str, Any]:
    """Only labels that somebody used: eleven rows of noughts help nobody."""
    counts, places = found.table.counts, range(len(found.table.labels))
    used = [place for place in places if any(counts[place]) or any(row[place] for row in counts)]
    heads = [cells.label_said(item, found.table.labels[place], language()) for place in used]
    rows = [
        {"head": head, "cells": [{"n": counts[row][column], "same": row == column} for column in used]}
        for head, row in zip(heads, used, strict=True)
    ]
    return {"heads": heads, "rows": rows}


def _person(name: str, found: Between) -> dict[str, Any]:
    same = found.n - (found.higher or 0) - (found.lower or 0)
    return {
        "name": name,
        "n": found.n,
        "reviews": found.reviews,
        "too_few": found.too_few,
        "exact": cells.agreed_share(found.exact),
        "within_one": cells.agreed_share(found.within_one),
        "said": _("%(higher)s higher, %(same)s the same, %(lower)s lower")
        % {"higher": found.higher, "same": same, "lower": found.lower},
    }

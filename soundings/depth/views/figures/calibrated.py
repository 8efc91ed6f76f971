"""How far reviewers read the questions alike, over calibration sessions: of each question, and of each reviewer."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import cells, words
from soundings.depth.permissions.calibration import takes_part_in_calibration
from soundings.depth.queries.calibrated import AgreementOver, agreement_over, instruments_calibrated
from soundings.depth.rules.calibration import Calibrated, Standing
from soundings.depth.views.figures.asking import language
from soundings.instruments.models import Instrument
from soundings.stats.agreement import LEAST


@audience("records")
@require_GET
def calibration_agreement(request: Request) -> HttpResponse:
    """For whoever runs sessions, and for each reviewer about themselves; of one questionnaire at a time."""
    viewer = request.viewer
    if not takes_part_in_calibration(viewer):
        raise Http404
    tools = instruments_calibrated(viewer)
    asked = request.GET.get("tool", "")
    tool = next((one for one in tools if one.public_id == asked), None) if asked else next(iter(tools), None)
    if asked and tool is None:
        raise Http404
    context = {
        "tools": [_tool(one, current=one == tool) for one in tools],
        "tool": words.named(tool.names, code=tool.code) if tool else "",
        "least": LEAST,
    }
    if tool:
        context |= _shown(agreement_over(viewer, tool))
    return render(request, "depth/figures/calibrated.html", context)


def _tool(one: Instrument, *, current: bool) -> dict[str, Any]:
    return {"label": words.named(one.names, code=one.code), "href": f"?tool={one.public_id}", "current": current}


def _shown(found: AgreementOver) -> dict[str, Any]:
    return {
        "sessions": found.sessions,
        "questions": [
            {"text": cells.item_said(item, language()), "notes": notes} | _figures(one)
            for item, one, notes in found.questions
            if one.n or notes
        ],
        "together": _figures(found.together) if len(found.scale) > 1 else None,
        "people": [_person(name, one) for name, one in found.people],
        "leads": found.leads,
    }


def _figures(one: Calibrated) -> dict[str, Any]:
    return {"n": one.n, "near": one.near, "alpha": cells.coefficient(one.alpha), "too_few": one.too_few}


def _person(name: str, one: Standing) -> dict[str, Any]:
    return {"name": name, "one": one, "alpha": cells.coefficient(one.alpha)}

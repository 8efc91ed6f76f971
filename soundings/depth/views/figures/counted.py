"""The reviews behind a count of a measure."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.accounts.models import Unit
from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth.measures import DONE, UNDERSTOOD
from soundings.depth.queries import year
from soundings.depth.queries.year import Counted


@audience("records")
@require_GET
def reviews_counted(request: Request, public_id: str, what: str) -> HttpResponse:
    """The reviews of the last twelve months at a place that one count counts; the trail says that they were read."""
    viewer = request.viewer
    unit = Unit.objects.filter(agency=viewer.agency_id, public_id=public_id).first()
    if unit is None or what not in list(Counted) or not year.opens_at(viewer, unit):
        raise Http404
    counted = Counted(what)
    of_family = counted in (Counted.UNDERSTOOD, Counted.NOT_UNDERSTOOD)
    context = {
        "title": _said(counted),
        "unit": unit,
        "reviews": year.reviews_counted(viewer, unit, counted),
        "back": f"{reverse('measure', args=[UNDERSTOOD if of_family else DONE])}?place={unit.public_id}",
    }
    return render(request, "depth/figures/counted.html", context)


def _said(what: Counted) -> str:
    return {
        Counted.DONE: _("Reviews signed off"),
        Counted.UNDER_WAY: _("Reviews under way"),
        Counted.ABANDONED: _("Abandoned reviews"),
        Counted.UNDERSTOOD: _("Each of the family understands why services are worried"),
        Counted.NOT_UNDERSTOOD: _("Somebody of the family does not understand, or only partly"),
    }[what]

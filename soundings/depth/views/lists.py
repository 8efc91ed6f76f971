"""Reviews in lists: what waits for whoever looks, and all that they may see."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import queries
from soundings.depth.forms.reviews import ShownForm
from soundings.depth.queries import calibration, lists
from soundings.depth.views.calibrating import session_line
from soundings.depth.views.doors import line_of, ways_of

ON_A_PAGE = 50


@audience("records")
@require_safe
def reviews(request: Request) -> HttpResponse:
    """What waits for the viewer, what waits for others, what was finished lately: each with its next step in words."""
    viewer = request.viewer
    found = {
        "to_do": lists.to_do(viewer),
        "waiting": lists.waiting_for_others(viewer),
        "finished": lists.finished_lately(viewer),
    }
    everything = [one.review for group in found.values() for one in group]
    told = calibration.told_of_calibration(viewer)
    queries.leaving(viewer, everything, verb="reviews.viewed", at=viewer.at)
    calibration.leaving_calibrations(viewer, told, verb="reviews.viewed", at=viewer.at)
    context: dict[str, object] = {name: [line_of(one) for one in group] for name, group in found.items()}
    context["to_rate"] = [session_line(one, waits=True) for one in calibration.to_rate_apart(viewer)]
    context["told"] = [one.case for one in told]
    context["nothing_yet"] = not everything
    return render(request, "depth/reviews.html", context | ways_of(request.viewer, "mine"))


@audience("records")
@require_safe
def all_reviews(request: Request) -> HttpResponse:
    """Every review that the viewer may see among others', by step and programme. Restricted cases stand apart."""
    viewer = request.viewer
    programmes = {one.public_id: one for one in queries.programmes_visible_to(viewer)}
    form = ShownForm(request.GET or None, programmes=[(key, one.name) for key, one in programmes.items()])
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    programme = programmes.get(said.get("programme", ""))
    found = lists.all_reviews(viewer, state=said.get("state", ""), programme=programme)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = lists.listed(viewer, page.object_list)
    queries.leaving(viewer, [one.review for one in shown], verb="reviews.viewed", at=viewer.at)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "chosen": any(said.values()),
        "pages": page,
        "query": f"{query.urlencode()}&" if query else "",
        "lines": [line_of(one) for one in shown],
    }
    return render(request, "depth/all_reviews.html", context | ways_of(request.viewer, "all"))

"""Worked examples of good practice."""

from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.core.rules import Denied
from soundings.depth import queries
from soundings.depth.actions.examples import Doubtful, share_example, withdraw_example
from soundings.depth.forms.learning import ExampleForm
from soundings.depth.models import Review
from soundings.depth.permissions.learning import can_withdraw, shares_examples
from soundings.depth.queries import learning
from soundings.depth.views.doors import ways_of


@audience("staff")
@require_safe
def examples(request: Request) -> HttpResponse:
    elements = dict(learning.element_choices(request.viewer))
    lines = [
        {"example": one, "tags": [elements.get(code, code) for code in one.elements]}
        for one in learning.examples_of(request.viewer)
    ]
    return render(request, "depth/learning/examples.html", {"lines": lines} | ways_of(request.viewer, "examples"))


@audience("staff")
@require_http_methods(["GET", "POST"])
def example(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    found = learning.example_for(viewer, public_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        withdraw_example(example=found, by=viewer, at=viewer.at)
        messages.success(request, _("It is taken back: nobody finds it any more."))
        return redirect("examples")
    elements = dict(learning.element_choices(viewer))
    context = {
        "example": found,
        "tags": [elements.get(code, code) for code in found.elements],
        "may_withdraw": can_withdraw(viewer, found),
    }
    return render(request, "depth/learning/example.html", context)


@audience("records")
@require_http_methods(["GET", "POST"])
def share(request: Request, public_id: str) -> HttpResponse:
    viewer = request.viewer
    review = queries.review_for(viewer, public_id)
    if review is None or review.case.restricted or not shares_examples(viewer):
        raise Http404
    form = ExampleForm(request.POST or None, initial=request.kept_text, elements=learning.element_choices(viewer))
    if ordinary := request.POST.getlist("ordinary"):
        form.ask_about(ordinary)
    if form.is_valid() and _shared(form, review, ordinary, viewer):
        messages.success(request, _("Shared: everybody in the agency finds it."))
        return redirect("examples")
    queries.leaving(viewer, [review], verb="findings.viewed", at=viewer.at, target=review.public_id)
    return render(request, "depth/learning/share.html", {"form": form, "review": review})


def _shared(form: ExampleForm, review: Review, ordinary: Collection[str], by: Viewer) -> bool:
    """Whether the example is shared. If not, the form says why, or asks which words are no names."""
    said = {"shared": form.shared, "names_nobody": form.cleaned_data["names_nobody"], "ordinary": ordinary}
    try:
        share_example(review=review, by=by, at=by.at, **said)
    except Doubtful as doubtful:
        form.ask_about(list(dict.fromkeys([*ordinary, *doubtful.names])))
        form.add_error("ordinary", doubtful.words)
        return False
    except Denied as denied:
        form.add_error(None, denied.words)
        return False
    return True

"""Saying whom one knows privately, and putting that right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.requests import Request
from soundings.cases import actions, queries
from soundings.cases.forms.children import ReasonForm
from soundings.cases.views.doors import attempt, case_or_404
from soundings.core.audience import audience


@audience("records")
@require_safe
def known(request: Request) -> HttpResponse:
    viewer = request.viewer
    mine, others = list(queries.known_to(viewer)), list(queries.known_among(viewer))
    queries.leaving(viewer, [*mine, *others], verb="known.viewed", at=viewer.at)
    return render(request, "cases/known.html", {"mine": mine, "others": others})


@audience("records")
@require_http_methods(["GET", "POST"])
def declare(request: Request, public_id: str) -> HttpResponse:
    """The child of this case, and brothers and sisters, are out of the viewer's reach from now on."""
    viewer, case = case_or_404(request, public_id)
    siblings = queries.siblings_of(viewer, case)
    if request.method == "POST":
        count = actions.declare_known(children=[case.child, *siblings], by=viewer, at=viewer.at)
        said = ngettext(
            "Thank you. This child is out of your view now.",
            "Thank you. These %(count)s children are out of your view now.",
            count,
        )
        messages.success(request, said % {"count": count})
        return redirect("known-children")
    queries.leaving(viewer, siblings, verb="case.viewed", at=viewer.at, target=public_id, target_kind="case")
    return render(request, "cases/declare.html", {"case": case, "siblings": siblings})


@audience("records")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, user: str, child: str) -> HttpResponse:
    viewer = request.viewer
    found = queries.known_among(viewer).filter(user__public_id=user, child__public_id=child).first()
    if found is None:
        raise Http404
    queries.leaving(viewer, [found], verb="known.viewed", at=viewer.at)
    form = ReasonForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(
        form,
        lambda: actions.withdraw_known(known=found, reason=form.cleaned_data["reason"], by=viewer, at=viewer.at),
    ):
        messages.success(request, _("Withdrawn. They see the child’s cases again, as far as their role reaches."))
        return redirect("known-children")
    return render(request, "cases/withdraw_known.html", {"known": found, "form": form})

"""A worry: its name, and since when it is no longer current."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.breadth import actions, queries, words
from soundings.breadth.forms import IssueForm
from soundings.breadth.models import IssueSet
from soundings.breadth.rules import Refused
from soundings.breadth.views.loading import Opened, opened, typed_on
from soundings.cases import queries as case_queries
from soundings.core.audience import audience


@audience("records")
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, public_id: str, issue_id: str) -> HttpResponse:
    found = opened(request, public_id)
    one = queries.issue_of(found.viewer, found.case, issue_id)
    if one is None or not found.may_record:
        raise Http404
    form = IssueForm(typed_on(request), initial={"name": one.name, "on": one.ended_on})
    if request.method == "POST" and form.is_valid() and _changed(found, one, form):
        messages.success(request, _("Changed."))
        return redirect("case", public_id)
    case_queries.leaving(
        found.viewer, [found.case], verb="case.viewed", at=found.viewer.at, target=public_id, target_kind="case"
    )
    context = {"form": form, "child_name": found.name, "case_url": found.url, "heading": _("A worry")}
    return render(request, "breadth/several.html", context | {"button": _("Change it")})


def _changed(found: Opened, one: IssueSet, form: IssueForm) -> bool:
    typed = form.cleaned_data
    try:
        if typed["name"].strip() != one.name:
            actions.rename_issue(by=found.viewer, at=found.viewer.at, issue=one, name=typed["name"])
        if typed["on"] != one.ended_on:
            actions.end_issue(by=found.viewer, at=found.viewer.at, issue=one, on=typed["on"])
    except Refused as refused:
        for each in refused.problems:
            form.add_error(each.field if each.field in form.fields else None, words.problem(each))
        return False
    return True

"""Several cells of one case in one go, for one child or for chosen brothers and sisters."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from soundings.breadth import actions, queries
from soundings.breadth.forms import SeveralForm
from soundings.breadth.models import Record
from soundings.breadth.rules import Refused
from soundings.breadth.views.element import chosen_siblings
from soundings.breadth.views.loading import Opened, opened, typed_on
from soundings.cases import queries as case_queries
from soundings.core.audience import audience
from soundings.core.remembered import sets_nothing_up


@audience("records")
@require_http_methods(["GET", "POST"])
@sets_nothing_up
def several(request: HttpRequest, public_id: str) -> HttpResponse:
    found = opened(request, public_id)
    if not found.may_record:
        raise Http404
    form = _form(request, found)
    if request.method == "POST" and form.is_valid() and (records := _recorded(found, form)):
        said = ngettext("%(n)s thing is recorded.", "%(n)s things are recorded.", len(records))
        messages.success(request, said % {"n": len(records)})
        return redirect("case", public_id)
    case_queries.leaving(
        found.viewer,
        [found.case, *found.siblings],
        verb="case.viewed",
        at=found.viewer.at,
        target=public_id,
        target_kind="case",
    )
    context = {"form": form, "child_name": found.name, "case_url": found.url, "heading": _("Record several at once")}
    return render(request, "breadth/several.html", context)


def _form(request: HttpRequest, found: Opened) -> SeveralForm:
    by_code = {one.code: one for one in queries.elements_of(found.case.agency_id)}
    elements = [found.asked(by_code[column.code]) for column in found.columns if column.code]
    return SeveralForm(
        typed_on(request),
        elements=elements,
        choices=found.choices(by_issue=True),
        voluntary=bool(found.case.stage and found.case.stage.voluntary),
        initial={"happened_on": found.viewer.on},
    )


def _recorded(found: Opened, form: SeveralForm) -> list[Record]:
    """What was recorded; nothing where it was refused, and then the form says why."""
    cases = [found.case.pk, *(one.pk for one in chosen_siblings(found, form))]
    try:
        return actions.record_many(by=found.viewer, at=found.viewer.at, cases=cases, drafts=form.drafts())
    except Refused as refused:
        form.refuse(refused.problems)
        return []

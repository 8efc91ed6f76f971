"""Opening a case: look first whether the child is known, then say who and where."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.cases import actions, queries, words
from soundings.cases.forms.children import DetailsForm, LookForm
from soundings.cases.forms.opening import OpeningForm
from soundings.cases.models import Case, Child, Family
from soundings.cases.permissions import opens_cases, proposes_cases
from soundings.cases.rules import ChildDetails, Likeness
from soundings.cases.views.doors import attempt, child_or_404
from soundings.cases.views.search import line_of
from soundings.core.audience import audience

LOOK, DETAILS = "look", "details"


@audience("records")
@require_http_methods(["GET", "POST"])
def new_case(request: Request) -> HttpResponse:
    """Two steps on one address, so that what was typed is in no address and nothing is stored before the end."""
    viewer = _who_opens(request)
    step = request.POST.get("step", "")
    if step == DETAILS:
        return _new_child(request, viewer)
    form = LookForm(request.POST or None, initial=request.kept_text)
    if not form.is_valid():
        return render(request, "cases/new_case.html", {"form": form, "proposing": not opens_cases(viewer)})
    return _ask_details(request, viewer, form.cleaned_data, _likely(viewer, form.cleaned_data))


def _who_opens(request: Request) -> Viewer:
    viewer = request.viewer
    if not (opens_cases(viewer) or proposes_cases(viewer)):
        raise Http404
    return viewer


def _likely(viewer: Viewer, said: dict[str, Any]) -> list[tuple[Child, Likeness]]:
    """Children who may be the one described; that they were compared is in the trail."""
    name = f"{said['given_name']} {said['family_name']}"
    found = queries.likely_same(viewer, name=name, born_on=said["born_on"], ids=(said["reference"],))
    queries.leaving(viewer, [child for child, _why in found], verb="children.compared", at=viewer.at)
    return found


def _ask_details(
    request: Request, viewer: Viewer, said: dict[str, Any], likely: Sequence[tuple[Child, Likeness]]
) -> HttpResponse:
    context = {
        "details": DetailsForm(initial=said | {"sex": "U"}),
        "opening": OpeningForm(viewer=viewer),
        "likely": _lines(viewer, likely),
        "families": _families(likely),
    }
    return render(request, "cases/new_case_details.html", context)


def _lines(viewer: Viewer, likely: Sequence[tuple[Child, Likeness]]) -> list[dict[str, Any]]:
    cases = queries.latest_cases_of(viewer, [child for child, _why in likely])
    return [line_of(viewer, child, cases.get(child.pk)) | {"why": words.likeness(why)} for child, why in likely]


def _families(likely: Sequence[tuple[Child, Likeness]]) -> dict[str, str]:
    """The families of likely matches: a new child may be a brother or sister."""
    children = [child for child, _why in likely]
    return {child.family.public_id: child.family.name or child.name for child in children if child.family}


def _new_child(request: Request, viewer: Viewer) -> HttpResponse:
    details, opening = DetailsForm(request.POST), OpeningForm(request.POST, viewer=viewer)
    both = [details.is_valid(), opening.is_valid()]
    family = _family(viewer, request.POST.get("family", ""))
    context = {"details": details, "opening": opening, "forms": [details, opening]}
    if all(both):
        unseen = _unseen(viewer, details.cleaned_data, request.POST.get("seen", "").split())
        if not unseen and (answer := _open(request, viewer, details.details, opening, family)):
            return answer
        if unseen:
            context["likely"] = _lines(viewer, unseen)
            details.add_error(
                None, _("Look first: there is somebody who may be the same child. If not, send this again.")
            )
    if family:
        context["families"] = {family.public_id: family.name}
        context["family"] = family.public_id
    return render(request, "cases/new_case_details.html", context)


def _unseen(viewer: Viewer, said: dict[str, Any], seen: Sequence[str]) -> list[tuple[Child, Likeness]]:
    """Who is very likely the same child by what was typed since the look, unless they were shown already."""
    strong = (Likeness.SAME_ID, Likeness.SAME_NAME_AND_BIRTH)
    found = [(child, why) for child, why in _likely(viewer, said) if why in strong]
    return found if any(child.public_id not in seen for child, _why in found) else []


def _family(viewer: Viewer, public_id: str) -> Family | None:
    """The family chosen, if the viewer sees a child of it."""
    families = Family.objects.filter(agency=viewer.agency_id, public_id=public_id)
    children = queries.children_visible_to(viewer)
    return families.filter(children__in=children).first() if public_id else None


def _open(
    request: Request,
    viewer: Viewer,
    child: Child | ChildDetails,
    form: OpeningForm,
    family: Family | None = None,
) -> HttpResponse | None:
    """The case is open, or proposed, and the answer leads on; None if it was refused, and the form says why."""
    if form.proposing:
        if not attempt(form, lambda: _propose(viewer, child, form, family)):
            return None
        messages.success(request, _("A supervisor of the team is asked. You see here what they decide."))
        return redirect("proposals")
    made: list[Case] = []
    if not attempt(form, lambda: made.append(_store(viewer, child, form, family))):
        return None
    messages.success(request, _("The case is open."))
    return redirect("case", made[0].public_id)


def _propose(viewer: Viewer, child: Child | ChildDetails, form: OpeningForm, family: Family | None) -> None:
    actions.propose_create(
        child=child,
        opening=form.opening,
        reason=form.cleaned_data["reason"],
        family=family,
        by=viewer,
        at=viewer.at,
    )


def _store(viewer: Viewer, child: Child | ChildDetails, form: OpeningForm, family: Family | None) -> Case:
    return actions.open_case(child=child, opening=form.opening, family=family, by=viewer, at=viewer.at)


@audience("records")
@require_http_methods(["GET", "POST"])
def open_for_child(request: Request, public_id: str) -> HttpResponse:
    """A new case for a child who is known here and has none open."""
    _who_opens(request)
    viewer, child = child_or_404(request, public_id)
    form = OpeningForm(request.POST or None, viewer=viewer, initial=request.kept_text)
    if form.is_valid() and (answer := _open(request, viewer, child, form)):
        return answer
    cases = queries.cases_of_child(viewer, child)
    age = words.age(child.born_on, child.expected_on, viewer.on, (child.stated_age, child.stated_age_on))
    context = {"child": child, "age": age, "form": form, "cases": cases, "proposing": form.proposing}
    return render(request, "cases/open_for_child.html", context)

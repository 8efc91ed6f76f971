"""A child: details, numbers, birth, family, and all the cases that the viewer may see."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.permissions import Viewer
from soundings.accounts.requests import Request
from soundings.cases import actions, permissions, queries, words
from soundings.cases.forms.children import (
    BirthForm,
    DetailsForm,
    FamilyNameForm,
    NumberForm,
    SiblingForm,
    details_of,
)
from soundings.cases.models import Case, Child
from soundings.cases.permissions import opens_cases, proposes_cases
from soundings.cases.rules import Sex
from soundings.cases.views.doors import attempt, child_or_404
from soundings.cases.views.search import lines_of
from soundings.core.audience import audience
from soundings.core.rules import Denied


@audience("records")
@require_safe
def child(request: Request, public_id: str) -> HttpResponse:
    viewer, found = child_or_404(request, public_id)
    return _show(request, viewer, found)


def _show(request: Request, viewer: Viewer, found: Child, **forms: Any) -> HttpResponse:
    cases = list(queries.cases_of_child(viewer, found))
    siblings = queries.siblings_of_child(viewer, found)
    queries.leaving(viewer, siblings, verb="child.viewed", at=viewer.at, target=found.public_id, target_kind="child")
    context = {
        "child": found,
        "age": words.age(found.born_on, found.expected_on, viewer.on, (found.stated_age, found.stated_age_on)),
        "sex": words.SEXES[Sex(found.sex)],
        "cases": cases,
        "siblings": lines_of(viewer, siblings),
        "numbers": found.ids.order_by("system", "value"),
        "may_edit": _may_edit(viewer, cases),
        "may_open": not any(case.closed_on is None for case in cases) and _may_ask_to_open(viewer),
        "number_form": NumberForm(prefix="number"),
        "sibling_form": SiblingForm(prefix="sibling"),
        "name_form": FamilyNameForm(prefix="family", initial={"name": found.family.name if found.family else ""}),
    } | forms
    context["forms"] = list(forms.values())
    return render(request, "cases/child.html", context)


def _may_edit(viewer: Viewer, cases: list[Case]) -> bool:
    """The open case decides, or else all earlier ones, as in the actions."""
    deciding = [case for case in cases if case.closed_on is None] or cases
    return bool(deciding) and all(permissions.can_describe(viewer, case) for case in deciding)


def _may_ask_to_open(viewer: Viewer) -> bool:
    return opens_cases(viewer) or proposes_cases(viewer)


def _to_edit(request: Request, public_id: str) -> tuple[Viewer, Child]:
    """The child, if the viewer keeps their details; otherwise 404."""
    viewer, found = child_or_404(request, public_id)
    if not _may_edit(viewer, list(queries.cases_of_child(viewer, found))):
        raise Http404
    return viewer, found


@audience("records")
@require_http_methods(["GET", "POST"])
def edit(request: Request, public_id: str) -> HttpResponse:
    viewer, found = _to_edit(request, public_id)
    form = DetailsForm(request.POST or None, initial=request.kept_text or details_of(found))
    if form.is_valid() and attempt(
        form, lambda: actions.edit_child(child=found, details=form.details, by=viewer, at=viewer.at)
    ):
        messages.success(request, _("Saved."))
        return redirect("child", public_id)
    return render(request, "cases/child_edit.html", {"child": found, "form": form})


@audience("records")
@require_http_methods(["GET", "POST"])
def birth(request: Request, public_id: str) -> HttpResponse:
    viewer, found = _to_edit(request, public_id)
    if found.born_on:
        raise Http404
    begin = {"given_name": "", "sex": found.sex}
    form = BirthForm(request.POST or None, initial=request.kept_text or begin)
    if form.is_valid() and attempt(form, lambda: _be_born(found, form, viewer)):
        messages.success(request, _("Saved. The day that was expected is kept too."))
        return redirect("child", public_id)
    return render(request, "cases/child_birth.html", {"child": found, "form": form})


def _be_born(found: Child, form: BirthForm, viewer: Viewer) -> None:
    said = form.cleaned_data
    actions.birth(
        child=found,
        born_on=said["born_on"],
        sex=Sex(said["sex"]),
        given_name=said["given_name"],
        by=viewer,
        at=viewer.at,
    )


@audience("records")
@require_POST
def numbers(request: Request, public_id: str) -> HttpResponse:
    viewer, found = _to_edit(request, public_id)
    if "remove" in request.POST:
        gone = get_object_or_404(found.ids, pk=_number(request.POST["remove"]))
        actions.remove_id(number=gone, by=viewer, at=viewer.at)
        return _done(request, public_id)
    form = NumberForm(request.POST, prefix="number")
    if form.is_valid() and attempt(
        form, lambda: actions.add_id(child=found, by=viewer, at=viewer.at, **form.cleaned_data)
    ):
        return _done(request, public_id)
    return _show(request, viewer, found, number_form=form)


@audience("records")
@require_POST
def sibling(request: Request, public_id: str) -> HttpResponse:
    """The child joins the family of a brother or sister, or leaves the family."""
    viewer, found = _to_edit(request, public_id)
    if "leave" in request.POST:
        if found.family_id:
            actions.leave_family(child=found, by=viewer, at=viewer.at)
        return _done(request, public_id)
    form = SiblingForm(request.POST, prefix="sibling")
    if form.is_valid() and attempt(form, lambda: _join(found, form.cleaned_data["number"], viewer)):
        return _done(request, public_id)
    return _show(request, viewer, found, sibling_form=form)


def _join(found: Child, number: str, viewer: Viewer) -> None:
    other = queries.child_known_as(viewer, number)
    if other is None:
        raise Denied(_("There is no child with that number among those you may see."))
    actions.set_siblings(child=found, other=other, by=viewer, at=viewer.at)


@audience("records")
@require_POST
def family_name(request: Request, public_id: str) -> HttpResponse:
    viewer, found = _to_edit(request, public_id)
    form = FamilyNameForm(request.POST, prefix="family")
    if form.is_valid() and attempt(
        form, lambda: actions.name_family(child=found, name=form.cleaned_data["name"], by=viewer, at=viewer.at)
    ):
        return _done(request, public_id)
    return _show(request, viewer, found, name_form=form)


def _done(request: Request, public_id: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("child", public_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0

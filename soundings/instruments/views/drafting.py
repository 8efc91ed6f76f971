"""The draft of a questionnaire: its outline, and the page of each section, question and score.

Several people may work on one draft. What each of them saw is marked, so that nobody saves over what they did not see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.instruments import actions, cells, queries
from soundings.instruments.forms import AddQuestionForm, AddSectionForm, GroupForm, PartForm, QuestionForm, SectionForm
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import Definition, Formula, Group, Kind, Question, Section, Stale, faults_of, said
from soundings.instruments.rules import editing as change
from soundings.instruments.views.finding import draft_or_404, first_language, language, name_of, typed_on
from soundings.instruments.views.telling import differences, fault_rows, missing_in
from soundings.instruments.words.xlsform import language_name

# --- the outline -----------------------------------------------------------------------------------------------------


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def outline(request: Request, public_id: str) -> HttpResponse:
    """Everything that the draft asks, in order; what is wrong with it; and one more section."""
    instrument, draft, definition = draft_or_404(request, public_id)
    form = AddSectionForm(typed_on(request) if request.POST.get("do", "section") == "section" else None)
    if request.method == "POST":
        if request.POST.get("do") != "section":
            return _moved(request, instrument, draft)
        if form.is_valid():
            return _section_added(request, instrument, draft, form.cleaned_data["title"])
    faults = faults_of(draft.definition)
    context = _around(instrument, draft) | {
        "sections": [_section_row(definition, one, instrument) for one in definition.sections],
        "groups": [_group_row(one, definition, instrument) for one in definition.groups],
        "faults": fault_rows(faults, definition, instrument),
        "spoken": [
            {
                "name": language_name(one, among=language()),
                "code": one,
                "missing": missing_in(faults, one),
            }
            for one in definition.languages
        ],
        "form": form,
    }
    return render(request, "instruments/outline.html", context)


def _around(instrument: Instrument, draft: Version) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "draft": draft,
        "name": name_of(instrument),
        "outline_url": reverse("instrument-edit", args=[instrument.public_id]),
    }


def _section_row(definition: Definition, section: Section, instrument: Instrument) -> dict[str, Any]:
    first = first_language(definition)
    return {
        "code": section.code,
        "title": said(section.title, first) or section.code,
        "when": cells.condition_sentence(definition, section.show_if, first),
        "questions": [_question_row(definition, one, instrument) for one in section.questions],
        "is_first": section is definition.sections[0],
        "is_last": section is definition.sections[-1],
    }


def _question_row(definition: Definition, question: Question, instrument: Instrument) -> dict[str, Any]:
    first = first_language(definition)
    every = definition.questions
    return {
        "code": question.code,
        "text": said(question.text, first) or question.code,
        "kind": cells.kind_name(question.kind),
        "asked_of": ", ".join(cells.audience_name(one) for one in question.asked_of),
        "when": cells.condition_sentence(definition, question.show_if, first),
        "href": reverse("instrument-question", args=[instrument.public_id, question.code]),
        "is_first": question is every[0] and question in definition.sections[0].questions,
        "is_last": question is every[-1] and question in definition.sections[-1].questions,
    }


def _group_row(group: Group, definition: Definition, instrument: Instrument) -> dict[str, Any]:
    return {
        "code": group.code,
        "label": said(group.label, first_language(definition)) or group.code,
        "formula": cells.formula_name(group.formula),
        "number": len(group.of),
        "href": reverse("instrument-score", args=[instrument.public_id, group.code]),
    }


MOVES: dict[str, Callable[[Definition, str], Definition]] = {
    "up-section": lambda one, code: change.section_moved(one, code, up=True),
    "down-section": lambda one, code: change.section_moved(one, code, up=False),
    "up-question": lambda one, code: change.question_moved(one, code, up=True),
    "down-question": lambda one, code: change.question_moved(one, code, up=False),
}


def _moved(request: Request, instrument: Instrument, draft: Version) -> HttpResponse:
    """A section or question goes up or down, whatever else has changed meanwhile."""
    deed, _colon, code = request.POST.get("do", "").partition(":")
    if deed not in MOVES:
        raise Http404
    viewer = request.viewer
    actions.change_draft(by=viewer, at=viewer.at, version=draft, change=lambda one: MOVES[deed](one, code))
    what = deed.partition("-")[2]
    return redirect(f"{reverse('instrument-edit', args=[instrument.public_id])}#{what}-{code}")


def _section_added(request: Request, instrument: Instrument, draft: Version, title: str) -> HttpResponse:
    def add(definition: Definition) -> Definition:
        code = change.code_for(title, change.taken_codes(definition), otherwise="section")
        return change.with_section(definition, Section(code, {first_language(definition): title}))

    viewer = request.viewer
    actions.change_draft(by=viewer, at=viewer.at, version=draft, change=add)
    messages.success(request, _("Added as the last section."))
    return redirect("instrument-edit", instrument.public_id)


# --- one more question -----------------------------------------------------------------------------------------------


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def add_question(request: Request, public_id: str, section: str) -> HttpResponse:
    """One more question in a section; what its kind needs is asked on the next page."""
    instrument, draft, definition = draft_or_404(request, public_id)
    held = change.section_of(definition, section)
    if held is None:
        raise Http404
    form = AddQuestionForm(typed_on(request))
    taken = change.taken_codes(definition)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["code"]
        if wanted and change.code_for(wanted, (), otherwise="") != wanted.lower():
            form.add_error("code", _("A code has letters, figures and -, and begins with a letter."))
        elif wanted in taken:
            form.add_error("code", _("Something in this questionnaire has this code already."))
        else:
            code = wanted or change.code_for(form.cleaned_data["text"], taken, otherwise="question")
            return _question_added(request, instrument, draft, _Added(section, code, form))
    title = said(held.title, first_language(definition)) or held.code
    context = _around(instrument, draft) | {"form": form, "heading": _("Add a question"), "sub": title}
    return render(request, "instruments/add_question.html", context)


@dataclass(frozen=True, slots=True)
class _Added:
    section: str
    code: str
    form: AddQuestionForm


def _question_added(request: Request, instrument: Instrument, draft: Version, added: _Added) -> HttpResponse:
    typed = added.form.cleaned_data

    def add(definition: Definition) -> Definition:
        question = Question(added.code, Kind(typed["kind"]), {first_language(definition): typed["text"]})
        return change.with_question(definition, question, section=added.section)

    viewer = request.viewer
    actions.change_draft(by=viewer, at=viewer.at, version=draft, change=add)
    return redirect("instrument-question", instrument.public_id, added.code)


# --- the page of a part ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Editing:
    """One part of a draft on its page: how it is found, put back and taken out."""

    what: str  # "section", "question" or "score"
    code: str
    heading: str
    part: Callable[[Definition], Any]  # as JSON, None where it is gone
    put: Callable[[Definition, Any], Definition]  # the same with what the form says
    drop: Callable[[Definition], Definition]
    uses: int = 0  # how often it is named elsewhere


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def section(request: Request, public_id: str, code: str) -> HttpResponse:
    """One section: its words and when it is shown."""
    instrument, draft, definition = draft_or_404(request, public_id)
    found = change.section_of(definition, code)
    if found is None:
        raise Http404

    def part(one: Definition) -> Any:
        held = change.section_of(one, code)
        return None if held is None else {**_json_of(one, held), "questions": []}

    def put(one: Definition, form: Any) -> Definition:
        held = change.section_of(one, code)
        return one if held is None else change.with_section(one, form.applied(held))

    form = SectionForm(typed_on(request), definition=definition, section=found)
    about = Editing("section", code, _("Section"), part, put, lambda one: change.without_section(one, code))
    return _edited(request, instrument, draft, form, about)


def _json_of(definition: Definition, section: Section) -> dict[str, Any]:
    place = definition.sections.index(section)
    found: dict[str, Any] = definition.as_json()["sections"][place]
    return found


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def question(request: Request, public_id: str, code: str) -> HttpResponse:
    """One question: what its kind needs, who is asked, and when it is shown."""
    instrument, draft, definition = draft_or_404(request, public_id)
    found = definition.question(code)
    if found is None:
        raise Http404

    def part(one: Definition) -> Any:
        return next((q for s in one.as_json()["sections"] for q in s["questions"] if q["code"] == code), None)

    def put(one: Definition, form: Any) -> Definition:
        held = one.question(code)
        return one if held is None else change.with_question(one, form.applied(held))

    form = QuestionForm(typed_on(request), definition=definition, question=found)
    about = Editing(
        "question",
        code,
        cells.kind_name(found.kind),
        part,
        put,
        lambda one: change.without_question(one, code),
        uses=len(change.uses_of(definition, code)),
    )
    return _edited(request, instrument, draft, form, about)


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def score(request: Request, public_id: str, code: str = "") -> HttpResponse:
    """One score: which questions make it. Without a code: one more."""
    instrument, draft, definition = draft_or_404(request, public_id)
    found = change.group_of(definition, code) if code else Group("", {}, Formula.MEAN, (), 1)
    if found is None:
        raise Http404

    def part(one: Definition) -> Any:
        return next((group for group in one.as_json()["groups"] if group["code"] == code), None)

    def put(one: Definition, form: Any) -> Definition:
        made = form.applied(change.group_of(one, code) or found)
        if not code:
            free = change.code_for(form.cleaned_data["label"], change.taken_codes(one), otherwise="score")
            made = Group(free, made.label, made.formula, made.of, made.least_answered)
        return change.with_group(one, made)

    form = GroupForm(typed_on(request), definition=definition, group=found)
    heading = _("Score") if code else _("Add a score")
    about = Editing("score", code, heading, part, put, lambda one: change.without_group(one, code))
    return _edited(request, instrument, draft, form, about)


def _edited(request: Request, instrument: Instrument, draft: Version, form: PartForm, about: Editing) -> HttpResponse:
    """The page of a part: shown, saved, taken out, or shown again beside what somebody else saved meanwhile."""
    here = queries.definition_of(draft)
    context = _around(instrument, draft) | {"form": form, "about": about, "seen": actions.mark_of(about.part(here))}
    context["clauses"] = form.condition.rows(form) if form.condition else []
    context["conditional"] = any(
        row["question"].value() or any(field.errors for field in row.values()) for row in context["clauses"]
    )
    viewer, back = request.viewer, redirect("instrument-edit", instrument.public_id)
    if request.method != "POST":
        return render(request, "instruments/part.html", context)
    seen = actions.Seen(about.part, request.POST.get("seen", "")) if about.code else None
    who: dict[str, Any] = {"by": viewer, "at": viewer.at, "version": draft, "seen": seen}
    try:
        if "drop" in request.POST:
            actions.change_draft(**who, change=about.drop)
            messages.success(request, _("Taken out of the draft."))
            return back
        if form.is_valid():
            actions.change_draft(**who, change=lambda one: about.put(one, form))
            messages.success(request, _("Saved in the draft."))
            return back
    except Stale as stale:
        context |= _beside(stale)
    return render(request, "instruments/part.html", context)


def _beside(stale: Stale) -> dict[str, Any]:
    """Both texts, and the mark of what now stands, so that saving once more is a decision."""
    kept, typed = stale.kept["part"], stale.typed["part"]
    return {"is_stale": True, "differences": differences(kept, typed), "seen": actions.mark_of(kept)}

"""The agency's theory of change: from what is done to what changes for children, and which questions ask about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.requests import Request
from soundings.breadth.rules import label_of
from soundings.core.audience import audience
from soundings.depth.actions.theory import retire_step, write_step
from soundings.depth.forms.learning import StepForm
from soundings.depth.models import TheoryStep
from soundings.depth.permissions.learning import keeps_theory
from soundings.depth.queries import learning
from soundings.depth.rules.learning import Level
from soundings.depth.views.doors import attempt, ways_of
from soundings.depth.words.learning import LEVELS


@audience("staff")
@require_safe
def theory(request: Request) -> HttpResponse:
    viewer = request.viewer
    levels = [(LEVELS[level], steps) for level, steps in learning.theory_of(viewer)]
    context = {"levels": levels, "keeps": keeps_theory(viewer)}
    return render(request, "depth/learning/theory.html", context | ways_of(viewer, "theory"))


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def new_step(request: Request) -> HttpResponse:
    return _write(request, None)


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def step(request: Request, public_id: str) -> HttpResponse:
    found = learning.theory_step(request.viewer, public_id)
    if found is None:
        raise Http404
    return _write(request, found)


def _write(request: Request, found: TheoryStep | None) -> HttpResponse:
    viewer, language = request.viewer, (get_language() or "en").split("-")[0]
    initial = (
        {"level": found.level, "words": label_of(found.words, language), "questions": found.questions} if found else {}
    )
    asked = learning.questions_to_map(viewer)
    form = StepForm(request.POST or None, initial=request.kept_text or initial, asked=asked)
    if form.is_valid() and attempt(
        form,
        lambda: write_step(
            step=found,
            level=Level(form.cleaned_data["level"]),
            words=form.cleaned_data["words"],
            questions=form.cleaned_data["questions"],
            language=language,
            by=viewer,
            at=viewer.at,
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("theory")
    return render(request, "depth/learning/theory_step.html", {"form": form, "step": found})


@audience("manage-agency")
@require_POST
def retire(request: Request, public_id: str) -> HttpResponse:
    found = learning.theory_step(request.viewer, public_id)
    if found is None:
        raise Http404
    retire_step(step=found, by=request.viewer, at=request.viewer.at)
    messages.success(request, _("The step is taken out."))
    return redirect("theory")

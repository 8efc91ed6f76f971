"""Programmes: the list, one of them, making and changing it, and drawing its cases."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.depth import actions, queries, words
from soundings.depth.forms.programmes import DrawForm, ProgrammeForm, as_initial, first_day
from soundings.depth.models import Draw, Programme
from soundings.depth.permissions import can_run, draws_somewhere, sees_programmes
from soundings.depth.queries import drawn as drawn_queries
from soundings.depth.queries import framing, lists
from soundings.depth.rules import DrawKind, State, Strata
from soundings.depth.views.doors import attempt, attempt_plainly, day, moment, programme_or_404, ways_of


@audience("records")
@require_safe
def programmes(request: Request) -> HttpResponse:
    """The programmes in reach, running ones first, and how far their reviews are."""
    viewer = request.viewer
    found = list(queries.programmes_visible_to(viewer))
    if not found and not sees_programmes(viewer):
        raise Http404
    counts = lists.counts_by_state(viewer, found)
    context = {"programmes": [programme_line(one, counts.get(one.pk, {})) for one in found]}
    return render(request, "depth/programmes.html", context | ways_of(viewer, "programmes"))


def programme_line(one: Programme, counts: dict[str, int]) -> dict[str, Any]:
    """A programme as lists show it. counts: its reviews by state."""
    return {
        "programme": one,
        "href": reverse("programme", args=[one.public_id]),
        "kind": words.SIGNS[one.sign] if one.sign else words.KINDS[one.kind],
        "about": words.named(one.instrument.names, code=one.instrument.code),
        "of": sum(n for state, n in counts.items() if state != State.ABANDONED),
        "signed_off": counts.get(State.SIGNED_OFF, 0),
    }


@audience("records")
@require_http_methods(["GET", "POST"])
def new_programme(request: Request) -> HttpResponse:
    """Make a programme."""
    viewer = request.viewer
    if not draws_somewhere(viewer):
        raise Http404
    initial = request.kept_text or first_day(viewer.on) | {"run_by": viewer.user.pk}
    form = ProgrammeForm(request.POST or None, viewer=viewer, initial=initial)
    made: list[Programme] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(actions.make_programme(terms=form.terms, by=viewer, at=viewer.at))
    ):
        messages.success(request, _("The programme is made. Draw its first cases when you are ready."))
        return redirect("programme", made[0].public_id)
    about = {"form": form, "title": _("Make a programme"), "button": _("Make it")}
    return render(request, "depth/form.html", about | {"back": reverse("programmes")})


@audience("records")
@require_safe
def programme(request: Request, public_id: str) -> HttpResponse:
    """One programme: what it is, its draws, how far its reviews are."""
    found = programme_or_404(request, public_id)
    viewer = request.viewer
    runs = can_run(viewer, found)
    counts = lists.counts_by_state(viewer, [found]).get(found.pk, {})
    context = {
        "programme": found,
        "kind": words.SIGNS[found.sign] if found.sign else words.KINDS[found.kind],
        "about": words.named(found.instrument.names, code=found.instrument.code),
        "days": {"starts": day(found.starts_on), "ends": day(found.ends_on), "closed": moment(found.closed_at)},
        "counts": [(words.STATES[state], counts[state], state.value) for state in State if counts.get(state)],
        "draws": [_draw(one) for one in queries.draws_visible_to(viewer).filter(programme=found)],
        "due": framing.due_at_transition(viewer, found).size if runs and found.sign and not found.closed_at else None,
        "runs": runs,
        "all_url": f"{reverse('all-reviews')}?programme={found.public_id}",
    }
    return render(request, "depth/programme.html", context)


def _draw(one: Draw) -> dict[str, Any]:
    return {
        "href": reverse("drawn", args=[one.public_id]),
        "on": day(one.on),
        "by": one.by.name,
        "wanted": one.wanted,
        "of": len(one.members),
        "restricted": one.named_for_id is not None,
    }


@audience("records")
@require_http_methods(["GET", "POST"])
def change_programme(request: Request, public_id: str) -> HttpResponse:
    """Change a programme; what stands already keeps what it began with."""
    found = programme_or_404(request, public_id)
    viewer = request.viewer
    if not can_run(viewer, found):
        raise Http404
    form = ProgrammeForm(request.POST or None, viewer=viewer, initial=request.kept_text or as_initial(found))
    if form.is_valid() and attempt(
        form, lambda: actions.change_programme(programme=found, terms=form.terms, by=viewer, at=viewer.at)
    ):
        messages.success(request, _("Saved. Reviews that stand keep what they began with."))
        return redirect("programme", public_id)
    about = {"form": form, "title": _("Change this programme"), "button": _("Save"), "of": found.name}
    return render(request, "depth/form.html", about | {"back": reverse("programme", args=[public_id])})


@audience("records")
@require_POST
def close_programme(request: Request, public_id: str) -> HttpResponse:
    """Close a running programme, or take a closed one up again."""
    found = programme_or_404(request, public_id)
    viewer = request.viewer
    if not can_run(viewer, found):
        raise Http404
    if found.closed_at:
        done, act = _("It runs again."), actions.reopen_programme
    else:
        done, act = _("Nothing more is drawn for it. Reviews that run go on to their end."), actions.close_programme
    attempt_plainly(request, lambda: act(programme=found, by=viewer, at=viewer.at), done=done)
    return redirect("programme", public_id)


@audience("records")
@require_http_methods(["GET", "POST"])
def draw(request: Request, public_id: str) -> HttpResponse:
    """From which cases, and how many: first how large the frame is, then the draw."""
    found = programme_or_404(request, public_id)
    viewer = request.viewer
    if not can_run(viewer, found):
        raise Http404
    form = DrawForm(
        request.POST or None,
        viewer=viewer,
        programme=found,
        names_viewer=drawn_queries.has_restricted_of_own(viewer),
        initial=request.kept_text or {"strata": Strata.NONE.value},
    )
    made: list[Draw] = []
    if form.is_valid() and "draw" in request.POST and attempt(form, lambda: made.append(_drawn(request, found, form))):
        messages.success(request, _("Drawn. Hand the cases to reviewers next."))
        return redirect("drawn", made[0].public_id)
    frame = _frame(request, found, form) if form.is_bound and form.is_valid() else {}
    context = {"form": form, "programme": found, "transition": found.kind == DrawKind.TRANSITION, "frame": frame}
    return render(request, "depth/draw.html", context)


def _drawn(request: Request, found: Programme, form: DrawForm) -> Draw:
    wanted = actions.Wanted(frame=form.frame, number=form.cleaned_data["number"], restricted=form.is_restricted)
    return actions.draw_cases(programme=found, wanted=wanted, by=request.viewer, at=request.viewer.at)


def _frame(request: Request, found: Programme, form: DrawForm) -> dict[str, Any]:
    """How large the frame is, as a whole and by what the draw is spread over. No child is told from another."""
    frame = framing.with_transition(found, form.frame)
    size = framing.framed(request.viewer, found, frame, restricted=form.is_restricted)
    names = drawn_queries.names_in_frames(found.agency_id)
    number = form.cleaned_data["number"]
    strata = [(names.get(code, _("No stage")), n) for code, n in sorted(size.strata.items())]
    return {
        "size": size.size,
        "reviewed": size.reviewed,
        "months": found.exclude_months,
        "number": min(number, size.size),
        "strata": strata if frame.strata else [],
    }

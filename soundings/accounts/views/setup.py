"""Setting an agency up: what is done, what comes next. Each step can be visited again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts import followers
from soundings.accounts.actions import agencies
from soundings.accounts.forms.entry import AgencyForm
from soundings.accounts.queries import Counts, counts_of
from soundings.accounts.requests import Request
from soundings.accounts.views.attempt import attempt
from soundings.core.audience import audience


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the task list. `is_done` says whether anything of it is there."""

    title: str
    says: str
    url: str
    is_done: bool
    status: str = "later"


@audience("administer")
@require_safe
def setup(request: Request) -> HttpResponse:
    counts = counts_of(request.viewer.agency_id)
    steps = list(_with_status([*_steps(counts), *_further(request.viewer.agency_id)]))
    about = {
        "steps": steps,
        "is_done": all(step.is_done for step in steps),
        "load_url": _address("files"),
        "mail_folder": settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"),
    }
    return render(request, "accounts/setup.html", about)


def _steps(counts: Counts) -> Iterator[Step]:
    yield Step(_("The agency"), _("Its name as people know it, and its language."), reverse("setup-agency"), True)
    yield Step(
        _("Services and teams"),
        _("%(teams)s teams so far. Type them, or load a spreadsheet.") % {"teams": counts.teams},
        reverse("structure"),
        counts.teams > 0,
    )
    yield Step(
        _("Stages of service"),
        _("%(stages)s so far, in your own words: front-end statutory, family support, ...") % {"stages": counts.stages},
        reverse("stages"),
        counts.stages > 0,
    )
    if boards := _address("boards-and-stages"):
        yield Step(_("Boards"), _("Which board serves which stage."), boards, counts.teams_with_stage > 0)
    yield Step(
        _("People"),
        _("%(people)s so far. Type them, or load a spreadsheet.") % {"people": counts.people},
        reverse("people"),
        counts.people > 0,
    )
    yield Step(
        _("Invitations"),
        _("Invited: %(invited)s. Signed in so far: %(arrived)s.")
        % {"invited": counts.users, "arrived": counts.arrived},
        reverse("people"),
        counts.users > 1,
    )
    yield Step(
        _("Roles"),
        _("Who may see and do what. A first senior manager takes over approving them."),
        reverse("roles"),
        counts.managers > 0,
    )


def _further(agency_id: int) -> Iterator[Step]:
    for step in followers.further_steps(agency_id):
        if url := _address(step.address):
            yield Step(step.title, step.says, url, step.is_done)


def _with_status(steps: Iterable[Step]) -> Iterator[Step]:
    waiting = True
    for step in steps:
        status = "done" if step.is_done else "next" if waiting else "later"
        waiting = waiting and step.is_done
        yield Step(step.title, step.says, step.url, step.is_done, status)


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@audience("administer")
@require_http_methods(["GET", "POST"])
def agency(request: Request) -> HttpResponse:
    viewer = request.viewer
    ours = viewer.user.agency
    said = request.kept_text or {"name": ours.name, "language": ours.language, "is_training": ours.is_training}
    form = AgencyForm(request.POST or None, initial=said, agency=ours, languages=settings.LANGUAGES)
    if form.is_valid() and attempt(
        form,
        lambda: agencies.describe_agency(
            agency=ours,
            name=form.cleaned_data["name"],
            language=form.cleaned_data["language"],
            is_training=form.cleaned_data.get("is_training", False),
            by=viewer,
            at=viewer.at,
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("setup")
    return render(request, "accounts/setup_agency.html", {"form": form})

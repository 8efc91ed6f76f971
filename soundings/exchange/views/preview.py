"""One import: what it would do, the decision, what it did, and taking it back."""

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.exchange import actions, queries, tasks
from soundings.exchange.actions.trying import would_take_back
from soundings.exchange.forms import SettleForm, TakeBackForm
from soundings.exchange.models import Batch, ImportState
from soundings.exchange.plans.outcome import ADD, CHANGE, MATCH, SAME
from soundings.exchange.queries.known import known_stages, known_teams, known_workers
from soundings.exchange.queries.reports import Report
from soundings.exchange.rules import MAPPED, Kind, OfferKind, Unknown, options_from
from soundings.exchange.views import showing
from soundings.exchange.views.files import download, row_of
from soundings.exchange.views.finding import attempt, batch_or_404, refused, waiting_or_404

PROBLEMS_PER_PAGE = 100
AT_ONCE = 20_000  # rows; more are stored in the background, while the page tells how it goes


@audience("import")
@require_safe
def preview(request: Request, public_id: str) -> HttpResponse:
    batch = batch_or_404(request, public_id)
    return _storing(request, batch, request.GET["storing"]) if "storing" in request.GET else _shown(request, batch)


def _shown(request: Request, batch: Batch, settle: SettleForm | None = None) -> HttpResponse:
    report = queries.report_of(batch)
    page = Paginator(report.problems, PROBLEMS_PER_PAGE).get_page(request.GET.get("page"))
    notes, more_notes = showing.notes(report.notes)
    waits = batch.state == ImportState.CHECKED
    about = {
        "batch": batch,
        "row": row_of(batch),
        "sub": showing.looked_at(batch, report),
        "options": options_from(batch.options),
        "narrowed": showing.narrowed(batch),
        "report": report,
        "waits": waits,
        "totals": showing.totals(batch, report),
        "unsettled": sum(1 for one in report.unsettled if one.kind != OfferKind.FORM),
        "problems": showing.problems(page, batch),
        "in_sheets": any(problem.sheet for problem in page),
        "page": page,
        "kept_problems": len(report.problems),
        "notes": notes,
        "more_notes": more_notes,
        "form": (settle or settle_form(request, batch, report)) if waits else None,
        "steps": _steps(batch, report) if waits else (),
        "does_something": any(verb in (ADD, CHANGE, MATCH) for _noun, verb in report.counts),
        "has_same": any(verb == SAME for _noun, verb in report.counts),
        "loaded_before": _loaded_before(request, batch) if waits else None,
        "told": showing.told(batch),
        "added": showing.added(report) if waits else (),
        "lines": showing.lines(report, request.viewer, batch) if waits else {},
    }
    return render(request, "exchange/import.html", about)


def settle_form(request: Request, batch: Batch, report: Report) -> SettleForm | None:
    """The questions about names that are not known here; None if there are none."""
    viewer = request.viewer
    known = {
        OfferKind.WORKER: known_workers(viewer.agency_id, on=viewer.on).values(),
        OfferKind.TEAM: known_teams(viewer.agency_id, on=viewer.on).values(),
        OfferKind.STAGE: known_stages(viewer.agency_id, on=viewer.on).values(),
    }
    sent = request.POST if request.method == "POST" else None
    said = {"unknown": options_from(batch.options).unknown}
    form = SettleForm(sent, offers=report.offers, known=known, initial=said)
    return form if form.offers else None


def _steps(batch: Batch, report: Report) -> list[dict[str, str]]:
    """What is done and what is next, for imports that take more than one look."""
    steps = [{"title": _("Choose the file"), "status": "done", "href": ""}]
    if batch.kind in MAPPED:
        said = bool(batch.options.get("columns") or batch.options.get("map"))
        steps.append(_step(_("Say which column is which"), said, reverse("import-map", args=[batch.public_id])))
    if batch.kind == Kind.FORMS_COMPLETED:
        asked = any(one.kind == OfferKind.FORM for one in report.offers)
        title = _("Say what each form stands for")
        steps.append(_step(title, not asked, reverse("import-forms", args=[batch.public_id])))
    named = [one for one in report.offers if one.kind != OfferKind.FORM]
    if named:
        steps.append(_step(_("Say who and what is meant"), all(one.settled for one in named), "#names"))
    ready = all(step["status"] == "done" for step in steps)
    steps.append({"title": _("Look, and decide"), "status": "next" if ready else "later", "href": "#decide"})
    return steps


def _step(title: str, done: bool, href: str) -> dict[str, str]:
    return {"title": title, "status": "done" if done else "next", "href": href}


def _loaded_before(request: Request, batch: Batch) -> Batch | None:
    """The import of the very same files that stands stored, if there is one."""
    same = queries.batches_of(request.viewer).filter(kind=batch.kind, digest=batch.digest, state=ImportState.STORED)
    return same.first()


# --- deciding --------------------------------------------------------------------------------------------------------


@audience("import")
@require_POST
def settle(request: Request, public_id: str) -> HttpResponse:
    batch = waiting_or_404(request, public_id)
    form = settle_form(request, batch, queries.report_of(batch))
    if form is None:
        return redirect("import-preview", public_id)
    if form.is_valid() and attempt(form, lambda: _settle(request, batch, form)):
        messages.success(request, _("The file was looked at again with what you said."))
        return redirect("import-preview", public_id)
    return _shown(request, batch, form)


def _settle(request: Request, batch: Batch, form: SettleForm) -> None:
    options = options_from(batch.options)
    settled = {kind: dict(said) for kind, said in options.settled.items()}
    for kind, said in form.settled.items():
        settled[kind] = {**settled.get(kind, {}), **said}
    unknown = form.cleaned_data.get("unknown") or options.unknown
    kept = replace(options, settled=settled, shift=form.shift or options.shift, unknown=unknown)
    actions.check_again(batch=batch, options=kept, by=request.viewer, at=request.viewer.at)


@audience("import")
@require_POST
def ask_again(request: Request, public_id: str) -> HttpResponse:
    batch = waiting_or_404(request, public_id)
    kept = replace(options_from(batch.options), settled={}, shift="", unknown=Unknown.LEAVE.value)
    viewer = request.viewer
    if why := refused(lambda: actions.check_again(batch=batch, options=kept, by=viewer, at=viewer.at)):
        messages.error(request, why)
    return redirect("import-preview", public_id)


@audience("import")
@require_POST
def store(request: Request, public_id: str) -> HttpResponse:
    batch = waiting_or_404(request, public_id)
    good_rows = "good-rows" in request.POST
    here = reverse("import-preview", args=[public_id])
    if batch.summary.get("rows", 0) > AT_ONCE:
        waiting = tasks.store_later(batch=batch, by=request.viewer, good_rows=good_rows)
        return redirect(f"{here}?storing={waiting}")
    if why := refused(lambda: _store(request, batch, good_rows)):
        messages.error(request, why)
    return redirect(here)


def _store(request: Request, batch: Batch, good_rows: bool) -> None:
    result = actions.store(batch=batch, by=request.viewer, at=request.viewer.at, good_rows=good_rows)
    if result.stored:
        messages.success(request, _("It is stored. If it was the wrong file, the whole import can be taken back."))
    else:
        messages.warning(request, tasks.not_stored())


def _storing(request: Request, batch: Batch, task: str) -> HttpResponse:
    """The page that tells how it goes, which asks for itself every few seconds; the import once that has ended."""
    work = tasks.work_on(task, batch=batch, at=request.viewer.at)
    if batch.state != ImportState.CHECKED:
        return redirect("import-preview", batch.public_id)
    if work.progress is tasks.Progress.FAILED:
        messages.error(request, _("Storing was interrupted, and nothing was stored. You can store it again."))
    elif work.why:
        messages.warning(request, work.why)
    if work.progress is not tasks.Progress.GOING_ON:
        return redirect("import-preview", batch.public_id)
    in_place = request.htmx  # type: ignore[attr-defined]
    page = "exchange/_storing.html" if in_place else "exchange/storing.html"
    return render(request, page, {"batch": batch, "row": row_of(batch), "here": request.get_full_path()})


@audience("import")
@require_POST
def drop(request: Request, public_id: str) -> HttpResponse:
    batch = waiting_or_404(request, public_id)
    viewer = request.viewer
    if why := refused(lambda: actions.drop(batch=batch, by=viewer, at=viewer.at)):
        messages.error(request, why)
        return redirect("import-preview", public_id)
    messages.success(request, _("The file is dropped. Nothing of it was stored."))
    return redirect("files")


@audience("import")
@require_safe
def refused_rows(request: Request, public_id: str) -> HttpResponse:
    found = actions.refused_rows(batch_or_404(request, public_id))
    if found is None:
        raise Http404
    return download(*found)


# --- taking back -----------------------------------------------------------------------------------------------------


@audience("import")
@require_http_methods(["GET", "POST"])
def take_back(request: Request, public_id: str) -> HttpResponse:
    batch = batch_or_404(request, public_id)
    if batch.state != ImportState.STORED:
        raise Http404
    form = TakeBackForm(request.POST or None, initial=request.kept_text)
    if form.is_valid() and attempt(form, lambda: _take_back(request, batch, form.cleaned_data["reason"])):
        return redirect("import-preview", public_id)
    undone = would_take_back(batch=batch, by=request.viewer, at=request.viewer.at)
    about = {"form": form, "batch": batch, "row": row_of(batch), "undone": showing.undone(undone)}
    return render(request, "exchange/take_back.html", about)


def _take_back(request: Request, batch: Batch, reason: str) -> None:
    actions.take_back(batch=batch, by=request.viewer, at=request.viewer.at, reason=reason)
    messages.success(request, _("The import is taken back."))

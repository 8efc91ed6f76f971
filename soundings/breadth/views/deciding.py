"""Deciding today, confirming it in the case system, and saying what was said about a question."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from soundings.accounts.permissions import Viewer
from soundings.breadth import actions, cells, queries
from soundings.breadth.cells import saying
from soundings.breadth.forms import DecideForm, TalkForm
from soundings.breadth.queries import ToDecide
from soundings.breadth.rules.signals import Tier
from soundings.breadth.views import telling
from soundings.breadth.views.loading import language, opened, typed_on, viewer_of_request
from soundings.cases import permissions as case_permissions
from soundings.cases import queries as case_queries
from soundings.core.audience import audience


@audience("staff")
@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Every child about whom the viewer is to decide today, and those decided whose cause still stands."""
    viewer = viewer_of_request(request)
    if not queries.decides(viewer):
        raise Http404
    found = queries.waiting_for(viewer)
    context = {
        "waiting": [_line(viewer, one) for one in found if one.waiting],
        "decided": [_line(viewer, one) for one in found if not one.waiting],
    }
    return render(request, "breadth/decisions.html", context)


def _line(viewer: Viewer, one: ToDecide) -> dict[str, Any]:
    case = one.case
    name = saying.given(case.child.name)
    own = case.worker_id is not None and case.worker_id in viewer.staff_ids
    settled = {each.decided.public_id: each.decided for each in one.seen if each.decided}
    return {
        "name": case.child.name,
        "ref": case.child.reference,
        "team": case.team.name if case.team else "",
        "worker": case.worker.name if case.worker else "",
        "facts": [saying.fact_of(each.rule, each.params, name) for each in one.waiting or one.seen],
        "since": telling.day(one.since),
        "owners": ", ".join(one.owners),
        "decide_url": "" if own else reverse("decide", args=[case.public_id]),
        "decided": [
            {"said": cells.decided_text(each), "id": public_id, "confirmed": each.confirmed}
            for public_id, each in settled.items()
        ],
    }


@audience("staff")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """What needs a decision about one child, and the form that settles it."""
    viewer = viewer_of_request(request)
    found = queries.to_decide(viewer, public_id)
    if found is None:
        raise Http404
    form = DecideForm(typed_on(request), initial={"by_on": viewer.on})
    if request.method == "POST" and form.is_valid():
        said = actions.Settling(**form.cleaned_data)
        actions.decide(by=viewer, at=viewer.at, case=found.case, said=said)
        messages.success(request, _("Decided. Copy it to the case system, then confirm it here."))
        return redirect("decisions")
    history = [
        {"said": cells.decided_text(_settled(one)), "on": telling.moment(one.decided_at)}
        for one in queries.decisions_of(found.case)
    ]
    context = {"form": form, "line": _line(viewer, found), "waits": bool(found.waiting), "history": history}
    if case_permissions.can_see(viewer, found.case):
        context["case_url"] = reverse("case", args=[public_id])
    return render(request, "breadth/decide.html", context)


def _settled(one: Any) -> queries.Decided:
    return queries.Decided(
        one.public_id,
        one.decided,
        one.who,
        one.does,
        one.by_on,
        one.decided_by.name,
        one.decided_at,
        one.confirmed_at is not None,
    )


@audience("staff")
@require_POST
def confirm_decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """The decision stands in the case system too."""
    viewer = viewer_of_request(request)
    actions.confirm_decision(by=viewer, at=viewer.at, public_id=public_id)
    messages.success(request, _("Confirmed: it stands in the case system too."))
    return redirect("decisions")


@audience("records")
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, public_id: str) -> HttpResponse:
    """The open questions about one child: what was said, and when to ask again."""
    found = opened(request, public_id)
    if not found.may_record:
        raise Http404
    viewer, case = found.viewer, found.case
    case_queries.leaving(viewer, [case], verb="case.viewed", at=viewer.at, target=public_id, target_kind="case")
    seen = queries.seen_of([case.pk], viewer.on).get(case.pk, [])
    own = queries.OwnQuestions(viewer.agency_id, [case.team_id])
    name = saying.given(found.name)
    asked = [
        (one.rule, f"{saying.fact_of(one.rule, one.params, name)} {_question(own, case.team_id, one.rule, name)}")
        for one in seen
        if one.tier == Tier.QUESTION and one.is_waiting
    ]
    form = TalkForm(typed_on(request), questions=asked, on=viewer.on)
    if request.method == "POST" and asked and form.is_valid():
        actions.talk(by=viewer, at=viewer.at, case=case, **form.cleaned_data)
        messages.success(request, _("Saved. It is asked again on that day, or when something changes."))
        return redirect(found.url)
    rested = [one for one in seen if one.talked]
    context = {
        "found": found,
        "form": form,
        "asked": asked,
        "back_url": found.url,
        "rested": [_rested(one, name) for one in rested],
        "well": [saying.fact_of(one.rule, one.params, name) for one in seen if one.tier == Tier.STRENGTH],
    }
    return render(request, "breadth/talk.html", context)


def _question(own: queries.OwnQuestions, team_id: int | None, rule: str, name: str) -> str:
    return saying.question_of(rule, own.of(team_id, rule), language(), name)


def _rested(one: queries.Seen, name: str) -> dict[str, str]:
    talked = one.talked
    assert talked is not None
    return {
        "fact": saying.fact_of(one.rule, one.params, name),
        "said": talked.said or talked.reason,
        "by": talked.by,
        "on": telling.moment(talked.at),
        "until": telling.day(talked.until),
    }

"""How a place agrees its questions, and who is on duty there to decide."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.breadth import actions, permissions, queries, tasks
from soundings.breadth.cells import saying
from soundings.breadth.forms import AS_ABOVE, ASKED, NOT_ASKED, AgreeForm, DutyForm
from soundings.breadth.queries import Agreement
from soundings.breadth.rules import label_of
from soundings.breadth.rules.signals import RULES, Measure, Rule, Tier
from soundings.breadth.views import telling
from soundings.breadth.views.loading import language, place_or_404, typed_on
from soundings.core.audience import audience


@audience("staff")
@require_GET
def questions(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every rule with how it stands at this place."""
    viewer, unit = place_or_404(request, public_id)
    agreed = queries.agreed_at(unit)
    tiers = [
        {
            "title": saying.tier_title(tier),
            "lines": [_line(unit, one) for one in agreed if RULES[one.rule].tier is tier],
        }
        for tier in (Tier.STRENGTH, Tier.DECISION, Tier.QUESTION)
    ]
    context = {
        "unit": unit,
        "tiers": tiers,
        "may_agree": permissions.can_agree(viewer, unit),
        "board_url": reverse("board", args=[public_id]),
        "duty_url": reverse("duty", args=[public_id]),
    }
    return render(request, "breadth/questions.html", context)


def _line(unit: Unit, one: Agreement) -> dict[str, Any]:
    question = label_of(one.questions, language(), code="") or saying.default_question(one.rule)
    return {
        "name": saying.rule_name(one.rule),
        "on": one.on,
        "threshold": saying.threshold(one.rule, one.n),
        "question": "" if RULES[one.rule].tier is Tier.STRENGTH else question.replace(saying.NAME, _("the child")),
        "place": one.place,
        "href": reverse("question", args=[unit.public_id, one.rule]),
    }


@audience("staff")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, public_id: str, rule: str) -> HttpResponse:
    """One rule at one place: asked or not, from when, in which words; and how many children that would be about."""
    viewer, unit = place_or_404(request, public_id)
    agreed = next((one for one in queries.agreed_at(unit) if one.rule == rule), None)
    if agreed is None or not permissions.can_agree(viewer, unit):
        raise Http404
    form = _form(typed_on(request), unit, agreed)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            preview = _preview(viewer, unit, agreed.rule, form)
        else:
            return _agreed(request, viewer, unit, agreed.rule, form)
    context = {
        "unit": unit,
        "name": saying.rule_name(rule),
        "tier": saying.tier_title(RULES[agreed.rule].tier),
        "form": form,
        "preview": preview,
        "back_url": reverse("questions", args=[public_id]),
    }
    return render(request, "breadth/question.html", context)


def _form(typed: Any, unit: Unit, one: Agreement) -> AgreeForm:
    definition = RULES[one.rule]
    is_top = unit.parent_id is None
    states = [
        (AS_ABOVE, _("As Soundings begins") if is_top else _("As it is above")),
        (ASKED, _("Yes")),
        (NOT_ASKED, _("No")),
    ]
    if definition.tier is Tier.DECISION and not is_top:
        states.pop()  # only the agency switches a decision off
    number = None
    if definition.measure is not Measure.NONE:
        said = _("Empty: as it is above. From %(low)s to %(high)s; today %(n)s.")
        bounds = {"low": definition.low, "high": definition.high, "n": one.n}
        number = bounds | {"label": saying.threshold_label(one.rule), "help": said % bounds}
    here = one.here
    initial = {
        "asked": AS_ABOVE if here is None or here.is_on is None else ASKED if here.is_on else NOT_ASKED,
        "n": here.n if here else None,
        "question": here.questions.get(language(), "") if here else "",
    }
    asks = definition.tier is not Tier.STRENGTH
    return AgreeForm(typed, initial=initial, states=states, number=number, asks=asks)


def _agreed(request: HttpRequest, viewer: Viewer, unit: Unit, rule: Rule, form: AgreeForm) -> HttpResponse:
    before = next(one.here for one in queries.agreed_at(unit) if one.rule == rule)
    words = dict(before.questions) if before else {}
    words.pop(language(), None)
    if said := form.cleaned_data.get("question", "").strip():
        words[language()] = said
    term = actions.Term(is_on=form.is_on, n=form.cleaned_data.get("n"), questions=words)
    done = actions.agree_rules(by=viewer, at=viewer.at, unit=unit, terms={rule: term})
    if done:
        messages.success(request, _("Agreed. Boards show it from now on."))
    else:
        tasks.rework_later(viewer.agency_id)
        messages.success(request, _("Agreed. There are many cases here: boards show it in a few minutes."))
    return redirect("questions", unit.public_id)


def _preview(viewer: Viewer, unit: Unit, rule: Rule, form: AgreeForm) -> dict[str, str]:
    """How many of the place's own children it would be about."""
    if not queries.sees_totals_at(viewer, unit):
        return {"said": _("How many children it would be about is for those to see who see this place’s figures.")}
    found = queries.asked_preview(unit, rule, is_on=form.is_on, n=form.cleaned_data.get("n"), on=viewer.on)
    if found is None:
        return {"said": _("There are too many open cases here to count while you wait.")}
    said = ngettext(
        "It would be about %(then)s of %(of)s open child today. Now it is about %(today)s.",
        "It would be about %(then)s of %(of)s open children today. Now it is about %(today)s.",
        found.of,
    )
    return {"said": said % found._asdict()}


@audience("staff")
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who decides at this place, and from when to when."""
    viewer, unit = place_or_404(request, public_id)
    if not permissions.can_agree(viewer, unit):
        raise Http404
    if request.method == "POST" and request.POST.get("end", "").isdecimal():
        actions.end_duty(by=viewer, at=viewer.at, unit=unit, duty_id=int(request.POST["end"]))
        messages.success(request, _("Ended."))
        return redirect("duty", public_id)
    people = {one.public_id: one for one in queries.who_could_decide(unit, viewer.on)}
    form = DutyForm(
        typed_on(request),
        people=[(key, one.name) for key, one in people.items()],
        initial={"from_on": viewer.on},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.set_duty_manager(
            by=viewer,
            at=viewer.at,
            unit=unit,
            staff=people[said["staff"]],
            from_on=said["from_on"],
            to_on=said["last_on"] + timedelta(days=1) if said["last_on"] else None,
        )
        messages.success(request, _("Set. Children who need a decision here stand on their list."))
        return redirect("duty", public_id)
    context = {
        "unit": unit,
        "form": form,
        "people": bool(people),
        "duties": _duties(queries.duties_at(unit, viewer.on)),
        "back_url": reverse("questions", args=[public_id]),
    }
    return render(request, "breadth/duty.html", context)


def _duties(found: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk,
            "name": one.staff.name,
            "from": telling.day(one.from_on),
            "to": telling.day(one.to_on - timedelta(days=1)) if one.to_on else "",
        }
        for one in found
    ]

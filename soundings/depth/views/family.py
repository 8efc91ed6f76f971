"""Who of the family takes part: asked, listened to by telephone or on paper, and told afterwards what changed."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from soundings.core.audience import audience
from soundings.core.rules import Denied
from soundings.depth import cells
from soundings.depth.actions import family, writing
from soundings.depth.forms.family import AskForm, BeginForm, HeardForm
from soundings.depth.queries.family import Invited, invite_for, invited_to
from soundings.depth.rules import Act, Mode, Side, may_do
from soundings.depth.views.answering import autosaved, chosen_at
from soundings.depth.views.desk import Desk, Typed, clock, desk_of, typed_in
from soundings.depth.views.drawing import error_links, sections_of
from soundings.depth.views.tokens import link_path
from soundings.depth.views.typed import typed_on


def _desk(request: HttpRequest, public_id: str) -> Desk:
    """The review, for whoever speaks with the family or tells them afterwards."""
    desk = desk_of(request, public_id)
    if not (desk.writes(Side.FAMILY) or may_do(Act.TELL_FAMILY, desk.stand)):
        raise Http404
    return desk


@audience("records")
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everybody who was asked, and the form to ask somebody. The link stands on the answer, once."""
    desk = _desk(request, public_id)
    form = AskForm(typed_on(request), languages=_languages(desk), initial=_first(desk))
    made = _ask(desk, form) if request.method == "POST" else None
    if made and not made.token:
        return redirect("review-listen", public_id, made.invite.public_id)
    desk.read("review.viewed")
    context = {
        "review": desk.review,
        "child": desk.review.case.child,
        "form": None if made or not desk.writes(Side.FAMILY) else form,
        "link": request.build_absolute_uri(link_path(desk.review.agency_id, made.token)) if made else "",
        "asked_said": cells.side_said(made.invite.side, made.invite.who) if made else "",
        "people": [_person(desk, one) for one in invited_to(desk.viewer, desk.review)],
    }
    return render(request, "depth/family.html", context)


def _ask(desk: Desk, form: AskForm) -> family.Asked | None:
    if not form.is_valid():
        return None
    try:
        return family.ask(by=desk.viewer, at=desk.viewer.at, review=desk.review, asking=form.asking())
    except family.NotAsked as refused:
        form.add_faults(refused.faults)
        return None


def _languages(desk: Desk) -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in desk.definition.languages]


def language_name(code: str) -> str:
    """The language by its own name, where Django knows it."""
    try:
        return str(translation.get_language_info(code)["name_local"])
    except KeyError:
        return code


def _first(desk: Desk) -> dict[str, str]:
    return {"helper": "nobody", "interpreting": "none", "language": desk.definition.languages[0]}


def _person(desk: Desk, one: Invited) -> dict[str, Any]:
    at = [desk.review.public_id, one.invite.public_id]
    part = one.part
    return {
        "said": cells.side_said(one.invite.side, one.invite.who),
        "how": _how(one),
        "stands": _stands(one),
        "listen_url": reverse("review-listen", args=at)
        if one.is_open and one.invite.mode != Mode.LINK and desk.writes(Side.FAMILY)
        else "",
        "paper_url": _paper(desk, one) if one.is_open and one.invite.mode == Mode.PAPER else "",
        "end_url": reverse("review-asking-end", args=at) if part and desk.writes(Side.FAMILY) else "",
        "heard_url": reverse("review-heard", args=at)
        if part and part.given_at and may_do(Act.TELL_FAMILY, desk.stand)
        else "",
        "heard": one.invite.heard,
        "heard_on": cells.moment(one.invite.heard_at) if one.invite.heard_at else "",
    }


def _paper(desk: Desk, one: Invited) -> str:
    """The questions for them as a PDF with room to write."""
    version = desk.review.version
    asked = {"version": version.public_id, "as_": one.invite.side, "language": one.invite.language}
    return f"{reverse('instrument-paper', args=[version.instrument.public_id])}?{urlencode(asked)}"


def _how(one: Invited) -> str:
    return {Mode.LINK: _("by a link"), Mode.PHONE: _("asked by you"), Mode.PAPER: _("on paper")}[Mode(one.invite.mode)]


def _stands(one: Invited) -> str:
    if one.part is None:
        return _("took back what they said")
    if one.part.given_at:
        return _("said it, %(when)s") % {"when": cells.moment(one.part.given_at)}
    if one.invite.ended_at:
        return _("not asked any more")
    return _("asked, not answered yet")


@audience("records")
@require_http_methods(["GET", "POST"])
def listen(request: HttpRequest, public_id: str, invite_id: str) -> HttpResponse:
    """What somebody says by telephone, face to face or on paper, typed in by whoever asked them."""
    desk = desk_of(request, public_id)
    one = invite_for(desk.viewer, desk.review, invite_id)
    if one is None or not one.is_open or one.invite.mode == Mode.LINK or not desk.writes(Side(one.invite.side)):
        raise Http404
    assert one.part
    if not one.part.consent.get("yes_at"):
        return _before(request, desk, one)
    if request.method == "POST":
        return _heard(request, desk, one)
    return _page(request, desk, one)


def _before(request: HttpRequest, desk: Desk, one: Invited) -> HttpResponse:
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        family.begin(by=desk.viewer, at=desk.viewer.at, invite=one.invite)
        return redirect("review-listen", desk.review.public_id, one.invite.public_id)
    desk.read("review.viewed")
    context = _context(desk, one) | {"form": form, "readers": _readers(desk)}
    context["reviewer"] = desk.viewer.user.name
    return render(request, "depth/listen_before.html", context)


def _readers(desk: Desk) -> Sequence[str]:
    people = (desk.review.reviewer, desk.review.supervisor)
    return [one.name for one in people if one]


def _heard(request: HttpRequest, desk: Desk, one: Invited) -> HttpResponse:
    side, who = Side(one.invite.side), one.invite.who
    giving = "give" in request.POST
    typed = typed_in(request.POST, desk.questions(side), final=giving)
    saved = writing.save_part(
        by=desk.viewer, at=desk.viewer.at, review=desk.review, side=side, who=who, sent=typed.sent
    )
    if "autosave" in request.POST:
        return autosaved(request, saved, typed)
    if saved.clashes:
        return redirect(chosen_at(desk.review, side, who))
    if typed.faults:
        return _page(request, desk, one, typed)
    if giving:
        writing.give_part(by=desk.viewer, at=desk.viewer.at, review=desk.review, side=side, who=who)
        messages.success(request, _("Thank them. What they said stands in the review in their own words."))
        return redirect("review-family", desk.review.public_id)
    messages.success(request, _("Saved %(time)s") % {"time": clock(desk.viewer.at)})
    return redirect("review-listen", desk.review.public_id, one.invite.public_id)


def _page(request: HttpRequest, desk: Desk, one: Invited, typed: Typed | None = None) -> HttpResponse:
    assert one.part
    definition = desk.questions(Side(one.invite.side))
    kept = typed_on(request) if request.method == "GET" else None
    typed = typed or (typed_in(kept, definition) if kept else None)
    faults = typed.faults if typed else []
    answers = {**one.part.answers, **(typed.answers if typed else {})}
    sections = sections_of(definition, answers, faults=faults, language=one.invite.language)
    desk.read("review.written-on")
    context = _context(desk, one) | {
        "sections": sections,
        "error_list": error_links(sections),
        "only": " ".join(each.code for each in definition.questions if each.asks),
        "stamp": one.part.stamp,
        "saved_at": clock(one.part.saved_at) if one.part.stamp else "",
    }
    return render(request, "depth/listen.html", context)


def _context(desk: Desk, one: Invited) -> dict[str, Any]:
    return {
        "review": desk.review,
        "child": desk.review.case.child,
        "said": cells.side_said(one.invite.side, one.invite.who),
        "is_phone": one.invite.mode == Mode.PHONE,
        "is_child": one.invite.side == Side.CHILD,
        "interprets": bool(one.part and one.part.consent.get("interpreting") not in (None, "", "none")),
        "back": reverse("review-family", args=[desk.review.public_id]),
    }


@audience("records")
@require_POST
def end(request: HttpRequest, public_id: str, invite_id: str) -> HttpResponse:
    """Nobody asks them any more; or they take back what they said."""
    desk = desk_of(request, public_id)
    one = invite_for(desk.viewer, desk.review, invite_id)
    if one is None or one.part is None or not desk.writes(Side(one.invite.side)):
        raise Http404
    erase = "erase" in request.POST
    family.end_asking(by=desk.viewer, at=desk.viewer.at, invite=one.invite, erase=erase)
    done = _("What they said is gone.") if erase else _("They are not asked any more, and their link opens nothing.")
    messages.success(request, done)
    return redirect("review-family", public_id)


@audience("records")
@require_http_methods(["GET", "POST"])
def heard(request: HttpRequest, public_id: str, invite_id: str) -> HttpResponse:
    """What they were told has changed, since they said what they said."""
    desk = _desk(request, public_id)
    one = invite_for(desk.viewer, desk.review, invite_id)
    if one is None or not may_do(Act.TELL_FAMILY, desk.stand):
        raise Http404
    form = HeardForm(typed_on(request), initial={"words": one.invite.heard})
    if request.method == "POST" and form.is_valid():
        try:
            family.note_heard(by=desk.viewer, at=desk.viewer.at, invite=one.invite, **form.cleaned_data)
        except Denied as denied:
            form.add_error(None, denied.words)
        else:
            messages.success(request, _("Saved. They have heard what changed."))
            return redirect("review-family", public_id)
    desk.read("review.viewed")
    return render(request, "depth/heard.html", _context(desk, one) | {"form": form})

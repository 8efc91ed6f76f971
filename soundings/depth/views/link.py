"""The page that a link of the family opens: no sign-in, no name, nothing kept in the browser.

Opening it uses up nothing. One page alike answers for a link that is used, ended, too old or never was. What was
written is kept half-way only under a PIN, which is asked for before anything of it is shown.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from soundings.accounts.languages import known
from soundings.accounts.queries import root_of
from soundings.breadth.rules import code_digest
from soundings.cases.queries.routes import readers_at
from soundings.cases.rules.concerns import Matter, emergency_number
from soundings.core.audience import audience
from soundings.core.models import Agency
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_for
from soundings.depth.actions import family
from soundings.depth.forms.family import DangerForm, PinForm
from soundings.depth.queries.family import Invited, invite_by_token
from soundings.depth.rules import Side
from soundings.depth.rules.asked import asked_of
from soundings.depth.views.desk import Typed, clock, typed_in
from soundings.depth.views.drawing import error_links, sections_of
from soundings.depth.views.tokens import read_token
from soundings.design.forms import error_links as error_links_of
from soundings.instruments.rules import Definition

UNLOCKED_SECONDS = 60 * 60
_SALT = "soundings.depth.link"


@audience("anyone")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Who will see it is told first; then the questions, all on one page, and one button that sends them."""
    agency_id, secret = read_token(token)
    agency = Agency.objects.filter(pk=agency_id).first() if agency_id else None
    if not ratelimit.consume(request, action="family_link", key=code_digest(secret)):
        return _quiet(render(request, "depth/link_later.html", _anyhow(agency), status=429))
    if agency is None:
        return _gone(request, agency)
    with acting_for(agency), timezone.override(ZoneInfo(agency.time_zone)):
        one = invite_by_token(agency.pk, secret)
        if one is None or (one.invite.until and one.invite.until <= timezone.now()):
            return _gone(request, agency)
        with translation.override(_language(request, one, agency)):
            try:
                return _quiet(_answer(request, one))
            except Denied:
                return _gone(request, agency)


def _language(request: HttpRequest, one: Invited, agency: Agency) -> str:
    """The language of the page's own words: that of the questions where the product speaks it, else the agency's."""
    return known(one.invite.language) or known(agency.language) or settings.LANGUAGE_CODE


def _anyhow(agency: Agency | None) -> dict[str, Any]:
    """What stands on every page of a link, whether it works or not."""
    agency = agency or Agency.objects.first()
    number = emergency_number(agency.holidays_of) if agency else ""
    return {"leave_url": reverse("family-leave"), "emergency": number or "112"}


def _gone(request: HttpRequest, agency: Agency | None) -> HttpResponse:
    return _quiet(render(request, "depth/link_gone.html", _anyhow(agency), status=404))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Nothing of it stays in the browser, and no other site learns the address."""
    response.unattended = True  # type: ignore[attr-defined]  # keeps nobody signed in
    response["Referrer-Policy"] = "same-origin"  # "no-referrer" would make a browser send forms from "null"
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, one: Invited) -> HttpResponse:
    if request.method != "POST":
        return _told(request, one)
    steps: dict[str, Callable[[HttpRequest, Invited], HttpResponse]] = {
        "begin": _begin,
        "open": _open,
        "keep": _keep,
        "send": _send,
        "danger-now": _danger,
    }
    step = next((each for name, each in steps.items() if name in request.POST), _told)
    return step(request, one)


def _context(one: Invited) -> dict[str, Any]:
    review = one.invite.review
    names = [each.name for each in (review.reviewer, review.supervisor) if each]
    return _anyhow(one.invite.agency) | {
        "one": one,
        "readers": names,
        "reviewer": review.reviewer.name if review.reviewer else "",
        "is_child": one.invite.side == Side.CHILD,
        "receivers": _receivers(one),
        "danger_form": DangerForm(),
    }


def _told(
    request: HttpRequest, one: Invited, form: PinForm | None = None, danger: DangerForm | None = None
) -> HttpResponse:
    """Before rating: who will see it, that they may speak alone, that nothing is kept. With a PIN: the way back in."""
    asks_pin = bool(one.invite.pin)
    context = _context(one) | {"form": (form or PinForm()) if asks_pin else None}
    if danger:
        context["danger_form"] = danger
        context["error_list"] = error_links_of(danger)
    return render(request, "depth/link.html", context)


def _begin(request: HttpRequest, one: Invited) -> HttpResponse:
    if one.invite.pin:
        return _told(request, one)
    family.begin_by_link(at=timezone.now(), invite=one.invite)
    return _questions(request, one, {}, None, unlocked="")


def _open(request: HttpRequest, one: Invited) -> HttpResponse:
    """The PIN opens what was kept."""
    form = PinForm(request.POST)
    if not ratelimit.consume(request, action="family_pin", key=one.invite.public_id):
        form.add_error("pin", _("Too many tries. Wait a quarter of an hour, or ask for a new link."))
    elif form.is_valid() and not family.is_pin_of(one.invite, form.cleaned_data["pin"]):
        form.add_error("pin", _("That is not the PIN that was chosen."))
    if not form.is_valid():
        return _told(request, one, form)
    assert one.part
    return _questions(request, one, one.part.answers, None, unlocked=_unlock(one))


def _unlock(one: Invited) -> str:
    return signing.dumps({"invite": one.invite.public_id, "pin": one.invite.pin[-12:]}, salt=_SALT)


def _is_unlocked(request: HttpRequest, one: Invited) -> bool:
    """Whether the page that was sent had been opened with the PIN, within the hour; without a PIN every page is."""
    if not one.invite.pin:
        return True
    try:
        held = signing.loads(request.POST.get("unlocked", ""), salt=_SALT, max_age=UNLOCKED_SECONDS)
    except signing.BadSignature:
        return False
    return held == {"invite": one.invite.public_id, "pin": one.invite.pin[-12:]}


def _typed(request: HttpRequest, one: Invited, *, final: bool) -> Typed:
    return typed_in(request.POST, _definition(one), final=final)


def _definition(one: Invited) -> Definition:
    return asked_of(Definition.read(one.invite.review.version.definition), Side(one.invite.side))


def _keep(request: HttpRequest, one: Invited) -> HttpResponse:
    if not _is_unlocked(request, one):
        return _told(request, one)
    typed, form = _typed(request, one, final=False), PinForm(request.POST)
    if typed.faults or (not one.invite.pin and not form.is_valid()):
        return _questions(request, one, typed.answers, typed, unlocked=request.POST.get("unlocked", ""), form=form)
    pin = "" if one.invite.pin else form.cleaned_data["pin"]
    saved = family.save_by_link(at=timezone.now(), invite=one.invite, sent=typed.sent, pin=pin)
    return render(request, "depth/link_kept.html", _context(one) | {"at": clock(saved.part.saved_at)})


def _send(request: HttpRequest, one: Invited) -> HttpResponse:
    if not _is_unlocked(request, one):
        return _told(request, one)
    typed = _typed(request, one, final=True)
    if typed.faults:
        return _questions(request, one, typed.answers, typed, unlocked=request.POST.get("unlocked", ""))
    family.send_by_link(at=timezone.now(), invite=one.invite, sent=typed.sent)
    return render(request, "depth/link_thanks.html", _context(one))


def _danger(request: HttpRequest, one: Invited) -> HttpResponse:
    """Somebody may be in danger: sent to whoever receives it, apart from the answers."""
    form = DangerForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["danger"].strip():
        form.add_error("danger", _("Say in a few words what is happening."))
        return _told(request, one, danger=form)
    try:
        said = form.cleaned_data
        family.tell_danger(at=timezone.now(), invite=one.invite, words=said["danger"], contact=said["contact"])
    except Denied as denied:
        form.add_error("danger", denied.words)
        return _told(request, one, danger=form)
    return render(request, "depth/link_told.html", _context(one))


def _receivers(one: Invited) -> list[str]:
    """Who reads at once what is told so; nobody where nobody is set."""
    case = one.invite.review.case
    place = case.team or root_of(one.invite.agency_id)
    found = readers_at(place, Matter.CONCERN_NOW, at=timezone.now(), child=case.child)
    return [each.user.name for each in found.people[:2]] if found else []


def _questions(
    request: HttpRequest, one: Invited, answers: Any, typed: Typed | None, *, unlocked: str, form: PinForm | None = None
) -> HttpResponse:
    definition, faults = _definition(one), typed.faults if typed else []
    sections = sections_of(definition, answers, faults=faults, language=one.invite.language)
    assert one.part
    context = _context(one) | {
        "sections": sections,
        "error_list": error_links(sections),
        "only": " ".join(each.code for each in definition.questions if each.asks),
        "stamp": request.POST.get("stamp") or one.part.stamp,
        "unlocked": unlocked,
        "pin_form": None if one.invite.pin else (form or PinForm()),
    }
    return render(request, "depth/link_questions.html", context)


@audience("anyone")
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Away from here, to a page about nothing, and what the browser kept of this site is wiped."""
    response = HttpResponse(status=303)
    response["Location"] = settings.LEAVE_URL
    response["Clear-Site-Data"] = '"cache", "storage"'
    if not request.user.is_authenticated:
        response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return _quiet(response)

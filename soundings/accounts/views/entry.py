"""The way in: where somebody begins, an invitation, the second step, staying signed in, giving a reason."""

from collections.abc import Iterator

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from soundings.accounts.actions import kept, users
from soundings.accounts.forms.entry import PasswordForm, ReasonForm
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries import invitation_for
from soundings.accounts.requests import Request
from soundings.accounts.rules import Role
from soundings.accounts.second_step import lacks_second_step
from soundings.accounts.views.attempt import attempt
from soundings.core.audience import audience

# Where each role begins: the first of these that exists.
BEGINNINGS = (
    (Role.WORKER, ("my-cases",)),
    (Role.SUPERVISOR, ("board",)),
    (Role.BUSINESS_SUPPORT, ("board",)),
    (Role.SENIOR_MANAGER, ("agency", "board")),
    (Role.QA_LEAD, ("agency", "board")),
    (Role.ANALYST, ("agency", "board")),
    (Role.INSPECTOR, ("agency", "board")),
    (Role.PARTNER, ("board",)),
    (Role.BUSINESS_UNIT, ("board",)),
    (Role.ADMINISTRATOR, ("setup",)),
)


@audience("signed-in")
@require_GET
def home(request: Request) -> HttpResponse:
    for name in _beginnings(request.viewer):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:
            continue
    return render(request, "accounts/nothing_yet.html")


def _beginnings(viewer: Viewer) -> Iterator[str]:
    for role, names in BEGINNINGS:
        if role in viewer.roles:
            yield from names


@audience("anyone")
@require_http_methods(["GET", "POST"])
def accept_invitation(request: Request, token: str) -> HttpResponse:
    limited = ratelimit.consume_or_429(request, action="invitation")
    if limited:
        return limited
    invitation = invitation_for(users.digest(token), at=timezone.now())
    if invitation is None:
        return render(request, "accounts/invitation_over.html", status=404)
    form = PasswordForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: users.accept_invitation(token=token, password=form.cleaned_data["password"], at=timezone.now())
    ):
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    return render(request, "accounts/accept_invitation.html", {"form": form, "invited": invitation.user})


@audience("signed-in")
@require_http_methods(["GET"])
def second_step(request: Request) -> HttpResponse:
    return render(request, "accounts/second_step.html", {"lacking": lacks_second_step(request)})


@audience("signed-in")
@require_POST
def stay(request: Request) -> HttpResponse:
    return HttpResponse(status=204)


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def give_reason(request: Request) -> HttpResponse:
    form = ReasonForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if form.is_valid() and attempt(form, lambda: _keep_reason(request, form.cleaned_data["reason"])):
        return redirect(_safe(request, form.cleaned_data["next"]))
    return render(request, "accounts/give_reason.html", {"form": form})


def _keep_reason(request: Request, reason: str) -> None:
    request.session["reason"] = users.give_reason(user=request.user, reason=reason, at=timezone.now())


def _safe(request: Request, address: str) -> str:
    """Where to go on: never to another site."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours and address else reverse("home")


@audience("anyone")
@requires_csrf_token
def stale_form(request: Request, reason: str = "") -> HttpResponse:
    """A page that stood open while somebody signed in again elsewhere: nothing was done, and nothing typed is lost."""
    user = request.user
    if user.is_authenticated and kept.keep_text(
        user=user, path=request.path, fields=dict(request.POST.lists()), at=timezone.now()
    ):
        request.session["kept"] = True
    return render(request, "accounts/stale_form.html", {"back": request.path}, status=403)

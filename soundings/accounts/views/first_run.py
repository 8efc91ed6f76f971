"""The first page of a new installation."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.actions import agencies
from soundings.accounts.actions.agencies import FirstAdministrator, NewAgency
from soundings.accounts.forms.entry import FirstRunForm
from soundings.accounts.requests import Request
from soundings.accounts.setup_code import forget_setup_code, is_setup_code, setup_code
from soundings.accounts.views.attempt import attempt
from soundings.core.audience import audience


@audience("first-run")
@require_http_methods(["GET", "POST"])
def first_run(request: Request) -> HttpResponse:
    setup_code()  # made if there is none yet, so that it can be read where Soundings was started
    limited = ratelimit.consume_or_429(request, action="setup_code")
    if limited:
        return limited
    form = FirstRunForm(request.POST or None)
    if form.is_valid() and _knows_the_code(form) and attempt(form, lambda: _begin(form.cleaned_data)):
        forget_setup_code()
        messages.success(request, _("Your agency stands. Sign in to go on."))
        return redirect("account_login")
    return render(request, "accounts/first_run.html", {"form": form})


def _knows_the_code(form: FirstRunForm) -> bool:
    if is_setup_code(form.cleaned_data["code"]):
        return True
    form.add_error("code", _("This is not the code. It is shown where Soundings was started."))
    return False


def _begin(said: dict) -> None:
    agencies.begin(
        agency=NewAgency(
            name=said["agency"],
            is_training=said["is_training"],
            time_zone=said["time_zone"],
            language=get_language() or settings.LANGUAGE_CODE,
        ),
        administrator=FirstAdministrator(name=said["name"], email=said["email"], password=said["password"]),
        at=timezone.now(),
    )

"""One's own account, and what one had typed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.actions import kept, users
from soundings.accounts.forms.entry import OwnDetailsForm
from soundings.accounts.queries import grants_of, kept_texts_of, second_steps_of
from soundings.accounts.requests import Request
from soundings.accounts.views.attempt import attempt
from soundings.core.audience import audience


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    user = request.user
    said = request.kept_text or {"name": user.name, "language": user.language}
    form = OwnDetailsForm(request.POST or None, initial=said, languages=settings.LANGUAGES)
    if form.is_valid() and attempt(
        form, lambda: users.describe_self(user=user, at=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("account")
    about = {"form": form, "grants": grants_of(user), "steps": second_steps_of(user)}
    return render(request, "accounts/account.html", about)


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def kept_text(request: Request) -> HttpResponse:
    texts = kept_texts_of(request.user)
    if request.method == "POST":
        kept.drop_text(kept=get_object_or_404(texts, pk=request.POST.get("text", 0)))
        request.session["kept"] = texts.exists()
        return redirect("kept-text")
    return render(request, "accounts/kept_text.html", {"texts": texts})

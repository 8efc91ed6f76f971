"""The choice of a language, at the foot of every page."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from soundings.accounts.actions import users
from soundings.accounts.languages import known, remember
from soundings.accounts.requests import Request
from soundings.core.audience import audience


# Without a token, which would make two refusals of the same kind differ. Another site gains nothing: its forms come
# without our session, and lead to the first page.
@csrf_exempt
@audience("anyone")
@require_POST
def choose_language(request: Request) -> HttpResponse:
    language = known(request.POST.get("language", ""))
    if not language:
        raise Http404
    back = request.headers.get("Referer", "")  # the page at whose foot it was chosen
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    if request.user.is_authenticated and is_ours:
        users.choose_language(user=request.user, language=language, at=timezone.now())
    response = HttpResponseRedirect(back if back and is_ours else reverse("home"))
    remember(response, language)
    return response

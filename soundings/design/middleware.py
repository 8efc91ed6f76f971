"""What an in-place request needs of every answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def in_place(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A redirect that answers an htmx request becomes a navigation of the whole page.

    So a view may redirect after success (or to sign-in) and be right with and without JavaScript.
    Stands below HtmxMiddleware.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "htmx", False) and response.status_code in (301, 302, 303, 307, 308):
            answer = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
            answer.cookies = response.cookies
            return answer
        return response

    return middleware

"""A page around something large that is drawn elsewhere."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

PLACE = mark_safe("<!--here-->")  # no text of a person can read so: whatever they typed is escaped


def render_around(
    request: HttpRequest, template: str, context: dict[str, Any], *, table: Sequence[bytes]
) -> HttpResponse:
    """The page of the template, with the table (safe HTML, in parts) where it writes `{{ table }}`.

    The table goes through no template, since each level of those would copy the whole of it. Without parts
    `table` is empty in the template.
    """
    page = render_to_string(template, {**context, "table": PLACE if table else ""}, request)
    before, _place, after = page.partition(PLACE)
    return HttpResponse(b"".join([before.encode(), *table, after.encode()]))

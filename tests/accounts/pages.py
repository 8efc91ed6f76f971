"""What tests of pages read from them, and type into them."""

import html
import re
from datetime import date

from django.http import HttpResponse


def words(response: HttpResponse) -> str:
    """What the page says, as text on one line."""
    body = response.content.decode()
    body = body[body.index("<main") :] if "<main" in body else body
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def day(name: str, on: date) -> dict[str, str]:
    """A date as it is typed into its three boxes."""
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}

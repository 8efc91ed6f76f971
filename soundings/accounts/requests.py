"""A request as views see it, for their types: what the middleware has put on it."""

from typing import Any

from django.http import HttpRequest

from soundings.accounts.models import User
from soundings.accounts.permissions import Viewer


class Request(HttpRequest):
    """A request of somebody signed in. (The class is for type hints; requests are not made of it.)"""

    viewer: Viewer
    kept_text: Any  # kept_text.KeptFields, which stands as a form's `initial`
    user: User

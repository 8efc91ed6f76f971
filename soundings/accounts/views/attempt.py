"""How a view tries an action: a refusal becomes an error of the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages

from soundings.accounts.requests import Request
from soundings.core.rules import Denied


def attempt(form: forms.BaseForm, act: Callable[[], Any], *, field: str | None = None) -> bool:
    """Whether `act` was done. If it was refused, the form says why, at `field` where one is named."""
    try:
        act()
    except Denied as denied:
        form.add_error(field, denied.words)
        return False
    return True


def attempt_plainly(request: Request, act: Callable[[], Any], *, done: str) -> bool:
    """The same for a button without a form: a message says what was done, or why it was not."""
    try:
        act()
    except Denied as denied:
        messages.error(request, denied.words)
        return False
    messages.success(request, done)
    return True

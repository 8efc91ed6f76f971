"""What the pages share: the kind or import that an address names, and trying an action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404

from soundings.accounts.requests import Request
from soundings.core.rules import Denied
from soundings.core.tables import FileRefused
from soundings.exchange import queries
from soundings.exchange.models import Batch, ImportState
from soundings.exchange.rules import Kind
from soundings.exchange.words import refusal


def kind_or_404(code: str) -> Kind:
    """The kind of file with this code."""
    try:
        return Kind(code)
    except ValueError:
        raise Http404 from None


def batch_or_404(request: Request, public_id: str) -> Batch:
    """The import with this public id; 404 alike for none and for another agency's."""
    batch = queries.batch_visible_to(request.viewer, public_id)
    if batch is None:
        raise Http404
    return batch


def waiting_or_404(request: Request, public_id: str) -> Batch:
    """The same, if it still waits for a decision."""
    batch = batch_or_404(request, public_id)
    if batch.state != ImportState.CHECKED:
        raise Http404
    return batch


def refused(act: Callable[[], Any]) -> str:
    """Why `act` was refused, in words; "" if it was done."""
    try:
        act()
    except Denied as denied:
        return denied.words
    except FileRefused as told:
        return refusal(told)
    return ""


def attempt(form: forms.BaseForm, act: Callable[[], Any], *, field: str | None = None) -> bool:
    """Whether `act` was done. If it was refused, the form says why."""
    why = refused(act)
    if why:
        form.add_error(field, why)
    return not why

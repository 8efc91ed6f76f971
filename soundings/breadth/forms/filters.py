"""What narrows a board. Choices travel in the address; a name never does, so `FindForm` is posted."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MISSING, RECORDED = "missing", "recorded"
OPENED = (
    ("", _("Any time")),
    ("28-", _("In the last 4 weeks")),
    ("91-", _("In the last 3 months")),
    ("91+", _("More than 3 months ago")),
    ("182+", _("More than 6 months ago")),
    ("365+", _("More than a year ago")),
)
SORTS = (
    ("", _("Families together")),
    ("opened", _("Longest open first")),
    ("newest", _("Latest opened first")),
    ("changed", _("Latest recorded first")),
)


class Choice(NamedTuple):
    """One list above a board: its name in the address, its label, what is offered and what is chosen.

    options: pairs of value and label, or a label with the pairs that stand beneath it.
    """

    name: str
    label: str
    options: Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
    chosen: str


def board_filter(
    said: Mapping[str, str],
    *,
    boards: Sequence[tuple[str, str]],
    workers: Sequence[tuple[str, str]],
    elements: Sequence[tuple[str, str]],
    abuse_types: Sequence[tuple[str, str]],
) -> list[Choice]:
    """Which board, then worker, element, abuse type, when opened, and the order. Everything may stay open.

    said: what the address says, which is whatever somebody typed: an option that is not offered is marked nowhere.
    A list without options is left out. Plain data and no form: a form takes as long to make as the rows to read.
    """
    offered: list[tuple[str, Any, Sequence[Any]]] = [
        ("board", _("Board"), boards),
        ("worker", _("Worker"), workers and [("", _("Everyone")), *workers]),
        ("element", _("Show"), _elements(elements)),
        ("abuse", _("Abuse type"), abuse_types and [("", _("Any")), *abuse_types]),
        ("opened", _("Opened"), OPENED),
        ("sort", _("Order"), SORTS),
    ]
    return [Choice(name, str(label), options, said.get(name, "")) for name, label, options in offered if options]


def _elements(elements: Sequence[tuple[str, str]]) -> Sequence[Any]:
    missing = [(f"{code}:{MISSING}", gettext("No %(element)s") % {"element": label}) for code, label in elements]
    recorded = [(f"{code}:{RECORDED}", label) for code, label in elements]
    return [("", _("All children")), (_("Without"), missing), (_("With"), recorded)]


def opened_between(chosen: str, *, today: date) -> tuple[date | None, date | None]:
    """First and last day of opening that a choice of `OPENED` means; None for no bound."""
    if not chosen:
        return None, None
    edge = today - timedelta(days=int(chosen[:-1]))
    return (edge, None) if chosen.endswith("-") else (None, edge)


class FindForm(forms.Form):
    """A name or an id to look for on the board."""

    mark_optional = False
    find = forms.CharField(label=_("Find a name or id"), required=False, max_length=80)

"""What narrows a board. Choices travel in the address; a name never does, so `FindForm` is posted."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import Select

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


class BoardFilter(forms.Form):
    """Which board, then worker, element, abuse type, when opened, and the order. Everything may stay open."""

    mark_optional = False
    board = forms.ChoiceField(label=_("Board"), required=False, widget=Select)
    worker = forms.ChoiceField(label=_("Worker"), required=False, widget=Select)
    element = forms.ChoiceField(label=_("Show"), required=False, widget=Select)
    abuse = forms.ChoiceField(label=_("Abuse type"), required=False, widget=Select)
    opened = forms.ChoiceField(label=_("Opened"), required=False, choices=OPENED, widget=Select)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS, widget=Select)

    def __init__(
        self,
        *args: Any,
        boards: Sequence[tuple[str, str]],
        workers: Sequence[tuple[str, str]],
        elements: Sequence[tuple[str, str]],
        abuse_types: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].choices = list(boards)  # type: ignore[attr-defined]
        self._choose("worker", workers, _("Everyone"))
        self._choose("abuse", abuse_types, _("Any"))
        grouped = [
            (
                _("Without"),
                [(f"{code}:{MISSING}", _("No %(element)s") % {"element": label}) for code, label in elements],
            ),
            (_("With"), [(f"{code}:{RECORDED}", label) for code, label in elements]),
        ]
        self.fields["element"].choices = [("", _("All children")), *grouped]  # type: ignore[attr-defined]

    def _choose(self, name: str, choices: Sequence[tuple[str, str]], empty: Any) -> None:
        if choices:
            self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def only_the_board(self) -> None:
        """Nothing but the board can be chosen."""
        self.fields = {"board": self.fields["board"]}

    @property
    def chosen(self) -> dict[str, str]:
        """What is set and makes sense; a choice that is not offered counts as none."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def element_state(self) -> tuple[str, str]:
        """The element's code, and whether it should be `MISSING` or `RECORDED`; empty for none."""
        code, _colon, state = self.chosen.get("element", "").rpartition(":")
        return code, state


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

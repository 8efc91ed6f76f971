"""How a board is printed, and the code of a sheet that comes back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth.rules import NamedBy
from soundings.design.forms import Radios

SMALL_RADIOS = {"class": "govuk-radios--small"}
A4, A3 = "a4", "a3"


class PrintForm(forms.Form):
    """Which board on which paper, whose cases, and how much it says of a child: little until somebody wants more, for
    paper is left on desks. boards: code and name of those offered. workers: public id and name of those offered.
    """

    mark_optional = False
    board = forms.ChoiceField(label=_("Which board?"))
    worker = forms.ChoiceField(label=_("Whose cases?"), required=False)
    paper = forms.ChoiceField(
        label=_("Which paper?"),
        choices=[(A4, _("A4, landscape")), (A3, _("A3, landscape: larger type, more room"))],
        initial=A4,
        widget=Radios(attrs=SMALL_RADIOS),
    )
    named_by = forms.ChoiceField(
        label=_("How is a child named?"),
        help_text=_("The number of the row is always there, so that the sheet can be keyed back in."),
        initial=NamedBy.INITIALS,
        widget=Radios(attrs=SMALL_RADIOS),
    )

    shows_abuse = forms.BooleanField(label=_("Print the kinds of abuse as well"), required=False)

    def __init__(
        self, *args: Any, boards: Sequence[tuple[str, str]], workers: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [("", gettext("Everyone’s")), *workers]  # type: ignore[attr-defined]
        if not workers:
            del self.fields["worker"]
        self.fields["board"].choices = boards  # type: ignore[attr-defined]
        if len(boards) < 2:
            del self.fields["board"]
        self.fields["named_by"].choices = [  # type: ignore[attr-defined]
            (NamedBy.NUMBER, gettext("By the number of the row")),
            (NamedBy.INITIALS, gettext("By number and initials")),
            (NamedBy.NAME, gettext("By number, name and age")),
        ]


class SheetCodeForm(forms.Form):
    """The code at the foot of a printed sheet."""

    mark_optional = False
    code = forms.CharField(
        label=_("Code of the sheet"),
        help_text=_("It stands at the foot of each page, like ABCD-EFGH."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

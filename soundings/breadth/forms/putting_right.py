"""What is asked when something recorded is taken back, or belongs to a brother or sister."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.breadth import words
from soundings.breadth.rules import Problem
from soundings.design.forms import Radios


class WithdrawForm(forms.Form):
    """Why a record no longer counts."""

    reason = forms.CharField(
        label=_("Why is it taken back?"), max_length=300, error_messages={"required": _("Say why it is taken back.")}
    )

    def refuse(self, problems: Sequence[Problem]) -> None:
        """The form says what stood in the way."""
        for each in problems:
            self.add_error(each.field if each.field in self.fields else None, words.problem(each))


class MoveForm(WithdrawForm):
    """To which child a record belongs, and why it stood with another."""

    to_case = forms.ChoiceField(
        label=_("Whose is it?"),
        widget=Radios(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose a child.")},
    )

    field_order = ("to_case", "reason")

    def __init__(self, *args: Any, siblings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_case"].choices = list(siblings)  # type: ignore[attr-defined]
        self.fields["reason"].label = _("How did it come to stand here?")

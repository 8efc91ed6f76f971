"""Which day a board is asked for, and which two days are set side by side."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import DateParts

NOT_YET = _("That day has not come yet. Choose today or a day before it.")


class DayForm(forms.Form):
    """A day up to `today`, and whether only what was known then counts."""

    mark_optional = False
    on = DateParts(label=_("Which day?"))
    known = forms.BooleanField(label=_("Only what had been recorded by then"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(NOT_YET)
        return on


class TwoDaysForm(forms.Form):
    """Two days up to `today`, in any order, and whether only what was known on each counts."""

    mark_optional = False
    first = DateParts(label=_("From"))
    second = DateParts(label=_("To"))
    known = forms.BooleanField(label=_("Only what had been recorded by the end of each day"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("first", "second"):
            if said.get(name) and said[name] > self.today:
                self.add_error(name, NOT_YET)
        return said

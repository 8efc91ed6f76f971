"""By when an element is expected: a number of working days, for every stage or for one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.breadth.rules import MOST_EXPECTED_DAYS
from soundings.design.forms import Radios, Select

TIME, NO_TIME = "time", "none"


class TimeForm(forms.Form):
    """A time to propose. `days` comes back as a number, or None for "no time here"."""

    mark_optional = False
    choice = forms.ChoiceField(
        label=_("By when is it expected?"),
        choices=[(TIME, _("Within a number of working days")), (NO_TIME, _("No time is set here"))],
        initial=TIME,
        widget=Radios(attrs={"class": "govuk-radios--small"}),
    )
    days = forms.IntegerField(
        label=_("Working days from opening"),
        help_text=_("Weekends and bank holidays are not counted."),
        required=False,
        min_value=0,
        max_value=MOST_EXPECTED_DAYS,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    stage = forms.ChoiceField(label=_("For cases of which stage?"), required=False, widget=Select())
    note = forms.CharField(
        label=_("Where was it talked over? (optional)"),
        help_text=_("Say “team meeting of 3 March”, for example."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, stages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("Every stage")), *stages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("choice") == NO_TIME:
            said["days"] = None
        elif said.get("days") is None and "days" not in self.errors:
            self.add_error("days", _("Write the number of working days, or choose that no time is set here."))
        return said

"""The agency's own words, which board serves which stage, and since when a team records what."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth import words
from soundings.breadth.rules import ElementKind, ElementScope
from soundings.design.forms import SMALL_TICKS, Checkboxes, DateParts, Radios, Select

SMALL = {"class": "govuk-radios--small"}


class ElementForm(forms.Form):
    """A practice element of the agency's own."""

    label = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Give it a name.")})
    kind = forms.ChoiceField(
        label=_("What is recorded?"),
        choices=[(k, words.kind(k)) for k in ElementKind],
        initial=ElementKind.DATE,
        widget=Radios(attrs=SMALL),
    )
    scope = forms.ChoiceField(
        label=_("For whom?"),
        choices=[(s, words.scope(s)) for s in ElementScope],
        initial=ElementScope.CHILD,
        widget=Radios(attrs=SMALL),
    )


class RenameForm(forms.Form):
    """Another name for the same thing."""

    label = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Give it a name.")})


class AbuseTypeForm(forms.Form):
    """The words of an abuse type."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give it a name.")})
    explanation = forms.CharField(
        label=_("Explanation beneath the boards"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    active = forms.BooleanField(label=_("It can be chosen"), required=False)


class StagesForm(forms.Form):
    """Which board serves each service stage. Each stage has exactly one."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        stages: Sequence[tuple[str, str]],
        boards: Sequence[tuple[str, str]],
        serves: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for code, name in stages:
            self.fields[code] = forms.ChoiceField(label=name, choices=boards, initial=serves.get(code), widget=Select)


class StartsForm(forms.Form):
    """Which elements a team begins to record, and since when. What it records already keeps its day."""

    begins = forms.MultipleChoiceField(
        label=_("What is recorded here from now on?"),
        widget=Checkboxes(attrs=SMALL_TICKS),
        error_messages={"required": _("Choose at least one.")},
    )
    on = DateParts(label=_("Since when?"), help_text=_("Open cases without a record of it then count as No."))

    def __init__(self, *args: Any, elements: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["begins"].choices = list(elements)  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(gettext("This day is still to come."))
        return on


class IssueForm(forms.Form):
    """The name of a worry, and since when it is no longer current."""

    name = forms.CharField(
        label=_("Name of the worry"), max_length=120, error_messages={"required": _("Give it a name.")}
    )
    on = DateParts(
        label=_("No longer current since"),
        required=False,
        help_text=_("Its scale then no longer counts on the board. Leave it empty while you still work on it."),
    )

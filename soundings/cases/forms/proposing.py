"""What a worker asks a supervisor to do with a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.cases.models import Case
from soundings.cases.rules import ChildDetails
from soundings.design.forms import Checkboxes, DateParts


class ProposeMergeForm(forms.Form):
    other = forms.CharField(label=_("ID of the other entry"), max_length=60, help_text=_("As shown under the name"))
    reason = forms.CharField(
        label=_("How do you know that it is the same child?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProposeSplitForm(forms.Form):
    cases = forms.MultipleChoiceField(label=_("Which cases are another child’s?"), widget=Checkboxes)
    given_name = forms.CharField(label=_("First name of the other child"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    born_on = DateParts(label=_("Date of birth"), required=False)
    reason = forms.CharField(label=_("How do you know?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = cases  # type: ignore[attr-defined]

    @property
    def details(self) -> ChildDetails:
        """What was said of the other child."""
        said = self.cleaned_data
        return ChildDetails(said["given_name"], said["family_name"], born_on=said["born_on"])

    def chosen(self, cases: list[Case]) -> list[Case]:
        """The cases that were ticked."""
        return [case for case in cases if case.public_id in self.cleaned_data["cases"]]


class ProposeRestrictForm(forms.Form):
    reason = forms.CharField(
        label=_("Why should only named people see it?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

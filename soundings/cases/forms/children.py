"""What the pages ask about a child."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.cases.models import Child
from soundings.cases.rules import ChildDetails, Sex
from soundings.cases.words import SEXES
from soundings.design.forms import DateParts, Radios, Select


class SearchForm(forms.Form):
    text = forms.CharField(
        label=_("Name or number"),
        max_length=120,
        required=False,
        help_text=_("The beginning of any part of the name, or of a number from any system"),
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    mark_optional = False


class LookForm(forms.Form):
    """What is known of a child before a case is opened, enough to look whether they are known here."""

    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    born_on = DateParts(label=_("Date of birth"), required=False)
    reference = forms.CharField(
        label=_("ID"), max_length=40, required=False, help_text=_("From your case system. One is made if you leave it.")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not any(said.get(name) for name in ("given_name", "family_name", "reference")) and not self.errors:
            raise forms.ValidationError(_("Give a name or an ID, so that it can be looked up."))
        return said


class DetailsForm(forms.Form):
    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    reference = forms.CharField(
        label=_("ID"), max_length=40, required=False, help_text=_("From your case system. One is made if you leave it.")
    )
    born_on = DateParts(label=_("Date of birth"), required=False)
    expected_on = DateParts(label=_("Expected date"), required=False, help_text=_("For a child not yet born"))
    sex = forms.ChoiceField(label=_("Sex"), choices=list(SEXES.items()), widget=Radios(inline=True))
    ethnicity = forms.CharField(label=_("Ethnicity"), max_length=80, required=False)
    disability = forms.CharField(
        label=_("Disability"), max_length=80, required=False, help_text=_("As recorded, “No” too; empty if not known")
    )
    first_language = forms.CharField(label=_("First language"), max_length=60, required=False)
    interpreter = forms.TypedChoiceField(
        label=_("Interpreter needed"),
        choices=[("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        widget=Select,
    )

    @property
    def details(self) -> ChildDetails:
        """What was said of the child."""
        said = {name: self.cleaned_data[name] for name in DetailsForm.base_fields}
        return ChildDetails(**said | {"sex": Sex(said["sex"])})


def details_of(child: Child) -> dict[str, Any]:
    """What a form about this child begins with."""
    said = {name: getattr(child, name) for name in DetailsForm.base_fields}
    return said | {"interpreter": {True: "yes", False: "no", None: ""}[child.interpreter]}


class BirthForm(forms.Form):
    born_on = DateParts(label=_("Date of birth"))
    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=list(SEXES.items()), widget=Radios(inline=True))


class NumberForm(forms.Form):
    system = forms.CharField(label=_("System"), max_length=40, help_text=_("For example Mosaic, NHS, UPN"))
    value = forms.CharField(label=_("Number"), max_length=60)


class SiblingForm(forms.Form):
    number = forms.CharField(
        label=_("ID of a brother or sister"), max_length=60, help_text=_("As shown under the name, or from any system")
    )


class FamilyNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the family"), max_length=120, help_text=_("For example “Majid and Cole”"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

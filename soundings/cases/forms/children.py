"""What the pages ask about a child."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.cases.models import Child
from soundings.cases.rules import ChildDetails, Sex, read_age, write_age
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


class AgeField(forms.CharField):
    """An age as somebody says it: "13", "7 months". Gives months."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        months = read_age(text)
        if text and months is None:
            raise forms.ValidationError(_("Write the age in years, like 13, or like 7 months."))
        return months

    def prepare_value(self, value: Any) -> Any:
        return write_age(value) if isinstance(value, int) else value


class DetailsForm(forms.Form):
    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    reference = forms.CharField(
        label=_("ID"), max_length=40, required=False, help_text=_("From your case system. One is made if you leave it.")
    )
    born_on = DateParts(label=_("Date of birth"), required=False)
    stated_age = AgeField(
        label=_("Age, where no date of birth is known"),
        max_length=20,
        required=False,
        help_text=_("For example 13, or 7 months. It is shown as “about 13”, and a date of birth replaces it."),
    )
    stated_age_on = DateParts(label=_("On which day was the child that old?"), required=False)
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

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("born_on"):
            return said | {"stated_age": None, "stated_age_on": None}
        if said.get("stated_age") is not None and not said.get("stated_age_on") and "stated_age_on" not in self.errors:
            self.add_error("stated_age_on", _("Say on which day the child was said to be that old."))
        if said.get("stated_age_on") and said.get("stated_age") is None and "stated_age" not in self.errors:
            self.add_error("stated_age", _("Say how old the child was on that day."))
        return said

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

"""Forms of the way in."""

import zoneinfo
from collections.abc import Sequence
from typing import cast

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from soundings.core.models import Agency
from soundings.design.forms import Radios

ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("At least 12 characters. Three or four unrelated words are easy to remember and hard to guess."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need to see these records?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        help_text=_("For example: preparing the service’s monthly practice discussion."),
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)


class FirstRunForm(forms.Form):
    code = forms.CharField(
        label=_("Set-up code"),
        help_text=_("Twelve letters and digits, shown where Soundings was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    agency = forms.CharField(
        label=_("Name of your agency"), max_length=120, help_text=_("For example: Harbourshire Children’s Services.")
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with it."),
    )
    password = PasswordForm.base_fields["password"]
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        initial="Europe/London",
        help_text=_("Days begin and end by it. It stays as it is from now on."),
    )
    is_training = forms.BooleanField(
        label=_("This is a copy for training or trying out, with invented people only"),
        required=False,
        help_text=_("Every page then says so. A real agency cannot become a training copy later."),
    )


class AgencyForm(forms.Form):
    name = forms.CharField(label=_("Name of the agency"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of pages and messages, until somebody chooses another for themselves."),
        widget=Radios(attrs={"class": "govuk-radios--small"}),
    )
    is_training = forms.BooleanField(label=_("This is a copy for training, with invented people only"), required=False)

    def __init__(self, *args, agency: Agency, languages: Sequence[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["language"]).choices = languages
        if not agency.is_training:
            del self.fields["is_training"]


class OwnDetailsForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, validators=[MinLengthValidator(2)])
    language = forms.ChoiceField(label=_("Language of pages and messages"), required=False)

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        choice = cast(forms.ChoiceField, self.fields["language"])
        choice.choices = [("", _("As the agency has it")), *languages]

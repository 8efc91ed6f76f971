"""What the page asks before it breaks the glass."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BreakGlassForm(forms.Form):
    number = forms.CharField(label=_("The child’s ID"), max_length=60, help_text=_("Exactly, from any system"))
    reason = forms.CharField(
        label=_("Why do you need to see it now?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    password = forms.CharField(
        label=_("Your password, again"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

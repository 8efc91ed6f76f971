"""Taking an import back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TakeBackForm(forms.Form):
    """The reason, which stands in the trail."""

    reason = forms.CharField(
        label=_("Why is it taken back?"),
        help_text=_("In a few words, and without names. It stands with the import and in the trail."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

"""Taking the data of reviews out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import Radios


class ReviewsForm(forms.Form):
    """In which form, with or without words, and why it is needed."""

    FORMS = (("xlsx", _("Excel workbook")), ("csv", _("CSV")), ("json", _("JSON")))

    form = forms.ChoiceField(label=_("As which kind of file?"), choices=FORMS, initial="xlsx", widget=Radios)
    words = forms.BooleanField(
        label=_("With what people wrote"),
        help_text=_("Each text that names the child, the family or somebody who took part is left out. Read it first."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why is it needed?"),
        help_text=_("In a few words, and without names. It stands in the trail beside every child in the list."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, words: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not words:
            del self.fields["words"]

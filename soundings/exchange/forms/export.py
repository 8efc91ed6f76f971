"""Taking lists out."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import Radios
from soundings.exchange.rules import EXPORTED, Kind
from soundings.exchange.words import kind


class ExportForm(forms.Form):
    """Which list, in which form, and why it is needed."""

    FORMS = (("xlsx", _("Excel workbook")), ("csv", _("CSV")))

    what = forms.ChoiceField(label=_("What do you need?"), widget=Radios)
    form = forms.ChoiceField(label=_("As which kind of file?"), choices=FORMS, initial="xlsx", widget=Radios)
    reason = forms.CharField(
        label=_("Why is it needed?"),
        help_text=_("In a few words, and without names. It stands in the trail beside every child in the list."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(code.value, kind(code)) for code in EXPORTED]  # type: ignore[attr-defined]
        self.fields["what"].widget.hints = {
            Kind.CASES.value: gettext("A row for each case: the child, the dates, the team and the worker."),
            Kind.PRACTICE.value: gettext(
                "A row for each record that counts: what, when, by whom rated, and its words."
            ),
        }

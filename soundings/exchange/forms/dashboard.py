"""Taking a dashboard out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import Radios
from soundings.exchange.forms.export import ExportForm

NAMES, FIGURES = "names", "figures"


class DashboardForm(forms.Form):
    """With names or as figures, in which form; why it is needed, where names leave."""

    what = forms.ChoiceField(label=_("What do you need?"), widget=Radios)
    form = forms.ChoiceField(label=_("As which kind of file?"), choices=ExportForm.FORMS, initial="xlsx", widget=Radios)
    reason = forms.CharField(
        label=_("Why are the names needed?"),
        help_text=_("In a few words, and without names. It stands in the trail beside every child in the list."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, names: bool, figures: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (FIGURES, _("The figures of this board, small numbers hidden"), figures),
            (NAMES, _("The children who are shared with you by name"), names),
        ]
        choices = [(code, label) for code, label, is_offered in offered if is_offered]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        self.fields["what"].initial = choices[0][0]
        if not names:
            del self.fields["reason"]

    def clean(self) -> dict:
        said = super().clean() or {}
        if said.get("what") == NAMES and not said.get("reason", "").strip():
            self.add_error("reason", _("Say why the names are needed"))
        return said

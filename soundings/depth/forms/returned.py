"""Answers that come back from KoboToolbox or ODK: the file, whose answers they are, and which row goes where."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.depth.rules import Side
from soundings.depth.words.returned import SIDES
from soundings.design.forms import FileField, Radios, Select


class AnswersFileForm(forms.Form):
    """The export, and who answered."""

    upload = FileField(
        label=_("Export of the answers"), accept=".csv,.xlsx", help_text=_("A CSV or an Excel workbook.")
    )
    side = forms.ChoiceField(label=_("Whose answers are they?"), widget=Radios)

    def __init__(self, *args: Any, sides: Sequence[Side], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, SIDES[one]) for one in sides]
        cast(forms.ChoiceField, self.fields["side"]).choices = choices
        if len(sides) == 1:
            self.initial["side"] = sides[0].value


class ChooseReviewForm(forms.Form):
    """To which review each row goes that names none. rows: by number of submission how the row is called."""

    mark_optional = False

    def __init__(self, *args: Any, rows: Mapping[str, str], targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_field = {f"to-{n}": instance for n, instance in enumerate(rows)}
        for name, instance in self.by_field.items():
            choices = [("", _("Leave it out")), *targets]
            self.fields[name] = forms.ChoiceField(label=rows[instance], choices=choices, required=False, widget=Select)

    def chosen(self) -> dict[str, str]:
        """By number of submission the key of the part that was chosen."""
        said = self.cleaned_data if self.is_valid() else {}
        return {self.by_field[name]: key for name, key in said.items() if key}

"""The grade of a review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.depth import cells
from soundings.depth.rules.grades import Grade
from soundings.design.forms import Radios


class GradeForm(forms.Form):
    """One of four, or none, which is a choice of its own."""

    mark_optional = False

    grade = forms.ChoiceField(
        label=_("Which grade do you agree on?"),
        help_text=_("The scales and what was said come first: a grade says less than they do."),
        required=False,
        widget=Radios,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, cells.grade(one)) for one in Grade]
        self.fields["grade"].choices = [*choices, ("", _("None"))]  # type: ignore[attr-defined]

    def chosen(self) -> Grade | None:
        """What was chosen."""
        said = self.cleaned_data["grade"]
        return Grade(said) if said else None

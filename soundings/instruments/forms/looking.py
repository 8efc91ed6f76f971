"""As whom, in which language and in which version a questionnaire is looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.instruments.cells import audience_name
from soundings.instruments.rules import Audience, Definition

EVERYBODY = ""


class LookForm(forms.Form):
    """Filters of the page of one questionnaire. What is not offered is as if it were not asked for."""

    version = forms.ChoiceField(label=_("Version"), required=False)
    as_ = forms.ChoiceField(label=_("As it is asked of"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    mark_optional = False

    def __init__(
        self, *args: Any, definition: Definition, versions: list[tuple[str, str]], languages: list[tuple[str, str]]
    ) -> None:
        super().__init__(*args)
        asked = {one for question in definition.questions for one in question.asked_of}
        people = [(one.value, audience_name(one)) for one in Audience if one in asked]
        choices = {"version": versions, "as_": [(EVERYBODY, _("Everybody")), *people], "language": languages}
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def chosen(self, name: str) -> str:
        """What was chosen; the first offered where nothing was, or nothing that there is."""
        offered = [str(value) for value, _label in self.fields[name].choices]  # type: ignore[attr-defined]
        asked = str(self.data.get(name) or "")
        return asked if asked in offered else offered[0]

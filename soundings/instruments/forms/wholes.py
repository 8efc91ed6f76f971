"""A questionnaire as such: made, named, said in more languages, published, read from a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import FileField, Radios, Select
from soundings.instruments import words
from soundings.instruments.cells import kind_name, use_name
from soundings.instruments.rules import LANGUAGE, Kind, Texts, Use

NAME_MOST = 120  # letters
LANGUAGE_HINT = _("A code such as en, cy or pl.")


def _language_code(typed: str) -> str:
    code = typed.strip().lower()
    if not LANGUAGE.fullmatch(code):
        raise forms.ValidationError(LANGUAGE_HINT)
    return code


class NewForm(forms.Form):
    """A questionnaire that begins empty."""

    name = forms.CharField(label=_("What is it called?"), max_length=NAME_MOST)
    use = forms.ChoiceField(label=_("What is it for?"), widget=Radios)
    language = forms.CharField(
        label=_("In which language is it written?"),
        max_length=20,
        help_text=LANGUAGE_HINT,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = [(one.value, use_name(one)) for one in Use]  # type: ignore[attr-defined]

    def clean_language(self) -> str:
        return _language_code(self.cleaned_data["language"])


class CopyForm(forms.Form):
    """A questionnaire that begins as another stands."""

    name = forms.CharField(label=_("What is the copy called?"), max_length=NAME_MOST)


class NamesForm(forms.Form):
    """Name and purpose in each language."""

    mark_optional = False

    def __init__(
        self, *args: Any, languages: Sequence[str], names: Texts, purposes: Texts, among: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for number, one in enumerate(languages):
            about = {"language": words.xlsform.language_name(one, among=among)}
            self.fields[f"name-{one}"] = forms.CharField(
                label=_("Name in %(language)s") % about,
                max_length=NAME_MOST,
                required=number == 0,
                initial=names.get(one, ""),
            )
            self.fields[f"purpose-{one}"] = forms.CharField(
                label=_("What it is for, in %(language)s") % about,
                max_length=500,
                required=False,
                initial=purposes.get(one, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def said(self, part: str, before: Texts) -> dict[str, str]:
        """The texts of "name" or "purpose", those in other languages kept."""
        typed = {one: self.cleaned_data[f"{part}-{one}"] for one in self.languages}
        return {one: text for one, text in {**before, **typed}.items() if text}


class AddQuestionForm(forms.Form):
    """One more question in a section."""

    kind = forms.ChoiceField(label=_("How is it answered?"), widget=Select)
    text = forms.CharField(label=_("What is asked?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        help_text=_(
            "Stays through all versions, so that answers can be compared. Left empty, it is made of the words."
        ),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, kind_name(one)) for one in Kind]  # type: ignore[attr-defined]


class AddSectionForm(forms.Form):
    """One more section."""

    title = forms.CharField(label=_("Title of the section"), max_length=300)


class AddLanguageForm(forms.Form):
    """One more language."""

    language = forms.CharField(
        label=_("Add a language"),
        max_length=20,
        help_text=LANGUAGE_HINT,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )

    def clean_language(self) -> str:
        return _language_code(self.cleaned_data["language"])


class PublishForm(forms.Form):
    """What is different in a version."""

    note = forms.CharField(
        label=_("What is different?"),
        max_length=300,
        help_text=_("A sentence that everybody who looks at the versions reads."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say it in a few words, for those who look at it later.")},
    )

    def __init__(self, *args: Any, first: bool = False, **kwargs: Any) -> None:
        """first: the first version, which differs from nothing."""
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["note"]


class FormFileForm(forms.Form):
    """A spreadsheet in XLSForm."""

    mark_optional = False
    upload = FileField(label=_("Workbook"), accept=".xlsx")


class TakeUpForm(forms.Form):
    """What a spreadsheet may not say: what the questionnaire is for, its code."""

    name = forms.CharField(label=_("What is it called?"), max_length=NAME_MOST)
    code = forms.SlugField(label=_("Code"), max_length=40)
    use = forms.ChoiceField(label=_("What is it for?"), widget=Radios)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = [(one.value, use_name(one)) for one in Use]  # type: ignore[attr-defined]

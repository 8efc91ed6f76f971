"""What is asked for findings, agreed actions, the theory of change and examples."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Staff
from soundings.accounts.queries import Viewer
from soundings.depth.actions.examples import Shared
from soundings.depth.actions.findings import Found
from soundings.depth.queries.learning import owners_known_as
from soundings.depth.rules import Alignment, Column
from soundings.depth.rules.learning import Level
from soundings.depth.words.learning import ALIGNMENTS, COLUMNS, LEVELS
from soundings.design.forms import SMALL_TICKS, Checkboxes, DateParts, FoldedCheckboxes, Radios, Select

SHORT = {"rows": 3}
Choices = Sequence[tuple[str, str]]
Sections = Sequence[tuple[str, Choices]]  # choices, by the title of their section


class FindingForm(forms.Form):
    column = forms.ChoiceField(
        label=_("What kind of finding is it?"), choices=[(one, COLUMNS[one]) for one in Column], widget=Radios
    )
    words = forms.CharField(label=_("What was found?"), widget=forms.Textarea(attrs=SHORT))
    elements = forms.MultipleChoiceField(
        label=_("Which practice is it about?"), required=False, widget=Checkboxes(attrs=SMALL_TICKS, inline=True)
    )
    questions = forms.MultipleChoiceField(
        label=_("Which questions is it about?"), required=False, widget=FoldedCheckboxes(attrs=SMALL_TICKS)
    )
    themes = forms.CharField(
        label=_("Themes"), max_length=200, required=False, help_text=_("In a few words each, with commas between them")
    )
    alignment = forms.ChoiceField(label=_("Does it speak to more than practice?"), required=False, widget=Select)

    def __init__(
        self,
        *args: Any,
        elements: Choices,
        questions: Sections,
        themes: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["elements"].choices = elements  # type: ignore[attr-defined]
        self.fields["questions"].choices = questions  # type: ignore[attr-defined]
        if not questions:
            del self.fields["questions"]
        choices = [("", gettext("No")), *((one.value, ALIGNMENTS[one]) for one in Alignment)]
        self.fields["alignment"].choices = choices  # type: ignore[attr-defined]
        if themes:
            used = gettext("With commas between them. Used so far: %(themes)s") % {"themes": ", ".join(themes)}
            self.fields["themes"].help_text = used

    @property
    def found(self) -> Found:
        """What was written."""
        said = self.cleaned_data
        return Found(
            column=Column(said["column"]),
            words=said["words"],
            alignment=Alignment(said["alignment"]) if said["alignment"] else None,
            elements=said["elements"],
            themes=said["themes"].split(","),
            questions=said.get("questions", ()),
        )


class ActionForm(forms.Form):
    what = forms.CharField(label=_("What is to be done?"), widget=forms.Textarea(attrs=SHORT))
    owner = forms.CharField(label=_("Who does it?"), help_text=_("As in the list of people"), max_length=120)
    by_on = DateParts(label=_("By which day?"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_owner(self) -> Staff:
        found = owners_known_as(self.viewer, self.cleaned_data["owner"])
        if not found:
            raise forms.ValidationError(_("Nobody of that name works here."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people bear that name: write one of their other names."))
        return found[0]


class EvidenceForm(forms.Form):
    evidence = forms.CharField(label=_("What shows that it is done?"), widget=forms.Textarea(attrs=SHORT))


class WhyForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300)


class StepForm(forms.Form):
    level = forms.ChoiceField(
        label=_("What is this step about?"), choices=[(one, LEVELS[one]) for one in Level], widget=Radios
    )
    words = forms.CharField(label=_("What is this step?"), widget=forms.Textarea(attrs=SHORT))
    questions = forms.MultipleChoiceField(
        label=_("Which questions ask about it?"), required=False, widget=FoldedCheckboxes(attrs=SMALL_TICKS)
    )

    def __init__(self, *args: Any, asked: Sections, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = asked  # type: ignore[attr-defined]


class ExampleForm(forms.Form):
    title = forms.CharField(label=_("What is it an example of?"), max_length=120)
    words = forms.CharField(
        label=_("What was done, and what came of it?"),
        help_text=_("Without names, places or anything else by which a family could be recognised"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    elements = forms.MultipleChoiceField(
        label=_("Which practice does it show?"), required=False, widget=Checkboxes(attrs=SMALL_TICKS, inline=True)
    )
    consent_from = forms.CharField(
        label=_("Who gave consent?"), help_text=_("In what relation, such as “the mother”; no name"), max_length=120
    )
    consent_on = DateParts(label=_("On which day?"))
    names_nobody = forms.BooleanField(label=_("I have read it again: nobody could be recognised"))

    def ask_about(self, words: Sequence[str]) -> None:
        """Each of these words may be a name; whoever writes ticks those that are none."""
        asked = forms.MultipleChoiceField(
            label=_("Is this a person’s name?"),
            required=False,
            choices=[(one, gettext("“%(word)s” is not a name here") % {"word": one}) for one in words],
            widget=Checkboxes(attrs=SMALL_TICKS),
        )
        asked.mark_optional = False  # type: ignore[attr-defined]  # it is not: without a tick nothing is shared
        self.fields["ordinary"] = asked

    def __init__(self, *args: Any, elements: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["elements"].choices = elements  # type: ignore[attr-defined]

    @property
    def shared(self) -> Shared:
        """What is to be shared."""
        said = self.cleaned_data
        return Shared(
            title=said["title"],
            words=said["words"],
            elements=said["elements"],
            consent_from=said["consent_from"],
            consent_on=said["consent_on"],
        )


class FoundForm(forms.Form):
    """Which findings a list shows."""

    question = forms.ChoiceField(label=_("Question"), required=False, widget=Select)
    theme = forms.ChoiceField(label=_("Theme"), required=False, widget=Select)
    mark_optional = False

    def __init__(self, *args: Any, questions: Choices, themes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [("", gettext("All")), *questions]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", gettext("All")), *((one, one) for one in themes)]  # type: ignore[attr-defined]

"""Deciding about a child, saying what was said, agreeing a question, and who is on duty."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth.cells.saying import NAME
from soundings.design.forms import Checkboxes, DateParts, Radios, Select

AS_ABOVE, ASKED, NOT_ASKED = "", "on", "off"
REST_DAYS = 28  # what a question rests for, unless another day is chosen


class DecideForm(forms.Form):
    """What is decided, and who does what by when."""

    mark_optional = False
    decided = forms.CharField(
        label=_("What is decided?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is decided.")},
    )
    who = forms.CharField(label=_("Who does it?"), max_length=120, error_messages={"required": _("Say who does it.")})
    does = forms.CharField(
        label=_("What do they do?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what they do.")},
    )
    by_on = DateParts(label=_("By when?"))


class TalkForm(forms.Form):
    """What was said about some questions, and when to ask again."""

    mark_optional = False
    rules = forms.MultipleChoiceField(
        label=_("Which questions did you talk about?"),
        widget=Checkboxes(),
        error_messages={"required": _("Choose at least one question.")},
    )
    said = forms.CharField(
        label=_("What was said? (optional)"),
        help_text=_("A line or two. The record itself belongs in the case system."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = DateParts(label=_("When is it asked again?"))
    reason = forms.CharField(
        label=_("Why not before? (optional)"),
        help_text=_("It is asked at once if something changes."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, questions: Sequence[tuple[str, str]], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rules"].choices = questions  # type: ignore[attr-defined]
        self.initial = {"rules": [code for code, _said in questions], "until": on + timedelta(days=REST_DAYS)}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("said") and not said.get("reason"):
            self.add_error("said", gettext("Write what was said, or below why to wait."))
        return said


class AgreeForm(forms.Form):
    """How one rule stands at a place."""

    mark_optional = False
    asked = forms.ChoiceField(label=_("Is it asked here?"), required=False, widget=Radios())
    n = forms.IntegerField(
        required=False, widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"})
    )
    question = forms.CharField(
        label=_("The question, in your own words"),
        help_text=_("Write [name] where the child’s name stands. Leave it empty to ask as it is asked above."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        states: Sequence[tuple[str, str]],
        number: Mapping[str, Any] | None,
        asks: bool,
        **kwargs: Any,
    ) -> None:
        """number: label, help, low and high of the threshold, None without one. asks: whether it has a question."""
        super().__init__(*args, **kwargs)
        self.fields["asked"].choices = states  # type: ignore[attr-defined]
        if number is None:
            del self.fields["n"]
        else:
            self.fields["n"] = forms.IntegerField(
                label=number["label"],
                help_text=number["help"],
                required=False,
                min_value=number["low"],
                max_value=number["high"],
                widget=self.fields["n"].widget,
            )
        if not asks:
            del self.fields["question"]
        elif kept := self.initial.get("question"):
            self.initial["question"] = kept.replace(NAME, gettext("[name]"))

    def clean_question(self) -> str:
        """The question as it is kept: the mark that people type is the place of the child's name."""
        return str(self.cleaned_data["question"]).replace(gettext("[name]"), NAME).strip()

    @property
    def is_on(self) -> bool | None:
        """Whether it is asked; None for as it is above."""
        return {ASKED: True, NOT_ASKED: False}.get(self.cleaned_data["asked"])


class DutyForm(forms.Form):
    """Somebody who decides at a place, from one day to another."""

    mark_optional = False
    staff = forms.ChoiceField(label=_("Who decides?"), widget=Select())
    from_on = DateParts(label=_("From which day?"))
    last_on = DateParts(
        label=_("Until which day? (optional)"),
        help_text=_("Their last day on duty. Empty: until somebody ends it."),
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("from_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", gettext("The last day comes before the first."))
        return said


class SessionForm(forms.Form):
    """The day of a supervision session."""

    mark_optional = False
    on = DateParts(label=_("On which day?"))


class DigestForm(forms.Form):
    """From which hour a daily message may come; none without one."""

    mark_optional = False
    at = forms.ChoiceField(label=_("When should it come?"), required=False, widget=Select())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [(str(hour), gettext("from %(hour)s:00") % {"hour": hour}) for hour in range(5, 21)]
        self.fields["at"].choices = [("", gettext("Not at all")), *hours]  # type: ignore[attr-defined]

    @property
    def hour(self) -> int | None:
        """The hour chosen; None for no message."""
        chosen = self.cleaned_data["at"]
        return int(chosen) if chosen else None

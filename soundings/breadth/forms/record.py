"""The form that records one element, or corrects what was recorded. Small first; the rest one click away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth import words
from soundings.breadth.rules import Answer, Draft, ElementKind, ElementScope, FamilyMode, Problem, ProblemCode, Rater
from soundings.design.forms import SMALL_TICKS, Checkboxes, DateParts, Radios, Scale

SMALL_RADIOS = {"class": "govuk-radios--small"}

UNDATED = "yes-undated"
NEW_ISSUE = "new"
WITH_FAMILY = "mapping-family"  # the element of which it is asked how it was done with the family
WITH_STEPS = "timeline"  # the element that carries the dated steps to closure
MAPPINGS = ("mapping-internal", WITH_FAMILY)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: the worries known for this family, and the brothers and sisters, by public id."""

    issues: Sequence[tuple[str, str]] = ()
    siblings: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The element asked about, and how this board and this service speak of it."""

    code: str
    label: str
    kind: str
    scope: str
    by_issue: bool
    voluntary: bool = False
    choices: Choices = field(default_factory=Choices)

    @property
    def is_scale(self) -> bool:
        return self.kind == ElementKind.SCALE

    @property
    def is_list(self) -> bool:
        return self.kind == ElementKind.LIST

    @property
    def has_steps(self) -> bool:
        return self.code == WITH_STEPS

    @property
    def keeps_list(self) -> bool:
        """Whether a record of it carries rows: the people of a network, the steps of a timeline."""
        return self.is_list or self.has_steps


class RecordForm(forms.Form):
    """What happened, when, for whom. `asked` decides which fields there are."""

    mark_optional = False
    FIRST = ("issue", "new_issue_name", "number", "rater", "happened_on", "words", "siblings", "why")
    MORE = ("answer", "reason", "family_mode", "link", "in_case_system")

    def __init__(self, *args: Any, asked: Asked, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.ask_again = bool(self.data.get(self.add_prefix("again")))
        self.fields["again"] = forms.BooleanField(
            label=_("It happened again on that day: record it too"), required=False
        )
        self.fields["answer"] = _answer_field()
        self.fields["happened_on"] = DateParts(label=_("When?"), required=False)
        self._add_issue(asked)
        self._add_number(asked)
        self.fields["words"] = forms.CharField(
            label=_label_of_words(asked), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
        )
        self._may_offer_siblings = not correcting
        if not self.is_bound or self.add_prefix("siblings") in self.data:
            self._offer_siblings()
        self._add_more(asked)
        if correcting:
            self.fields["why"] = forms.CharField(
                label=_("Why do you change it?"),
                max_length=300,
                error_messages={"required": _("Say why you change it.")},
            )

    def _offer_siblings(self) -> None:
        """Only when they were ticked or the form is shown: to record on one child asks for no brothers and sisters."""
        if self._may_offer_siblings and "siblings" not in self.fields and self.asked.choices.siblings:
            self.fields["siblings"] = _siblings_field(self.asked)

    def _add_issue(self, asked: Asked) -> None:
        if not asked.by_issue:
            return
        name = forms.CharField(label=_("Name of the worry"), required=False, max_length=120)
        name.help_text = _("A few words by which you all know it, without anybody’s name.")
        if asked.choices.issues:
            choices = [*asked.choices.issues, (NEW_ISSUE, gettext("A new worry, named below"))]
            self.fields["issue"] = forms.ChoiceField(
                label=_("Which worry?"),
                required=False,
                choices=choices,
                initial=choices[0][0] if len(choices) == 2 else None,
                widget=Radios(attrs=SMALL_RADIOS),
            )
            name.label = _("Name of the new worry")
        self.fields["new_issue_name"] = name

    def _add_number(self, asked: Asked) -> None:
        if asked.is_scale:
            lowest, highest = anchors(voluntary=asked.voluntary)
            number = Scale(label=asked.label, lowest=lowest, highest=highest, required=False)
            number.choices = [(each, each) for each in range(11)]  # "no rating" is said by another answer
            self.fields["number"] = number
            self.fields["rater"] = forms.ChoiceField(
                label=_("Whose number is it?"),
                required=False,
                choices=[(code, words.rater(code)) for code in Rater],
                widget=Radios(inline=True, attrs=SMALL_RADIOS),
            )
        elif asked.kind == ElementKind.COUNT:
            self.fields["number"] = forms.IntegerField(
                label=_("How many altogether?"),
                required=False,
                min_value=0,
                help_text=_("Leave this empty to count one more."),
                widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
            )
        elif asked.is_list:
            self.fields["number"] = forms.IntegerField(
                label=_("How many lay people, if you cannot list them?"),
                required=False,
                min_value=0,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
            )

    def _add_more(self, asked: Asked) -> None:
        self.fields["reason"] = forms.CharField(label=_("Why does it not apply?"), required=False, max_length=300)
        if asked.code == WITH_FAMILY:
            self.fields["family_mode"] = forms.ChoiceField(
                label=_("How was it done?"),
                required=False,
                choices=[(code, words.family_mode(code)) for code in FamilyMode],
                widget=Radios(attrs=SMALL_RADIOS),
                help_text=_("Each of the three counts as done."),
            )
        self.fields["link"] = forms.CharField(
            label=_("Where does it stand in the case system?"),
            required=False,
            max_length=500,
            help_text=_("A link, or the name of the document."),
        )
        self.fields["in_case_system"] = forms.BooleanField(label=_("It is also in the case system"), required=False)

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields in front of the button."""
        self._offer_siblings()
        names = [*self.FIRST, "again"] if self.ask_again else list(self.FIRST)
        if self.asked.is_list:
            names.remove("number")
        return [self[name] for name in names if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that open on asking."""
        return [self[name] for name in self._more if name in self.fields]

    @property
    def _more(self) -> list[str]:
        return ["number", *self.MORE] if self.asked.is_list else list(self.MORE)

    @property
    def more_is_open(self) -> bool:
        """Whether something stands in those fields that must be seen at once."""
        return any(each.errors for each in self.more) or any(
            self[name].value() not in (None, "", False, Answer.YES) for name in self._more if name in self.fields
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answer = cleaned.get("answer")
        if answer == Answer.YES and not cleaned.get("happened_on") and "happened_on" not in self.errors:
            self.add_error("happened_on", gettext("Write the day, or choose “Yes, date not known”."))
        if answer not in (Answer.YES, UNDATED):
            # A number or a worry says nothing about what was not done; the words stay.
            cleaned |= {"number": None, "rater": "", "issue": "", "new_issue_name": "", "family_mode": ""}
        if answer != Answer.YES and "happened_on" not in self.errors:
            cleaned["happened_on"] = None
        if answer != Answer.NOT_APPLICABLE:
            cleaned["reason"] = ""
        return cleaned

    def draft(self, detail: dict[str, Any] | None = None, *, none_left: bool = False) -> Draft:
        """What the form says, ready to be recorded. detail: people or steps; none_left: all people were taken off."""
        typed = self.cleaned_data
        chosen = typed.get("issue") or ""
        known = "" if chosen == NEW_ISSUE else chosen
        return Draft(
            answer=Answer.YES if typed["answer"] == UNDATED else typed["answer"],
            happened_on=typed.get("happened_on"),
            number=0 if none_left else typed.get("number"),
            issue=known,
            new_issue_name="" if known else str(typed.get("new_issue_name") or "").strip(),
            rater=typed.get("rater") or "",
            family_mode=typed.get("family_mode") or "",
            words=typed["words"],
            link=typed["link"],
            reason=typed["reason"],
            detail=detail,
            in_case_system=typed["in_case_system"],
            again=typed["again"],
        )

    def refuse(self, problems: Sequence[Problem]) -> None:
        """The form says what stood in the way, each at its field."""
        for each in problems:
            self.add_error(self._field_for(each.field), words.problem(each))
        self.ask_again = self.ask_again or any(each.code == ProblemCode.ALREADY_RECORDED for each in problems)

    def _field_for(self, name: str) -> str | None:
        if name == "issue" and "issue" not in self.fields:
            name = "new_issue_name"
        return name if name in self.fields else None


def anchors(*, voluntary: bool) -> tuple[str, str]:
    """What 0 and 10 mean, in words."""
    if voluntary:
        return gettext("it could not be more worrying"), gettext("going well enough without us")
    return gettext("the child cannot live at home"), gettext("safe enough for us to close")


def _answer_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What do you record?"),
        initial=Answer.YES,
        choices=[
            (Answer.YES, _("Yes, on the day above")),
            (UNDATED, _("Yes, date not known")),
            (Answer.NO, _("No")),
            (Answer.NOT_APPLICABLE, _("It does not apply")),
            (Answer.NOT_KNOWN, _("It is not known")),
        ],
        widget=Radios(attrs=SMALL_RADIOS),
    )


def _siblings_field(asked: Asked) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Also for"),
        required=False,
        choices=asked.choices.siblings,
        initial=[code for code, _name in asked.choices.siblings] if asked.scope == ElementScope.FAMILY else [],
        widget=Checkboxes(attrs=SMALL_TICKS),
    )


def _label_of_words(asked: Asked) -> str:
    if asked.is_scale:
        return gettext("What makes it that number? (optional)")
    if asked.code in MAPPINGS:
        return gettext("Who was there? (optional)")
    if asked.by_issue:
        return gettext("In plain words, the family’s own where you can (optional)")
    return gettext("Words, only where they are needed (optional)")


def initial_for(today: date, rater: str = "") -> dict[str, Any]:
    """What stands in an empty form: today, and the rater who is most likely."""
    return {"happened_on": today, "rater": rater, "answer": Answer.YES}

"""A section, a question, a score: what stands on the page of each, and what is made of it.

Texts are written in the first language of the questionnaire; the others stand on the page of translations.
"""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import Checkboxes, Select
from soundings.instruments import words
from soundings.instruments.cells import audience_name, formula_name
from soundings.instruments.forms.conditions import ConditionFields
from soundings.instruments.rules import (
    RATED,
    WITH_CHOICES,
    WITH_ENDS,
    Audience,
    Definition,
    Formula,
    Group,
    Kind,
    Left,
    Picture,
    Question,
    Section,
    Texts,
)
from soundings.instruments.rules.editing import as_lines, from_lines, listed, with_listed

LONG = 2_000  # letters of a text
LEAVE = (
    (Left.NA.value, _("Does not apply")),
    (Left.UNSAID.value, _("Prefer not to say")),
    (Left.NO_EVIDENCE.value, _("Not enough evidence")),
)


def text_field(label: Any, *, required: bool = True, rows: int = 2, hint: Any = "") -> forms.CharField:
    """A text of some lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONG, help_text=hint, widget=widget)


def in_language(before: Texts, language: str, text: str) -> dict[str, str]:
    """The text with these words in this language."""
    others = {one: said for one, said in before.items() if one != language}
    return {language: text.replace("\r\n", "\n"), **others} if text.strip() else others


class PartForm(forms.Form):
    """What every part has: the language in which it is written, perhaps a condition."""

    condition: ConditionFields | None = None

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.language = definition.languages[0] if definition.languages else "en"

    def said(self, before: Texts, name: str) -> dict[str, str]:
        """The text of this field, with what was said in other languages."""
        return in_language(before, self.language, self.cleaned_data.get(name) or "")


class SectionForm(PartForm):
    """A section: its title, guidance below it, and when it is shown."""

    title = text_field(_("Title"), rows=1)
    guidance = text_field(_("Guidance"), required=False, rows=3)

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.fields["title"].initial = section.title.get(self.language, "")
        self.fields["guidance"].initial = section.guidance.get(self.language, "")
        self.condition = ConditionFields(self.definition, self.language)
        self.condition.add_to(self, section.show_if)

    def clean(self) -> None:
        super().clean()
        assert self.condition
        self.show_if = self.condition.read(self, self.section.show_if)

    def applied(self, section: Section) -> Section:
        """The section as it was typed."""
        title, guidance = self.said(section.title, "title"), self.said(section.guidance, "guidance")
        return replace(section, title=title, guidance=guidance, show_if=self.show_if)


class QuestionForm(PartForm):
    """A question: the fields that its kind needs, and no other."""

    text = text_field(_("What is asked"))
    hint = text_field(_("Hint"), required=False)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["text"].initial = question.text.get(self.language, "")
        self.fields["hint"].initial = question.hint.get(self.language, "")
        self._of_kind(question)
        self._picture(question)
        if question.asks:
            self._answering(question)
        self.fields["asked_of"] = forms.MultipleChoiceField(
            label=_("Who is asked"),
            help_text=_("Tick nobody to ask everybody."),
            choices=[(one.value, audience_name(one)) for one in Audience],
            required=False,
            initial=[one.value for one in question.asked_of],
            widget=Checkboxes(inline=True),
        )
        self.condition = ConditionFields(self.definition, self.language, without=question.code)
        self.condition.add_to(self, question.show_if)

    def _of_kind(self, question: Question) -> None:
        if question.kind in WITH_ENDS:
            self.fields["low"] = forms.CharField(label=_("In words, 0 is"), max_length=LONG)
            self.fields["high"] = forms.CharField(label=_("In words, 10 is"), max_length=LONG)
            self.fields["low"].initial = question.low.get(self.language, "")
            self.fields["high"].initial = question.high.get(self.language, "")
        if question.kind in WITH_CHOICES or question.kind is Kind.MATRIX:
            label = _("Lines to rate") if question.kind is Kind.MATRIX else _("Choices")
            hint = _("One on each line. What stands before the bar is its code, which stays; a new line needs none.")
            self.fields["items"] = text_field(label, rows=6, hint=hint)
            self.fields["items"].initial = as_lines(listed(question), self.language)
        if question.kind is Kind.NUMBER:
            for name, label in (("least", _("Least")), ("most", _("Most"))):
                self.fields[name] = forms.FloatField(
                    label=label, required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
                )
                self.fields[name].initial = getattr(question, name)

    def _picture(self, question: Question) -> None:
        choices = [(one.value, words.editing.picture(one)) for one in Picture]
        needed = question.kind is Kind.PICTURE
        self.fields["picture"] = forms.ChoiceField(
            label=_("Picture"),
            required=needed,
            choices=[("", _("none")), *choices],
            initial=question.picture.value if question.picture else "",
            widget=Select,
        )

    def _answering(self, question: Question) -> None:
        self.fields["required"] = forms.BooleanField(
            label=_("It must be answered"), required=False, initial=question.required
        )
        self.fields["why"] = forms.BooleanField(
            label=_("Ask beside it: what makes it that?"), required=False, initial=question.why
        )
        self.fields["leave"] = forms.MultipleChoiceField(
            label=_("It may be left as"),
            choices=LEAVE,
            required=False,
            initial=[one.value for one in question.ways_to_leave],
            widget=Checkboxes(inline=True),
        )
        if question.kind in RATED or question.kind is Kind.NUMBER:
            self.fields["reverse"] = forms.BooleanField(
                label=_("In figures it counts the other way round"), required=False, initial=question.reverse
            )

    def clean(self) -> None:
        super().clean()
        assert self.condition
        self.show_if = self.condition.read(self, self.question.show_if)
        least, most = self.cleaned_data.get("least"), self.cleaned_data.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("The most cannot be less than the least."))
        if self.cleaned_data.get("reverse") and self.question.kind is Kind.NUMBER and (least is None or most is None):
            self.add_error("reverse", _("Say the least and the most first."))

    def applied(self, question: Question) -> Question:
        """The question as it was typed."""
        typed = self.cleaned_data
        leave = typed.get("leave", ())
        made = replace(
            question,
            text=self.said(question.text, "text"),
            hint=self.said(question.hint, "hint"),
            low=self.said(question.low, "low"),
            high=self.said(question.high, "high"),
            required=bool(typed.get("required")),
            why=bool(typed.get("why")),
            na=Left.NA.value in leave,
            unsaid=Left.UNSAID.value in leave,
            no_evidence=Left.NO_EVIDENCE.value in leave,
            reverse=bool(typed.get("reverse")),
            least=_plain(typed.get("least")),
            most=_plain(typed.get("most")),
            picture=Picture(typed["picture"]) if typed.get("picture") else None,
            asked_of=tuple(Audience(one) for one in typed["asked_of"]),
            show_if=self.show_if,
        )
        return (
            with_listed(made, from_lines(typed["items"], listed(question), self.language)) if "items" in typed else made
        )


def _plain(number: float | None) -> float | None:
    """A whole number without a fraction."""
    return int(number) if number is not None and number == int(number) else number


class GroupForm(PartForm):
    """A score: which questions make it, by which formula."""

    label = forms.CharField(label=_("Name of the score"), max_length=200)
    formula = forms.ChoiceField(label=_("How it is made"), widget=Select)
    of = forms.MultipleChoiceField(label=_("Of these questions"), widget=Checkboxes)
    least_answered = forms.IntegerField(
        label=_("At least so many must be answered"),
        min_value=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [one for one in self.definition.questions if one.kind in RATED or one.kind is Kind.NUMBER]
        self.fields["label"].initial = group.label.get(self.language, "")
        self.fields["formula"].choices = [(one.value, formula_name(one)) for one in Formula]  # type: ignore[attr-defined]
        self.fields["formula"].initial = group.formula.value
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            (one.code, words.editing.name_of(self.definition, one.code, self.language)) for one in numbers
        ]
        self.fields["of"].initial = list(group.of)
        self.fields["least_answered"].initial = group.least_answered

    def clean(self) -> None:
        super().clean()
        least, of = self.cleaned_data.get("least_answered"), self.cleaned_data.get("of", [])
        if least and of and least > len(of):
            self.add_error("least_answered", _("No more than the questions ticked."))

    def applied(self, group: Group) -> Group:
        """The score as it was typed, its questions in the order in which they are asked."""
        typed = self.cleaned_data
        label = self.said(group.label, "label")
        of = tuple(typed["of"])
        return Group(group.code, label, Formula(typed["formula"]), of, typed["least_answered"])

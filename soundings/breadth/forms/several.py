"""Several cells of one case in one go: what happened on one day, for one child or the whole family."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth import words
from soundings.breadth.forms.record import NEW_ISSUE, SMALL_RADIOS, Asked, Choices, anchors
from soundings.breadth.rules import Draft, ElementKind, Problem, Rater
from soundings.design.forms import SMALL_TICKS, Checkboxes, DateParts, Radios, Scale

ORDER = ("happened_on", "done", "issue", "new_issue_name", "worried", "number", "rater", "words", "siblings")


class SeveralForm(forms.Form):
    """One day, the elements that were done on it, and for whom."""

    mark_optional = False
    happened_on = DateParts(label=_("On which day?"))
    done = forms.MultipleChoiceField(label=_("What was done?"), required=False, widget=Checkboxes(attrs=SMALL_TICKS))
    siblings = forms.MultipleChoiceField(label=_("Also for"), required=False, widget=Checkboxes(attrs=SMALL_TICKS))
    worried = forms.MultipleChoiceField(
        label=_("Written for this worry"), required=False, widget=Checkboxes(attrs=SMALL_TICKS)
    )
    words = forms.CharField(
        label=_("Who was there? (optional)"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    in_case_system = forms.BooleanField(label=_("All of this is also in the case system"), required=False)

    def __init__(self, *args: Any, elements: Sequence[Asked], choices: Choices, voluntary: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elements = {each.code: each for each in elements}
        plain = [e for e in elements if not e.by_issue and not e.is_scale and not e.is_list]
        self._offer("done", [(e.code, e.label) for e in plain])
        self._offer("siblings", choices.siblings)
        self.fields["siblings"].initial = [code for code, _name in choices.siblings]
        self._add_issue([e for e in elements if e.by_issue], choices, voluntary)
        self.order_fields(ORDER)

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        if not choices:
            self.fields[name].widget = forms.MultipleHiddenInput()

    def _add_issue(self, by_issue: Sequence[Asked], choices: Choices, voluntary: bool) -> None:
        scale = next((e for e in by_issue if e.kind == ElementKind.SCALE), None)
        self._offer("worried", [(e.code, e.label) for e in by_issue if e is not scale])
        if not by_issue:
            return
        offered = [*choices.issues, (NEW_ISSUE, gettext("A new worry, named below"))]
        self.fields["issue"] = forms.ChoiceField(
            label=_("Was it about a worry?"), required=False, choices=offered, widget=Radios(attrs=SMALL_RADIOS)
        )
        self.fields["new_issue_name"] = forms.CharField(
            label=_("Name of the new worry"), required=False, max_length=120
        )
        if scale:
            lowest, highest = anchors(voluntary=voluntary)
            self.fields["number"] = Scale(label=scale.label, lowest=lowest, highest=highest, required=False)
            self.fields["rater"] = forms.ChoiceField(
                label=_("Whose number is it?"),
                required=False,
                choices=[(code, words.rater(code)) for code in Rater],
                widget=Radios(inline=True, attrs=SMALL_RADIOS),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.codes:
            raise forms.ValidationError(gettext("Choose at least one thing that was done."))
        by_issue = cleaned.get("worried") or cleaned.get("number") is not None
        if by_issue and not cleaned.get("issue"):
            self.add_error("issue", gettext("Choose which worry this is about, or name a new one."))
        if cleaned.get("issue") == NEW_ISSUE and not str(cleaned.get("new_issue_name") or "").strip():
            self.add_error("new_issue_name", gettext("Give the new worry a name."))
        if cleaned.get("number") is not None and not cleaned.get("rater"):
            self.add_error("rater", gettext("Say whose rating this is."))
        return cleaned

    @property
    def codes(self) -> list[str]:
        """The codes of all elements to record, in the order of the board."""
        typed = self.cleaned_data
        chosen = {*typed.get("done", ()), *typed.get("worried", ())}
        if typed.get("number") is not None:
            chosen |= {code for code, each in self.elements.items() if each.is_scale}
        return [code for code in self.elements if code in chosen]

    def drafts(self) -> list[tuple[str, Draft]]:
        """Each element with what is said of it. The words stand with each; the number is the scale's."""
        typed = self.cleaned_data
        known = "" if typed.get("issue") == NEW_ISSUE else typed.get("issue") or ""
        common = Draft(happened_on=typed["happened_on"], words=typed["words"], in_case_system=typed["in_case_system"])
        new = "" if known else typed.get("new_issue_name") or ""
        found = []
        for code in self.codes:
            draft = replace(common, issue=known, new_issue_name=new) if self.elements[code].by_issue else common
            if self.elements[code].is_scale:
                draft = replace(draft, number=typed["number"], rater=typed["rater"])
            found.append((code, draft))
        return found

    def refuse(self, problems: Sequence[Problem]) -> None:
        """The form says what stood in the way, each at its field and by the name of its element."""
        for each in problems:
            label = self.elements[each.element].label if each.element in self.elements else ""
            said = words.problem(each)
            self.add_error(each.field if each.field in self.fields else None, f"{label}: {said}" if label else said)

"""What the pages of a reorganisation ask."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Stage
from soundings.accounts.rules import UnitKind
from soundings.accounts.words import UNIT_KINDS
from soundings.cases.rules import Place, Standing, Step, StepKind
from soundings.design.forms import Checkboxes, DateParts, Radios, Select

NOBODY = "-"  # among the workers of a team that is split: cases that are not allocated
Holders = Sequence[tuple[str, str, int]]


class PlanForm(forms.Form):
    name = forms.CharField(label=_("What is it called?"), max_length=120)
    on = DateParts(
        label=_("On which day does it happen?"),
        help_text=_("On a day to come it happens by itself, as that day begins. A day that has passed works too."),
    )


def _listed(one: Standing, wanted: Callable[[Place], bool], depth: int = 0) -> list[tuple[str, str]]:
    """The open places that are wanted, those below another set in."""
    own = [(one.place.key, "\u2003" * depth + one.place.name)] if one.place.is_open and wanted(one.place) else []
    return own + [choice for below in one.below for choice in _listed(below, wanted, depth + 1)]


def is_team(place: Place) -> bool:
    """Whether it is a team."""
    return place.kind is UnitKind.TEAM


def holds_others(place: Place) -> bool:
    """Whether others can stand below it."""
    return place.kind is not UnitKind.TEAM


def is_no_root(place: Place) -> bool:
    """Whether it is below the agency."""
    return place.kind is not UnitKind.AGENCY


class PlaceField(forms.ChoiceField):
    """A place of the tree as the steps before leave it."""

    widget = Select

    def offer(self, root: Standing, wanted: Callable[[Place], bool]) -> None:
        self.choices = [("", gettext("Choose a place")), *_listed(root, wanted)]


class StepForm(forms.Form):
    """One step; each kind asks for its own fields."""

    kind: StepKind
    fits: Mapping[str, Callable[[Place], bool]] = {}

    def __init__(self, *args: Any, root: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, wanted in self.fits.items():
            self.fields[name].offer(root, wanted)  # type: ignore[attr-defined]

    def step(self, step_id: str) -> Step:
        """The step that was asked for."""
        return Step(id=step_id, kind=self.kind, **self.cleaned_data)


class NewForm(StepForm):
    kind = StepKind.NEW
    fits = {"target": holds_others}
    unit_kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind, UNIT_KINDS[kind]) for kind in (UnitKind.SERVICE, UnitKind.LOCALITY, UnitKind.TEAM)],
        widget=Radios(inline=True),
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    target = PlaceField(label=_("Under what does it stand?"))
    stage = forms.ChoiceField(label=_("Stage of service"), required=False, widget=Select)

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("The one of the place above")), *((one.code, one.name) for one in stages)]
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]


class MoveForm(StepForm):
    kind = StepKind.MOVE
    fits = {"place": is_no_root, "target": holds_others}
    place = PlaceField(label=_("What moves?"), help_text=_("Everything below it moves too."))
    target = PlaceField(label=_("Under what does it stand then?"))


class RenameForm(StepForm):
    kind = StepKind.RENAME
    fits = {"place": is_no_root}
    place = PlaceField(label=_("What gets another name?"), help_text=_("Its code in files stays."))
    name = forms.CharField(label=_("What is it called then?"), max_length=120)


class MergeForm(StepForm):
    kind = StepKind.MERGE
    fits = {"place": is_team, "target": is_team}
    place = PlaceField(
        label=_("Which team is merged?"),
        help_text=_("Its open cases and its posts go to the other team, and it closes. Its history stays."),
    )
    target = PlaceField(
        label=_("Into which team?"),
        help_text=_("Roles held at the first team do not go along: give them anew at this one."),
    )


class CloseForm(StepForm):
    kind = StepKind.CLOSE
    fits = {"place": is_no_root}
    place = PlaceField(label=_("What closes?"))


class WhichTeamForm(forms.Form):
    """The first question of a split: its people are asked for afterwards."""

    team = PlaceField(label=_("Which team is split?"))

    def __init__(self, *args: Any, root: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].offer(root, is_team)  # type: ignore[attr-defined]


class SplitForm(StepForm):
    """place: the team that is split, chosen before."""

    kind = StepKind.SPLIT
    fits = {"target": is_team}
    target = PlaceField(label=_("To which team do they go?"), help_text=_("Add a new team in a step before this one."))
    workers = forms.MultipleChoiceField(
        label=_("Who goes, with all their cases?"), required=False, widget=Checkboxes, choices=()
    )
    references = forms.CharField(
        label=_("Which other cases go?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The children’s numbers, one on each line. Whoever works with them stays in the first team."),
    )

    def __init__(self, *args: Any, place: str, holders: Holders, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        said = [(public_id or NOBODY, _holder(name, count)) for public_id, name, count in holders]
        self.fields["workers"].choices = said  # type: ignore[attr-defined]

    def clean_workers(self) -> tuple[str, ...]:
        return tuple("" if one == NOBODY else one for one in self.cleaned_data["workers"])

    def clean_references(self) -> tuple[str, ...]:
        lines = re.split(r"[\n,;]+", self.cleaned_data["references"])
        return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("workers") and not said.get("references"):
            raise forms.ValidationError(_("Say who goes, or which cases."))
        return said

    def step(self, step_id: str) -> Step:
        return Step(id=step_id, kind=self.kind, place=self.place, **self.cleaned_data)


def _holder(name: str, count: int) -> str:
    who = name or gettext("Not allocated")
    cases = ngettext("%(n)s open case", "%(n)s open cases", count) % {"n": count}
    return f"{who} ({cases})"


FORMS: dict[StepKind, type[StepForm]] = {
    form.kind: form for form in (NewForm, MoveForm, RenameForm, MergeForm, SplitForm, CloseForm)
}

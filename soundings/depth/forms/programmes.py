"""Forms of programmes, draws and substitutions."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Unit, User
from soundings.accounts.queries import Viewer, stages_of, teams_below
from soundings.cases.queries import abuse_types
from soundings.cases.words import ACTIVITIES
from soundings.depth import words
from soundings.depth.actions import Terms
from soundings.depth.models import Programme
from soundings.depth.queries.reviewers import places_to_draw_in, runners_for
from soundings.depth.rules import DrawKind, Frame, Strata, Why
from soundings.design.forms import SMALL_TICKS, Checkboxes, DateParts, Radios, Select
from soundings.instruments.models import Instrument
from soundings.instruments.queries import published_versions
from soundings.instruments.rules import Use


class PlaceChoice(forms.ModelChoiceField):
    """A place of the tree, those below another set in."""

    def label_from_instance(self, obj: Unit) -> str:
        return "\u2003" * (obj.path.count(".") - 1) + obj.name


class PersonChoice(forms.ModelChoiceField):
    """Somebody, by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class InstrumentChoice(forms.ModelChoiceField):
    """A questionnaire, in the language of the page."""

    def label_from_instance(self, obj: Instrument) -> str:
        return words.named(obj.names, code=obj.code)


class ProgrammeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    question = forms.CharField(
        label=_("What do you want to learn?"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
    kind = forms.ChoiceField(label=_("When are cases drawn?"), choices=list(words.KINDS.items()), widget=Radios)
    sign = forms.ChoiceField(
        label=_("At which transition?"),
        choices=[("", _("At none")), *words.SIGNS.items()],
        required=False,
        widget=Radios,
        help_text=_("Only for a programme at transitions. Stages stand in your agency’s order, most intensive first."),
    )
    instrument = InstrumentChoice(Instrument.objects.none(), label=_("Questionnaire"), widget=Select)
    unit = PlaceChoice(Unit.objects.none(), label=_("Of which place?"), widget=Select)
    run_by = PersonChoice(User.objects.none(), label=_("Who runs it?"), widget=Select)
    starts_on = DateParts(label=_("First day"))
    ends_on = DateParts(label=_("Last day"), required=False)
    days_to_do = forms.IntegerField(
        label=_("Working days from the draw to the sign-off"), min_value=1, max_value=250, initial=20
    )
    exclude_months = forms.IntegerField(
        label=_("Leave out children reviewed within so many months"), min_value=0, max_value=120, initial=12
    )
    second_share = forms.IntegerField(
        label=_("Of 100 reviews, how many are rated a second time?"),
        min_value=0,
        max_value=100,
        initial=10,
        help_text=_("Without seeing the first rating. It checks the reviewer, never the worker."),
    )
    graded = forms.BooleanField(
        label=_("Ask for one of four grades beside the scales"),
        required=False,
        help_text=_("Scaling from 0 to 10 does without."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = published_versions(viewer, Use.REVIEW).values("instrument")
        _offer(self, "instrument", Instrument.objects.filter(pk__in=usable).order_by("code"))
        places = places_to_draw_in(viewer)
        _offer(self, "unit", places)
        if places.count() == 1:  # nothing to choose
            cast(forms.ModelChoiceField, self.fields["unit"]).empty_label = None
        _offer(self, "run_by", runners_for(viewer))

    @property
    def terms(self) -> Terms:
        """What was said of the programme."""
        said = self.cleaned_data
        sign = said["sign"] if said["kind"] == DrawKind.TRANSITION else ""
        return Terms(**{name: value for name, value in said.items() if name != "sign"}, sign=sign)


def _offer(form: forms.Form, name: str, rows: Any) -> None:
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows


def as_initial(programme: Programme) -> dict[str, Any]:
    """What the form shows of a programme that stands."""
    return {name: getattr(programme, name) for name in ProgrammeForm.base_fields}


class DrawForm(forms.Form):
    """From which cases is drawn, how many, and how they are spread. Nothing ticked means all."""

    mark_optional = False
    teams = forms.MultipleChoiceField(label=_("Teams"), required=False, widget=Checkboxes(attrs=SMALL_TICKS))
    stages = forms.MultipleChoiceField(label=_("Stages"), required=False, widget=Checkboxes(attrs=SMALL_TICKS))
    abuse = forms.MultipleChoiceField(label=_("Abuse types"), required=False, widget=Checkboxes(attrs=SMALL_TICKS))
    activity = forms.MultipleChoiceField(
        label=_("Activity in the last twelve months"),
        required=False,
        widget=Checkboxes(attrs=SMALL_TICKS),
        choices=list(ACTIVITIES.items()),
    )
    age_from = forms.IntegerField(label=_("Youngest, in years"), required=False, min_value=0, max_value=25)
    age_to = forms.IntegerField(label=_("Oldest, in years"), required=False, min_value=0, max_value=25)
    strata = forms.ChoiceField(
        label=_("Spread the draw?"), required=False, choices=list(words.STRATA.items()), widget=Radios
    )
    away_from = forms.BooleanField(
        label=_("Reviewers never review cases of their own team"), required=False, initial=True
    )
    number = forms.IntegerField(label=_("How many cases?"), min_value=1, max_value=200, initial=12)
    restricted = forms.BooleanField(
        label=_("Only restricted cases whose list names me"),
        required=False,
        help_text=_("They are drawn apart, for you alone, and reviewed by people on their lists."),
    )

    def __init__(self, *args: Any, viewer: Viewer, programme: Programme, names_viewer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = [(one.public_id, one.name) for one in teams_below(programme.unit, on=viewer.on)]
        stages = [(one.code, one.name) for one in stages_of(viewer.user.agency, on=viewer.on)]
        kinds = [(one.code, one.name) for one in abuse_types(viewer.agency_id) if one.active]
        for name, choices in (("teams", teams), ("stages", stages), ("abuse", kinds)):
            cast(forms.MultipleChoiceField, self.fields[name]).choices = choices
            if len(choices) < 2:
                del self.fields[name]
        if not names_viewer:
            del self.fields["restricted"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        youngest, oldest = said.get("age_from"), said.get("age_to")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("age_to", _("The oldest is younger than the youngest."))
        return said

    @property
    def frame(self) -> Frame:
        """The criteria as they were chosen."""
        said = self.cleaned_data
        youngest, oldest = said["age_from"], said["age_to"]
        aged = youngest is not None or oldest is not None
        return Frame(
            teams=tuple(said.get("teams", ())),
            stages=tuple(said.get("stages", ())),
            abuse=tuple(said.get("abuse", ())),
            activity=tuple(said["activity"]),
            ages=(youngest or 0, 25 if oldest is None else oldest) if aged else None,
            strata=Strata(said["strata"]),
            away_from=said["away_from"],
        )

    @property
    def is_restricted(self) -> bool:
        """Whether the restricted cases are meant."""
        return bool(self.cleaned_data.get("restricted"))


class LeaveOutForm(forms.Form):
    why = forms.ChoiceField(label=_("Why is it left out?"), choices=list(words.WHY.items()), widget=Radios)
    words = forms.CharField(
        label=_("In a few words"), required=False, max_length=300, help_text=_("No name: it stays with the draw.")
    )


class HandOutForm(forms.Form):
    reviewers = forms.MultipleChoiceField(label=_("Who reviews?"), widget=Checkboxes(attrs=SMALL_TICKS))

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["reviewers"]).choices = list(people.items())


def first_day(on: date) -> dict[str, Any]:
    """What a new programme begins with."""
    return {"starts_on": on, "kind": DrawKind.MONTHLY.value}


__all__ = ["DrawForm", "HandOutForm", "LeaveOutForm", "ProgrammeForm", "Why", "as_initial", "first_day"]

"""What is asked when something is raised, of those who receive it, and of those who name receivers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Unit, User
from soundings.cases.actions import RouteTerms
from soundings.cases.models import ConcernRoute
from soundings.cases.rules.concerns import About, Matter, Screened, Source
from soundings.cases.words import ABOUTS, MATTERS, SCREENED
from soundings.design.forms import Radios, Select

WORDS = {"rows": 6}
ELSEWHERE = (Source.REVIEW, Source.COMMENT, Source.PHONE)  # where a page of ours may lead here from


class RaiseForm(forms.Form):
    """What somebody raises. Which fields are asked depends on the matter, and on whether it is about a case."""

    about = forms.ChoiceField(
        label=_("Who may be in danger?"), choices=[(one, ABOUTS[one]) for one in About], widget=Radios(inline=True)
    )
    concerning = forms.CharField(label=_("What is their name?"), max_length=200, required=False)
    words = forms.CharField(label=_("What worries you?"), widget=forms.Textarea(attrs=WORDS))
    named = forms.ChoiceField(
        label=_("Is your name given to the person who reads it first?"),
        help_text=_("Nobody else gets it. Without a name nobody can ask you anything, or tell you what came of it."),
        choices=[("yes", _("Yes")), ("no", _("No, keep no name"))],
        widget=Radios(inline=True),
    )
    contact = forms.CharField(label=_("How can you be reached, and when is it safe?"), max_length=300, required=False)
    place = forms.CharField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(widget=forms.HiddenInput, required=False)
    stands_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, matter: Matter, about_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matter, self.about_case = matter, about_case
        if matter is not Matter.CONCERN_NOW:
            del self.fields["about"]
            self.fields["concerning"].label = _("Whom or what is it about?")
            self.fields["words"].label = _("What happened?")
        if matter is not Matter.WHISTLEBLOWING:
            del self.fields["named"]

    @property
    def said_in(self) -> Source:
        """Where it was said, as far as the page that led here told."""
        if self.about_case and not self.cleaned_data["source"]:
            return Source.CASE
        return next((one for one in ELSEWHERE if one == self.cleaned_data["source"]), Source.PAGE)


class DecisionForm(forms.Form):
    what = forms.CharField(label=_("What happens?"), widget=forms.Textarea(attrs={"rows": 3}))
    who = forms.CharField(label=_("Who does it?"), max_length=200)
    by_when = forms.DateTimeField(
        label=_("By when?"),
        help_text=_("Day and time, such as 2026-03-16 14:30"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "govuk-input--width-20"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class ConfirmForm(forms.Form):
    stands_as = forms.CharField(
        label=_("Where does it stand in the case system?"), help_text=_("Such as the date of the note"), max_length=200
    )


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("Why is nothing more to be done?"), max_length=300)


class WherePlaceForm(forms.Form):
    """Another place than the one proposed."""

    place = forms.ChoiceField(label=_("At which place?"), widget=Select)
    mark_optional = False

    def __init__(self, *args: Any, places: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = _listed(places)  # type: ignore[attr-defined]


class WhichRouteForm(WherePlaceForm):
    """For what, and where, receivers are to be named."""

    matter = forms.ChoiceField(label=_("For what?"), choices=[(one, MATTERS[one]) for one in Matter], widget=Select)
    field_order = ("matter", "place")


def _listed(places: Iterable[Unit]) -> list[tuple[str, str]]:
    return [(unit.public_id, "\u2003" * (len(unit.line) - 1) + unit.name) for unit in places]


class RouteForm(forms.Form):
    """One route. The last questions are asked for a concern now only."""

    receiver = forms.ChoiceField(label=_("Who receives it?"), widget=Select)
    deputy = forms.ChoiceField(
        label=_("Who deputises?"),
        help_text=_("They are told when the clock has run out, and at once while the first is on leave."),
        widget=Select,
    )
    clock = forms.IntegerField(min_value=1, widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}))
    out_of_hours = forms.CharField(
        label=_("Which number is called out of hours?"), help_text=_("And who answers it"), max_length=200
    )
    next_1 = forms.ChoiceField(label=_("Who is told after the deputy?"), widget=Select, required=False)
    minutes_1 = forms.IntegerField(label=_("After how many more minutes?"), min_value=1, required=False)
    next_2 = forms.ChoiceField(label=_("And who after that?"), widget=Select, required=False)
    minutes_2 = forms.IntegerField(label=_("After how many minutes more?"), min_value=1, required=False)
    NOW_ONLY = ("next_1", "minutes_1", "next_2", "minutes_2")

    def __init__(self, *args: Any, matter: Matter, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {user.public_id: user for user in people}
        now = matter is Matter.CONCERN_NOW
        for name in () if now else self.NOW_ONLY:
            del self.fields[name]
        self.fields["out_of_hours"].required = now
        self.fields["clock"].label = (
            _("Within how many minutes is it acknowledged?")
            if now
            else _("Within how many working days is it acknowledged?")
        )
        choices = [("", gettext("Choose a person")), *((user.public_id, user.name) for user in people)]
        for name in ("receiver", "deputy", "next_1", "next_2"):
            if name in self.fields:
                self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in (1, 2):
            if bool(said.get(f"next_{number}")) != bool(said.get(f"minutes_{number}")):
                self.add_error(f"minutes_{number}", _("Give both, the person and the minutes, or neither."))
        return said

    @property
    def terms(self) -> RouteTerms:
        """What was agreed."""
        said = self.cleaned_data
        then = [
            (self.people[said[f"next_{number}"]], said[f"minutes_{number}"])
            for number in (1, 2)
            if said.get(f"next_{number}")
        ]
        return RouteTerms(
            receiver=self.people[said["receiver"]],
            deputy=self.people[said["deputy"]],
            clock=said["clock"],
            out_of_hours=said["out_of_hours"],
            then=then,
        )


def as_said(route: ConcernRoute) -> dict[str, Any]:
    """A route as `RouteForm` begins with it."""
    said: dict[str, Any] = {
        "receiver": route.receiver.public_id,
        "deputy": route.deputy.public_id,
        "clock": route.minutes or route.days,
        "out_of_hours": route.out_of_hours,
    }
    for number, step in enumerate(route.steps.all(), start=1):
        said |= {f"next_{number}": step.user.public_id, f"minutes_{number}": step.minutes}
    return said


class ScreenForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What comes of it?"), choices=[(one, SCREENED[one]) for one in Screened], widget=Radios
    )
    words = forms.CharField(
        label=_("If somebody may be in danger: what worries you?"), widget=forms.Textarea(attrs=WORDS), required=False
    )

"""Forms of calibration sessions: what is rated, by whom, until when."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Unit, User
from soundings.accounts.queries import Viewer
from soundings.depth.forms.programmes import PlaceChoice
from soundings.depth.forms.reviews import VersionChoice
from soundings.depth.queries.reviewers import places_to_draw_in
from soundings.design.forms import SMALL_TICKS, Checkboxes, DateParts, Select
from soundings.instruments.models import Version
from soundings.instruments.queries import published_versions
from soundings.instruments.rules import Use


class PeopleToRateForm(forms.Form):
    """Who rates. Those who may not review the case are not on offer."""

    people = forms.MultipleChoiceField(
        label=_("Who rates?"),
        widget=Checkboxes(attrs=SMALL_TICKS),
        help_text=_("From 3 to 20 people, each for themselves."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people: Mapping[str, User] = {one.public_id: one for one in people}
        choices = [(key, one.name) for key, one in self._people.items()]
        cast(forms.MultipleChoiceField, self.fields["people"]).choices = choices

    @property
    def chosen(self) -> list[User]:
        """Whom it names."""
        return [self._people[key] for key in self.cleaned_data["people"]]


class CalibrationForm(PeopleToRateForm):
    title = forms.CharField(label=_("Name of the session"), max_length=120, help_text=_("No child’s name."))
    unit = PlaceChoice(Unit.objects.none(), label=_("Of which place?"), widget=Select, empty_label=None)
    version = VersionChoice(Version.objects.none(), label=_("Questionnaire"), widget=Select, empty_label=None)
    material = forms.CharField(
        label=_("What do they look at?"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000
    )
    rate_by = DateParts(label=_("To be rated by"), required=False)
    field_order = ("title", "version", "unit", "material", "people", "rate_by")

    def __init__(self, *args: Any, viewer: Viewer, of_a_case: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = places_to_draw_in(viewer)
        cast(forms.ModelChoiceField, self.fields["version"]).queryset = published_versions(viewer, Use.REVIEW)
        material = self.fields["material"]
        if of_a_case:
            material.required = False
            material.help_text = _("Which documents of the case, and from which time. Nothing of what others rated.")
        else:
            material.help_text = _(
                "An invented or anonymised description. No name, nothing by which a family is known."
            )

    @property
    def terms(self) -> dict[str, Any]:
        """What was said, as `actions.calibrating.Plan` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "people"} | {"people": self.chosen}


class NoteForm(forms.Form):
    """What was agreed about how to read a question."""

    question = forms.CharField(required=False, max_length=60)
    words = forms.CharField(max_length=20_000)

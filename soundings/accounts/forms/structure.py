"""Forms of the agency's tree and its stages."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from soundings.accounts.actions.structure import UnitDetails
from soundings.accounts.models import Stage, Unit
from soundings.accounts.queries import stages_of, units_of
from soundings.accounts.rules import UnitKind
from soundings.accounts.words import UNIT_KINDS
from soundings.core.models import Agency
from soundings.design.forms import DateParts, Radios, Select


class PlaceChoice(forms.ModelChoiceField):
    """A place of the tree, those below another set in."""

    def label_from_instance(self, obj: Unit) -> str:
        return "\u2003" * (obj.path.count(".") - 1) + obj.name


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.CharField(
        label=_("Code in files"),
        max_length=60,
        required=False,
        help_text=_("How files from your case system write it. Leave it empty if they use the name."),
    )
    stage = forms.ModelChoiceField(
        Stage.objects.none(),
        label=_("Stage of service"),
        required=False,
        empty_label=_("The one of the place above"),
        widget=Select,
        help_text=_("It decides which board the children of a team stand on."),
    )

    def __init__(self, *args: Any, agency: Agency, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = stages_of(agency, on=on)  # type: ignore[attr-defined]

    @property
    def details(self) -> UnitDetails:
        """What was said of the place."""
        said = self.cleaned_data
        return UnitDetails(name=said["name"], code=said["code"], stage=said["stage"])


class NewUnitForm(UnitForm):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind, UNIT_KINDS[kind]) for kind in (UnitKind.SERVICE, UnitKind.LOCALITY, UnitKind.TEAM)],
        widget=Radios(inline=True),
    )
    opened_on = DateParts(label=_("Open since"), help_text=_("The first day of its work, as far as you know it"))
    field_order = ("kind", "name", "opened_on", "stage", "code")


class MoveForm(forms.Form):
    parent = PlaceChoice(
        Unit.objects.none(), label=_("Where does it belong now?"), empty_label=_("Choose a place"), widget=Select
    )
    on = DateParts(label=_("Since which day?"), help_text=_("Today or earlier. Until then it stays where it stood."))

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        places = places_that_hold(unit.agency).exclude(path__startswith=unit.path).exclude(pk=unit.parent_id or 0)
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("A move is recorded on its day or afterwards"))
        return day


class CloseForm(forms.Form):
    last_day = DateParts(label=_("Last day of its work"))

    @property
    def over_on(self) -> date:
        """The first day on which the place is closed."""
        day: date = self.cleaned_data["last_day"]
        return day + timedelta(days=1)


class StageForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    voluntary = forms.BooleanField(
        label=_("Families take part by their own choice"),
        required=False,
        help_text=_("They can then withdraw their consent, and recording and questions end with it."),
    )


def places_that_hold(agency: Agency) -> QuerySet[Unit]:
    """The open places below which others can stand, in the order of the tree."""
    return units_of(agency).filter(closed_on=None).exclude(kind=UnitKind.TEAM)

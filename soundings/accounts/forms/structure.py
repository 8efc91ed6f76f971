"""Forms of the agency's tree and its stages."""

from typing import cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from soundings.accounts.actions.structure import UnitDetails
from soundings.accounts.models import Stage, Unit
from soundings.accounts.queries import stages_of, units_of
from soundings.accounts.rules import UnitKind
from soundings.accounts.words import UNIT_KINDS
from soundings.core.models import Agency
from soundings.design.forms import DateParts, Radios


def offer(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """The field `name` of this form takes one of these rows."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = rows


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
        help_text=_("How files from your case system name it. Leave it empty if they use the name."),
    )
    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=_("Stage of service"), required=False, empty_label=_("That of what it stands below")
    )

    def __init__(self, *args, agency: Agency, on, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "stage", stages_of(agency, on=on))

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
    parent = PlaceChoice(Unit.objects.none(), label=_("It stands below"), empty_label=None)
    opened_on = DateParts(label=_("Open since"), help_text=_("The first day of its work, as far as you know it."))
    field_order = ("kind", "name", "parent", "code", "stage", "opened_on")

    def __init__(self, *args, agency: Agency, on, **kwargs):
        super().__init__(*args, agency=agency, on=on, **kwargs)
        offer(self, "parent", _holding_others(agency))


class MoveForm(forms.Form):
    parent = PlaceChoice(Unit.objects.none(), label=_("From now on it stands below"), empty_label=None)
    on = DateParts(label=_("Since when?"), help_text=_("Today or earlier. Until then it stays where it stood."))

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "parent", _holding_others(unit.agency).exclude(path__startswith=unit.path))


class DayForm(forms.Form):
    on = DateParts(label=_("From which day?"))


class StageForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    voluntary = forms.BooleanField(
        label=_("Families take part by their own choice"),
        required=False,
        help_text=_("Consent can then be withdrawn, and recording and questions end with it."),
    )


def _holding_others(agency: Agency):
    return units_of(agency).filter(closed_on=None).exclude(kind=UnitKind.TEAM)

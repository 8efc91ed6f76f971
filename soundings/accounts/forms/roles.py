"""Forms about roles: given, prolonged, ended."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.actions.grants import NewGrant
from soundings.accounts.forms.structure import PlaceChoice
from soundings.accounts.models import Unit, User
from soundings.accounts.queries import units_of
from soundings.accounts.rules import AGENCY_ROLES, Role, UnitKind
from soundings.accounts.words import CHOOSABLE_ROLES, ROLE_HINTS, ROLES
from soundings.core.models import Agency
from soundings.design.forms import DateParts, Radios, Select


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Which role?"),
        choices=[(role, ROLES[role]) for role in CHOOSABLE_ROLES],
        widget=Radios(hints=ROLE_HINTS, attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose a role")},
    )
    unit = PlaceChoice(
        Unit.objects.none(),
        label=_("Where does it hold?"),
        empty_label=_("Choose a place"),
        widget=Select,
        help_text=_("It holds there and at everything below."),
        error_messages={"required": _("Choose a place")},
    )
    reason = forms.CharField(
        label=_("What do they need it for?"),
        max_length=300,
        help_text=_("Whoever approves reads this, and it stays in the trail."),
        error_messages={"required": _("Say what they need it for")},
    )
    ends_on = DateParts(
        label=_("Last day, if it is for a time"),
        required=False,
        help_text=_("Partners and inspectors have 28 days unless you say otherwise."),
    )

    def __init__(self, *args: Any, agency: Agency, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["unit"].queryset = units_of(agency).filter(closed_on=None)  # type: ignore[attr-defined]

    def clean_ends_on(self) -> date | None:
        return _not_passed(self.cleaned_data["ends_on"], self.on)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        role, unit = said.get("role"), said.get("unit")
        if role in AGENCY_ROLES and unit and unit.kind != UnitKind.AGENCY:
            self.add_error("unit", _("This role is held for the whole agency: choose the agency"))
        return said

    def new(self, user: User) -> NewGrant:
        """The role that was said, for `user`."""
        said = self.cleaned_data
        return NewGrant(user, Role(said["role"]), said["unit"], ends_on=said["ends_on"], reason=said["reason"])


class ProlongForm(forms.Form):
    ends_on = DateParts(label=_("New last day"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_ends_on(self) -> date | None:
        return _not_passed(self.cleaned_data["ends_on"], self.on)


class ReasonForm(forms.Form):
    """Why a role ends, or is turned down. The person may ask."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the trail. The person concerned may ask for it."),
    )


def _not_passed(day: date | None, today: date) -> date | None:
    if day is not None and day < today:
        raise forms.ValidationError(_("That day has passed"))
    return day

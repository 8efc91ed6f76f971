"""What the pages ask when cases go from worker to worker."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Membership, Staff
from soundings.accounts.permissions import Viewer
from soundings.cases.models import Case
from soundings.design.forms import Checkboxes, DateParts, Select

ROWS = {"rows": 3}


class HandoverForm(forms.Form):
    """Which cases, to whom and when. The receiver has a post in a team of one of the cases."""

    cases = forms.MultipleChoiceField(label=_("Which cases?"), widget=Checkboxes)
    to = forms.ChoiceField(label=_("To whom?"), widget=Select)
    on = DateParts(label=_("From which day?"))

    def __init__(self, *args: Any, cases: list[Case], giver: Staff, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {case.public_id: case for case in cases}
        self.receivers = {one.public_id: one for one in _receivers(cases, giver, viewer)}
        said = [(key, f"{case.child.name}, {case.child.reference}") for key, case in self.by_id.items()]
        self.fields["cases"].choices = said  # type: ignore[attr-defined]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((key, one.name) for key, one in self.receivers.items()),
        ]
        self.fields["on"].initial = viewer.on

    @property
    def chosen(self) -> list[Case]:
        """The cases that were ticked."""
        return [self.by_id[key] for key in self.cleaned_data["cases"]]

    @property
    def receiver(self) -> Staff:
        """To whom they go."""
        return self.receivers[self.cleaned_data["to"]]


def _receivers(cases: list[Case], giver: Staff, viewer: Viewer) -> list[Staff]:
    posts = Membership.objects.filter(team__in={case.team_id for case in cases}, from_on__lte=viewer.on)
    posts = posts.filter(Q(to_on=None) | Q(to_on__gt=viewer.on))
    staff = Staff.objects.filter(pk__in=posts.values("staff"), agency=viewer.agency_id).exclude(pk=giver.pk)
    return list(staff.filter(Q(ended_on=None) | Q(ended_on__gt=viewer.on)).order_by("name_key"))


class SheetForm(forms.Form):
    """The three columns for one case."""

    worried = forms.CharField(
        label=_("What are we worried about?"), required=False, max_length=4000, widget=forms.Textarea(attrs=ROWS)
    )
    working_well = forms.CharField(
        label=_("What is working well?"), required=False, max_length=4000, widget=forms.Textarea(attrs=ROWS)
    )
    needs_to_happen = forms.CharField(
        label=_("What needs to happen?"), required=False, max_length=4000, widget=forms.Textarea(attrs=ROWS)
    )
    mark_optional = False

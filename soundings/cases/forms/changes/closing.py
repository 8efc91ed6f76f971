"""How a case ends, and how it goes on."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.permissions import Viewer
from soundings.cases import actions
from soundings.cases.forms.changes.base import Change, choices_of_staff, day, reason, staff_with
from soundings.cases.models import Case
from soundings.cases.permissions import can_change


class Close(Change):
    slug = "close"
    title = _("Close the case")
    explanation = _(
        "Nothing is removed. A closure can be undone, and a child who comes back has a new case linked to it."
    )
    button = _("Close the case")
    done = _("The case is closed.")
    why = forms.CharField(label=_("What was it closed with?"), max_length=120)

    def prepare(self) -> None:
        self.fields["on"] = day(_("On which day?"), self.viewer)

    def act(self, *, by: Viewer, at: datetime) -> object:
        typed = self.cleaned_data
        return actions.close_case(case=self.case, on=typed["on"], reason=typed["why"], by=by, at=at)


class UndoClosure(Change):
    slug = "undo-closure"
    title = _("Undo the closure")
    explanation = _("As if the case had never been closed: its team, worker and stage run on.")
    button = _("Undo the closure")
    done = _("The case is open, as before.")
    why = reason()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return case.closed_on is not None and can_change(viewer, case)

    def act(self, *, by: Viewer, at: datetime) -> object:
        return actions.undo_closure(case=self.case, reason=self.cleaned_data["why"], by=by, at=at)


class Reopen(Change):
    slug = "reopen"
    title = _("Open a new case for this child")
    explanation = _("The earlier case stays closed and is shown beside the new one. Its practice is not counted again.")
    button = _("Open a new case")
    done = _("The child has a new case.")
    lead = forms.ChoiceField(label=_("Who leads it?"), required=False)

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return case.closed_on is not None and can_change(viewer, case)

    def prepare(self) -> None:
        choices = choices_of_staff(self.case, self.viewer, nobody=_("Nobody yet: not allocated"))
        self.fields["lead"].choices = choices  # type: ignore[attr-defined]
        self.fields["on"] = day(_("From which day?"), self.viewer)

    def act(self, *, by: Viewer, at: datetime) -> object:
        opening = actions.Opening(
            on=self.cleaned_data["on"],
            team=self.case.team,
            lead=staff_with(self.cleaned_data["lead"], by),
            stage=self.case.stage,
            abuse_types=tuple(self.case.abuse_types),
        )
        self.case = actions.reopen(case=self.case, opening=opening, by=by, at=at)
        return self.case

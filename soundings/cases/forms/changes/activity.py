"""What the service did: added, ended, corrected, withdrawn."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.permissions import Viewer
from soundings.cases import actions, words
from soundings.cases.forms.changes.base import Change, day, numbered, reason
from soundings.cases.models import Activity, Case
from soundings.cases.permissions import can_describe
from soundings.cases.rules import ActivityKind, NewActivity
from soundings.design.forms import DateParts, Radios

KINDS = [(kind.value, said) for kind, said in words.ACTIVITIES.items() if kind != ActivityKind.CLOSED]  # type: ignore[attr-defined]


def _said(one: Activity) -> str:
    return f"{words.activity(one.kind)}, {one.started_on:%d/%m/%Y}"


def _of(case: Case, **which: Any) -> Any:
    return Activity.objects.filter(case=case, **which).exclude(kind=ActivityKind.CLOSED)


class _Described(Change):
    """For those who keep the facts of the case."""

    running_only = False

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        if case.closed_on is not None or not can_describe(viewer, case):
            return False
        return "activity" not in cls.base_fields or cls.choosable(case).exists()

    @classmethod
    def choosable(cls, case: Case) -> Any:
        return _of(case, ended_on=None) if cls.running_only else _of(case)

    def prepare(self) -> None:
        if "activity" in self.fields:
            self.choosing = list(self.choosable(self.case))
            self.fields["activity"].choices = numbered(self.choosing, _said)  # type: ignore[attr-defined]

    def chosen(self) -> Activity:
        return next(one for one in self.choosing if str(one.pk) == self.cleaned_data["activity"])

    def described(self) -> NewActivity:
        typed = self.cleaned_data
        return NewActivity(ActivityKind(typed["kind"]), typed["started_on"], typed["ended_on"], typed["outcome"])


class AddActivity(_Described):
    slug = "add-activity"
    title = _("Add what the service did")
    explanation = _(
        "A referral, an assessment, a conference, a plan. What a case system file brings need not be typed."
    )
    button = _("Add")
    done = _("It stands among the case’s activity.")
    kind = forms.ChoiceField(label=_("What?"), choices=KINDS)
    started_on = DateParts(label=_("Begun, or held, on"))
    ended_on = DateParts(label=_("Ended on"), required=False)
    outcome = forms.CharField(label=_("Outcome"), max_length=120, required=False)

    def act(self, *, by: Viewer, at: datetime) -> object:
        return actions.add_activity(case=self.case, activity=self.described(), by=by, at=at)


class EndActivity(_Described):
    slug = "end-activity"
    title = _("End what is still running")
    button = _("End it")
    done = _("It has ended.")
    running_only = True
    activity = forms.ChoiceField(label=_("Which?"), widget=Radios)
    outcome = forms.CharField(label=_("Outcome"), max_length=120, required=False)

    def prepare(self) -> None:
        super().prepare()
        self.fields["on"] = day(_("On which day?"), self.viewer)

    def act(self, *, by: Viewer, at: datetime) -> object:
        typed = self.cleaned_data
        return actions.end_activity(activity=self.chosen(), on=typed["on"], outcome=typed["outcome"], by=by, at=at)


class CorrectActivity(_Described):
    slug = "correct-activity"
    title = _("Correct what the service did")
    button = _("Correct")
    done = _("It is corrected; the trail keeps what stood before.")
    activity = forms.ChoiceField(label=_("Which?"), widget=Radios)
    kind = forms.ChoiceField(label=_("What was it?"), choices=KINDS)
    started_on = DateParts(label=_("Begun, or held, on"))
    ended_on = DateParts(label=_("Ended on"), required=False)
    outcome = forms.CharField(label=_("Outcome"), max_length=120, required=False)
    why = reason()

    def act(self, *, by: Viewer, at: datetime) -> object:
        return actions.correct_activity(
            activity=self.chosen(), corrected=self.described(), reason=self.cleaned_data["why"], by=by, at=at
        )


class WithdrawActivity(_Described):
    slug = "withdraw-activity"
    title = _("Withdraw what did not happen")
    button = _("Withdraw")
    done = _("It is withdrawn; the trail keeps what it said.")
    activity = forms.ChoiceField(label=_("Which?"), widget=Radios)
    why = reason()

    def act(self, *, by: Viewer, at: datetime) -> object:
        return actions.withdraw_activity(activity=self.chosen(), reason=self.cleaned_data["why"], by=by, at=at)

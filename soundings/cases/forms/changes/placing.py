"""Who works on a case, in which team, at which stage, for which kinds of abuse."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Staff, Unit
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries import staff_of, stages_of, units_of
from soundings.accounts.rules import UnitKind
from soundings.cases import actions, queries, words
from soundings.cases.forms.changes.base import Change, choices_of_staff, day, numbered, staff_with
from soundings.cases.models import Case, WorkerSpan
from soundings.cases.permissions import can_describe
from soundings.cases.rules import AllocationRole
from soundings.design.forms import Checkboxes, DateParts, Radios

SAME, NOBODY, DUTY = "same", "nobody", "duty"


class Allocate(Change):
    slug = "allocate"
    title = _("Allocate to a worker")
    explanation = _("The worker before keeps their place in the history. To hand over with a sheet, use Hand over.")
    button = _("Allocate")
    done = _("The case is allocated.")
    staff = forms.ChoiceField(label=_("To whom?"), required=False)

    def prepare(self) -> None:
        choices = choices_of_staff(self.case, self.viewer, nobody=_("Nobody: not allocated"))
        self.fields["staff"].choices = choices  # type: ignore[attr-defined]
        self.fields["on"] = day(_("From which day?"), self.viewer)

    def act(self, *, by: Viewer, at: datetime) -> object:
        chosen = staff_with(self.cleaned_data["staff"], by)
        return actions.allocate(case=self.case, staff=chosen, on=self.cleaned_data["on"], by=by, at=at)


class Beside(Change):
    slug = "beside"
    title = _("Add a co-worker or cover")
    button = _("Add")
    done = _("They work on the case too.")
    staff = forms.ChoiceField(label=_("Who?"))
    role = forms.ChoiceField(
        label=_("As what?"),
        widget=Radios,
        choices=[(r.value, words.ALLOCATIONS[r]) for r in (AllocationRole.CO_WORKER, AllocationRole.COVER)],
    )

    def prepare(self) -> None:
        self.fields["staff"].choices = choices_of_staff(self.case, self.viewer)  # type: ignore[attr-defined]
        self.fields["on"] = day(_("From which day?"), self.viewer)
        self.fields["until"] = DateParts(label=_("Up to, but not including, which day?"), required=False)

    def act(self, *, by: Viewer, at: datetime) -> object:
        typed = self.cleaned_data
        staff = staff_with(typed["staff"], by)
        assert staff is not None
        beside = actions.Beside(staff, AllocationRole(typed["role"]), typed["until"])
        return actions.allocate_beside(case=self.case, beside=beside, on=typed["on"], by=by, at=at)


def _running(case: Case, viewer: Viewer) -> Any:
    spans = WorkerSpan.objects.filter(case=case).exclude(role=AllocationRole.LEAD).select_related("staff")
    return spans.filter(Q(to_on=None) | Q(to_on__gt=viewer.on)).order_by("from_on")


class EndBeside(Change):
    slug = "end-beside"
    title = _("End a co-worker’s or cover’s part")
    button = _("End it")
    done = _("Their part in the case has ended.")
    span = forms.ChoiceField(label=_("Whose?"), widget=Radios)

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return super().may(viewer, case) and _running(case, viewer).exists()

    def prepare(self) -> None:
        self.spans = list(_running(self.case, self.viewer))
        said = numbered(self.spans, lambda span: f"{span.staff.name}, {words.allocation(span.role)}")
        self.fields["span"].choices = said  # type: ignore[attr-defined]
        self.fields["on"] = day(_("On which day?"), self.viewer)

    def act(self, *, by: Viewer, at: datetime) -> object:
        span = next(span for span in self.spans if str(span.pk) == self.cleaned_data["span"])
        return actions.end_beside(span=span, on=self.cleaned_data["on"], by=by, at=at)


class MoveTeam(Change):
    slug = "team"
    title = _("Move to another team")
    explanation = _("The child’s clock runs on. The receiving team decides who leads the case.")
    button = _("Move")
    done = _("The case stands with the other team.")
    team = forms.ChoiceField(label=_("To which team?"))
    lead = forms.ChoiceField(
        label=_("Who leads it there, to begin with?"),
        widget=Radios,
        choices=[(DUTY, _("The team’s duty desk")), (NOBODY, _("Nobody yet")), (SAME, _("The same worker"))],
        initial=DUTY,
    )

    def prepare(self) -> None:
        teams = units_of(self.viewer.agency_id).filter(kind=UnitKind.TEAM, closed_on=None).order_by("name")
        others = teams.exclude(pk=self.case.team_id or 0)
        self.fields["team"].choices = [(team.public_id, team.name) for team in others]  # type: ignore[attr-defined]
        self.fields["on"] = day(_("From which day?"), self.viewer)

    def act(self, *, by: Viewer, at: datetime) -> object:
        typed = self.cleaned_data
        team = units_of(by.agency_id).get(public_id=typed["team"])
        lead = self.case.worker if typed["lead"] == SAME else _duty_of(team, by) if typed["lead"] == DUTY else None
        return actions.move_team(case=self.case, team=team, lead=lead, on=typed["on"], by=by, at=at)


def _duty_of(team: Unit, viewer: Viewer) -> Staff | None:
    return next((staff for staff in staff_of(team, on=viewer.on) if staff.is_duty), None)


class Stage(Change):
    slug = "stage"
    title = _("Change the service stage")
    explanation = _("The stage decides which board’s words the case is shown in.")
    done = _("The service stage has changed.")
    stage = forms.ChoiceField(label=_("Which stage?"), required=False, widget=Radios)

    def prepare(self) -> None:
        stages = stages_of(self.viewer.agency_id, on=self.viewer.on)
        own = [("", _("That of its team"))]
        self.fields["stage"].choices = [*own, *((s.code, s.name) for s in stages)]  # type: ignore[attr-defined]
        self.fields["stage"].initial = self.case.stage.code if self.case.stage else ""
        self.fields["on"] = day(_("From which day?"), self.viewer)

    def act(self, *, by: Viewer, at: datetime) -> object:
        stages = stages_of(by.agency_id, on=by.on)
        stage = stages.filter(code=self.cleaned_data["stage"]).first()
        return actions.change_stage(case=self.case, stage=stage, on=self.cleaned_data["on"], by=by, at=at)


class AbuseTypes(Change):
    slug = "abuse-types"
    title = _("Change the abuse types")
    done = _("The abuse types have changed.")
    codes = forms.MultipleChoiceField(label=_("Which?"), required=False, widget=Checkboxes)

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return case.closed_on is None and can_describe(viewer, case)

    def prepare(self) -> None:
        known = queries.abuse_types(self.viewer.agency_id)
        choices = [(one.code, f"{one.code}: {one.name}") for one in known]
        choices += [(code, code) for code in self.case.abuse_types if code not in {code for code, _name in choices}]
        self.fields["codes"].choices = choices  # type: ignore[attr-defined]
        self.fields["codes"].initial = self.case.abuse_types

    def act(self, *, by: Viewer, at: datetime) -> object:
        before = [code for code in self.case.abuse_types if code in self.cleaned_data["codes"]]
        new = [code for code in self.cleaned_data["codes"] if code not in before]
        return actions.set_abuse_types(case=self.case, codes=[*before, *new], by=by, at=at)

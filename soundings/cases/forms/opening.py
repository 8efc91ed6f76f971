"""What the page asks when a case is opened."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Membership, Unit
from soundings.accounts.permissions import Viewer, reach
from soundings.accounts.queries import stages_of
from soundings.accounts.rules import Row, To, UnitKind
from soundings.cases.actions import Opening
from soundings.cases.permissions import opens_cases, proposes_cases
from soundings.cases.queries import abuse_types
from soundings.design.forms import Checkboxes, DateParts, Select


class OpeningForm(forms.Form):
    """Where a case begins: among the teams in which the viewer may open one, or propose it."""

    on = DateParts(label=_("Opened on"))
    team = forms.ChoiceField(label=_("Team"), widget=Select)
    lead = forms.ChoiceField(label=_("Who works on it?"), required=False, widget=Select)
    stage = forms.ChoiceField(label=_("Service stage"), required=False, widget=Select)
    abuse_types = forms.MultipleChoiceField(label=_("Abuse types"), required=False, widget=Checkboxes)
    reason = forms.CharField(
        label=_("Why do you propose it?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    mark_optional = False

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposing = not opens_cases(viewer)
        self.teams = {team.public_id: team for team in teams_for(viewer)}
        self.stages = {stage.code: stage for stage in stages_of(viewer.agency_id, on=viewer.on)}
        posts = _posts(self.teams.values(), viewer.on)
        self.staff = {post.staff.public_id: post.staff for post in posts}
        if not self.proposing:
            del self.fields["reason"]
        self._offer("team", [(key, team.name) for key, team in self.teams.items()])
        self._offer("lead", [("", _("Nobody yet: not allocated")), *_by_team(posts)])
        self._offer("stage", [("", _("The team’s own")), *((key, one.name) for key, one in self.stages.items())])
        self._offer("abuse_types", [(one.code, f"{one.code}: {one.name}") for one in abuse_types(viewer.agency_id)])
        self.fields["on"].initial = viewer.on

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def opening(self) -> Opening:
        """What was said."""
        said = self.cleaned_data
        return Opening(
            on=said["on"],
            team=self.teams[said["team"]],
            lead=self.staff.get(said["lead"]),
            stage=self.stages.get(said["stage"]),
            abuse_types=tuple(said["abuse_types"]),
        )


def teams_for(viewer: Viewer) -> list[Unit]:
    """The open teams in which the viewer may open a case or, where they open none, propose one; by name."""
    if opens_cases(viewer):
        places = reach(viewer, Row.CASE_CHANGES, edit=True).where()
    else:
        places = reach(viewer, Row.CASE_CHANGES, to=To.APPROVE).where()
        places |= reach(viewer, Row.TEAM_BOARD).where() if proposes_cases(viewer) else Q(pk__in=())
    teams = Unit.objects.filter(places, agency=viewer.agency_id, kind=UnitKind.TEAM, opened_on__lte=viewer.on)
    return list(teams.filter(Q(closed_on=None) | Q(closed_on__gt=viewer.on)).order_by("name"))


def _posts(teams: Any, on: date) -> list[Membership]:
    """Today's posts in these teams, team by team, the duty desk first."""
    posts = Membership.objects.filter(team__in=list(teams), from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))
    posts = posts.filter(Q(staff__ended_on=None) | Q(staff__ended_on__gt=on)).select_related("staff", "team")
    return list(posts.order_by("team__name", "-staff__is_duty", "staff__name_key"))


def _by_team(posts: list[Membership]) -> list[tuple[str, list[tuple[str, str]]]]:
    teams = groupby(posts, key=lambda post: post.team.name)
    return [(name, [(post.staff.public_id, post.staff.name) for post in group]) for name, group in teams]

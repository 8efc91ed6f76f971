"""Forms about staff and users: names, posts, leave, the last day, the way in."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from soundings.accounts.actions.staff import Post
from soundings.accounts.forms.structure import PlaceChoice
from soundings.accounts.models import Membership, Staff, Unit
from soundings.accounts.queries import units_of
from soundings.accounts.queries.listing import Show
from soundings.accounts.queries.person import colleagues_of
from soundings.accounts.rules import PostKind, UnitKind
from soundings.accounts.words import POSTS, post_name
from soundings.core.models import Agency
from soundings.design.forms import DateParts, Radios, Select

HELD_BY_PEOPLE = [(kind, POSTS[kind]) for kind in (PostKind.WORKER, PostKind.SUPERVISOR)]
ONE_DAY = timedelta(days=1)


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues and families know them"))
    email = forms.EmailField(label=_("Work e-mail"), required=False)


class NewPersonForm(PersonForm):
    alias = forms.CharField(
        label=_("Name or number in files"),
        max_length=120,
        required=False,
        help_text=_("How your case system writes them, for example “SMITH, Jane” or js0412"),
    )
    team = PlaceChoice(Unit.objects.none(), label=_("Team"), required=False, empty_label=_("None yet"), widget=Select)
    post = forms.ChoiceField(label=_("Post"), choices=HELD_BY_PEOPLE, widget=Radios(inline=True))
    from_on = DateParts(label=_("In the team since"), required=False, help_text=_("Needed only with a team"))

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = open_teams(agency)  # type: ignore[attr-defined]

    def first_post(self, today: date) -> Post | None:
        """The post that was said, if any."""
        said = self.cleaned_data
        if not said["team"]:
            return None
        return Post(said["team"], PostKind(said["post"]), said["from_on"] or today)


class AliasForm(forms.Form):
    alias = forms.CharField(
        label=_("Name or number in files"),
        max_length=120,
        help_text=_("Just as the file writes it. Capitals, accents and hyphens make no difference."),
    )


class PostForm(forms.Form):
    team = PlaceChoice(Unit.objects.none(), label=_("Team"), empty_label=_("Choose a team"), widget=Select)
    post = forms.ChoiceField(label=_("Post"), choices=HELD_BY_PEOPLE, widget=Radios(inline=True))
    from_on = DateParts(label=_("First day in the team"))
    last_day = DateParts(label=_("Last day, if it is known"), required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = open_teams(agency)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (last := said.get("last_day")) and said.get("from_on") and last < said["from_on"]:
            self.add_error("last_day", _("The last day comes before the first"))
        return said

    @property
    def said(self) -> Post:
        """The post that was said."""
        said = self.cleaned_data
        return Post(said["team"], PostKind(said["post"]), said["from_on"], _day_after(said["last_day"]))


class PostChoice(forms.ModelChoiceField):
    """One of somebody's posts."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{post_name(obj.post)}, {obj.team.name}"


class LeaveTeamForm(forms.Form):
    post = PostChoice(Membership.objects.none(), label=_("Which post ends?"), empty_label=None, widget=Radios())
    last_day = DateParts(label=_("Last day in the team"))

    def __init__(self, *args: Any, posts: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]

    @property
    def over_on(self) -> date:
        """The first day on which the post is over."""
        day: date = self.cleaned_data["last_day"]
        return day + ONE_DAY


class CoverForm(forms.Form):
    """The end of a leave and who covers; the beginning stands."""

    to_on = DateParts(label=_("Last day away"))
    cover = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("Who covers?"),
        required=False,
        empty_label=_("Nobody yet"),
        widget=Select,
        help_text=_("On these days the cases count among those of whoever covers, who can then record on them."),
    )

    def __init__(self, *args: Any, staff: Staff, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cover"].queryset = colleagues_of(staff, on=on)  # type: ignore[attr-defined]


class LeaveForm(CoverForm):
    from_on = DateParts(label=_("First day away"))
    field_order = ("from_on", "to_on", "cover")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("from_on") and said.get("to_on") and said["to_on"] < said["from_on"]:
            self.add_error("to_on", _("The last day comes before the first"))
        return said


class EndForm(forms.Form):
    last_day = DateParts(label=_("Last day of work"))

    @property
    def over_on(self) -> date:
        """The first day on which they no longer work here."""
        day: date = self.cleaned_data["last_day"]
        return day + ONE_DAY


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Their work e-mail"),
        help_text=_("The invitation goes there, and nobody else sees its link."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class VisitorForm(InviteForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ("name", "email")


SHOWN = (
    (Show.HERE.value, _("Everyone here")),
    (Show.INVITED.value, _("Invited, not here yet")),
    (Show.NO_SIGN_IN.value, _("Without a sign-in")),
    (Show.AWAY.value, _("Away today")),
    (Show.OFF.value, _("Sign-in switched off")),
    (Show.LEFT.value, _("Left")),
)


class SearchForm(forms.Form):
    mark_optional = False
    search = forms.CharField(label=_("Name, or number in files"), required=False)
    team = PlaceChoice(Unit.objects.none(), label=_("Team"), required=False, empty_label=_("Every team"), widget=Select)
    show = forms.ChoiceField(label=_("Show"), choices=SHOWN, required=False, widget=Select)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = open_teams(agency)  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What narrows the list. What makes no sense narrows nothing."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return {
            "search": said.get("search", ""),
            "team": said.get("team"),
            "show": Show(said.get("show", "")),
        }


def open_teams(agency: Agency) -> QuerySet[Unit]:
    """The teams that are open, by name."""
    return units_of(agency).filter(kind=UnitKind.TEAM, closed_on=None).order_by("name")


def _day_after(day: date | None) -> date | None:
    return day and day + ONE_DAY

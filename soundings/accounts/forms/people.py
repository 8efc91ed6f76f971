"""Forms about staff, users and roles."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.actions.grants import NewGrant
from soundings.accounts.actions.staff import Post
from soundings.accounts.forms.structure import PlaceChoice, offer
from soundings.accounts.models import Staff, Unit, User
from soundings.accounts.queries import units_of
from soundings.accounts.rules import PostKind, Role, UnitKind
from soundings.accounts.words import CHOOSABLE_ROLES, POSTS, ROLE_HINTS, ROLES
from soundings.core.models import Agency
from soundings.design.forms import DateParts, Radios


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues and families know them."))
    email = forms.EmailField(label=_("Work e-mail"), required=False)


class NewPersonForm(PersonForm):
    alias = forms.CharField(
        label=_("Number or name in files"),
        max_length=120,
        required=False,
        help_text=_("How your case system names them, if not by this name."),
    )
    team = PlaceChoice(Unit.objects.none(), label=_("Team"), required=False, empty_label=_("None yet"))
    post = forms.ChoiceField(label=_("Post"), choices=list(POSTS.items()), initial=PostKind.WORKER)
    from_on = DateParts(label=_("In the team since"), required=False)

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "team", _open_teams(agency))

    def first_post(self, today: date) -> Post | None:
        """The post that was said, if any."""
        said = self.cleaned_data
        if not said["team"]:
            return None
        return Post(said["team"], PostKind(said["post"]), said["from_on"] or today)


class AliasForm(forms.Form):
    alias = forms.CharField(label=_("Number or name in files"), max_length=120)


class PostForm(forms.Form):
    team = PlaceChoice(Unit.objects.none(), label=_("Team"), empty_label=None)
    post = forms.ChoiceField(label=_("Post"), choices=[(k, POSTS[k]) for k in (PostKind.WORKER, PostKind.SUPERVISOR)])
    from_on = DateParts(label=_("From"))
    to_on = DateParts(label=_("Until, if known"), required=False, help_text=_("The first day on which it is over."))

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "team", _open_teams(agency))

    @property
    def said(self) -> Post:
        """The post that was said."""
        said = self.cleaned_data
        return Post(said["team"], PostKind(said["post"]), said["from_on"], said["to_on"])


class LeaveForm(forms.Form):
    from_on = DateParts(label=_("First day away"))
    to_on = DateParts(label=_("Last day away"))
    cover = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("Who covers their cases?"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("On these days the cases count among the cover’s own."),
    )

    def __init__(self, *args, staff: Staff, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        others = Staff.objects.filter(agency=staff.agency_id, is_duty=False).exclude(pk=staff.pk)
        offer(self, "cover", others.exclude(ended_on__lte=on))


class EndForm(forms.Form):
    on = DateParts(label=_("First day on which they no longer work here"))


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Their work e-mail"), help_text=_("The invitation goes there, and only they see its link.")
    )


class VisitorForm(InviteForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ("name", "email")


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role, ROLES[role]) for role in CHOOSABLE_ROLES],
        widget=Radios(hints=dict(ROLE_HINTS)),
    )
    unit = PlaceChoice(
        Unit.objects.none(),
        label=_("Where?"),
        empty_label=None,
        help_text=_("The role holds at this place and everything below it."),
    )
    ends_on = DateParts(label=_("Last day, if it is for a time"), required=False)
    reason = forms.CharField(label=_("What for?"), max_length=300, required=False)

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "unit", units_of(agency).filter(closed_on=None))

    def new(self, user: User) -> NewGrant:
        """The role that was said, for `user`."""
        said = self.cleaned_data
        return NewGrant(user, Role(said["role"]), said["unit"], ends_on=said["ends_on"], reason=said["reason"])


class SearchForm(forms.Form):
    mark_optional = False
    search = forms.CharField(label=_("Name, or number in files"), required=False)
    team = PlaceChoice(Unit.objects.none(), label=_("Team"), required=False, empty_label=_("Every team"))
    ended = forms.BooleanField(label=_("Also those who have left"), required=False)

    def __init__(self, *args, agency: Agency, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "team", units_of(agency).filter(kind=UnitKind.TEAM))


def _open_teams(agency: Agency):
    return units_of(agency).filter(kind=UnitKind.TEAM, closed_on=None)

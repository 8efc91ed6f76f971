"""Who may know that a case exists."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import User
from soundings.accounts.permissions import Viewer
from soundings.cases import actions
from soundings.cases.actions.restricting import named_list
from soundings.cases.forms.changes.base import Change, numbered, reason
from soundings.cases.models import Case
from soundings.cases.permissions import can_change
from soundings.core.rules import Denied
from soundings.design.forms import Radios


class Restrict(Change):
    slug = "restrict"
    title = _("Restrict the case to named people")
    explanation = _(
        "For a worker’s own family, an adoption, media interest. All cases of this child then exist only for the "
        "people you name, and for you: on boards, in searches, among siblings and in counts."
    )
    button = _("Restrict")
    done = _("The case is restricted. You find it under Restricted cases.")
    people = forms.CharField(
        label=_("Who else may see it?"),
        required=False,
        help_text=_("The e-mail addresses with which they sign in, one on a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = reason()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return not case.restricted and can_change(viewer, case)

    def act(self, *, by: Viewer, at: datetime) -> object:
        users = _users(self.cleaned_data["people"].split(), by)
        return actions.restrict(case=self.case, users=users, reason=self.cleaned_data["why"], by=by, at=at)


def _users(addresses: Iterable[str], viewer: Viewer) -> list[User]:
    """The people with these addresses. Raises Denied naming those who do not sign in here."""
    wanted = {address.strip(",;").lower() for address in addresses}
    found = list(User.objects.filter(agency=viewer.agency_id, email__in=wanted, is_active=True))
    unknown = sorted(wanted - {user.email.lower() for user in found})
    if unknown:
        raise Denied(_("Nobody signs in here as %(who)s.") % {"who": ", ".join(unknown)})
    return found


class Lift(Change):
    slug = "lift"
    title = _("Lift the restriction")
    explanation = _("The child’s cases are ordinary ones again: everybody whose role gives them such cases sees them.")
    button = _("Lift the restriction")
    done = _("The case is an ordinary one.")
    why = reason()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return case.restricted and can_change(viewer, case)

    def act(self, *, by: Viewer, at: datetime) -> object:
        return actions.lift(case=self.case, reason=self.cleaned_data["why"], by=by, at=at)


class AddNamed(Change):
    slug = "add-named"
    title = _("Share the case with somebody by name")
    explanation = _("They see this child’s cases, and no others that their role does not give them.")
    button = _("Share")
    done = _("They can see the case.")
    person = forms.EmailField(label=_("The e-mail address with which they sign in"))
    why = reason()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return can_change(viewer, case)

    def act(self, *, by: Viewer, at: datetime) -> object:
        user = _users([self.cleaned_data["person"]], by)[0]
        return actions.add_named(case=self.case, user=user, reason=self.cleaned_data["why"], by=by, at=at)


class RemoveNamed(Change):
    slug = "remove-named"
    title = _("Take somebody off the list")
    button = _("Take off the list")
    done = _("They no longer see the case by name.")
    access = forms.ChoiceField(label=_("Whom?"), widget=Radios)
    why = reason()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return can_change(viewer, case) and named_list(case, at=viewer.at).exists()

    def prepare(self) -> None:
        self.list = list(named_list(self.case, at=self.viewer.at))
        self.fields["access"].choices = numbered(self.list, lambda one: one.user.name)  # type: ignore[attr-defined]

    def act(self, *, by: Viewer, at: datetime) -> object:
        access = next(one for one in self.list if str(one.pk) == self.cleaned_data["access"])
        return actions.remove_named(access=access, reason=self.cleaned_data["why"], by=by, at=at)

"""Two entries that are one child, or one entry that is two."""

from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from soundings.accounts.permissions import Viewer
from soundings.cases import actions, queries
from soundings.cases.forms.changes.base import Change, numbered, reason
from soundings.cases.models import Case, Child, ChildMerge
from soundings.cases.permissions import can_change
from soundings.cases.rules import ChildDetails
from soundings.core.rules import Denied
from soundings.design.forms import Checkboxes, DateParts, Radios


class Merge(Change):
    slug = "merge"
    title = _("Merge with another entry of the same child")
    explanation = _("This entry is kept; cases, numbers and practice of the other one come to it. It can be undone.")
    button = _("Merge")
    done = _("The two entries are one.")
    other = forms.CharField(label=_("ID of the other entry"), max_length=60, help_text=_("As shown under the name."))
    why = reason(_("How do you know that it is the same child?"))

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return can_change(viewer, case)

    def act(self, *, by: Viewer, at: datetime) -> object:
        gone = _child_with(self.cleaned_data["other"], by)
        return actions.merge_children(keep=self.case.child, gone=gone, reason=self.cleaned_data["why"], by=by, at=at)


def _child_with(number: str, viewer: Viewer) -> Child:
    children = Child.objects.filter(reference=number.strip(), merged_into=None)
    found = queries.children_among(viewer, children).first()
    if found is None:
        raise Denied(_("There is no child with that ID among those you may see."))
    return found


class Split(Change):
    slug = "split"
    title = _("Split: these cases are another child’s")
    explanation = _("The cases that you choose go to a new entry, in the same family.")
    button = _("Split")
    done = _("There are two entries now.")
    cases = forms.MultipleChoiceField(label=_("Which cases are the other child’s?"), widget=Checkboxes)
    given_name = forms.CharField(label=_("First name of the other child"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    born_on = DateParts(label=_("Date of birth"), required=False)
    why = reason()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return can_change(viewer, case) and Case.objects.filter(child=case.child_id).count() > 1

    def prepare(self) -> None:
        self.all = list(Case.objects.filter(child=self.case.child_id).order_by("opened_on"))
        said = numbered(self.all, lambda one: _("Opened %(day)s") % {"day": one.opened_on.strftime("%d/%m/%Y")})
        self.fields["cases"].choices = said  # type: ignore[attr-defined]

    def act(self, *, by: Viewer, at: datetime) -> object:
        typed = self.cleaned_data
        details = ChildDetails(typed["given_name"], typed["family_name"], born_on=typed["born_on"])
        chosen = [case for case in self.all if str(case.pk) in typed["cases"]]
        return actions.split_child(
            child=self.case.child, details=details, cases=chosen, reason=typed["why"], by=by, at=at
        )


class UndoMerge(Change):
    slug = "undo-merge"
    title = _("Undo a merge")
    button = _("Undo the merge")
    done = _("The two entries stand apart again.")
    merge = forms.ChoiceField(label=_("Which?"), widget=Radios)
    why = reason()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        return can_change(viewer, case) and _merges(case).exists()

    def prepare(self) -> None:
        self.merges = list(_merges(self.case).select_related("gone"))
        said = numbered(self.merges, lambda one: f"{one.gone.reference}, {one.at:%d/%m/%Y}")
        self.fields["merge"].choices = said  # type: ignore[attr-defined]

    def act(self, *, by: Viewer, at: datetime) -> object:
        merge = next(one for one in self.merges if str(one.pk) == self.cleaned_data["merge"])
        return actions.undo_merge(merge=merge, reason=self.cleaned_data["why"], by=by, at=at)


def _merges(case: Case) -> QuerySet[ChildMerge]:
    return ChildMerge.objects.filter(kept=case.child_id, undone_at=None)

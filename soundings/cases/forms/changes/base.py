"""What every change of a case has in common."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Staff
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries import staff_of
from soundings.cases.models import Case
from soundings.cases.permissions import can_change
from soundings.core.rules import Denied
from soundings.design.forms import DateParts

Words = str | Promise


class Change(forms.Form):
    """One change of one case. `slug` stands in the address; the words stand on the page."""

    do_not_call_in_templates = True  # a template that is given the class wants its words
    slug: ClassVar[str]
    title: ClassVar[Words]
    explanation: ClassVar[Words] = ""
    button: ClassVar[Words] = _("Save")
    done: ClassVar[Words]

    def __init__(self, *args: Any, case: Case, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.viewer = case, viewer
        self.prepare()

    @classmethod
    def may(cls, viewer: Viewer, case: Case) -> bool:
        """Whether this can be done with this case as it stands, by this viewer."""
        return case.closed_on is None and can_change(viewer, case)

    def prepare(self) -> None:
        """Fill in what this case offers to choose from."""

    def act(self, *, by: Viewer, at: datetime) -> object:
        """Do it. Raises Denied."""
        raise NotImplementedError

    def attempt(self, *, by: Viewer, at: datetime) -> bool:
        """Whether it was done; a refusal becomes an error of the form."""
        try:
            self.act(by=by, at=at)
        except Denied as denied:
            self.add_error(None, denied.words)
            return False
        return True


def day(label: Any, viewer: Viewer) -> DateParts:
    """A day, today if nothing else is typed."""
    return DateParts(label=label, initial=viewer.on)


def reason(label: Any = "") -> forms.CharField:
    return forms.CharField(label=label or _("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def choices_of_staff(case: Case, viewer: Viewer, *, nobody: Words = "") -> list[tuple[str, Words]]:
    """Who has a post in the case's team today, by public id; the duty desk first."""
    people = staff_of(case.team, on=viewer.on) if case.team else []
    listed: list[tuple[str, Words]] = [(staff.public_id, staff.name) for staff in sorted(people, key=_duty_first)]
    return [("", nobody), *listed] if nobody else listed


def _duty_first(staff: Staff) -> tuple[bool, str]:
    return (not staff.is_duty, staff.name_key)


def staff_with(public_id: str, viewer: Viewer) -> Staff | None:
    """The member of staff chosen; None for nobody."""
    return Staff.objects.filter(agency=viewer.agency_id, public_id=public_id).first() if public_id else None


def numbered(rows: Iterable[Any], words: Any) -> list[tuple[str, str]]:
    """Rows as choices by key; they are this case's own, so the key tells nobody anything new."""
    return [(str(row.pk), words(row)) for row in rows]

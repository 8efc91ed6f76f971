"""The rows of a list: the people of a network, the steps of a timeline."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import DateParts, Radios

LAY, PROFESSIONAL = "lay", "professional"
KNOWS = {"yes": True, "no": False, "": None}
SMALL = {"class": "govuk-radios--small"}


class PersonForm(forms.Form):
    """One person of the network. A person without a name and without anything else is an empty row."""

    mark_optional = False
    name = forms.CharField(label=_("First name or initials"), required=False, max_length=60)
    relation = forms.CharField(label=_("Who they are to the child"), required=False, max_length=60)
    part = forms.ChoiceField(
        label=_("Lay or professional"),
        choices=[(LAY, _("Lay")), (PROFESSIONAL, _("Professional"))],
        initial=LAY,
        widget=Radios(inline=True, attrs=SMALL),
    )
    agreed = forms.CharField(label=_("Agreed by whom"), required=False, max_length=120)
    knows = forms.ChoiceField(
        label=_("Do they know the worry?"),
        required=False,
        choices=[("yes", _("Yes")), ("no", _("No")), ("", _("Not known"))],
        widget=Radios(inline=True, attrs=SMALL),
    )
    checked_by = forms.CharField(label=_("Who checked that they are safe"), required=False, max_length=120)
    checked_on = DateParts(label=_("Last checked"), required=False)
    gone = forms.BooleanField(label=_("No longer in the network"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = any(cleaned.get(name) for name in ("relation", "agreed", "checked_by", "checked_on"))
        if said and not cleaned.get("name") and not cleaned.get("gone"):
            self.add_error("name", gettext("Give this person a first name or initials."))
        return cleaned

    @property
    def summary(self) -> str:
        """Who this is, for a row that is folded; empty for a row still to be filled in."""
        said = [str(self[name].value() or "").strip() for name in ("name", "relation")]
        return " · ".join(one for one in said if one) if said[0] else ""

    @property
    def person(self) -> dict[str, Any] | None:
        """The person as a record keeps them; None for an empty row or somebody who is gone."""
        typed = self.cleaned_data
        if typed.get("gone") or not typed.get("name"):
            return None
        return {
            "name": typed["name"],
            "relation": typed["relation"],
            "lay": typed["part"] == LAY,
            "agreed": typed["agreed"],
            "knows": KNOWS[typed["knows"]],
            "checked_by": typed["checked_by"],
            "checked_on": typed["checked_on"].isoformat() if typed["checked_on"] else None,
        }


class StepForm(forms.Form):
    """One dated step on the way to closure."""

    mark_optional = False
    what = forms.CharField(label=_("Step"), required=False, max_length=200)
    on = DateParts(label=_("By when"), required=False)
    done = forms.BooleanField(label=_("Done"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("on") or cleaned.get("done")) and not cleaned.get("what"):
            self.add_error("what", gettext("Say what this step is."))
        return cleaned

    @property
    def summary(self) -> str:
        """The step, for a row that is folded; empty for a row still to be filled in."""
        return str(self["what"].value() or "").strip()

    @property
    def step(self) -> dict[str, Any] | None:
        """The step as a record keeps it; None for an empty row."""
        typed = self.cleaned_data
        if not typed.get("what"):
            return None
        return {"what": typed["what"], "on": typed["on"].isoformat() if typed["on"] else None, "done": typed["done"]}


def people_set(data: Any, people: Iterable[Mapping[str, Any]], *, extra: int = 1) -> forms.BaseFormSet:
    """Rows for the people already known, and `extra` empty ones."""
    made = forms.formset_factory(PersonForm, extra=extra, max_num=60)
    return made(data, initial=[_of_person(person) for person in people], prefix="people")


def steps_set(data: Any, steps: Iterable[Mapping[str, Any]], *, extra: int = 2) -> forms.BaseFormSet:
    """Rows for the steps already planned, and `extra` empty ones."""
    made = forms.formset_factory(StepForm, extra=extra, max_num=60)
    return made(data, initial=[dict(step) | {"on": _day(step.get("on"))} for step in steps], prefix="steps")


def quiet(form: forms.BaseForm) -> None:
    """The form stands as it was typed, without a word about what is still missing: somebody asked for another row."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}


def one_more(rows: forms.BaseFormSet, typed: QueryDict) -> QueryDict:
    """What was typed, with room for another row."""
    longer = typed.copy()
    n = rows.total_form_count()
    longer[f"{rows.prefix}-TOTAL_FORMS"] = str(n + 1)
    if rows.prefix == "people":
        longer[f"{rows.prefix}-{n}-part"] = LAY
    return longer


def all_gone(rows: forms.BaseFormSet) -> bool:
    """Whether people were taken off the list and nobody is left: the network is then 0, which is a number."""
    return any(row.cleaned_data.get("gone") for row in rows.forms) and detail_of(rows) is None


def detail_of(rows: forms.BaseFormSet | None) -> dict[str, Any] | None:
    """What the rows come to: {"people": [...]}, {"steps": [...]}, or None for no rows or none filled in."""
    if rows is None:
        return None
    name = "person" if rows.prefix == "people" else "step"
    found = [one for row in rows.forms if (one := getattr(row, name)) is not None]
    return {str(rows.prefix): found} if found else None


def _of_person(person: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[Any, str] = {True: "yes", False: "no"}
    knows = known.get(person.get("knows"), "")
    part = LAY if person.get("lay", True) else PROFESSIONAL
    return dict(person) | {"part": part, "knows": knows, "checked_on": _day(person.get("checked_on"))}


def _day(iso: Any) -> date | None:
    return date.fromisoformat(iso) if iso else None

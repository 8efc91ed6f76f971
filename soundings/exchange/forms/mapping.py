"""Saying which column of a report is which, and what its forms stand for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth.rules import ElementKind, FamilyMode
from soundings.breadth.words import family_mode
from soundings.design.forms import Select
from soundings.exchange.forms.seen import Title
from soundings.exchange.plans.forms import DATES, form_key
from soundings.exchange.plans.names import nearest
from soundings.exchange.plans.records import ElementNow
from soundings.exchange.words.notes import form_date

NOT_PRACTICE = "-"
DATED = (ElementKind.DATE, ElementKind.YES_NO, ElementKind.COUNT)
WITH_MODE = "mapping-family"


class ColumnsForm(forms.Form):
    """Our columns, each with the heading of the report that is meant; and the name under which that is remembered."""

    mark_optional = False
    map_name = forms.CharField(
        label=_("What do you call this report?"),
        max_length=80,
        help_text=_("It is remembered under this name, so that next time nothing needs to be said."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    def __init__(
        self,
        *args: Any,
        columns: Mapping[str, str],
        needed: Sequence[str],
        titles: Sequence[Title],
        guess: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needed, self.guess = set(needed), guess
        self.unread = [one.text for one in titles if one.text not in set(guess.values())]
        choices = [("", gettext("Not in this report")), *((one.text, one.said) for one in titles)]
        for code, label in columns.items():
            self.fields[code] = forms.ChoiceField(
                label=gettext("%(column)s (needed)") % {"column": label} if code in self.needed else label,
                choices=choices,
                required=code in self.needed,
                initial=guess.get(code, ""),
                widget=Select,
            )
        self.order_fields([*columns, "map_name"])

    @property
    def found(self) -> Iterator[BoundField]:
        """The columns that are needed or seem to be in the report."""
        return (self[code] for code in self.fields if code != "map_name" and self._is_first(code))

    @property
    def others(self) -> list[BoundField]:
        """The columns that nobody has found in the report."""
        return [self[code] for code in self.fields if code != "map_name" and not self._is_first(code)]

    def _is_first(self, code: str) -> bool:
        return code in self.needed or bool(self.guess.get(code)) or bool(self.errors.get(code))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        taken: dict[str, str] = {}
        for code, title in list(said.items()):
            if code == "map_name" or not title:
                continue
            if title in taken:
                words = gettext("“%(title)s” is chosen for %(other)s already. A column holds one thing.")
                other = self.fields[taken[title]].label
                self.add_error(code, words % {"title": title, "other": other})
            taken.setdefault(title, code)
        return said

    @property
    def chosen(self) -> dict[str, str]:
        """Column code -> heading, of those that are in the report."""
        return {code: title for code, title in self.cleaned_data.items() if code != "map_name" and title}


class FormsForm(forms.Form):
    """Each form of a report: what it stands for, and which of its dates counts."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        named: Sequence[tuple[str, int]],
        elements: Sequence[ElementNow],
        dates: Sequence[str],
        known: Mapping[str, Mapping[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.named = [name for name, _rows in named]
        said = {form_key(name): one for name, one in known.items()}
        dated = [one for one in elements if one.kind in DATED]
        choices = list(_meanings(dated))
        offered = [(code, form_date(code)) for code in DATES if code in dates] or [
            ("completed", form_date("completed"))
        ]
        for number, (name, rows) in enumerate(named):
            before = said.get(form_key(name))
            self.fields[f"means-{number}"] = forms.ChoiceField(
                label=name,
                help_text=ngettext("On %(rows)s row.", "On %(rows)s rows.", rows) % {"rows": f"{rows:,}"},
                choices=choices,
                required=False,
                initial=_meaning(before) if before is not None else _guess(name, dated),
                widget=Select,
            )
            self.fields[f"date-{number}"] = forms.ChoiceField(
                label=gettext("Which date counts"),
                choices=offered,
                initial=(before or {}).get("date") or offered[0][0],
                widget=Select,
            )

    @property
    def pairs(self) -> Iterator[tuple[BoundField, BoundField]]:
        """The two fields of each form."""
        return ((self[f"means-{number}"], self[f"date-{number}"]) for number in range(len(self.named)))

    @property
    def meanings(self) -> dict[str, dict[str, str]]:
        """By form, as a column map remembers it. Forms about which nothing was said are left out."""
        found = {}
        for number, name in enumerate(self.named):
            if means := self.cleaned_data[f"means-{number}"]:
                element, _sep, mode = means.partition("|")
                date = self.cleaned_data[f"date-{number}"]
                found[name] = {"element": "" if means == NOT_PRACTICE else element, "date": date, "mode": mode}
        return found


def _meanings(elements: Sequence[ElementNow]) -> Iterator[tuple[str, str]]:
    yield "", gettext("Not decided: leave it out, and ask again")
    yield NOT_PRACTICE, gettext("Not practice that we look at")
    for one in elements:
        yield one.code, one.label
        if one.code == WITH_MODE:
            for mode in FamilyMode:
                yield f"{one.code}|{mode}", f"{one.label} – {family_mode(mode).lower()}"


def _meaning(said: Mapping[str, str]) -> str:
    element, mode = said.get("element", ""), said.get("mode", "")
    return (f"{element}|{mode}" if mode else element) or NOT_PRACTICE


def _guess(name: str, elements: Sequence[ElementNow]) -> str:
    """The element whose name is most like the form's, if any is."""
    near = nearest(name, ((one.id, one.label) for one in elements))
    return next((one.code for one in elements if near and one.id == near[0]), "")

"""Tailoring a board: its columns in place, one more of them, and from which day it holds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.breadth import words
from soundings.breadth.models import BoardColumn
from soundings.breadth.rules import CHILD_FACTS, SUITS, ElementKind, Fact, label_of
from soundings.design.forms import DateParts, Select

FACTS_TO_ADD = (Fact.OPENED, Fact.ABUSE)


def heading_of(column: BoardColumn, language: str) -> str:
    """What stands above the column."""
    known = column.labels or (column.element.labels if column.element else {})
    return label_of(known, language, code=column.element.code if column.element else words.fact(column.fact))


class ColumnsForm(forms.Form):
    """The words of each column of a draft, and how it is written: `label-12` and `shows-12` for the column 12."""

    mark_optional = False

    def __init__(self, *args: Any, columns: Sequence[BoardColumn], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for one in columns:
            heading = heading_of(one, language)
            self.fields[f"label-{one.pk}"] = forms.CharField(
                label=_("Heading"),
                initial=heading,
                max_length=80,
                error_messages={"required": _("Give it a name.")},
            )
            if choices := _ways_to_write(one):
                self.fields[f"shows-{one.pk}"] = forms.ChoiceField(
                    label=_("Shows"), choices=choices, initial=one.shows or one.fact, widget=Select
                )

    def said(self) -> dict[int, tuple[str, str]]:
        """Heading and way of writing by the key of the column."""
        typed = self.cleaned_data
        return {one.pk: (typed[f"label-{one.pk}"], typed.get(f"shows-{one.pk}", "")) for one in self.columns}


def _ways_to_write(column: BoardColumn) -> list[tuple[str, str]]:
    if column.element:
        return [(one, words.shows(one)) for one in SUITS[ElementKind(column.element.kind)]]
    if column.fact in CHILD_FACTS:
        return [(Fact.CHILD, str(_("Name and age"))), (Fact.CHILD_ID, str(_("Name, age and id")))]
    return []


class AddColumnForm(forms.Form):
    """One of the agency's elements, or a fact of the case, that does not stand on the board yet."""

    add = forms.ChoiceField(label=_("Add a column"), required=False, widget=Select)

    def __init__(
        self, *args: Any, elements: Sequence[tuple[str, str]], facts: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        about = [(f"fact:{code}", word) for code, word in facts]
        offered = [(_("Elements"), list(elements)), (_("About the case"), about)]
        self.fields["add"].choices = [("", _("Choose"))] + [one for one in offered if one[1]]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """From which day the board shows these columns, and why they changed."""

    mark_optional = False
    on = DateParts(label=_("From which day?"), help_text=_("Today or later. Days before keep the board that they had."))
    why = forms.CharField(
        label=_("What changes, and why?"),
        max_length=300,
        help_text=_("Everybody who looks at the versions of this board reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why in a few words, for those who look at it later.")},
    )


class SourceForm(forms.Form):
    """The board that a place's own board begins from."""

    mark_optional = False
    source = forms.ChoiceField(label=_("Begin with the columns of"), widget=Select)

    def __init__(self, *args: Any, boards: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(boards)  # type: ignore[attr-defined]


class RetireForm(forms.Form):
    """Why a place goes back to the board of its stage."""

    why = forms.CharField(
        label=_("Why is it no longer used?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why in a few words, for those who look at it later.")},
    )


class TwoVersionsForm(forms.Form):
    """Two versions of a board, to see what changed from one to the other."""

    mark_optional = False
    first = forms.ChoiceField(label=_("From"), widget=Select)
    second = forms.ChoiceField(label=_("To"), widget=Select)

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = list(versions)  # type: ignore[attr-defined]

"""Choosing files, and what has to be known before they are read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.breadth.rules import PROFESSIONAL_RATERS, Rater
from soundings.breadth.words import rater
from soundings.design.forms import Checkboxes, DateParts, FileField, Select
from soundings.exchange.rules import MAPPED, NARROWED, Kind, Options

MOST_FILES = 12  # Annex A has eight lists, sometimes a file for each
SEVERAL = (Kind.ANNEX_A, Kind.CASES, Kind.PRACTICE, Kind.PEOPLE, Kind.FORMS_COMPLETED, Kind.BOARD)
TABLES = ".xlsx,.csv,.txt"


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(FileField):
    """One file or several. Gives a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(gettext("Choose at most %(most)s files at once.") % {"most": MOST_FILES})
        return [super(Files, self).clean(one, initial) for one in given] or [super().clean(None, initial)]


class UploadForm(forms.Form):
    """The files of one import and the options that their kind needs."""

    uploads = Files(label=_("File"), accept=TABLES)
    team = forms.ChoiceField(label=_("Whose whiteboard is it?"), widget=Select)
    rater = forms.ChoiceField(
        label=_("Whose ratings does the safety scale on it show?"),
        widget=Select,
        help_text=_("The board does not say, and a trend compares the ratings of one rater only."),
    )
    map = forms.ChoiceField(label=_("Which report is it?"), required=False, widget=Select)
    as_of = DateParts(label=_("To which day is it true?"))
    only_teams = forms.MultipleChoiceField(
        label=_("Only the children of these teams"),
        required=False,
        widget=Checkboxes(inline=True),
        help_text=_("Tick none to take all children. Those of other teams are left out, and the preview counts them."),
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        on: date,
        maps: Sequence[str] = (),
        teams: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.on = kind, on
        self.fields["as_of"].initial = on
        self.fields["as_of"].help_text = _about_day(kind)
        if kind in SEVERAL:
            self.fields["uploads"].label = gettext("File or files")
        else:
            self.fields["uploads"].widget = forms.FileInput(attrs={"accept": TABLES})
        if kind is Kind.BOARD:
            self._offer("team", [("", gettext("Choose a team")), *teams])
            self._offer("rater", [(code.value, rater(code)) for code in reversed(PROFESSIONAL_RATERS)])
        else:
            del self.fields["team"], self.fields["rater"]
        if kind in NARROWED and len(teams) > 1:
            self._offer("only_teams", teams)
        else:
            del self.fields["only_teams"]
        if kind in MAPPED and maps:
            self._offer("map", [*((name, name) for name in maps), ("", gettext("A report with other columns"))])
        else:
            del self.fields["map"]

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean_as_of(self) -> date:
        as_of: date = self.cleaned_data["as_of"]
        if as_of > self.on:
            raise forms.ValidationError(gettext("This day is still to come. On which day was the report run?"))
        return as_of

    @property
    def options(self) -> Options:
        """What was said, for the import."""
        said = self.cleaned_data
        return Options(
            said["as_of"].isoformat(),
            team=said.get("team", ""),
            only_teams=said.get("only_teams", []),
            map=said.get("map", ""),
            rater=said.get("rater") or Rater.OTHER.value,
        )


def _about_day(kind: Kind) -> str:
    if kind in (Kind.STRUCTURE, Kind.STAFF):
        return gettext("Posts and places without a date of their own hold from this day.")
    if kind == Kind.BOARD:
        return gettext("The day on which the whiteboard looked like this. Nothing in it may be later.")
    return gettext("The day on which the report was run. Nothing in it may be later.")

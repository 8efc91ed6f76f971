"""What a supervisor says about a wall, and what is typed to pair a screen with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Staff, Unit
from soundings.breadth.models import Board, Wall
from soundings.breadth.rules import NamedBy
from soundings.design.forms import SMALL_TICKS, Checkboxes, Radios, Select

SMALL_RADIOS = {"class": "govuk-radios--small"}
SECONDS = ((15, _("15 seconds")), (30, _("30 seconds")), (60, _("one minute")), (120, _("two minutes")))
LINES = (
    (8, _("8 lines: read from the far end of the room")),
    (12, _("12 lines")),
    (18, _("18 lines")),
    (24, _("24 lines: read from close by")),
)


class WallForm(forms.Form):
    """Name, teams, board, and how much of a child is said. Everything that names anybody is off."""

    mark_optional = False
    name = forms.CharField(
        label=_("What do you call this wall?"), help_text=_("For example “Team room”."), max_length=80
    )
    teams = forms.MultipleChoiceField(label=_("Which teams does it show?"), widget=Checkboxes(attrs=SMALL_TICKS))
    leads = forms.MultipleChoiceField(
        label=_("Only the cases of"),
        help_text=_("Leave this empty to show everybody’s."),
        required=False,
        widget=Checkboxes(attrs=SMALL_TICKS),
    )
    board = forms.ChoiceField(label=_("Which board?"), required=False, widget=Select())
    seconds = forms.TypedChoiceField(
        label=_("How long does each part stay?"), choices=SECONDS, coerce=int, widget=Select()
    )
    lines = forms.TypedChoiceField(
        label=_("How much at once?"),
        help_text=_("Children and headings. The fewer, the larger the type."),
        choices=LINES,
        coerce=int,
        widget=Select(),
    )
    named_by = forms.ChoiceField(
        label=_("How is a child named?"),
        help_text=_("Think of visitors, families and cleaners who pass the screen."),
        widget=Radios(attrs=SMALL_RADIOS),
    )
    shows_abuse = forms.BooleanField(label=_("Show abuse types"), required=False)

    def __init__(
        self,
        *args: Any,
        teams: Sequence[Unit],
        workers: Sequence[Staff],
        boards: Sequence[tuple[Board, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.public_id: one for one in teams}
        self.workers = {one.public_id: one for one in workers}
        self.boards = {one.code: one for one, _label in boards}
        names = {
            NamedBy.NUMBER: gettext("By the number of the row"),
            NamedBy.INITIALS: gettext("By number and initials"),
            NamedBy.NAME: gettext("By number, name and age"),
        }
        for field, choices in {
            "teams": [(one.public_id, one.name) for one in teams],
            "leads": [(one.public_id, one.name) for one in workers],
            "board": [("", gettext("The board that each team works with")), *((b.code, label) for b, label in boards)],
            "named_by": list(names.items()),
        }.items():
            self.fields[field].choices = choices  # type: ignore[attr-defined]
        if not workers:
            del self.fields["leads"]

    def draft_fields(self) -> dict[str, Any]:
        """What was said, as an action takes it."""
        said = self.cleaned_data
        return {
            "name": said["name"].strip(),
            "teams": [self.offered[code] for code in said["teams"]],
            "leads": [self.workers[code] for code in said.get("leads", ())],
            "board": self.boards.get(said["board"]),
            "named_by": said["named_by"],
            "shows_abuse": said["shows_abuse"],
            "seconds": said["seconds"],
            "lines": said["lines"],
        }


def wall_initial(wall: Wall | None, *, team: Unit | None) -> dict[str, Any]:
    """What the form says before anything is typed: the wall as it is, or a new one for this team."""
    if wall is None:
        teams = [team.public_id] if team else []
        return {"teams": teams, "seconds": 30, "lines": 12, "named_by": NamedBy.NUMBER}
    return {
        "name": wall.name,
        "teams": [one.public_id for one in wall.teams.all()],
        "leads": [one.public_id for one in wall.leads.all()],
        "board": wall.board.code if wall.board else "",
        "seconds": wall.seconds,
        "lines": wall.lines,
        "named_by": wall.named_by,
        "shows_abuse": wall.shows_abuse,
    }


class ScreenForm(forms.Form):
    """Which screen it is, so that the right one can be revoked."""

    name = forms.CharField(
        label=_("Where does the screen hang?"), help_text=_("For example “by the window”."), max_length=80
    )


class PairForm(forms.Form):
    """The code that a supervisor was shown."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("A supervisor sees it under “Wall” above the team’s board. It works once."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

"""Asking somebody of the family, writing down what they say by telephone or from paper, and telling them afterwards."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from soundings.depth.rules import Mode, Side
from soundings.depth.rules.asking import PIN_LEAST, PIN_MOST, Asking, Asks, Helper, Interpreting
from soundings.design.forms import Radios

SAID: Mapping[Asks, tuple[str, str | Promise]] = {
    Asks.SIDE: ("side", _("Choose who is asked.")),
    Asks.MODE: ("mode", _("Choose how they take part.")),
    Asks.WHO: ("who", _("Say what they are to the child: mother, grandfather, foster carer.")),
    Asks.NAMED: ("who", _("Write a relation here, never a name.")),
    Asks.PERMISSION: ("permission", _("Say who gave permission to ask the child.")),
    Asks.HELPER_SAFE: ("helper_safe", _("Make sure of this first, and then tick it.")),
}
MODES = (
    (Mode.LINK.value, _("By a link that you give them")),
    (Mode.PHONE.value, _("You ask them, by telephone or face to face")),
    (Mode.PAPER.value, _("On paper, and you type it in")),
)
HELPERS = (
    (Helper.NOBODY.value, _("Nobody")),
    (Helper.ADVOCATE.value, _("An advocate")),
    (Helper.TEACHER.value, _("A teacher, or somebody at school")),
    (Helper.RELATIVE.value, _("Somebody of the family")),
    (Helper.OTHER.value, _("Somebody else")),
)
INTERPRETING = (
    (Interpreting.NONE.value, _("Nobody")),
    (Interpreting.INTERPRETER.value, _("An interpreter who is there")),
    (Interpreting.TELEPHONE.value, _("An interpreter on the telephone")),
)


class AskForm(forms.Form):
    """Who is asked, and how. `languages`: (code, name) of those that the questions are in.

    What is needed of a child is not needed of others: the hints say so, no mark does.
    """

    mark_optional = False

    side = forms.ChoiceField(
        label=_("Who is asked?"),
        choices=[(Side.FAMILY.value, _("Somebody of the family")), (Side.CHILD.value, _("The child"))],
        widget=Radios(inline=True),
    )
    who = forms.CharField(
        label=_("What are they to the child?"),
        required=False,
        max_length=60,
        help_text=_("Mother, grandfather, foster carer: a relation, never a name. Empty for the child."),
    )
    mode = forms.ChoiceField(label=_("How do they take part?"), choices=MODES, widget=Radios)
    language = forms.ChoiceField(label=_("In which language are the questions?"))
    interpreting = forms.ChoiceField(
        label=_("Who interprets?"), choices=INTERPRETING, help_text=_("Never a child, and nobody of the family.")
    )
    permission = forms.CharField(
        label=_("Who gave permission to ask the child?"),
        required=False,
        max_length=120,
        help_text=_("Only for the child: mother, or the young person themselves where they may decide."),
    )
    helper = forms.ChoiceField(label=_("Who helps them to answer?"), choices=HELPERS)
    helper_safe = forms.BooleanField(
        label=_("Whoever helps is neither their worker nor the person somebody is worried about"), required=False
    )

    def __init__(self, *args, languages: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]

    def asking(self) -> Asking:
        """What was filled in."""
        said = self.cleaned_data
        return Asking(
            side=Side(said["side"]),
            mode=Mode(said["mode"]),
            who=said["who"] if said["side"] == Side.FAMILY else "",
            language=said["language"],
            interpreting=Interpreting(said["interpreting"]),
            permission=said["permission"],
            helper=Helper(said["helper"]),
            helper_safe=said["helper_safe"],
        )

    def add_faults(self, faults: list[Asks]) -> None:
        """What keeps them from being asked stands at its field."""
        for one in faults:
            self.add_error(*SAID[one])  # type: ignore[arg-type]


class BeginForm(forms.Form):
    """They were told, and said yes, before anything is written down."""

    told = forms.BooleanField(
        label=_("I have told them who reads it, and that they may speak to me alone"),
        error_messages={"required": _("Tell them first. The words are above.")},
    )
    yes = forms.BooleanField(
        label=_("They said themselves that they want to take part"),
        error_messages={"required": _("Nobody takes part without their own yes.")},
    )


class HeardForm(forms.Form):
    """What somebody was told had changed."""

    words = forms.CharField(
        label=_("What were they told has changed?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300
    )


class PinForm(forms.Form):
    """The PIN of a link, chosen or given."""

    pin = forms.RegexField(
        rf"^[0-9]{{{PIN_LEAST},{PIN_MOST}}}$",
        label=_("PIN"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Write 4 to 8 digits.")},
    )


class DangerForm(forms.Form):
    """Somebody tells from the page of a link that somebody may be in danger."""

    danger = forms.CharField(
        label=_("What is happening?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4_000, required=False
    )
    contact = forms.CharField(label=_("May we reach you, and how is it safe?"), max_length=300, required=False)

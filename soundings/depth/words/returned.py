"""What is said of answers that come back from KoboToolbox or ODK."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from soundings.depth.rules import Side
from soundings.depth.rules.returned import MOST_ROWS, Fate
from soundings.depth.words import Words
from soundings.instruments.cells import fault_sentence
from soundings.instruments.rules.returned import CellFault, NoTable, Unreadable, Wrong

FATES: Words = {
    Fate.SAME: gettext_lazy("All of it stands here already."),
    Fate.TAKEN: gettext_lazy("This submission was taken over before."),
    Fate.EMPTY: gettext_lazy("It answers nothing that is asked here."),
    Fate.REJECTED: gettext_lazy("It was rejected in KoboToolbox or ODK."),
    Fate.CHOOSE: gettext_lazy("It does not say to which review it belongs, and none was chosen."),
    Fate.OTHER: gettext_lazy("It belongs to another review. Choose the file there, or on the page of all reviews."),
    Fate.DIFFERS: gettext_lazy("Something else is written here already. Nothing is written over: change it by hand."),
    Fate.GIVEN: gettext_lazy("This part has been given, so nothing is added to it."),
    Fate.TWICE: gettext_lazy("Another row goes to the same part. Keep one of them in the file."),
    Fate.NOT_YOURS: gettext_lazy("This part is not yours to write, or not while the review stands as it does now."),
    Fate.NO_REVIEW: gettext_lazy("There is no such review, or it is not one of yours."),
    Fate.NOT_ASKED: gettext_lazy("Nobody was asked so. Ask them first, on the page of the family’s part."),
}
SIDES: Words = {
    Side.FAMILY: gettext_lazy("Somebody of the family, in person or on paper"),
    Side.CHILD: gettext_lazy("The child, in person or on paper"),
    Side.REVIEWER: gettext_lazy("I, as reviewer"),
    Side.SECOND: gettext_lazy("I, for a second rating"),
    Side.WORKER: gettext_lazy("I, as worker"),
    Side.SUPERVISOR: gettext_lazy("I, as supervisor"),
}
_WRONG: Words = {
    Wrong.BOTH: gettext_lazy("The question is answered and left as well. Keep one of the two."),
    Wrong.CHOSEN: gettext_lazy("Write 1 where it was chosen and 0 where it was not."),
}


def what_is_wrong(fault: CellFault) -> str:
    """How to mend what is wrong in a cell."""
    return str(_WRONG[fault.fault]) if isinstance(fault.fault, Wrong) else fault_sentence(fault.fault)


def unreadable(found: Unreadable) -> str:
    """Why nothing in the file can be read, and what to do about it."""
    said = {"headings": ", ".join(f"“{one}”" for one in found.headings[:5]), "most": MOST_ROWS}
    return _unreadable()[found.why] % said


def _unreadable() -> dict[NoTable, str]:
    return {
        NoTable.NO_ROWS: _("There is no submission in this file."),
        NoTable.NO_INSTANCE: _(
            "No column says which submission a row is. Export it again with KEY, meta-instanceID or _uuid."
        ),
        NoTable.NO_QUESTION: _("No column of this file is a question that the questionnaire asks of this side."),
        NoTable.DOUBTFUL: _("These headings may be several questions: %(headings)s. Export it again with XML values."),
        NoTable.TOO_MANY: _("The file has more than %(most)s rows. Split it."),
    }


def which_review(language: str) -> str:
    """The question of a form for several reviews, in a language that the product speaks, else in English."""
    with override(language):
        return _("Which review?")


def ways_to_ask_which() -> frozenset[str]:
    """How that question may be labelled in an export."""
    return frozenset(which_review(code) for code, _name in settings.LANGUAGES)

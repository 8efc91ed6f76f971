"""Faults and changes as sentences."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from soundings.instruments.cells.saying import kind_name
from soundings.instruments.rules import Change, Fault, FaultCode, What

_FAULTS: Mapping[FaultCode, str | Promise] = {
    FaultCode.SHAPE: gettext_lazy("This is not of the form that a questionnaire has."),
    FaultCode.NO_LANGUAGE: gettext_lazy("Say in which language it is written."),
    FaultCode.LANGUAGE_CODE: gettext_lazy("“%(value)s” is not the code of a language, such as “en” or “cy”."),
    FaultCode.NO_SECTION: gettext_lazy("Add a section."),
    FaultCode.NO_QUESTION: gettext_lazy("Add a question to this section, or remove it."),
    FaultCode.CODE_FORM: gettext_lazy(
        "“%(value)s” cannot be a code: begin with a letter, then letters, digits, - and _."
    ),
    FaultCode.CODE_TWICE: gettext_lazy("“%(value)s” is there already: each code stands once."),
    FaultCode.NAME_TWICE: gettext_lazy("“%(value)s” would be mixed up with another field: choose another code."),
    FaultCode.TEXT_MISSING: gettext_lazy("The words are missing."),
    FaultCode.KIND_UNKNOWN: gettext_lazy("“%(value)s” is not a kind of question."),
    FaultCode.NOT_KNOWN: gettext_lazy("“%(value)s” is not known here."),
    FaultCode.CHOICES_FEW: gettext_lazy("Give at least two choices."),
    FaultCode.ROWS_FEW: gettext_lazy("Give at least one row."),
    FaultCode.NOT_FOR_KIND: gettext_lazy("A question of this kind cannot have this: %(kind_name)s."),
    FaultCode.BOUNDS: gettext_lazy("The least is more than the most."),
    FaultCode.NO_REVERSE: gettext_lazy("Answers of this kind cannot be turned round."),
    FaultCode.CONDITION_UNKNOWN: gettext_lazy("The condition asks for “%(question)s”, which is not a question here."),
    FaultCode.CONDITION_SUITS: gettext_lazy("An answer to “%(question)s” cannot be compared in this way."),
    FaultCode.CONDITION_VALUE: gettext_lazy("“%(question)s” can never be answered “%(value)s”."),
    FaultCode.CONDITION_EMPTY: gettext_lazy("The condition is empty."),
    FaultCode.CONDITION_CYCLE: gettext_lazy(
        "“%(question)s” is shown only if it is shown: the conditions go in a circle."
    ),
    FaultCode.CONDITION_NOT_ASKED: gettext_lazy(
        "Nobody who is asked this is asked “%(question)s”, so it is never shown."
    ),
    FaultCode.GROUP_EMPTY: gettext_lazy("Say which questions make the score."),
    FaultCode.GROUP_UNKNOWN: gettext_lazy("“%(question)s” is not a question here."),
    FaultCode.GROUP_NO_NUMBER: gettext_lazy("An answer to “%(question)s” is not a number for this score."),
    FaultCode.GROUP_MIXED: gettext_lazy("These questions have different scales, so they have no common mean or sum."),
    FaultCode.GROUP_NEEDS_AGREE: gettext_lazy(
        "This score is made of agree or disagree questions: “%(question)s” is none."
    ),
    FaultCode.GROUP_LEAST: gettext_lazy("The least number of answers must be from 1 to %(of)s."),
    FaultCode.UNKNOWN_QUESTION: gettext_lazy("This question is not asked here."),
    FaultCode.NOT_ASKED: gettext_lazy("This question is for others."),
    FaultCode.NEEDED: gettext_lazy("Please answer this."),
    FaultCode.NOT_A_CHOICE: gettext_lazy("Choose one of the answers."),
    FaultCode.NOT_A_NUMBER: gettext_lazy("Write a number."),
    FaultCode.NOT_A_DATE: gettext_lazy("Write a day, a month and a year, for example 16 3 2026."),
    FaultCode.TOO_LOW: gettext_lazy("Write a number that is not less than %(least)s."),
    FaultCode.TOO_HIGH: gettext_lazy("Write a number that is not more than %(most)s."),
    FaultCode.TOO_LONG: gettext_lazy("Write at most %(most)s letters."),
    FaultCode.MAY_NOT_LEAVE: gettext_lazy("Please choose one of the answers."),
}
_CHANGES: Mapping[What, str | Promise] = {
    What.ADDED: gettext_lazy("%(what)s is new: its trend begins here."),
    What.GONE: gettext_lazy("%(what)s is no longer asked: its trend ends here."),
    What.KIND: gettext_lazy("%(what)s is answered in another way: its trend breaks here."),
    What.WORDING: gettext_lazy("%(what)s is asked in other words: its trend breaks here."),
    What.ENDS: gettext_lazy("%(what)s has other ends: its trend breaks here."),
    What.CHOICES: gettext_lazy("%(what)s has other choices: its trend breaks here."),
    What.ROWS: gettext_lazy("%(what)s has other rows: its trend breaks here."),
    What.BOUNDS: gettext_lazy("%(what)s has other limits: its trend breaks here."),
    What.REVERSE: gettext_lazy("%(what)s is counted the other way round: its trend breaks here."),
    What.FORMULA: gettext_lazy("%(what)s is reckoned in another way: its trend breaks here."),
}


def fault_sentence(fault: Fault) -> str:
    """What is wrong, and how to mend it."""
    if fault.code is FaultCode.TEXT_MISSING and fault.params.get("language"):
        return _("The words are missing in this language: %(language)s.") % fault.params
    params = dict(fault.params)
    if "kind" in params:
        params["kind_name"] = kind_name(params["kind"])
    return str(_FAULTS[fault.code]) % params


def change_sentence(change: Change, what: str) -> str:
    """What a new version does to the trend of a question or score. what: how it is called."""
    return str(_CHANGES[change.what]) % {"what": what}

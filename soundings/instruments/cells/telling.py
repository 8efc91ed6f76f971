"""Faults and changes as sentences."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from soundings.instruments.cells.saying import kind_name
from soundings.instruments.rules import Change, Fault, FaultCode, What

_FAULTS: Mapping[FaultCode, str | Promise] = {
    FaultCode.SHAPE: lazy("This is not of the form that a questionnaire has."),
    FaultCode.NO_LANGUAGE: lazy("Say in which language it is written."),
    FaultCode.LANGUAGE_CODE: lazy("“%(value)s” is not the code of a language, such as “en” or “cy”."),
    FaultCode.NO_SECTION: lazy("Add a section."),
    FaultCode.NO_QUESTION: lazy("Add a question to this section, or remove it."),
    FaultCode.CODE_FORM: lazy("“%(value)s” cannot be a code: begin with a letter, then letters, digits, - and _."),
    FaultCode.CODE_TWICE: lazy("“%(value)s” is there already: each code stands once."),
    FaultCode.NAME_TWICE: lazy("“%(value)s” would be mixed up with another field: choose another code."),
    FaultCode.TEXT_MISSING: lazy("The words are missing."),
    FaultCode.KIND_UNKNOWN: lazy("“%(value)s” is not a kind of question."),
    FaultCode.NOT_KNOWN: lazy("“%(value)s” is not known here."),
    FaultCode.CHOICES_FEW: lazy("Give at least two choices."),
    FaultCode.ROWS_FEW: lazy("Give at least one row."),
    FaultCode.NOT_FOR_KIND: lazy("A question of this kind cannot have this: %(kind_name)s."),
    FaultCode.BOUNDS: lazy("The least is more than the most."),
    FaultCode.NO_REVERSE: lazy("Answers of this kind cannot be turned round."),
    FaultCode.CONDITION_UNKNOWN: lazy("The condition asks for “%(question)s”, which is not a question here."),
    FaultCode.CONDITION_SUITS: lazy("An answer to “%(question)s” cannot be compared in this way."),
    FaultCode.CONDITION_VALUE: lazy("“%(question)s” can never be answered “%(value)s”."),
    FaultCode.CONDITION_EMPTY: lazy("The condition is empty."),
    FaultCode.CONDITION_CYCLE: lazy("“%(question)s” is shown only if it is shown: the conditions go in a circle."),
    FaultCode.CONDITION_NOT_ASKED: lazy("Nobody who is asked this is asked “%(question)s”, so it is never shown."),
    FaultCode.GROUP_EMPTY: lazy("Say which questions make the score."),
    FaultCode.GROUP_UNKNOWN: lazy("“%(question)s” is not a question here."),
    FaultCode.GROUP_NO_NUMBER: lazy("An answer to “%(question)s” is not a number for this score."),
    FaultCode.GROUP_MIXED: lazy("These questions have different scales, so they have no common mean or sum."),
    FaultCode.GROUP_NEEDS_AGREE: lazy("This score is made of agree or disagree questions: “%(question)s” is none."),
    FaultCode.GROUP_LEAST: lazy("The least number of answers must be from 1 to %(of)s."),
    FaultCode.UNKNOWN_QUESTION: lazy("This question is not asked here."),
    FaultCode.NOT_ASKED: lazy("This question is for others."),
    FaultCode.NEEDED: lazy("Please answer this."),
    FaultCode.NOT_A_CHOICE: lazy("Choose one of the answers."),
    FaultCode.NOT_A_NUMBER: lazy("Write a number."),
    FaultCode.NOT_A_DATE: lazy("Write a day, a month and a year, for example 16 3 2026."),
    FaultCode.TOO_LOW: lazy("Write a number that is not less than %(least)s."),
    FaultCode.TOO_HIGH: lazy("Write a number that is not more than %(most)s."),
    FaultCode.TOO_LONG: lazy("Write at most %(most)s letters."),
    FaultCode.MAY_NOT_LEAVE: lazy("Please choose one of the answers."),
}
_CHANGES: Mapping[What, str | Promise] = {
    What.ADDED: lazy("%(what)s is new: its trend begins here."),
    What.GONE: lazy("%(what)s is no longer asked: its trend ends here."),
    What.KIND: lazy("%(what)s is answered in another way: its trend breaks here."),
    What.WORDING: lazy("%(what)s is asked in other words: its trend breaks here."),
    What.ENDS: lazy("%(what)s has other ends: its trend breaks here."),
    What.CHOICES: lazy("%(what)s has other choices: its trend breaks here."),
    What.ROWS: lazy("%(what)s has other rows: its trend breaks here."),
    What.BOUNDS: lazy("%(what)s has other limits: its trend breaks here."),
    What.REVERSE: lazy("%(what)s is counted the other way round: its trend breaks here."),
    What.FORMULA: lazy("%(what)s is reckoned in another way: its trend breaks here."),
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

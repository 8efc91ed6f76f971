"""The fixed words of questionnaires: what a questionnaire may replace by its own, and names of kinds and people."""

from collections.abc import Callable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from soundings.instruments.rules import Audience, Definition, Formula, Kind, Use, said, spoken

_WORDS: dict[str, Callable[[], str]] = {
    "agree-1": lambda: gettext("Strongly disagree"),
    "agree-2": lambda: gettext("Disagree"),
    "agree-3": lambda: gettext("Neither agree nor disagree"),
    "agree-4": lambda: gettext("Agree"),
    "agree-5": lambda: gettext("Strongly agree"),
    "face-1": lambda: gettext("Very unhappy"),
    "face-2": lambda: gettext("Unhappy"),
    "face-3": lambda: gettext("In between"),
    "face-4": lambda: gettext("Happy"),
    "face-5": lambda: gettext("Very happy"),
    "yes": lambda: pgettext("answer", "Yes"),
    "partly": lambda: pgettext("answer", "Partly"),
    "no": lambda: pgettext("answer", "No"),
    "worried": lambda: gettext("What are we worried about?"),
    "well": lambda: gettext("What is working well?"),
    "next": lambda: gettext("What needs to happen?"),
    "na": lambda: gettext("Does not apply"),
    "unsaid": lambda: gettext("Prefer not to say"),
    "no-evidence": lambda: gettext("Not enough evidence"),
    "why-number": lambda: gettext("What makes it that number?"),
    "why": lambda: gettext("What makes you say so?"),
    "needed": lambda: gettext("must be answered"),
}


def word(definition: Definition, code: str, *languages: str) -> tuple[str, str]:
    """One of OWN_WORDS as this questionnaire says it, else as the product does, and the language it is in."""
    own = definition.words.get(code, {})
    if own:
        return said(own, *languages), spoken(own, *languages)
    language = product_language(*languages)
    with override(language):
        return _WORDS[code](), language


def product_language(*languages: str) -> str:
    """The first of these languages that the product speaks; the page's where it speaks none."""
    spoken_here = {code.split("-")[0]: code for code, _name in settings.LANGUAGES}
    bases = (one.split("-")[0] for one in languages)
    return next((spoken_here[one] for one in bases if one in spoken_here), get_language() or settings.LANGUAGE_CODE)


_KINDS: dict[Kind, str | Promise] = {
    Kind.SCALE: _("Scale from 0 to 10"),
    Kind.AGREE: _("Agree or disagree"),
    Kind.FACES: _("Faces"),
    Kind.YES_NO_PARTLY: _("Yes, partly or no"),
    Kind.ONE: _("One choice"),
    Kind.MANY: _("Several choices"),
    Kind.SHORT: _("Short text"),
    Kind.LONG: _("Long text"),
    Kind.COLUMNS: _("Three columns"),
    Kind.DATE: pgettext_lazy("kind of question", "Date"),
    Kind.NUMBER: pgettext_lazy("kind of question", "Number"),
    Kind.MATRIX: _("Several scales together"),
    Kind.HEADING: pgettext_lazy("kind of question", "Heading"),
    Kind.PICTURE: pgettext_lazy("kind of question", "Picture"),
}
_AUDIENCES: dict[Audience, str | Promise] = {
    Audience.WORKER: pgettext_lazy("who answers", "The worker"),
    Audience.REVIEWER: pgettext_lazy("who answers", "The reviewer"),
    Audience.SUPERVISOR: pgettext_lazy("who answers", "The supervisor"),
    Audience.FAMILY: pgettext_lazy("who answers", "Family members"),
    Audience.CHILD: pgettext_lazy("who answers", "The child or young person"),
    Audience.STAFF: pgettext_lazy("who answers", "Staff"),
    Audience.PARTNER: pgettext_lazy("who answers", "Partner agencies"),
}
_USES: dict[Use, str | Promise] = {
    Use.REVIEW: _("Case review"),
    Use.SURVEY: pgettext_lazy("questionnaire", "Survey"),
    Use.RATING: _("Self-rating"),
}
_FORMULAS: dict[Formula, str | Promise] = {
    Formula.MEAN: pgettext_lazy("score", "Mean"),
    Formula.SUM: pgettext_lazy("score", "Sum"),
    Formula.PERCENT_POSITIVE: _("Per cent positive"),
    Formula.SAFETY_ATTITUDE: _("Attitude score, 0 to 100"),
}


def kind_name(kind: Kind | str) -> str:
    """What a kind of question is called."""
    return str(_KINDS[Kind(kind)])


def audience_name(audience: Audience | str) -> str:
    """How those are called who answer."""
    return str(_AUDIENCES[Audience(audience)])


def use_name(use: Use | str) -> str:
    """What a questionnaire of this use is called."""
    return str(_USES[Use(use)])


def formula_name(formula: Formula | str) -> str:
    """What a score of this formula is called."""
    return str(_FORMULAS[Formula(formula)])

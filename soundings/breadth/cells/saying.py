"""What a signal says of a child: the fact as one sentence, and the question that goes with it.

Sentences and questions may name the child as %(name)s. A place may have a question in its own words.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from soundings.breadth.rules import Rater, label_of
from soundings.breadth.rules.signals import RULES, Measure, Rule, Tier

NAME = "%(name)s"


def tier_title(tier: str, language: str | None = None) -> str:
    """How the list or row of a tier is headed. language: the page's, for those who ask for each child."""
    return _tier_titles(language or get_language())[tier]


# What is looked up here once for each language is said beneath every second child of a board.
@lru_cache(maxsize=32)
def _tier_titles(language: str | None) -> Mapping[str, str]:
    return {
        Tier.DECISION: gettext("Needs a decision today"),
        Tier.QUESTION: gettext("Worth a conversation"),
        Tier.STRENGTH: gettext("Going well"),
    }


def fact_of(rule: str, params: Mapping[str, Any], name: str, language: str | None = None) -> str:
    """What is so, in one sentence. name: the child's given name. language: as above."""
    language = language or get_language()
    said = {**params, "name": name}
    if "numbers" in params:
        said["numbers"] = ", ".join(map(str, params["numbers"]))
    if "rater" in params:
        said["rater"] = _raters(language)[params["rater"]]
    return _fact(rule, params.get(_COUNTED.get(rule, ""), 0), language) % said


def rater(code: str) -> str:
    """Whoever rated, within a sentence."""
    return _raters(get_language())[code]


@lru_cache(maxsize=32)
def _raters(language: str | None) -> Mapping[str, str]:
    return {
        Rater.WORKER: pgettext("rated by", "the worker"),
        Rater.SUPERVISOR: pgettext("rated by", "the supervisor"),
        Rater.CONFERENCE: pgettext("rated by", "the conference"),
        Rater.PARENT: pgettext("rated by", "a parent"),
        Rater.CHILD: pgettext("rated by", "the child"),
        Rater.NETWORK: pgettext("rated by", "the network"),
        Rater.OTHER: pgettext("rated by", "somebody else"),
    }


_COUNTED: Mapping[str, str] = {
    Rule.NETWORK_SMALL: "number",
    Rule.NOTHING_NEW: "days",
    Rule.MAPPED_EARLY: "days",
}


@lru_cache(maxsize=4096)
def _fact(rule: str, n: int, language: str | None) -> str:
    """The sentence of a rule, its parts still to be put in. n: how many it speaks of, where it counts."""
    match Rule(rule):
        case Rule.RATING_AT_FLOOR:
            return gettext("%(name)s’s safety is rated %(number)s by %(rater)s: at or below the floor of %(floor)s.")
        case Rule.SHARP_FALL:
            return gettext("%(name)s’s safety fell from %(was)s to %(number)s, as %(rater)s rates it.")
        case Rule.DANGER_WITHOUT_PLAN:
            return gettext(
                "%(name)s has a danger statement, and no safety plan is recorded yet, not even an interim one."
            )
        case Rule.NOT_ALLOCATED:
            return gettext("Nobody is named as %(name)s’s worker.")
        case Rule.NO_FAMILY_MAPPING:
            return gettext("No mapping with %(name)s’s family is recorded yet.")
        case Rule.STATEMENT_WITHOUT_GOAL:
            return gettext("There is a danger statement about %(name)s without a goal yet.")
        case Rule.STATEMENT_WITHOUT_SCALE:
            return gettext("There is a danger statement about %(name)s without a scale yet.")
        case Rule.SCALE_NOT_RISING:
            return gettext("%(name)s’s scale has not risen over three ratings by %(rater)s: %(numbers)s.")
        case Rule.NETWORK_SMALL:
            return _network_small(n)
        case Rule.NETWORK_SHRINKING:
            return gettext("%(name)s’s network has become smaller: %(was)s people before, %(number)s now.")
        case Rule.NETWORK_UNCHECKED:
            return gettext("It is a while since somebody checked that everybody in %(name)s’s network is safe.")
        case Rule.ADULT_PLAN_ALONE:
            return gettext("The adults have a safety plan, and %(name)s has none of their own yet.")
        case Rule.PLAN_WITHOUT_WORDS:
            return gettext("There is a plan, and no words and pictures from which %(name)s can understand it.")
        case Rule.NOTHING_NEW:
            return _nothing_for(n)
        case Rule.SCALE_RISING:
            return gettext("%(name)s’s scale is rising, as %(rater)s rates it: %(numbers)s.")
        case Rule.NETWORK_GROWN:
            return gettext("%(name)s’s network has grown from %(was)s to %(number)s people, each checked as safe.")
        case Rule.CHILD_HEARD:
            return gettext("%(name)s’s own words were there before their plan was made.")
        case Rule.MAPPED_EARLY:
            return ngettext(
                "The first mapping with %(name)s’s family came %(days)s day after opening.",
                "The first mapping with %(name)s’s family came %(days)s days after opening.",
                n,
            )


def _network_small(number: int) -> str:
    if number == 0:
        return gettext("Nobody is in %(name)s’s network yet.")
    return ngettext(
        "%(number)s person is in %(name)s’s network.", "%(number)s people are in %(name)s’s network.", number
    )


def _nothing_for(days: int) -> str:
    return ngettext(
        "Nothing new has been recorded with %(name)s for %(days)s day.",
        "Nothing new has been recorded with %(name)s for %(days)s days.",
        days,
    )


def question_of(rule: str, own: Mapping[str, str], language: str, name: str) -> str:
    """What to ask, in the place's own words if it has any in this language, else in ours."""
    asked = label_of(own, language, code="") if own else ""
    return (asked or default_question(rule, language)).replace(NAME, name)


def default_question(rule: str, language: str | None = None) -> str:
    """The question that a place starts from; "%(name)s" stands where the child's given name will."""
    found = _questions(language or get_language())
    return found.get(rule, found[""])


@lru_cache(maxsize=32)
def _questions(language: str | None) -> Mapping[str, str]:
    return {
        Rule.RATING_AT_FLOOR: gettext("What keeps %(name)s safe tonight, and who does what by when?"),
        Rule.SHARP_FALL: gettext("What happened, and what keeps %(name)s safe tonight?"),
        Rule.DANGER_WITHOUT_PLAN: gettext("What keeps %(name)s safe until there is a plan?"),
        Rule.NOT_ALLOCATED: gettext("Who sees %(name)s, and from when?"),
        Rule.NO_FAMILY_MAPPING: gettext("What would help the family to map this with us, together or each apart?"),
        Rule.STATEMENT_WITHOUT_GOAL: gettext("What would %(name)s and their family need to see to know it is enough?"),
        Rule.STATEMENT_WITHOUT_SCALE: gettext("Where would each of them put it today, and what makes it that number?"),
        Rule.SCALE_NOT_RISING: gettext("What would one step up look like to %(name)s, their family and their network?"),
        Rule.NETWORK_SMALL: gettext("Who already cares about %(name)s, and who could ask them?"),
        Rule.NETWORK_SHRINKING: gettext("What led somebody to leave, and who could step in?"),
        Rule.NETWORK_UNCHECKED: gettext("Is each of them still somebody with whom %(name)s is safe? Who would know?"),
        Rule.ADULT_PLAN_ALONE: gettext("How could %(name)s have a say in a plan of their own?"),
        Rule.PLAN_WITHOUT_WORDS: gettext(
            "Who could tell %(name)s, in words and pictures, what everybody is doing and why?"
        ),
        Rule.NOTHING_NEW: gettext("What has moved since, and what is the next small step?"),
        "": gettext("What helped, and how could there be more of it?"),
    }


def rule_name(rule: str) -> str:
    """The rule as a heading, without a child."""
    return {
        Rule.RATING_AT_FLOOR: gettext("A rating at or below the floor"),
        Rule.SHARP_FALL: gettext("A sharp fall on the scale"),
        Rule.DANGER_WITHOUT_PLAN: gettext("A danger statement without a safety plan"),
        Rule.NOT_ALLOCATED: gettext("An open child without a worker"),
        Rule.NO_FAMILY_MAPPING: gettext("No mapping with the family yet"),
        Rule.STATEMENT_WITHOUT_GOAL: gettext("A danger statement without a goal"),
        Rule.STATEMENT_WITHOUT_SCALE: gettext("A danger statement without a scale"),
        Rule.SCALE_NOT_RISING: gettext("A scale that does not rise"),
        Rule.NETWORK_SMALL: gettext("A small network"),
        Rule.NETWORK_SHRINKING: gettext("A network that becomes smaller"),
        Rule.NETWORK_UNCHECKED: gettext("A network that nobody has checked lately"),
        Rule.ADULT_PLAN_ALONE: gettext("An adult plan without a child’s plan"),
        Rule.PLAN_WITHOUT_WORDS: gettext("A plan without words and pictures"),
        Rule.NOTHING_NEW: gettext("Nothing new for a while"),
        Rule.SCALE_RISING: gettext("The scale is rising"),
        Rule.NETWORK_GROWN: gettext("The network has grown and is checked"),
        Rule.CHILD_HEARD: gettext("The child’s own words come before the plan"),
        Rule.MAPPED_EARLY: gettext("Mapped early with the family"),
    }[Rule(rule)]


def threshold(rule: str, n: int) -> str:
    """A rule's threshold as people read it; empty where it has none."""
    match RULES[Rule(rule)].measure:
        case Measure.DAYS if Rule(rule) is Rule.MAPPED_EARLY:
            return ngettext("within %(n)s day of opening", "within %(n)s days of opening", n) % {"n": n}
        case Measure.DAYS:
            return ngettext("after %(n)s day", "after %(n)s days", n) % {"n": n}
        case Measure.POINTS:
            return ngettext("by %(n)s point or more", "by %(n)s points or more", n) % {"n": n}
        case Measure.RATING if Rule(rule) is Rule.SCALE_NOT_RISING:
            return gettext("while the latest rating is below %(n)s") % {"n": n}
        case Measure.RATING:
            return gettext("at %(n)s or below") % {"n": n}
        case Measure.PEOPLE:
            return ngettext("with %(n)s person or fewer", "with %(n)s people or fewer", n) % {"n": n}
    return ""


def threshold_label(rule: str) -> str:
    """What a threshold counts, as the label of its box; empty where there is none."""
    match RULES[Rule(rule)].measure:
        case Measure.DAYS if Rule(rule) is Rule.MAPPED_EARLY:
            return gettext("Within how many days of opening?")
        case Measure.DAYS:
            return gettext("After how many days?")
        case Measure.POINTS:
            return gettext("By how many points?")
        case Measure.RATING if Rule(rule) is Rule.SCALE_NOT_RISING:
            return gettext("Only while the latest rating is below")
        case Measure.RATING:
            return gettext("At or below which rating?")
        case Measure.PEOPLE:
            return gettext("With how many people or fewer?")
    return ""


def given(name: str) -> str:
    """The name by which a sentence speaks of a child."""
    return name.split()[0] if name.split() else name


def since(day: Any) -> str:
    """ "since 3 March 2026"."""
    return gettext("since %(date)s") % {"date": date_format(day, "j F Y")}

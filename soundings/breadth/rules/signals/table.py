"""All rules with their tier, their default and their bounds; and what a case's rules come to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from soundings.breadth.rules.signals import network, practice, scale
from soundings.breadth.rules.signals.kinds import Agreed, Facts, Measure, Rule, Signal, Test, Tier


class Definition(NamedTuple):
    """One rule: what it asks of the facts, and its threshold `n` until a place agrees another.

    reads: the elements whose entries it looks at; None for every one. on: whether it is asked before anybody has agreed
    anything. Decisions are, with a safe default; what goes well harms nobody; questions wait until the team has agreed
    them.
    """

    tier: Tier
    test: Test
    reads: frozenset[str] | None
    measure: Measure
    n: int = 0
    low: int = 0
    high: int = 0
    on: bool = False


Terms: TypeAlias = Mapping[Rule, Agreed]

_D, _Q, _S = Tier.DECISION, Tier.QUESTION, Tier.STRENGTH
_DAYS, _NONE = Measure.DAYS, Measure.NONE
_SCALE, _NETWORK, _MAPPING = frozenset({practice.SCALE}), frozenset({network.NETWORK}), frozenset({practice.MAPPING})
_PLANS = frozenset({practice.INTERIM, practice.ADULT, practice.CHILD})
_DANGER, _WORDS = _PLANS | {practice.STATEMENT}, _PLANS | {practice.WORDS}
_GOAL, _SCALED = frozenset({practice.STATEMENT, practice.GOAL}), frozenset({practice.STATEMENT, practice.SCALE})
_HEARD = frozenset({practice.CHILD, practice.HOUSES})

RULES: Mapping[Rule, Definition] = MappingProxyType(
    {
        Rule.RATING_AT_FLOOR: Definition(_D, scale.rating_at_floor, _SCALE, Measure.RATING, 2, 0, 9, on=True),
        Rule.SHARP_FALL: Definition(_D, scale.sharp_fall, _SCALE, Measure.POINTS, 3, 1, 10, on=True),
        Rule.DANGER_WITHOUT_PLAN: Definition(_D, practice.danger_without_plan, _DANGER, _DAYS, 1, 0, 365, on=True),
        Rule.NOT_ALLOCATED: Definition(_D, practice.not_allocated, frozenset(), _DAYS, 0, 0, 365, on=True),
        Rule.NO_FAMILY_MAPPING: Definition(_Q, practice.no_family_mapping, _MAPPING, _DAYS, 28, 1, 365),
        Rule.STATEMENT_WITHOUT_GOAL: Definition(_Q, practice.statement_without_goal, _GOAL, _DAYS, 14, 0, 365),
        Rule.STATEMENT_WITHOUT_SCALE: Definition(_Q, practice.statement_without_scale, _SCALED, _DAYS, 14, 0, 365),
        Rule.SCALE_NOT_RISING: Definition(_Q, scale.scale_not_rising, _SCALE, Measure.RATING, 10, 1, 10),
        Rule.NETWORK_SMALL: Definition(_Q, network.network_small, _NETWORK, Measure.PEOPLE, 1, 0, 20),
        Rule.NETWORK_SHRINKING: Definition(_Q, network.network_shrinking, _NETWORK, _NONE),
        Rule.NETWORK_UNCHECKED: Definition(_Q, network.network_unchecked, _NETWORK, _DAYS, 180, 1, 730),
        Rule.ADULT_PLAN_ALONE: Definition(_Q, practice.adult_plan_alone, _PLANS, _DAYS, 28, 0, 365),
        Rule.PLAN_WITHOUT_WORDS: Definition(_Q, practice.plan_without_words, _WORDS, _DAYS, 0, 0, 365),
        Rule.NOTHING_NEW: Definition(_Q, practice.nothing_new, None, _DAYS, 42, 1, 365),
        Rule.SCALE_RISING: Definition(_S, scale.scale_rising, _SCALE, Measure.POINTS, 1, 1, 10, on=True),
        Rule.NETWORK_GROWN: Definition(_S, network.network_grown, _NETWORK, _NONE, on=True),
        Rule.CHILD_HEARD: Definition(_S, practice.child_heard, _HEARD, _NONE, on=True),
        Rule.MAPPED_EARLY: Definition(_S, practice.mapped_early, _MAPPING, _DAYS, 14, 0, 365, on=True),
    }
)

DEFAULT_TERMS: Terms = MappingProxyType({rule: Agreed(one.on, one.n) for rule, one in RULES.items()})


def tier_of(rule: str) -> Tier:
    """The tier of this rule. Raises ValueError for a code that is no rule."""
    return RULES[Rule(rule)].tier


def rules_of(tier: Tier) -> list[Rule]:
    """The rules of a tier, in their order."""
    return [rule for rule, one in RULES.items() if one.tier is tier]


def rules_reading(codes: Collection[str]) -> frozenset[Rule]:
    """The rules that may say otherwise where the entries of these elements are others."""
    return frozenset(rule for rule, one in RULES.items() if one.reads is None or not one.reads.isdisjoint(codes))


def signals_of(facts: Facts, terms: Terms, rules: Collection[Rule] = frozenset(Rule)) -> list[Signal]:
    """Everything that is to be seen of an open case, each from its first day, if nothing changes; by rule.

    terms: as they are agreed for its place. rules: only these are asked. Where a family has withdrawn its consent
    nothing is asked, and only what needs a decision remains.
    """
    found = (
        RULES[rule].test(facts, agreed.n)
        for rule, agreed in terms.items()
        if agreed.on and rule in rules and (facts.consent or RULES[rule].tier is Tier.DECISION)
    )
    return [one for one in found if one]


def terms_at(line: Sequence[Iterable[tuple[Rule, bool | None, int | None]]]) -> Terms:
    """The terms of a place: what the nearest place upward says of each rule, else the default.

    line: what was agreed at each place from the agency down to this one: rule, on or off, threshold; None leaves that
    half of it as it is further up.
    """
    terms = dict(DEFAULT_TERMS)
    for place in line:
        for rule, on, n in place:
            above = terms[rule]
            terms[rule] = Agreed(above.on if on is None else on, above.n if n is None else n)
    return terms

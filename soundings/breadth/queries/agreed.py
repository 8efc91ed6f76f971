"""What a place has agreed about each rule, and how many of its own cases a rule would ask about."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from soundings.accounts.models import Unit
from soundings.breadth.models import CaseSignal, SignalTerm
from soundings.breadth.queries.grounds import Grounds, Overrides, open_states_at, standings
from soundings.breadth.rules.signals import RULES, Rule

MOST_PREVIEWED = 2_000  # open cases at a place up to which a preview is counted while somebody waits


class Agreement(NamedTuple):
    """How a rule stands at a place. place: whose word it is; empty where nobody has said anything."""

    rule: Rule
    on: bool
    n: int
    questions: Mapping[str, str]
    place: str = ""
    here: SignalTerm | None = None  # what the place itself says


def agreed_at(unit: Unit) -> list[Agreement]:
    """How every rule stands at this place, in the order of the rules. One query."""
    said = SignalTerm.objects.filter(unit__in=unit.line).select_related("unit").order_by("unit__path")
    found = {rule: Agreement(rule, one.on, one.n, {}) for rule, one in RULES.items()}
    for term in said:  # from the agency down, so that the nearest has the last word
        rule = Rule(term.rule)
        before = found[rule]
        found[rule] = Agreement(
            rule,
            before.on if term.is_on is None else term.is_on,
            before.n if term.n is None else term.n,
            term.questions or before.questions,
            term.unit.name,
            term if term.unit_id == unit.pk else None,
        )
    return list(found.values())


class AskedPreview(NamedTuple):
    """Of `of` open cases, how many a rule is about today, and how many it would be about."""

    of: int
    today: int
    then: int


def asked_preview(unit: Unit, rule: Rule, *, is_on: bool | None, n: int | None, on: date) -> AskedPreview | None:
    """What another term would change among the open, unrestricted cases of the place; None where they are too many.

    Work for each case. About a dozen queries.
    """
    states = dict(open_states_at(unit).filter(restricted=False).values_list("pk", "values")[: MOST_PREVIEWED + 1])
    if len(states) > MOST_PREVIEWED:
        return None
    today = CaseSignal.objects.filter(case__in=states, rule=rule.value, fires_on__lte=on).count()
    cases = standings(states)
    grounds = Grounds(unit.agency_id, instead=Overrides(unit.pk, [(rule, is_on, n)]))
    grounds.ready_for(cases)
    then = 0
    for case in cases:
        facts, terms = grounds.facts(case, states[case.pk])
        agreed = terms[rule]
        found = RULES[rule].test(facts, agreed.n) if agreed.on else None
        then += found is not None and found.fires_on <= on
    return AskedPreview(len(states), today, then)

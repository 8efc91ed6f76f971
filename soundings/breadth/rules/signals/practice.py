"""Rules about what was done and what is still to do: mapping, statement and goal, plans, words and pictures."""

from datetime import date, timedelta

from soundings.breadth.rules.kinds import Answer
from soundings.breadth.rules.signals.entries import asked, current_sets, day_of, is_done, is_open
from soundings.breadth.rules.signals.kinds import Entry, Facts, Rule, Signal, signal

MAPPING, STATEMENT, GOAL, SCALE = "mapping-family", "statement", "goal", "scale"
INTERIM, ADULT, CHILD = "interim-adult-plan", "adult-plan", "child-plan"
WORDS, HOUSES = "words-and-pictures", "three-houses"


def danger_without_plan(facts: Facts, n: int) -> Signal | None:
    """n days after the latest danger statement no safety plan is recorded, where the board carries one.

    The interim plan, the adult and the child safety plan: any one of them will do, on this board or not. A plan that
    does not apply, or of which it is not known whether there is one, is not asked about. Voluntary services record
    worries, not dangers.
    """
    statement = facts.values.get(STATEMENT)
    if facts.voluntary or not is_done(statement) or statement is None or STATEMENT not in facts.asks:
        return None
    sets = current_sets(statement)
    carried = [code for code in (INTERIM, ADULT, CHILD) if code in facts.asks]
    missing = [code for code in carried if is_open(facts.values.get(code))]
    begun = asked(facts, STATEMENT, *missing)
    any_done = any(is_done(facts.values.get(code)) for code in (INTERIM, ADULT, CHILD))
    if not sets or any_done or not missing or not begun:
        return None
    since = day_of(statement)
    fires_on = max(since, begun) + timedelta(days=n)
    return signal(Rule.DANGER_WITHOUT_PLAN, fires_on, since, "/".join(sets), plans=missing)


def not_allocated(facts: Facts, n: int) -> Signal | None:
    """Nobody has led the open case for n days. A duty desk counts as somebody."""
    if facts.led:
        return None
    since = facts.unled_since or facts.opened_on
    return signal(Rule.NOT_ALLOCATED, since + timedelta(days=n), since, since.isoformat())


def no_family_mapping(facts: Facts, n: int) -> Signal | None:
    """n days after opening there is no mapping with the family. "Not safe together" is a mapping like any other."""
    begun = asked(facts, MAPPING)
    if not begun or not is_open(facts.values.get(MAPPING)):
        return None
    fires_on = max(facts.opened_on, begun) + timedelta(days=n)
    return signal(Rule.NO_FAMILY_MAPPING, fires_on, facts.opened_on, facts.opened_on.isoformat(), days=n)


def statement_without_goal(facts: Facts, n: int) -> Signal | None:
    """n days after the latest statement a current one has no goal of its own."""
    return _statement_without(facts, n, GOAL, Rule.STATEMENT_WITHOUT_GOAL)


def statement_without_scale(facts: Facts, n: int) -> Signal | None:
    """n days after the latest statement a current one has no scale of its own."""
    return _statement_without(facts, n, SCALE, Rule.STATEMENT_WITHOUT_SCALE)


def _statement_without(facts: Facts, n: int, code: str, rule: Rule) -> Signal | None:
    begun, statement, other = asked(facts, STATEMENT, code), facts.values.get(STATEMENT), facts.values.get(code)
    if not begun or statement is None or not is_done(statement):
        return None
    if other is not None and other["a"] in (Answer.NOT_APPLICABLE, Answer.NOT_KNOWN):
        return None
    has = other.get("sets", {}) if other else {}
    missing = [set_id for set_id in current_sets(statement) if set_id not in has]
    if not missing:
        return None
    since = day_of(statement)
    return signal(rule, max(since, begun) + timedelta(days=n), since, "/".join(missing), sets=missing)


def adult_plan_alone(facts: Facts, n: int) -> Signal | None:
    """n days after an adult plan, interim or not, the child has no plan of their own."""
    return _plan_without(facts, n, (ADULT, INTERIM), CHILD, Rule.ADULT_PLAN_ALONE)


def plan_without_words(facts: Facts, n: int) -> Signal | None:
    """n days after a safety plan the child has no words and pictures to understand it by."""
    return _plan_without(facts, n, (ADULT, CHILD), WORDS, Rule.PLAN_WITHOUT_WORDS)


def _plan_without(facts: Facts, n: int, plans: tuple[str, ...], code: str, rule: Rule) -> Signal | None:
    """The rule, where any of these plans stands and `code` is open; counted from the first plan."""
    begun = asked(facts, code)
    there = [one for one in plans if one in facts.asks and is_done(facts.values.get(one))]
    if not begun or not there or not is_open(facts.values.get(code)):
        return None
    since = min(day_of(facts.values[one]) for one in there)
    counted = min(max(day_of(facts.values[one]), facts.asks[one]) for one in there)
    return signal(rule, max(counted, begun) + timedelta(days=n), since, since.isoformat())


def nothing_new(facts: Facts, n: int) -> Signal | None:
    """Nothing new has been recorded of any element for n days."""
    if not facts.asks:
        return None
    recorded = [date.fromisoformat(entry["new"]) for entry in facts.values.values() if "new" in entry]
    since = max([facts.opened_on, *recorded])
    fires_on = max(since, min(facts.asks.values())) + timedelta(days=n)
    return signal(Rule.NOTHING_NEW, fires_on, since, since.isoformat(), days=n)


def child_heard(facts: Facts, n: int) -> Signal | None:
    """The child's own words (their Three Houses) were there by the day of the child's plan."""
    del n
    begun, plan, houses = asked(facts, CHILD, HOUSES), facts.values.get(CHILD), facts.values.get(HOUSES)
    if not begun or plan is None or houses is None or not (is_done(plan) and is_done(houses)):
        return None
    planned = day_of(plan)
    if _first_day(houses) > planned:
        return None
    return signal(Rule.CHILD_HEARD, max(planned, begun), planned, planned.isoformat())


def mapped_early(facts: Facts, n: int) -> Signal | None:
    """The first mapping with the family came within n days of opening."""
    begun, entry = asked(facts, MAPPING), facts.values.get(MAPPING)
    if not begun or entry is None or not is_done(entry) or not entry["on"]:
        return None
    first = _first_day(entry)
    days = (first - facts.opened_on).days
    if not 0 <= days <= n:
        return None
    return signal(Rule.MAPPED_EARLY, max(first, begun), first, first.isoformat(), days=days)


def _first_day(entry: Entry) -> date:
    """The earliest day that the entry still knows; of more than six dates the earliest are gone."""
    dates = entry.get("dates")
    return date.fromisoformat(dates[-1]) if dates else day_of(entry)

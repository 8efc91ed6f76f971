"""What is worth seeing about a case: each rule by hand, then properties that hold of all of them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.breadth.rules import Answer, ElementKind, Event, Issue, fold_all
from soundings.breadth.rules.signals import (
    DEFAULT_TERMS,
    RULES,
    Agreed,
    Facts,
    Measure,
    Rule,
    Tier,
    rules_of,
    rules_reading,
    signals_of,
    terms_at,
    tier_of,
)

OPENED = date(2026, 2, 3)
LONG_AGO = date(2025, 1, 1)
FAMILY_MAPPING, STATEMENT, SCALE = "mapping-family", "statement", "scale"
DRINKING, HITTING = Issue("drinking", "Drinking", None), Issue("hitting", "Hitting", None)
ENDED = Issue("ended", "Long gone", "2026-03-01")
ELEMENTS = {
    1: ("mapping-family", ElementKind.DATE, False),
    2: ("three-houses", ElementKind.DATE, False),
    3: ("statement", ElementKind.YES_NO, True),
    4: ("goal", ElementKind.YES_NO, True),
    5: ("scale", ElementKind.SCALE, True),
    6: ("words-and-pictures", ElementKind.DATE, False),
    7: ("network", ElementKind.LIST, False),
    8: ("interim-adult-plan", ElementKind.DATE, False),
    9: ("adult-plan", ElementKind.DATE, False),
    10: ("child-plan", ElementKind.DATE, False),
    11: ("timeline", ElementKind.DATE, False),
}
IDS = {code: pk for pk, (code, _, _) in ELEMENTS.items()}
ALL_BEGUN = dict.fromkeys(IDS, LONG_AGO)


def said(code, on=None, number=None, *, answer=Answer.YES, issue=None, rater="", detail=None, recorded="2026-03-16"):
    """One record of this element, as the fold takes it."""
    at = datetime.fromisoformat(f"{recorded}T12:00").replace(tzinfo=UTC)
    reason = "Said so" if answer == Answer.NOT_APPLICABLE else ""
    return IDS[code], Event(answer, on or "", number, issue, rater, "", reason, detail, recorded, at)


def rated(on, number, rater="worker", issue=DRINKING):
    return said(SCALE, on, number, issue=issue, rater=rater)


def people(on, *checked):
    """A network of as many lay people, each last checked on that day (None: never)."""
    listed = [{"name": "A.", "lay": True, "checked_on": day} for day in checked]
    return said("network", on, detail={"people": listed})


def facts(*events, begun=None, opened_on=OPENED, **kwargs):
    asks = ALL_BEGUN if begun is None else begun
    return Facts(opened_on, fold_all(ELEMENTS, events), asks, **kwargs)


def found(rule, *events, n=None, **kwargs):
    """What the rule says of a case with these records; n: its threshold, else the default."""
    agreed = Agreed(True, RULES[rule].n if n is None else n)
    signals = signals_of(facts(*events, **kwargs), {rule: agreed})
    assert len(signals) < 2
    return signals[0] if signals else None


def fires(rule, *events, **kwargs):
    one = found(rule, *events, **kwargs)
    return one.fires_on.isoformat() if one else None


# --- needs a decision today ----------------------------------------------------------------------------------------


def test_a_rating_at_the_floor():
    one = found(Rule.RATING_AT_FLOOR, rated("2026-03-18", 2))
    assert (one.fires_on, one.since) == (date(2026, 3, 18), date(2026, 3, 18))
    assert one.params == {"number": 2, "floor": 2, "rater": "worker", "set": "drinking"}
    assert found(Rule.RATING_AT_FLOOR, rated("2026-03-18", 3)) is None


def test_zero_is_a_rating_and_the_lowest():
    assert found(Rule.RATING_AT_FLOOR, rated("2026-03-18", 0), n=0).params["number"] == 0


def test_a_child_who_says_one_is_heard_beside_a_worker_who_says_six():
    one = found(Rule.RATING_AT_FLOOR, rated("2026-03-18", 6), rated("2026-03-18", 1, "child"))
    assert (one.params["number"], one.params["rater"]) == (1, "child")


def test_a_later_rating_by_another_professional_takes_the_place_of_an_earlier_one():
    assert found(Rule.RATING_AT_FLOOR, rated("2026-02-10", 2), rated("2026-03-18", 5, "supervisor")) is None
    assert found(Rule.RATING_AT_FLOOR, rated("2026-02-10", 5), rated("2026-03-18", 2, "supervisor")) is not None


def test_of_two_professionals_on_one_day_the_lower_counts():
    one = found(Rule.RATING_AT_FLOOR, rated("2026-03-18", 5), rated("2026-03-18", 1, "conference"))
    assert one.params["number"] == 1


def test_a_worry_that_has_ended_is_not_decided_about():
    assert found(Rule.RATING_AT_FLOOR, rated("2026-02-10", 1, issue=ENDED)) is None


def test_the_same_number_rated_again_is_a_new_cause_and_the_same_record_is_not():
    first = found(Rule.RATING_AT_FLOOR, rated("2026-03-01", 2))
    again = found(Rule.RATING_AT_FLOOR, rated("2026-03-01", 2), rated("2026-03-18", 2))
    beside = found(Rule.RATING_AT_FLOOR, rated("2026-03-01", 2), rated("2026-03-18", 2, issue=HITTING))
    other_floor = found(Rule.RATING_AT_FLOOR, rated("2026-03-01", 2), n=4)
    assert len({first.cause, again.cause, beside.cause}) == 3
    assert other_floor.cause == first.cause


def test_a_sharp_fall_is_by_one_rater_in_one_set():
    one = found(Rule.SHARP_FALL, rated("2026-02-10", 6), rated("2026-03-10", 3))
    assert (one.params["was"], one.params["number"], one.since) == (6, 3, date(2026, 3, 10))
    assert found(Rule.SHARP_FALL, rated("2026-02-10", 6), rated("2026-03-10", 4)) is None
    assert found(Rule.SHARP_FALL, rated("2026-02-10", 6), rated("2026-03-10", 2, "supervisor")) is None
    assert found(Rule.SHARP_FALL, rated("2026-02-10", 6), rated("2026-03-10", 2, issue=HITTING)) is None


def test_danger_without_a_plan():
    danger = said(STATEMENT, "2026-03-01", issue=DRINKING)
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger) == "2026-03-02"
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger, said("interim-adult-plan", "2026-03-02")) is None
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger, said("child-plan", answer=Answer.NO)) == "2026-03-02"
    assert fires(Rule.DANGER_WITHOUT_PLAN) is None


def test_danger_without_a_plan_is_asked_only_where_the_board_carries_one_that_is_recorded():
    danger = said(STATEMENT, "2026-03-01", issue=DRINKING)
    no_plans = {code: day for code, day in ALL_BEGUN.items() if not code.endswith("plan")}
    later = no_plans | {"child-plan": date(2026, 3, 10)}
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger, begun=no_plans) is None
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger, begun=later) == "2026-03-11"
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger, voluntary=True) is None


def test_a_plan_that_stands_counts_where_the_board_does_not_carry_it():
    danger, plan = said(STATEMENT, "2026-03-01", issue=DRINKING), said("interim-adult-plan", "2026-03-02")
    tailored = {code: day for code, day in ALL_BEGUN.items() if code != "interim-adult-plan"}
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger, begun=tailored) == "2026-03-02"
    assert fires(Rule.DANGER_WITHOUT_PLAN, danger, plan, begun=tailored) is None


def test_a_plan_that_does_not_apply_or_is_not_known_is_no_missing_plan():
    danger = said(STATEMENT, "2026-03-01", issue=DRINKING)
    for answer in (Answer.NOT_APPLICABLE, Answer.NOT_KNOWN):
        none = [said(code, answer=answer) for code in ("interim-adult-plan", "adult-plan", "child-plan")]
        assert fires(Rule.DANGER_WITHOUT_PLAN, danger, *none) is None
        one = found(Rule.DANGER_WITHOUT_PLAN, danger, *none[:2])
        assert one.params["plans"] == ["child-plan"]


def test_an_open_child_without_a_worker():
    assert fires(Rule.NOT_ALLOCATED) is None
    assert fires(Rule.NOT_ALLOCATED, led=False) == "2026-02-03"
    assert fires(Rule.NOT_ALLOCATED, led=False, unled_since=date(2026, 3, 1), n=2) == "2026-03-03"


# --- worth a conversation ------------------------------------------------------------------------------------------


def test_no_mapping_with_the_family():
    assert fires(Rule.NO_FAMILY_MAPPING) == "2026-03-03"
    assert fires(Rule.NO_FAMILY_MAPPING, said(FAMILY_MAPPING, "2026-02-10")) is None
    assert fires(Rule.NO_FAMILY_MAPPING, said(FAMILY_MAPPING, answer=Answer.NO)) == "2026-03-03"
    assert fires(Rule.NO_FAMILY_MAPPING, said(FAMILY_MAPPING, answer=Answer.NOT_KNOWN)) is None
    assert fires(Rule.NO_FAMILY_MAPPING, begun={}) is None
    assert fires(Rule.NO_FAMILY_MAPPING, begun={FAMILY_MAPPING: date(2026, 3, 1)}) == "2026-03-29"


def test_not_safe_together_is_a_mapping():
    apart = said(FAMILY_MAPPING, "2026-02-10")
    apart = (apart[0], apart[1]._replace(mode="not-safe-together"))
    assert fires(Rule.NO_FAMILY_MAPPING, apart) is None


def test_each_statement_wants_its_own_goal_and_scale():
    drinking, hitting = said(STATEMENT, "2026-03-01", issue=DRINKING), said(STATEMENT, "2026-03-01", issue=HITTING)
    goal = said("goal", "2026-03-02", issue=DRINKING)
    assert fires(Rule.STATEMENT_WITHOUT_GOAL, drinking) == "2026-03-15"
    assert fires(Rule.STATEMENT_WITHOUT_GOAL, drinking, goal) is None
    assert found(Rule.STATEMENT_WITHOUT_GOAL, drinking, hitting, goal).params == {"sets": ["hitting"]}
    assert fires(Rule.STATEMENT_WITHOUT_SCALE, drinking, goal) == "2026-03-15"
    assert fires(Rule.STATEMENT_WITHOUT_SCALE, drinking, rated("2026-03-02", 4)) is None
    assert fires(Rule.STATEMENT_WITHOUT_GOAL, said(STATEMENT, "2026-02-10", issue=ENDED)) is None


def test_three_ratings_that_do_not_rise():
    flat = [rated(f"2026-0{month}-10", 2) for month in (1, 2, 3)]
    one = found(Rule.SCALE_NOT_RISING, *flat)
    assert (one.fires_on, one.since, one.params["numbers"]) == (date(2026, 3, 10), date(2026, 1, 10), [2, 2, 2])
    assert found(Rule.SCALE_NOT_RISING, *flat[1:]) is None
    assert found(Rule.SCALE_NOT_RISING, *flat[:2], rated("2026-03-10", 3)) is None
    assert found(Rule.SCALE_NOT_RISING, *flat, n=2) is None
    assert found(Rule.SCALE_NOT_RISING, *flat[:2], rated("2026-03-10", 2, "supervisor")) is None


def test_a_small_network():
    assert found(Rule.NETWORK_SMALL, said("network", "2026-03-01", 0)).params == {"number": 0}
    assert fires(Rule.NETWORK_SMALL, people("2026-03-01", None)) == "2026-03-01"
    assert fires(Rule.NETWORK_SMALL, said("network", "2026-03-01", 2)) is None
    assert fires(Rule.NETWORK_SMALL, said("network", answer=Answer.NO)) == "2026-02-03"
    assert fires(Rule.NETWORK_SMALL) is None


def test_a_network_that_shrinks_and_one_that_grows():
    three, five = said("network", "2026-02-10", 3), said("network", "2026-03-10", 5)
    assert found(Rule.NETWORK_SHRINKING, three, five) is None
    fewer = found(Rule.NETWORK_SHRINKING, five, said("network", "2026-03-20", 3))
    assert fewer.params == {"was": 5, "number": 3}
    assert found(Rule.NETWORK_GROWN, three, five) is None  # nobody can say who was checked
    grown = people("2026-03-10", *["2026-03-09"] * 5)
    assert found(Rule.NETWORK_GROWN, three, grown).params == {"was": 3, "number": 5}
    assert found(Rule.NETWORK_GROWN, three, people("2026-03-10", "2026-03-09", "2026-03-09", None, None)) is None


def test_a_network_that_was_not_checked():
    assert fires(Rule.NETWORK_UNCHECKED, people("2026-03-01", None, "2026-03-01")) == "2026-03-15"
    assert fires(Rule.NETWORK_UNCHECKED, people("2026-03-01", "2026-03-01"), n=30) == "2026-03-31"
    assert fires(Rule.NETWORK_UNCHECKED, said("network", "2026-03-01", 4)) is None


def test_a_child_without_a_plan_of_their_own_and_a_plan_without_words():
    adult = said("adult-plan", "2026-03-01")
    assert fires(Rule.ADULT_PLAN_ALONE, adult) == "2026-03-29"
    assert fires(Rule.ADULT_PLAN_ALONE, adult, said("child-plan", "2026-03-05")) is None
    assert fires(Rule.PLAN_WITHOUT_WORDS, adult) == "2026-03-01"
    assert fires(Rule.PLAN_WITHOUT_WORDS, adult, said("words-and-pictures", "2026-02-20")) is None
    assert fires(Rule.PLAN_WITHOUT_WORDS, said("interim-adult-plan", "2026-03-01")) is None


def test_nothing_new_counts_from_the_day_of_recording():
    assert fires(Rule.NOTHING_NEW) == "2026-03-17"
    assert fires(Rule.NOTHING_NEW, said("three-houses", "2026-02-10", recorded="2026-02-20")) == "2026-04-03"
    assert fires(Rule.NOTHING_NEW, begun={}) is None


# --- going well ----------------------------------------------------------------------------------------------------


def test_a_rising_scale():
    rising = [rated("2026-02-10", 4), rated("2026-03-10", 6)]
    one = found(Rule.SCALE_RISING, *rising)
    assert (one.fires_on, one.params["numbers"]) == (date(2026, 3, 10), [4, 6])
    assert found(Rule.SCALE_RISING, rated("2026-01-10", 5), *rising) is None  # it fell in between
    assert found(Rule.SCALE_RISING, rated("2026-02-10", 4), rated("2026-03-10", 6, "parent")) is None
    assert found(Rule.SCALE_RISING, *rising, n=3) is None


def test_the_childs_words_came_before_the_plan():
    plan = said("child-plan", "2026-03-10")
    assert fires(Rule.CHILD_HEARD, said("three-houses", "2026-02-10"), plan) == "2026-03-10"
    assert fires(Rule.CHILD_HEARD, said("three-houses", "2026-03-12"), plan) is None
    assert fires(Rule.CHILD_HEARD, plan) is None


def test_an_early_first_mapping_stays_one_when_there_are_more():
    first, second = said(FAMILY_MAPPING, "2026-02-14"), said(FAMILY_MAPPING, "2026-04-14")
    assert found(Rule.MAPPED_EARLY, first, second).params == {"days": 11}
    assert found(Rule.MAPPED_EARLY, second) is None
    assert found(Rule.MAPPED_EARLY, said(FAMILY_MAPPING, "2026-01-14")) is None  # before this case was opened


# --- what is agreed where ------------------------------------------------------------------------------------------


def test_before_anybody_agreed_decisions_and_strengths_are_seen_and_questions_wait():
    on = {rule for rule, agreed in DEFAULT_TERMS.items() if agreed.on}
    assert on == {*rules_of(Tier.DECISION), *rules_of(Tier.STRENGTH)}


def test_the_nearest_place_upward_says_each_half_of_a_rule():
    agency = [(Rule.NO_FAMILY_MAPPING, True, 20), (Rule.SHARP_FALL, False, None)]
    team = [(Rule.NO_FAMILY_MAPPING, None, 10)]
    terms = terms_at([agency, [], team])
    assert terms[Rule.NO_FAMILY_MAPPING] == Agreed(True, 10)
    assert terms[Rule.SHARP_FALL] == Agreed(False, 3)
    assert terms_at([]) == DEFAULT_TERMS


def test_withdrawn_consent_ends_questions_and_leaves_decisions():
    everything = {rule: Agreed(True, one.n) for rule, one in RULES.items()}
    of = facts(said(FAMILY_MAPPING, "2026-02-10"), rated("2026-03-18", 1), consent=False)
    assert [one.rule for one in signals_of(of, everything)] == [Rule.RATING_AT_FLOOR]


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_is_described_with_a_default_within_its_bounds(rule):
    one = RULES[rule]
    assert one.test.__doc__
    assert one.low <= one.n <= one.high
    assert (one.measure is Measure.NONE) == (one.high == 0)
    assert tier_of(rule) is one.tier


# --- properties ----------------------------------------------------------------------------------------------------

days = st.dates(date(2026, 1, 1), date(2026, 6, 30)).map(date.isoformat)
issues = st.sampled_from([DRINKING, HITTING, ENDED])
answers = st.sampled_from([Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, Answer.NOT_KNOWN])
plain = st.builds(
    lambda code, on, answer, recorded: said(code, on, answer=answer, recorded=recorded),
    st.sampled_from(["mapping-family", "three-houses", "words-and-pictures", "interim-adult-plan", "adult-plan"]),
    days,
    answers,
    days,
)
by_issue = st.builds(
    lambda code, on, issue: said(code, on, issue=issue), st.sampled_from(["statement", "goal"]), days, issues
)
ratings = st.builds(rated, days, st.integers(0, 10), st.sampled_from(["worker", "child", "supervisor"]), issues)
networks = st.builds(people, days) | st.builds(people, days, days, st.none() | days)
histories = st.lists(plain | by_issue | ratings | networks, max_size=12)
beginnings = st.dictionaries(st.sampled_from(sorted(IDS)), st.dates(date(2026, 1, 1), date(2026, 6, 30)))
EVERYTHING = {rule: Agreed(True, one.n) for rule, one in RULES.items()}
USES = {
    Rule.RATING_AT_FLOOR: {"scale"},
    Rule.SHARP_FALL: {"scale"},
    Rule.NO_FAMILY_MAPPING: {"mapping-family"},
    Rule.STATEMENT_WITHOUT_GOAL: {"statement", "goal"},
    Rule.STATEMENT_WITHOUT_SCALE: {"statement", "scale"},
    Rule.SCALE_NOT_RISING: {"scale"},
    Rule.NETWORK_SMALL: {"network"},
    Rule.NETWORK_SHRINKING: {"network"},
    Rule.NETWORK_UNCHECKED: {"network"},
    Rule.ADULT_PLAN_ALONE: {"child-plan"},
    Rule.PLAN_WITHOUT_WORDS: {"words-and-pictures"},
    Rule.SCALE_RISING: {"scale"},
    Rule.NETWORK_GROWN: {"network"},
    Rule.CHILD_HEARD: {"child-plan", "three-houses"},
    Rule.MAPPED_EARLY: {"mapping-family"},
}


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert signals_of(facts(*shuffled), EVERYTHING) == signals_of(facts(*events), EVERYTHING)


@given(histories, days)
def test_a_record_of_an_element_that_no_rule_reads_changes_nothing_but_that_something_is_new(events, on):
    but_new = {rule: agreed for rule, agreed in EVERYTHING.items() if rule is not Rule.NOTHING_NEW}
    assert signals_of(facts(*events, said("timeline", on)), but_new) == signals_of(facts(*events), but_new)


@given(histories, histories, st.sampled_from(sorted(IDS)))
def test_only_rules_that_read_an_element_say_otherwise_when_its_records_are_others(events, others, code):
    # A load asks no other rules: one that reads more than it says would keep a signal that is not true any more.
    everything = {rule: Agreed(True, one.n) for rule, one in RULES.items()}
    pk = IDS[code]
    changed = [one for one in events if one[0] != pk] + [one for one in others if one[0] == pk]
    reading = rules_reading({code})

    def left_alone(history):
        return [one for one in signals_of(facts(*history), everything) if one.rule not in reading]

    assert left_alone(changed) == left_alone(events)
    asked = [one for one in signals_of(facts(*changed), everything) if one.rule in reading]
    assert signals_of(facts(*changed), everything, reading) == asked


@given(histories, beginnings)
def test_nothing_is_asked_of_an_element_before_its_recording_began(events, begun):
    for one in signals_of(facts(*events, begun=begun), EVERYTHING):
        used = USES.get(one.rule, set())
        assert used <= set(begun)
        assert all(one.fires_on >= begun[code] for code in used)
        plans = one.params.get("plans", [])
        assert all(one.fires_on >= begun[code] for code in plans)


@given(histories, beginnings)
def test_a_team_that_records_nothing_is_asked_nothing(events, begun):
    del begun
    assert signals_of(facts(*events, begun={}), EVERYTHING) == []


# A higher threshold asks later, or of fewer; for these it asks of more.
MORE_WITH_N = {Rule.RATING_AT_FLOOR, Rule.SCALE_NOT_RISING, Rule.NETWORK_SMALL, Rule.MAPPED_EARLY}


@given(histories, st.sampled_from(Rule), st.integers(0, 40), st.integers(0, 40))
def test_every_rule_is_monotone_in_its_threshold(events, rule, one, other):
    low, high = sorted((max(one, RULES[rule].low), max(other, RULES[rule].low)))
    of = facts(*events, led=False)
    fewer, more = (low, high) if rule in MORE_WITH_N else (high, low)
    late, early = (next(iter(signals_of(of, {rule: Agreed(True, n)})), None) for n in (fewer, more))
    assert late is None or (early is not None and early.fires_on <= late.fires_on)


@given(histories)
def test_nobody_is_asked_before_what_they_are_asked_about(events):
    for one in signals_of(facts(*events), EVERYTHING):
        assert one.since <= one.fires_on

"""The fold by hand, then by its properties: order, batches, zero, corrections, sums."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.breadth.rules import (
    COLUMNS,
    DAYS,
    DUE,
    Answer,
    Asked,
    Counted,
    Coverage,
    Draft,
    ElementKind,
    Event,
    FamilyMode,
    Head,
    Issue,
    Match,
    Member,
    ProblemCode,
    Rater,
    Refused,
    Standing,
    Stored,
    change_of,
    classify,
    contribution,
    coverage_of,
    difference,
    fold,
    fold_all,
    head_of,
    label_of,
    match_of,
    movement,
    parts_in_family,
    problems_of,
)

NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)
DRINKING = Issue("drinking", "Drinking", None)
VIOLENCE = Issue("violence", "Violence", None)


def event(answer=Answer.YES, on="", number=None, *, issue=None, rater="", mode="", reason="", detail=None, after=0):
    """A record, by default said at noon on 16 March 2026; `after` counts days from then."""
    at = NOON + timedelta(days=after)
    return Event(answer, on, number, issue, rater, mode, reason, detail, at.date().isoformat(), at)


# --- by hand -------------------------------------------------------------------------------------------------------


def test_nothing_recorded_has_no_entry():
    assert fold(ElementKind.DATE, False, []) is None


def test_a_date():
    assert fold(ElementKind.DATE, False, [event(on="2016-01-06")]) == {
        "a": "yes",
        "on": "2016-01-06",
        "n": 1,
        "new": "2026-03-16",
    }


def test_repeated_mappings_keep_the_six_newest_dates_and_count_all():
    events = [event(on=f"2026-01-0{day}") for day in range(1, 9)]
    found = fold(ElementKind.DATE, False, events)
    assert found["n"] == 8
    assert found["dates"] == [f"2026-01-0{day}" for day in (8, 7, 6, 5, 4, 3)]


def test_two_mappings_on_one_day_show_that_day_once():
    found = fold(ElementKind.DATE, False, [event(on="2026-01-06"), event(on="2026-01-06", after=1)])
    assert (found["n"], found["on"], found["new"]) == (2, "2026-01-06", "2026-03-17")
    assert "dates" not in found


def test_yes_without_a_date():
    assert fold(ElementKind.YES_NO, False, [event()]) == {"a": "yes", "on": None, "n": 1, "new": "2026-03-16"}


def test_any_yes_outweighs_a_later_no():
    found = fold(ElementKind.DATE, False, [event(on="2026-01-06"), event(Answer.NO, after=2)])
    assert (found["a"], found["on"]) == ("yes", "2026-01-06")


def test_of_the_other_answers_the_latest_counts():
    no, exempt = event(Answer.NO), event(Answer.NOT_APPLICABLE, reason="The child is not born yet", after=1)
    assert fold(ElementKind.DATE, False, [exempt, no]) == {
        "a": "na",
        "on": None,
        "n": 0,
        "why": "The child is not born yet",
    }
    assert fold(ElementKind.DATE, False, [exempt, no, event(Answer.NOT_KNOWN, after=2)]) == {
        "a": "nk",
        "on": None,
        "n": 0,
    }


def test_a_dated_answer_goes_by_its_date_and_not_by_when_it_was_typed():
    said_first = event(Answer.NOT_APPLICABLE, on="2026-03-10", reason="No partner")
    typed_later = event(Answer.NO, on="2026-03-01", after=1)
    assert fold(ElementKind.DATE, False, [said_first, typed_later])["a"] == "na"


def test_how_the_mapping_was_done_is_that_of_the_latest():
    apart = event(on="2026-02-01", mode=FamilyMode.SEPARATELY)
    together = event(on="2026-01-01", mode=FamilyMode.TOGETHER, after=3)
    assert fold(ElementKind.DATE, False, [together, apart])["mode"] == "separately"


def test_statements_stand_by_issue():
    events = [
        event(on="2026-01-02", issue=DRINKING),
        event(on="2026-02-02", issue=DRINKING),
        event(issue=VIOLENCE._replace(ended="2026-02-20")),
    ]
    found = fold(ElementKind.YES_NO, True, events)
    assert found["sets"] == {
        "drinking": {"name": "Drinking", "ended": None, "n": 2},
        "violence": {"name": "Violence", "ended": "2026-02-20", "n": 1},
    }


def test_a_rating_of_zero_is_a_value():
    found = fold(ElementKind.SCALE, True, [event(on="2026-01-02", number=0, issue=DRINKING, rater=Rater.WORKER)])
    assert (found["a"], found["num"]) == ("yes", 0)
    assert classify(found) is Standing.RECORDED


def test_the_scale_shows_the_lowest_current_set_with_the_familys_rating_beside_it():
    events = [
        event(on="2026-01-02", number=3, issue=DRINKING, rater=Rater.WORKER),
        event(on="2026-02-02", number=5, issue=DRINKING, rater=Rater.WORKER),
        event(on="2026-02-03", number=7, issue=DRINKING, rater=Rater.PARENT),
        event(on="2026-02-04", number=6, issue=VIOLENCE, rater=Rater.CONFERENCE),
        event(on="2026-02-05", number=1, issue=VIOLENCE, rater=Rater.CHILD),
    ]
    found = fold(ElementKind.SCALE, True, events)
    assert found["num"] == 5  # 5 in Drinking is lower than 6 in Violence; the family's 1 is not a professional's
    assert found["fam"] == ["parent", 7]
    assert found["trend"] == [["2026-01-02", 3], ["2026-02-02", 5]]
    assert found["sets"]["violence"]["raters"] == {"conference": [["2026-02-04", 6]], "child": [["2026-02-05", 1]]}


def test_a_set_that_has_ended_no_longer_gives_the_number():
    ended = DRINKING._replace(ended="2026-02-01")
    events = [
        event(on="2026-01-02", number=1, issue=ended, rater=Rater.WORKER),
        event(on="2026-01-02", number=8, issue=VIOLENCE, rater=Rater.WORKER),
    ]
    assert fold(ElementKind.SCALE, True, events)["num"] == 8
    assert "num" not in fold(ElementKind.SCALE, True, events[:1])


def test_the_latest_professional_rating_counts_whoever_gave_it():
    events = [
        event(on="2026-01-02", number=4, issue=DRINKING, rater=Rater.WORKER),
        event(on="2026-02-02", number=2, issue=DRINKING, rater=Rater.SUPERVISOR),
        event(on="2026-02-09", number=5, issue=DRINKING, rater=Rater.WORKER),
    ]
    found = fold(ElementKind.SCALE, True, events)
    assert (found["num"], found["trend"]) == (5, [["2026-01-02", 4], ["2026-02-09", 5]])  # one rater, not two


def test_a_trend_needs_two_ratings_by_the_same_person_and_keeps_six():
    once = [event(on="2026-01-02", number=4, issue=DRINKING, rater=Rater.WORKER)]
    assert "trend" not in fold(ElementKind.SCALE, True, once)
    often = [event(on=f"2026-01-0{day}", number=day, issue=DRINKING, rater=Rater.WORKER) for day in range(1, 9)]
    found = fold(ElementKind.SCALE, True, often)
    assert [number for _day, number in found["trend"]] == [3, 4, 5, 6, 7, 8]
    assert found["sets"]["drinking"]["raters"]["worker"] == [["2026-01-08", 8], ["2026-01-07", 7], ["2026-01-06", 6]]


def test_where_only_the_family_has_rated_there_is_their_number_and_no_other():
    found = fold(ElementKind.SCALE, True, [event(on="2026-01-02", number=4, issue=DRINKING, rater=Rater.CHILD)])
    assert (found["a"], found["fam"]) == ("yes", ["child", 4])
    assert "num" not in found


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ([event(on="2026-01-02"), event(on="2026-01-09")], 2),  # two dated conferences
        ([event(number=3)], 3),  # a stated total
        ([event(on="2026-01-05", number=3), event(on="2026-01-02"), event(on="2026-01-09")], 4),  # one came after
        ([event(on="2026-01-05", number=3), event(on="2026-01-05")], 3),  # the same day is in the total
        ([event(on="2026-01-05", number=3), event(on="2026-02-05", number=2)], 2),  # the latest total
        ([event(number=0)], 0),
    ],
)
def test_a_count_is_the_latest_total_and_what_came_after(events, count):
    assert fold(ElementKind.COUNT, False, events)["num"] == count


def person(name, lay=True, checked=None):
    return {"name": name, "lay": lay, "checked_on": checked}


def test_a_network_counts_lay_people_and_knows_when_the_longest_unchecked_was_checked():
    people = [person("Nan", checked="2026-02-01"), person("Uncle B", checked="2025-12-24"), person("Dr K", lay=False)]
    listed = event(on="2026-03-01", detail={"people": people})
    found = fold(ElementKind.LIST, False, [event(on="2026-02-01", number=9), listed])
    assert (found["num"], found["pros"], found["checked"]) == (2, 1, "2025-12-24")


def test_a_lay_person_never_checked_leaves_no_date():
    people = [person("Nan", checked="2026-02-01"), person("Uncle B")]
    assert fold(ElementKind.LIST, False, [event(detail={"people": people})])["checked"] is None


def test_a_network_may_be_just_a_number_and_nobody_is_a_number_too():
    assert fold(ElementKind.LIST, False, [event(number=7)])["num"] == 7
    nobody = fold(ElementKind.LIST, False, [event(detail={"people": []})])
    assert (nobody["a"], nobody["num"]) == ("yes", 0)


def test_fold_all_keeps_elements_apart():
    elements = {1: ("mapping-internal", "date", False), 2: ("network", "list", False)}
    found = fold_all(elements, [(1, event(on="2026-01-02")), (2, event(number=3))])
    assert {code: entry["a"] for code, entry in found.items()} == {"mapping-internal": "yes", "network": "yes"}
    assert found["network"]["num"] == 3


def test_the_head_is_what_the_first_columns_say():
    facts = Head("c1", "k1", "Melli Majid", "4471-02", "2003-01-04", None, ("N", "PA"), None, False)
    assert head_of(facts) == {
        "case": "c1",
        "child": "k1",
        "name": "Melli Majid",
        "ref": "4471-02",
        "born": "2003-01-04",
        "expected": None,
        "abuse": ["N", "PA"],
        "family": None,
        "reopened": False,
    }


# --- as properties -------------------------------------------------------------------------------------------------

days = st.dates(date(2026, 1, 1), date(2026, 3, 16)).map(date.isoformat)
issues = st.sampled_from([DRINKING, VIOLENCE])


@st.composite
def events(draw, kind):
    answer = draw(st.sampled_from(list(Answer)))
    yes = answer is Answer.YES
    scale = kind is ElementKind.SCALE
    return event(
        answer,
        draw(st.one_of(st.just(""), days)),
        draw(st.integers(0, 10)) if yes and (scale or (kind is not ElementKind.DATE and draw(st.booleans()))) else None,
        issue=draw(issues) if yes and scale else None,
        rater=draw(st.sampled_from(list(Rater))) if yes and scale else "",
        reason=draw(st.sampled_from(["", "Too young", "No partner"])) if answer is Answer.NOT_APPLICABLE else "",
        after=draw(st.integers(0, 3)),
    )


kinds = st.sampled_from([ElementKind.DATE, ElementKind.COUNT, ElementKind.SCALE, ElementKind.LIST])
histories = kinds.flatmap(lambda kind: st.tuples(st.just(kind), st.lists(events(kind), max_size=8)))


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_storing_does_not_matter(history, random):
    kind, found = history
    shuffled = random.sample(found, len(found))
    assert fold(kind, kind is ElementKind.SCALE, shuffled) == fold(kind, kind is ElementKind.SCALE, found)


@given(histories)
def test_an_entry_always_says_how_often_and_when(history):
    kind, found = history
    entry = fold(kind, kind is ElementKind.SCALE, found)
    if not found:
        assert entry is None
        return
    done = [one for one in found if one.answer is Answer.YES]
    assert entry["n"] == len(done)
    assert (entry["a"] == "yes") is bool(done)
    assert entry["on"] == max((one.on for one in done if one.on), default=None)


@given(histories, histories)
def test_a_case_with_two_elements_folds_each_as_if_alone(one, other):
    elements = {1: ("one", one[0], one[0] is ElementKind.SCALE), 2: ("other", other[0], other[0] is ElementKind.SCALE)}
    both = fold_all(elements, [*((1, event) for event in one[1]), *((2, event) for event in other[1])])
    alone = {
        "one": fold(one[0], one[0] is ElementKind.SCALE, one[1]),
        "other": fold(other[0], other[0] is ElementKind.SCALE, other[1]),
    }
    assert both == {code: entry for code, entry in alone.items() if entry}


tallied = st.one_of(
    st.none(),
    st.sampled_from(
        [
            {"a": "yes", "on": None},
            {"a": "yes", "on": "2026-01-20"},
            {"a": "yes", "on": "2026-03-01", "first": "2026-01-02", "trend": [["2026-01-02", 3], ["2026-03-01", 5]]},
            {"a": "no"},
            {"a": "na"},
            {"a": "nk"},
        ]
    ),
)
cases = st.fixed_dictionaries({"a": tallied, "b": tallied, "c": tallied}).map(
    lambda found: {code: entry for code, entry in found.items() if entry}
)
BEGUN = {"a": Asked(1), "b": Asked(2, of_family=True)}
OPENED = date(2026, 1, 6)
DUES = st.sampled_from([None, "2026-01-31", "2026-03-16", "2026-04-30"])


def counted(due=None, **kwargs):
    return Counted(OPENED, lambda code: due, **kwargs)


@given(st.lists(st.tuples(cases, DUES), max_size=12), st.sampled_from(["2026-01-31", "2026-03-16", "2026-05-01"]))
def test_tallies_are_the_sum_of_contributions_on_any_day(found, on):
    total = Counter()
    for values, due in found:
        total.update(contribution(values, BEGUN, counted(due)))
    for code, asked in BEGUN.items():
        later = sum(n for (pk, part), n in total.items() if pk == asked.id and part[:4] == DUE and part[4:] >= on)
        from_tallies = Coverage(*(total[asked.id, name] for name in COLUMNS[:4]), later)
        assert coverage_of([(values.get(code), due) for values, due in found], on) == from_tallies
        assert from_tallies.of >= from_tallies.recorded >= 0
        assert from_tallies.expected == len(found)
        days = sum(n for (pk, part), n in total.items() if pk == asked.id and part.startswith(DAYS))
        assert days <= from_tallies.recorded
    assert not any(element_id == 3 for element_id, _column in total)  # nobody records "c"


@given(cases, cases, DUES, st.booleans(), tallied)
def test_a_change_of_values_changes_the_tallies_by_new_minus_old(old, new, due, for_family, lent):
    case = counted(due, for_family=for_family, lent={"b": lent} if lent else {})
    assert change_of(old, new, BEGUN, case) == difference(
        contribution(old, BEGUN, case), contribution(new, BEGUN, case)
    )


def test_days_run_from_opening_to_the_first_time_and_what_came_before_counts_as_the_day_of_opening():
    on_20 = contribution({"a": {"a": "yes", "on": "2026-01-20"}}, {"a": Asked(1)}, counted())
    assert on_20 == {(1, "expected"): 1, (1, "recorded"): 1, (1, "days:14"): 1}
    before = contribution({"a": {"a": "yes", "on": "2026-03-01", "first": "2026-01-02"}}, {"a": Asked(1)}, counted())
    assert before[1, "days:0"] == 1
    undated = contribution({"a": {"a": "yes", "on": None}}, {"a": Asked(1)}, counted())
    assert undated == {(1, "expected"): 1, (1, "recorded"): 1}


def test_a_scale_moves_by_its_last_two_ratings_alone():
    assert movement({"a": "yes", "trend": [["2026-01-02", 7], ["2026-02-02", 3], ["2026-03-01", 5]]}) == "up"
    assert movement({"a": "yes", "trend": [["2026-01-02", 5], ["2026-02-02", 5]]}) == "same"
    assert movement({"a": "yes", "trend": [["2026-01-02", 5], ["2026-02-02", 0]]}) == "down"
    assert movement({"a": "yes", "num": 0}) is None


members = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 1, 4)), cases), min_size=1, max_size=5).map(
    lambda found: [Member(pk, opened, values) for pk, (opened, values) in enumerate(found)]
)


@given(members, st.randoms())
def test_each_family_counts_once_on_the_case_open_longest_with_what_any_of_them_has(found, random):
    parts = parts_in_family(found, ["b"])
    standing = [one for one in found if parts[one.case_id].for_family]
    assert [one.case_id for one in standing] == [min(found, key=lambda one: (one.opened_on, one.case_id)).case_id]
    shuffled = random.sample(found, len(found))
    assert parts_in_family(shuffled, ["b"]) == parts
    total = Counter()
    for one in found:
        part = parts[one.case_id]
        total.update(contribution(one.values, BEGUN, counted(for_family=part.for_family, lent=part.lent)))
    assert total[2, "expected"] == 1
    assert total[2, "recorded"] == any(one.values.get("b", {}).get("a") == "yes" for one in found)
    assert total[1, "expected"] == len(found)  # "a" is of each child


def test_coverage_leaves_out_what_does_not_apply_is_not_known_or_not_expected_yet():
    said = [{"a": "yes"}, {"a": "no"}, {"a": "na"}, {"a": "nk"}, None]
    found = coverage_of([(entry, None) for entry in said], "2026-03-16")
    assert found == Coverage(expected=5, recorded=1, exempt=1, unknown=1)
    assert found.of == 3
    found = coverage_of([(entry, "2026-03-27") for entry in said], "2026-03-16")
    assert found == Coverage(expected=5, recorded=1, exempt=1, unknown=1, later=2)
    assert found.of == 1


# --- drafts --------------------------------------------------------------------------------------------------------

TODAY = date(2026, 3, 16)


def codes(draft, kind=ElementKind.DATE, by_issue=False, **kwargs):
    return {(one.field, one.code) for one in problems_of(draft, kind=kind, by_issue=by_issue, today=TODAY, **kwargs)}


def test_a_sound_draft_has_no_problems():
    assert codes(Draft(happened_on=TODAY, family_mode=FamilyMode.TOGETHER)) == set()
    scale = Draft(number=0, rater=Rater.WORKER, new_issue_name="Drinking", happened_on=TODAY)
    assert codes(scale, ElementKind.SCALE, True) == set()
    assert codes(Draft(answer=Answer.NOT_KNOWN), ElementKind.SCALE, True) == set()
    assert codes(Draft(detail={"people": [{"name": "Nan"}]}), ElementKind.LIST) == set()


@pytest.mark.parametrize(
    ("draft", "kind", "problem"),
    [
        (Draft(happened_on=date(2026, 3, 17)), ElementKind.DATE, ("happened_on", ProblemCode.DATE_IN_FUTURE)),
        (Draft(happened_on=date(1989, 12, 31)), ElementKind.DATE, ("happened_on", ProblemCode.DATE_TOO_EARLY)),
        (Draft(answer=Answer.NOT_APPLICABLE, reason="  "), ElementKind.DATE, ("reason", ProblemCode.REASON_NEEDED)),
        (Draft(number=3), ElementKind.DATE, ("number", ProblemCode.NUMBER_NOT_WANTED)),
        (Draft(answer=Answer.NO, number=3), ElementKind.COUNT, ("number", ProblemCode.NUMBER_NOT_WANTED)),
        (Draft(number=1000), ElementKind.COUNT, ("number", ProblemCode.NUMBER_OUT_OF_RANGE)),
        (Draft(), ElementKind.LIST, ("number", ProblemCode.NUMBER_NEEDED)),
        (Draft(detail={"people": [{"name": " "}]}), ElementKind.LIST, ("detail", ProblemCode.PEOPLE_UNCLEAR)),
        (Draft(detail={"people": [person("Nan", checked="soon")]}), ElementKind.LIST, ("detail", "people-unclear")),
        (Draft(detail={"people": ["Nan"]}), ElementKind.LIST, ("detail", "people-unclear")),
        (Draft(answer="perhaps"), ElementKind.DATE, ("answer", ProblemCode.UNKNOWN_CHOICE)),
        (Draft(rater="neighbour"), ElementKind.DATE, ("rater", ProblemCode.UNKNOWN_CHOICE)),
        (Draft(link="ftp://files"), ElementKind.DATE, ("link", ProblemCode.LINK_NOT_WEB)),
        (Draft(new_issue_name="Drinking"), ElementKind.DATE, ("issue", ProblemCode.ISSUE_NOT_WANTED)),
    ],
)
def test_each_fault_is_named(draft, kind, problem):
    assert problem in codes(draft, kind)


def test_all_faults_come_at_once():
    draft = Draft(happened_on=date(2026, 3, 17), number=11, link="x" * 501)
    assert codes(draft, ElementKind.SCALE, True) == {
        ("happened_on", ProblemCode.DATE_IN_FUTURE),
        ("number", ProblemCode.NUMBER_OUT_OF_RANGE),
        ("link", ProblemCode.TOO_LONG),
        ("rater", ProblemCode.RATER_NEEDED),
        ("issue", ProblemCode.ISSUE_NEEDED),
    }


def test_a_date_long_before_the_birth_is_refused():
    draft = Draft(happened_on=date(2012, 1, 2))
    assert codes(draft, earliest=date(2012, 1, 3)) == {("happened_on", ProblemCode.DATE_TOO_EARLY)}
    assert codes(draft, earliest=date(2012, 1, 2)) == set()


def test_a_refusal_says_what_stands_in_the_way():
    problems = problems_of(Draft(number=3), kind=ElementKind.DATE, by_issue=False, today=TODAY)
    assert str(Refused(problems)) == "number: number-not-wanted"


# --- sameness, labels ----------------------------------------------------------------------------------------------

KEY = (7, 1, "yes", "2026-01-02", 0, "")


@pytest.mark.parametrize(
    ("stored", "number", "found"),
    [
        ([], None, (Match.NEW, None)),
        ([Stored(5, "practice", None, False)], None, (Match.SAME, 5)),
        ([Stored(5, "board", None, False)], None, (Match.MATCH, 5)),
        ([Stored(5, "board", None, False), Stored(6, "practice", None, False)], None, (Match.SAME, 6)),
        ([Stored(5, "practice", 3, False)], 4, (Match.NEW, None)),  # another number is another thing said
        ([Stored(5, "practice", None, True)], None, (Match.SAME, 5)),  # somebody corrected it: it stays corrected
        ([Stored(5, "board", None, True)], None, (Match.NEW, None)),
    ],
)
def test_what_is_recorded_already_is_recognised(stored, number, found):
    assert match_of(KEY, number=number, source="practice", stored={KEY: stored} if stored else {}) == found


def test_a_label_falls_back_from_country_to_language_to_any_to_the_code():
    labels = {"en": "Danger statement", "cy": "Datganiad perygl"}
    assert label_of(labels, "cy") == "Datganiad perygl"
    assert label_of(labels, "en-gb") == "Danger statement"
    assert label_of(labels, "fr") == "Datganiad perygl"
    assert label_of({}, "fr", code="statement") == "statement"

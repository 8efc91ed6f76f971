"""The invented history: the same from the same seed, believable, with the printed children in it."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundings.demo import invent

AS_OF = date(2026, 11, 20)


def history(cases: int, seed: int = 1) -> list:
    return [(team.cases, team.records) for team in invent.teams(cases=cases, seed=seed, as_of=AS_OF)]


def test_the_same_seed_gives_the_same_history_and_another_seed_another():
    assert history(300) == history(300)
    assert history(300) != history(300, seed=2)


@pytest.mark.parametrize(("cases", "teams"), [(4, 4), (200, 4), (2_000, 4), (2_001, 5), (10_000, 20)])
def test_there_are_exactly_as_many_cases_as_asked_in_teams_of_about_500(cases: int, teams: int):
    made = history(cases)
    assert len(made) == teams
    assert sum(len(of_team) for of_team, _records in made) == cases


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_nothing_happens_before_a_case_opens_after_it_closes_or_after_the_day_shown(seed: int):
    made = invent.team(number=5, cases=120, seed=seed, as_of=AS_OF)
    for record in made.records:
        for case in (made.cases[index] for index in record.cases):
            assert case.opened_on <= record.happened_on <= record.recorded_on <= (case.closed_on or AS_OF)
    for case in made.cases:
        for act in case.activities:
            assert case.opened_on <= act.started_on <= (act.ended_on or act.started_on) <= (case.closed_on or AS_OF)


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_a_child_has_one_case_at_a_time(seed: int):
    made = invent.team(number=5, cases=120, seed=seed, as_of=AS_OF)
    spans: dict[str, list] = {}
    for case in made.cases:
        spans.setdefault(case.reference, []).append((case.opened_on, case.closed_on or date.max))
    for of_child in spans.values():
        ordered = sorted(of_child)
        assert all(before[1] < after[0] for before, after in pairwise(ordered))


# Counted by hand from the printed dashboards, with "Words and Pictures" and "Network" of the first put right.
PRINTED = {
    ("whole-practice", "Melli"): {"scale": "no", "words-and-pictures": "no", "network": 2, "adult-plan": "no"},
    ("whole-practice", "Mary"): {"scale": 6, "words-and-pictures": "yes", "network": 7, "child-plan": (23, 11)},
    ("front-end", "Melli"): {"scale": 2, "goal": "no", "words-and-pictures": (27, 2), "network": 3, "meetings": 1},
    ("family-support", "Mary"): {"mapping-family": "yes", "network": 7, "adult-plan": "yes", "child-plan": "no"},
    ("preventative", "Mary"): {"mapping-family": (8, 7), "adult-plan": (17, 8), "scale": "no", "network": 7},
}


@pytest.mark.parametrize(("stage", "given_name"), list(PRINTED))
def test_the_printed_children_stand_on_each_board_as_printed(stage: str, given_name: str):
    made = next(team for team in invent.teams(cases=2_000, seed=1, as_of=AS_OF) if team.stage == stage)
    index = next(n for n, case in enumerate(made.cases) if case.given_name == given_name)
    said = {record.element: record for record in made.records if record.cases == (index,)}
    for element, value in PRINTED[stage, given_name].items():
        record = said[element]
        if isinstance(value, int):
            assert record.number == value
        elif isinstance(value, tuple):
            assert (record.happened_on.day, record.happened_on.month) == value
        else:
            assert (record.answer, record.happened_on, record.number) == (value, None, None)


def test_some_cases_are_restricted_reopened_unborn_on_duty_and_not_allocated():
    cases = [case for of_team, _records in history(4_000) for case in of_team]
    assert any(case.restricted for case in cases)
    assert any(case.previous_opened_on for case in cases)
    assert any(case.born_on is None and case.expected_on for case in cases)
    assert any(not case.workers and not case.closed_on for case in cases)
    assert any(case.workers and case.workers[0].worker == -1 for case in cases)


def test_no_brothers_or_sisters_bear_one_name():
    for made in invent.teams(cases=2_000, seed=1, as_of=AS_OF):
        family: dict[str, dict[str, str]] = {}
        for case in made.cases:
            if case.given_name != "Baby":
                assert (
                    family.setdefault(case.household, {}).setdefault(case.given_name, case.reference) == case.reference
                )

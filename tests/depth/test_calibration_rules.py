"""How ratings lie, where a session begins, and how far people read a question alike: by counts by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules import Double, items_of
from soundings.depth.rules.calibration import (
    calibrated_on,
    lay_of,
    middles,
    of_one_scale,
    standing_of,
    talked_about_first,
)
from tests.depth.questionnaires import definition, question, value

numbers = st.lists(st.integers(0, 10), min_size=1, max_size=20)


def item(code="mapping"):
    return next(one for one in items_of(definition()) if one.code == code)


def lay(*ratings, code="mapping"):
    return lay_of(item(code), [{code: value(one)} if one is not None else {} for one in ratings])


def session(name, code="mapping", **by):
    return Double(name, {who: {code: value(one)} for who, one in by.items() if one is not None})


def test_how_ratings_lie_by_a_count_by_hand():
    found = lay(7, 3, 0, 7, None)
    assert (found.n, found.left, found.ends, found.middle, found.apart) == (4, 1, (0, 7), (3, 7), 7)
    assert dict(found.counts)[7] == 2 and dict(found.counts)[5] == 0
    assert not found.is_near


def test_nobody_rated_and_all_rated_nought_are_two_things():
    nobody, noughts = lay(None, None), lay(0, 0)
    assert (nobody.n, nobody.left, nobody.ends, nobody.middle, nobody.is_near) == (0, 2, None, None, False)
    assert (noughts.n, noughts.ends, noughts.middle, noughts.is_near) == (2, (0, 0), (0, 0), True)


def test_one_step_is_near_and_a_choice_must_be_the_same():
    assert lay(4, 5, 5).is_near and not lay(4, 6).is_near
    assert lay("no", "partly", code="understands").is_near and not lay("no", "yes", code="understands").is_near
    assert lay("x", "x", code="kind-of-plan").is_near and not lay("x", "y", code="kind-of-plan").is_near
    assert not lay(4).is_near  # one alone agrees with nobody


@given(numbers)
def test_the_middle_has_as_many_below_as_above(ratings):
    low, high = middles(ratings)
    assert sum(one < low for one in ratings) <= len(ratings) / 2
    assert sum(one > high for one in ratings) <= len(ratings) / 2
    assert (low == high) or len(ratings) % 2 == 0


@given(numbers)
def test_ratings_lie_the_same_in_whatever_order_people_come(ratings):
    assert lay(*ratings) == lay(*reversed(ratings))


def test_a_session_begins_where_ratings_lie_furthest_apart_for_their_scale():
    wide, near, yes_no, alone = lay(2, 8), lay(4, 5), lay("no", "yes", code="understands"), lay(3, None)
    assert talked_about_first([near, wide, yes_no, alone]) == [yes_no, wide]  # the whole scale, then 6 of 10 steps
    assert talked_about_first([wide, yes_no, lay(0, 9), lay(1, 10)], most=2) == [yes_no, lay(0, 9)]


def test_agreement_on_one_question_needs_ten_sessions_and_counts_each_once():
    nine = [session(f"s{n}", ann=5, bob=5, cem=6) for n in range(9)]
    found = calibrated_on([item()], nine)
    assert (found.n, found.near, found.alpha, found.too_few) == (9, 9, None, True)
    ten = calibrated_on([item()], [*nine, session("s9", ann=1, bob=2, cem=9)])
    assert (ten.n, ten.near, ten.too_few) == (10, 9, False)
    assert ten.alpha is not None
    # One alone says nothing of agreement, and "not enough evidence" is no rating.
    assert calibrated_on([item()], [*nine, session("s9", ann=1, bob=None)]).too_few


def test_alpha_of_two_who_always_say_the_same_is_one_and_of_none_there_is_no_figure():
    ten = [session(f"s{n}", ann=n, bob=n) for n in range(10)]
    assert calibrated_on([item()], ten).alpha == 1
    assert calibrated_on([item()], []).too_few
    assert calibrated_on([item()], [session(f"s{n}", ann=4, bob=4) for n in range(10)]).alpha is None


def test_questions_are_taken_together_only_on_one_scale():
    assert [one.code for one in of_one_scale(items_of(definition()))] == ["mapping", "steps.a", "steps.b"]
    assert of_one_scale(items_of(definition(question("words", "long")))) == []


def test_one_person_beside_the_middle_of_the_others():
    # The others' middle is 5; of an even number both in the middle count as the middle.
    sessions = [session(f"s{n}", ann=5, bob=4, cem=6) for n in range(6)]
    sessions += [session(f"t{n}", ann=9, bob=5, cem=5) for n in range(3)] + [session("u", ann=3, bob=4, cem=None)]
    found = standing_of("ann", [item()], sessions)
    assert (found.n, found.sessions) == (10, 10)
    assert (found.same, found.near, found.higher, found.lower) == (6, 7, 3, 1)
    assert found.alpha is not None and found.alpha < 1


def test_of_one_person_nothing_is_said_below_ten():
    sessions = [session(f"s{n}", ann=5, bob=4) for n in range(9)] + [session("t", ann=5, bob=None)]
    found = standing_of("ann", [item()], sessions)
    assert (found.n, found.too_few, found.same, found.alpha) == (9, True, None, None)
    assert standing_of("dee", [item()], sessions).n == 0


@given(st.lists(st.tuples(*[st.integers(0, 10)] * 3), min_size=10, max_size=20))
def test_each_rating_is_the_same_higher_or_lower_and_the_same_is_near(said):
    sessions = [session(f"s{n}", ann=a, bob=b, cem=c) for n, (a, b, c) in enumerate(said)]
    found = standing_of("ann", [item()], sessions)
    assert found.same + found.higher + found.lower == found.n == len(said)
    assert found.same <= found.near <= found.n


def test_the_part_of_each_in_alpha_makes_up_alpha():
    sessions = [session(f"s{n}", ann=n % 4, bob=(n * 3) % 5, cem=n % 7) for n in range(12)]
    parts = [standing_of(one, [item()], sessions).alpha for one in ("ann", "bob", "cem")]
    assert sum(parts) / 3 == pytest.approx(calibrated_on([item()], sessions).alpha)

"""Which reviews are rated twice, what of two answers differs, and how far raters agree."""

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules.doubles import Double, agreement_on, agreement_with_others, chosen_for_second
from soundings.depth.rules.ratings import differing, items_of
from soundings.stats.agreement import Level
from tests.depth.questionnaires import definition, question, value

ids = st.lists(st.text("abcdef0123456789", min_size=6, max_size=6), unique=True, max_size=30)


def test_what_is_a_rating_and_what_is_not():
    found = items_of(definition())
    assert [one.code for one in found] == ["understands", "mapping", "plan", "steps.a", "steps.b", "kind-of-plan"]
    assert found[0].labels == ("no", "partly", "yes")
    assert [one.level for one in found] == [Level.ORDINAL] * 5 + [Level.NOMINAL]


@pytest.mark.parametrize("answer", [{}, {"left": "no-evidence"}, {"value": None}, {"value": 11}, {"value": True}])
def test_a_question_that_was_left_has_no_rating(answer):
    (item,) = items_of(definition(question("mapping")))
    assert item.rating({"mapping": answer}) is None


def test_zero_is_a_rating():
    (item,) = items_of(definition(question("mapping")))
    assert item.rating({"mapping": value(0)}) == 0


def test_raters_differ_where_the_labels_do_or_one_alone_rated_and_words_do_not_count():
    first = {
        "understands": value("yes"),
        "mapping": value(4) | {"why": "They said so"},
        "plan": {"left": "na"},
        "steps": value({"a": 3, "b": 5}),
        "words": value("Well done"),
    }
    second = {
        "understands": {"left": "no-evidence"},
        "mapping": value(4) | {"why": "It is in the notes"},
        "plan": {"left": "na"},
        "steps": value({"a": 3, "b": 6}),
        "words": value("Not so"),
    }
    assert [one.code for one in differing(definition(), first, second)] == ["understands", "steps"]
    assert differing(definition(), first, first) == []


@given(ids, st.integers(0, 100), st.text(min_size=1, max_size=8))
def test_a_share_rounded_up_is_rated_twice_and_the_seed_gives_the_same_again(reviews, share, seed):
    chosen = chosen_for_second(reviews, share, seed)
    assert len(chosen) == -(-len(reviews) * share // 100)
    assert set(chosen) <= set(reviews)
    assert chosen_for_second(reversed(reviews), share, seed) == chosen


@given(ids, st.integers(1, 99), st.integers(1, 100))
def test_a_larger_share_keeps_those_of_a_smaller_one(reviews, share, more):
    smaller = chosen_for_second(reviews, share, "seed")
    assert chosen_for_second(reviews, min(100, share + more), "seed")[: len(smaller)] == smaller


def test_the_order_is_the_one_that_is_written_down():
    reviews = ["r1", "r2", "r3", "r4"]
    by_hand = sorted(reviews, key=lambda one: hmac.new(b"42", f"second {one}".encode(), sha256).hexdigest())
    assert chosen_for_second(reviews, 50, "42") == by_hand[:2]


def doubles(*pairs, code="mapping"):
    return [
        Double(f"r{number}", {"ann": {code: value(one)}, "bob": {code: value(other)}})
        for number, (one, other) in enumerate(pairs)
    ]


def test_agreement_by_a_count_by_hand():
    (item,) = items_of(definition(question("mapping")))
    found = agreement_on(item, doubles(*[(4, 4)] * 6, *[(6, 6)] * 2, (4, 5), (6, 4)))
    assert (found.n, found.too_few) == (10, False)
    assert (found.exact, found.within_one) == (pytest.approx(0.8), pytest.approx(0.9))
    # Rows: 4 seven times, 6 three times; columns: 4 seven, 5 once, 6 twice. Steps seen: 1 + 2. Steps by chance:
    # (7*1*1 + 7*2*2 + 3*7*2 + 3*1*1) / 10 = 8.
    assert found.kappa == pytest.approx(1 - 3 / 8)
    assert found.table.counts[4][5] == 1 and found.table.counts[6][4] == 1


def test_nine_are_too_few_but_the_table_stands():
    (item,) = items_of(definition(question("mapping")))
    found = agreement_on(item, doubles(*[(4, 4)] * 9))
    assert (found.n, found.too_few, found.kappa, found.exact) == (9, True, None, None)
    assert found.table.n == 9


def test_a_rating_that_one_of_them_left_is_no_double_rating():
    (item,) = items_of(definition(question("mapping")))
    left = [Double("r99", {"ann": {"mapping": value(3)}, "bob": {"mapping": {"left": "no-evidence"}}})]
    assert agreement_on(item, doubles(*[(4, 4)] * 9) + left).n == 9


def test_choices_have_no_order_and_so_no_steps():
    item = items_of(definition())[-1]
    found = agreement_on(item, doubles(*[("x", "x")] * 8, ("x", "y"), ("y", "y"), code="kind-of-plan"))
    assert found.exact == pytest.approx(0.9)
    assert found.kappa is None and found.within_one is None
    assert found.alpha is not None


def test_in_a_calibration_everybody_is_set_against_the_reviewer():
    (item,) = items_of(definition(question("mapping")))
    session = [
        Double(f"r{n}", {"ann": {"mapping": value(5)}, "bob": {"mapping": value(5)}, "cem": {"mapping": value(6)}})
        for n in range(10)
    ]
    found = agreement_on(item, session)
    assert (found.n, found.table.n) == (10, 20)
    assert found.exact == pytest.approx(0.5)


def test_one_reviewer_beside_the_others():
    items = items_of(definition(question("mapping"), question("words", "long")))
    pairs = doubles(*[(4, 4)] * 5, *[(7, 4)] * 4, (2, 3))
    ann, bob = (agreement_with_others(who, items, pairs) for who in ("ann", "bob"))
    assert (ann.n, ann.reviews, ann.higher, ann.lower) == (10, 10, 4, 1)
    assert (bob.higher, bob.lower) == (1, 4)
    assert ann.within_one == pytest.approx(0.6)
    assert agreement_with_others("ann", items, pairs[:9]).too_few
    assert agreement_with_others("cem", items, pairs).n == 0

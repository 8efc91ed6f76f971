import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from soundings.stats.agreement import (
    Level,
    Refused,
    Table,
    alpha_of_one,
    krippendorff_alpha,
    linear,
    quadratic,
    share_within,
    table_of,
    unweighted,
    weighted_kappa,
)

# Cohen, "Weighted kappa" (1968), table 1: 200 diagnoses, given there as shares.
COHEN = Table(("personality", "neurosis", "psychosis"), ((88, 14, 18), (10, 40, 10), (2, 6, 12)))
COHENS_WEIGHTS = ((0, 1, 3), (1, 0, 6), (3, 6, 0))

# Krippendorff's four observers and twelve units, None where an observer did not rate.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[one for one in unit if one is not None] for unit in zip(*OBSERVERS, strict=True)]
FIVE = (1, 2, 3, 4, 5)

ratings = st.integers(1, 5)
pairs = st.lists(st.tuples(ratings, ratings), min_size=10, max_size=40)


def test_cohens_own_example_comes_out():
    assert weighted_kappa(COHEN, unweighted(3)) == pytest.approx(0.492, abs=0.0005)
    assert weighted_kappa(COHEN, COHENS_WEIGHTS) == pytest.approx(0.348, abs=0.0005)


@pytest.mark.parametrize(("level", "alpha"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)])
def test_krippendorffs_own_example_comes_out(level, alpha):
    # Published with the data ("Computing Krippendorff's Alpha-Reliability"): nominal, ordinal and interval.
    assert krippendorff_alpha(UNITS, FIVE, level) == pytest.approx(alpha, abs=0.0005)


def test_linear_and_quadratic_weights_by_a_count_by_hand():
    # Ten pairs of three labels: 4 both low, 3 both high, 2 one step apart, 1 two steps apart.
    table = table_of([(1, 1)] * 4 + [(3, 3)] * 3 + [(1, 2), (2, 1), (3, 1)], (1, 2, 3))
    # Margins 5 1 4 and 6 1 3. Linear: observed 4; expected (5*1 + 5*3*2 + 1*6 + 1*3 + 4*6*2 + 4*1) / 10 = 9.6.
    assert weighted_kappa(table, linear(3)) == pytest.approx(1 - 4 / 9.6)
    # Quadratic: observed 2 + 4 = 6; expected (5 + 60 + 6 + 3 + 96 + 4) / 10 = 17.4.
    assert weighted_kappa(table, quadratic(3)) == pytest.approx(1 - 6 / 17.4)
    assert share_within(table, 0) == pytest.approx(0.7)
    assert share_within(table, 1) == pytest.approx(0.9)


def test_the_table_keeps_the_order_of_its_labels_and_those_that_nobody_used():
    table = table_of([("yes", "no"), ("no", "no")], ("no", "partly", "yes"))
    assert table.labels == ("no", "partly", "yes")
    assert table.counts == ((1, 0, 0), (0, 0, 0), (1, 0, 0))


def test_a_rating_without_a_label_is_refused():
    with pytest.raises(ValueError, match="No such label"):
        table_of([(1, 6)], FIVE)
    with pytest.raises(ValueError, match="No such label"):
        krippendorff_alpha([[1, 6]] * 10, FIVE, Level.ORDINAL)


def test_weights_must_fit_the_labels():
    with pytest.raises(ValueError, match="3 labels"):
        weighted_kappa(COHEN, linear(4))


def test_below_ten_double_ratings_nothing_is_said():
    nine = table_of([(1, 1), (2, 3), (4, 4)] * 3, FIVE)
    for refused in (
        lambda: weighted_kappa(nine, linear(5)),
        lambda: share_within(nine, 0),
        # Twelve were rated, nine of them twice.
        lambda: krippendorff_alpha([[1, 2]] * 9 + [[3]] * 3, FIVE, Level.ORDINAL),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert (refusal.value.n, refusal.value.least) == (9, 10)


def test_where_all_said_the_same_chance_explains_it_and_there_is_no_figure():
    table = table_of([(2, 2)] * 10, FIVE)
    assert weighted_kappa(table, linear(5)) is None
    assert krippendorff_alpha([[2, 2]] * 10, FIVE, Level.ORDINAL) is None
    assert share_within(table, 0) == 1


@given(st.lists(ratings, min_size=10, max_size=40), st.sampled_from([linear, quadratic, unweighted]))
def test_perfect_agreement_is_one(said, weights):
    assume(len(set(said)) > 1)
    assert weighted_kappa(table_of([(one, one) for one in said], FIVE), weights(5)) == 1
    for level in Level:
        assert krippendorff_alpha([[one, one, one] for one in said], FIVE, level) == 1


@given(pairs, st.sampled_from([linear, quadratic, unweighted]))
def test_the_raters_may_change_places(both, weights):
    table = table_of(both, FIVE)
    assert table.turned == table_of([(second, first) for first, second in both], FIVE)
    kappa = weighted_kappa(table, weights(5))
    assert weighted_kappa(table.turned, weights(5)) == (None if kappa is None else pytest.approx(kappa))


@given(pairs, st.sampled_from(list(Level)), st.randoms(use_true_random=False))
def test_alpha_knows_no_order_of_raters_or_of_things(both, level, random):
    alpha = krippendorff_alpha(both, FIVE, level)
    mixed = [random.sample(pair, 2) for pair in random.sample(both, len(both))]
    assert krippendorff_alpha(mixed, FIVE, level) == (None if alpha is None else pytest.approx(alpha))


@given(pairs, st.integers(1, 9))
def test_a_rating_that_nobody_else_gave_changes_nothing(both, alone):
    things = [*both, *[[3]] * alone]
    assert krippendorff_alpha(things, FIVE, Level.ORDINAL) == krippendorff_alpha(both, FIVE, Level.ORDINAL)


@given(pairs)
def test_interval_alpha_does_not_change_with_the_unit(both):
    alpha = krippendorff_alpha(both, FIVE, Level.INTERVAL)
    scaled = krippendorff_alpha(
        [[7 * a + 2, 7 * b + 2] for a, b in both], [7 * one + 2 for one in FIVE], Level.INTERVAL
    )
    assert scaled == (None if alpha is None else pytest.approx(alpha))


@given(pairs)
def test_ordinal_alpha_asks_for_the_order_alone(both):
    # Stretching the numbers between the labels leaves it as it was.
    alpha = krippendorff_alpha(both, FIVE, Level.ORDINAL)
    stretched = krippendorff_alpha([[a**3, b**3] for a, b in both], [one**3 for one in FIVE], Level.ORDINAL)
    assert stretched == (None if alpha is None else pytest.approx(alpha))


@given(pairs)
def test_neither_is_ever_above_one(both):
    kappa = weighted_kappa(table_of(both, FIVE), linear(5))
    alpha = krippendorff_alpha(both, FIVE, Level.ORDINAL)
    assert all(one is None or one <= 1 + 1e-12 for one in (kappa, alpha))


# --- the part of one rater in it


def test_the_part_of_one_rater_by_a_count_by_hand():
    things = [("a", ["a"])] * 8 + [("a", ["b"]), ("b", ["b"])]
    # One of ten differs. By chance: of the 20 ratings 17 are a and 3 are b, so 2 * 17 * 3 of 20 * 19 pairs differ.
    assert alpha_of_one(things, "ab", Level.NOMINAL) == pytest.approx(1 - 0.1 / (102 / 380))


def test_a_thing_that_many_rated_counts_no_more_than_one_that_one_other_rated():
    things = [(1, [1])] * 9 + [(5, [1, 1, 5, 5])]
    # Half of the pairs of one thing in ten differ, by 16. Of 23 ratings 20 are 1 and 3 are 5.
    assert alpha_of_one(things, FIVE, Level.INTERVAL) == pytest.approx(
        1 - (0.5 * 16 / 10) / (2 * 20 * 3 * 16 / (23 * 22))
    )


@given(st.lists(st.tuples(ratings, ratings, ratings), min_size=10, max_size=30), st.sampled_from(list(Level)))
def test_where_everybody_rated_everything_the_mean_of_the_raters_is_alpha(said, level):
    alpha = krippendorff_alpha(said, FIVE, level)
    parts = [
        alpha_of_one([(one[place], one[:place] + one[place + 1 :]) for one in said], FIVE, level) for place in range(3)
    ]
    if alpha is None:
        assert parts == [None] * 3
    else:
        assert sum(parts) / 3 == pytest.approx(alpha)


def test_krippendorffs_observers_on_the_units_that_all_of_them_rated():
    complete = [unit for unit in UNITS if len(unit) == 4]
    parts = [
        alpha_of_one(
            [(unit[place], unit[:place] + unit[place + 1 :]) for unit in complete], FIVE, Level.ORDINAL, least=0
        )
        for place in range(4)
    ]
    assert sum(parts) / 4 == pytest.approx(krippendorff_alpha(complete, FIVE, Level.ORDINAL, least=0))
    # The second is never alone: where others differ (2 2 3 2, 1 2 3 4, 1 1 2 1) they are with most, or in between.
    assert max(parts) == parts[1]


def test_of_one_rater_too_nothing_is_said_below_ten_and_no_strange_rating_is_taken():
    with pytest.raises(Refused) as refusal:
        alpha_of_one([(1, [2])] * 9 + [(3, [])] * 3, FIVE, Level.ORDINAL)
    assert (refusal.value.n, refusal.value.least) == (9, 10)
    with pytest.raises(ValueError, match="No such label"):
        alpha_of_one([(1, [6])] * 10, FIVE, Level.ORDINAL)
    assert alpha_of_one([(2, [2, 2])] * 10, FIVE, Level.ORDINAL) is None

"""Handing cases out: nobody gets what they may not review, and the shares are as even as that allows."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules import Candidate, Handed, Unfit, handed_out, unfit

ANN, BEN = Candidate(user=1, staff=11, teams=("1.2.",)), Candidate(user=2)


def test_who_may_not_review_a_case():
    case = Handed(child=5, path="1.2.7.", staff=frozenset({12}))
    assert unfit(ANN, case, away=False) is None
    assert unfit(ANN, case, away=True) == Unfit.OWN_TEAM
    assert unfit(BEN, case, away=True) is None
    assert unfit(ANN, Handed(child=5, staff=frozenset({11})), away=False) == Unfit.HOLDS
    assert unfit(Candidate(user=1, knows=frozenset({5})), case, away=False) == Unfit.KNOWS
    assert unfit(BEN, Handed(child=5, restricted=True, named=frozenset({1})), away=False) == Unfit.NOT_NAMED
    assert unfit(ANN, Handed(child=5, restricted=True, named=frozenset({1})), away=False) is None


def test_twelve_cases_of_three_teams_to_four_reviewers():
    # Reviewers of teams 1 to 3 and one of none; four cases in each team: three cases for each of them.
    cases = {key: Handed(child=key, path=f"1.{key % 3}.") for key in range(12)}
    people = [Candidate(user=n, teams=(f"1.{n}.",)) for n in range(3)] + [Candidate(user=3)]
    given_to, left = handed_out(cases, people, away=True)
    assert Counter(given_to.values()) == {0: 3, 1: 3, 2: 3, 3: 3}
    assert left == []


def test_a_case_that_nobody_may_have_is_left():
    cases = {1: Handed(child=1), 2: Handed(child=2)}
    assert handed_out(cases, [Candidate(user=1, knows=frozenset({1}))], away=False) == ({2: 1}, [1])


people_strategy = st.lists(st.tuples(st.frozensets(st.integers(0, 5)), st.integers(0, 3)), min_size=1, max_size=4).map(
    lambda found: [Candidate(user=n, knows=knows, load=load) for n, (knows, load) in enumerate(found)]
)


@given(people_strategy, st.integers(0, 6))
def test_shares_are_as_even_as_can_be(people, number):
    """Beside every other way of handing out: none has a smaller largest share or, with it, smaller squares."""
    cases = {key: Handed(child=key) for key in range(number)}
    given_to, left = handed_out(cases, people, away=False)
    fit = {key: [one.user for one in people if key not in one.knows] for key in cases}
    assert left == [key for key in cases if not fit[key]]
    assert all(given_to[key] in fit[key] for key in given_to)
    assert given_to.keys() | set(left) == cases.keys()

    def squares(users):
        counts = Counter(users)
        return sum((counts[one.user] + one.load) ** 2 for one in people)

    best = min(map(squares, product(*(fit[key] for key in cases if fit[key]))))
    assert squares(given_to.values()) == best

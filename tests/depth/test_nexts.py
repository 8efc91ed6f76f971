"""What comes next in a review, for whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules import TO_DO, Act, Hat, Move, Next, Side, Stand, State, may_do, next_step, why_not

W, R, TWO, S, L, N = Hat
BOTH = frozenset({Side.WORKER, Side.REVIEWER})


def step(state, *hats, given=(), has_reviewer=True, **facts):
    given = frozenset(given)
    stand = Stand(state=state, hats=frozenset(hats), written=given, given=given, **facts)
    return next_step(stand, has_reviewer=has_reviewer)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (step(State.DRAWN, W), Next.WRITE_WORKER),
        (step(State.PREPARING, W, given={Side.WORKER}), Next.WAITS_FOR_PARTS),
        (step(State.DRAWN, R), Next.WRITE_REVIEWER),
        (step(State.PREPARING, R, given={Side.REVIEWER}), Next.WAITS_FOR_PARTS),
        (step(State.PREPARING, R, given=BOTH), Next.OPEN_MEETING),
        (step(State.PREPARING, R, given={Side.REVIEWER}, has_worker=False), Next.OPEN_MEETING),
        (step(State.DRAWN, S, has_reviewer=False), Next.CHOOSE_REVIEWER),
        (step(State.DRAWN, L, has_reviewer=False), Next.CHOOSE_REVIEWER),
        (step(State.DRAWN, N, has_reviewer=False), Next.WAITS_FOR_REVIEWER_TO_BE_CHOSEN),
        (step(State.DRAWN, S), Next.WAITS_FOR_PARTS),
        (step(State.MEETING, W), Next.MEET),
        (step(State.MEETING, S), Next.WAITS_FOR_MEETING),
        (step(State.AGREED, N), Next.SIGN_OFF),
        (step(State.AGREED, N, wrote=True), Next.WAITS_FOR_SIGN_OFF),
        (step(State.AGREED, N, holds=True), Next.WAITS_FOR_SIGN_OFF),
        (step(State.AGREED, W), Next.WAITS_FOR_SIGN_OFF),
        (step(State.AGREED, TWO, N), Next.WRITE_SECOND),
        (step(State.AGREED, TWO, given={Side.SECOND}), Next.WAITS_FOR_SIGN_OFF),
        (step(State.HELD, S), Next.LOOK_AT_HELD),
        (step(State.HELD, W), Next.IS_HELD),
        (step(State.SIGNED_OFF, W), Next.IS_SIGNED_OFF),
        (step(State.ABANDONED, W), Next.IS_ABANDONED),
    ],
)
def test_what_comes_next(found, expected):
    assert found == expected


POSSIBLE = {
    Next.WRITE_WORKER: lambda stand: may_do(Act.WRITE_WORKER, stand),
    Next.WRITE_REVIEWER: lambda stand: may_do(Act.WRITE_REVIEWER, stand),
    Next.WRITE_SECOND: lambda stand: may_do(Act.WRITE_SECOND, stand),
    Next.CHOOSE_REVIEWER: lambda stand: may_do(Act.ASSIGN, stand),
    Next.OPEN_MEETING: lambda stand: why_not(Move.MEET, stand) is None,
    Next.MEET: lambda stand: may_do(Act.WRITE_AGREED, stand),
    Next.SIGN_OFF: lambda stand: why_not(Move.SIGN_OFF, stand) is None,
    Next.LOOK_AT_HELD: lambda stand: why_not(Move.GO_ON, stand) is None,
}
stands = st.builds(
    Stand,
    state=st.sampled_from(State),
    hats=st.frozensets(st.sampled_from(Hat)),
    given=st.frozensets(st.sampled_from(Side)),
    has_worker=st.booleans(),
    wrote=st.booleans(),
    holds=st.booleans(),
)


def test_everything_to_do_is_held_to_the_table_of_states():
    assert POSSIBLE.keys() == {*TO_DO}


@given(stands, st.booleans())
def test_what_is_asked_of_somebody_is_something_that_they_may_do(stand, has_reviewer):
    found = next_step(stand, has_reviewer=has_reviewer)
    if found in TO_DO:
        assert POSSIBLE[found](stand)

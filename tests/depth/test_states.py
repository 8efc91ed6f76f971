"""Who may do what in which state: the table as decided, line by line, beside what the rules say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules import (
    ENDED,
    OPEN,
    TOGETHER,
    Act,
    Hat,
    Move,
    Reason,
    Side,
    Stand,
    State,
    may_do,
    sides_seen,
    target_of,
    why_not,
)

# W worker, R reviewer, 2 second rater, S supervisor, L whoever runs the programme, N whoever may sign off
HATS = dict(zip("WR2SLN", Hat, strict=True))
TABLE = """
            | drawn | preparing | meeting | agreed | signed-off | held | abandoned
begin       | WRSL  | -         | -       | -      | -          | -    | -
meet        | -     | RSL       | -       | -      | -          | -    | -
agree       | -     | -         | R       | -      | -          | -    | -
send-back   | -     | -         | -       | RN     | -          | -    | -
sign-off    | -     | -         | -       | N      | -          | -    | -
hold        | SL    | SL        | SL      | SL     | -          | -    | -
go-on       | -     | -         | -       | -      | -          | SL   | -
abandon     | SL    | SL        | SL      | SL     | -          | SL   | -
assign      | SL    | SL        | SL      | -      | -          | SL   | -
write-worker| W     | W         | -       | -      | -          | -    | -
write-reviewer  | R | R         | -       | -      | -          | -    | -
write-supervisor| S | S         | S       | -      | -          | -    | -
write-family| RS    | RS        | RS      | RS     | -          | -    | -
write-agreed| -     | -         | WR      | -      | -          | -    | -
write-second| 2     | 2         | 2       | 2      | 2          | -    | -
settle      | -     | -         | -       | L      | L          | -    | -
comment     | -     | -         | WRS     | WRS    | WRS        | -    | -
find        | -     | -         | WRSL    | WRSL   | WRSL       | -    | -
tell-family | -     | -         | -       | RS     | RS         | -    | -
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines()]
STATES = [State(name) for name in LINES[0][1:]]
CELLS = [
    (line[0], state, frozenset(HATS[letter] for letter in cell if letter != "-"))
    for line in LINES[1:]
    for state, cell in zip(STATES, line[1:], strict=True)
]
READY = frozenset({Side.WORKER, Side.REVIEWER})
ALL = frozenset(Side)


def stand(state, *hats, **facts):
    known = {"written": ALL, "given": ALL}
    return Stand(state=state, hats=frozenset(hats), **known | facts)


def test_the_table_has_every_state_move_and_act():
    assert {*STATES} == {*State}
    assert [line[0] for line in LINES[1:]] == [*Move, *Act]


@pytest.mark.parametrize(("name", "state", "hats"), CELLS)
def test_who_may_do_what_in_which_state(name, state, hats):
    if name in {*Move}:
        allowed = {hat for hat in Hat if why_not(Move(name), stand(state, hat)) is None}
    else:
        allowed = {hat for hat in Hat if may_do(Act(name), stand(state, hat))}
    assert allowed == hats


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"wrote": True}, Reason.WROTE), ({"holds": True}, Reason.HOLDS), ({}, None)],
)
def test_nobody_signs_off_what_they_wrote_or_a_case_that_they_hold(facts, reason):
    assert why_not(Move.SIGN_OFF, stand(State.AGREED, *Hat, **facts)) == reason


def test_the_reviewer_waits_for_the_workers_part_and_the_supervisor_need_not():
    waiting = stand(State.PREPARING, Hat.REVIEWER, given=frozenset({Side.REVIEWER}))
    assert why_not(Move.MEET, waiting) == Reason.NOT_GIVEN
    assert why_not(Move.MEET, replace(waiting, has_worker=False)) is None
    assert why_not(Move.MEET, replace(waiting, hats=frozenset({Hat.SUPERVISOR}))) is None
    assert why_not(Move.MEET, replace(waiting, hats=frozenset({Hat.LEAD}), given=frozenset())) == Reason.NOT_GIVEN


def test_nothing_is_agreed_before_something_is_written_as_agreed():
    assert why_not(Move.AGREE, stand(State.MEETING, Hat.REVIEWER, written=READY)) == Reason.NOT_AGREED


def test_a_restricted_case_goes_on_only_with_a_reviewer_of_its_list():
    assert why_not(Move.GO_ON, stand(State.HELD, Hat.SUPERVISOR, named=False)) == Reason.NOT_NAMED


def test_nobody_settles_between_ratings_of_which_one_is_theirs():
    assert not may_do(Act.SETTLE, stand(State.AGREED, Hat.LEAD, wrote=True))


def test_a_held_review_goes_back_to_where_it_was():
    assert target_of(Move.GO_ON, State.MEETING) is State.MEETING
    with pytest.raises(ValueError):
        target_of(Move.GO_ON)


# --- who reads whose part ---

# letters as above, and "-" for somebody who merely reads
SEEN = {
    (State.DRAWN, "W"): {Side.WORKER},
    (State.PREPARING, "W"): {Side.WORKER},
    (State.PREPARING, "R"): {Side.REVIEWER, Side.FAMILY, Side.CHILD},
    (State.PREPARING, "S"): {Side.SUPERVISOR, Side.FAMILY, Side.CHILD},
    (State.PREPARING, "L"): set(),
    (State.PREPARING, "N"): set(),
    (State.MEETING, "W"): ALL - {Side.SECOND},
    (State.MEETING, "R"): ALL,
    (State.MEETING, "S"): ALL - {Side.SECOND},
    (State.MEETING, "L"): {Side.SECOND},
    (State.MEETING, "-"): set(),
    (State.AGREED, "L"): ALL,
    (State.AGREED, "N"): ALL - {Side.SECOND},
    (State.AGREED, "-"): set(),
    (State.SIGNED_OFF, "-"): ALL - {Side.SECOND},
    (State.SIGNED_OFF, "W"): ALL - {Side.SECOND},
    (State.SIGNED_OFF, "2"): ALL,
    (State.ABANDONED, "-"): set(),
    (State.ABANDONED, "W"): {Side.WORKER},
}


@pytest.mark.parametrize(("state", "letter"), SEEN)
def test_whose_parts_somebody_reads(state, letter):
    hats = [HATS[letter]] if letter != "-" else []
    assert sides_seen(stand(state, *hats)) == SEEN[state, letter]


@given(st.sampled_from(State), st.frozensets(st.sampled_from(Hat)))
def test_a_second_rating_is_blind_until_it_is_given(state, hats):
    blind = Stand(state=state, hats=hats | {Hat.SECOND}, given=ALL - {Side.SECOND}, written=ALL)
    assert sides_seen(blind) == {Side.SECOND}


@given(st.sampled_from(State), st.frozensets(st.sampled_from(Hat)), st.frozensets(st.sampled_from(Side)))
def test_before_the_meeting_nobody_reads_the_part_of_another_professional(state, hats, sides):
    if state in TOGETHER:
        return
    seen = sides_seen(Stand(state=state, hats=hats, given=sides, written=ALL))
    own = {Side(hat.value) for hat in hats if hat.value in {*Side}}
    assert seen <= own | {Side.FAMILY, Side.CHILD}


@given(st.sampled_from(Move), st.builds(Stand, state=st.sampled_from(State), hats=st.frozensets(st.sampled_from(Hat))))
def test_nothing_moves_a_review_that_has_ended_and_every_move_leads_somewhere_else(move, how):
    if why_not(move, how) is None:
        assert how.state in OPEN
        assert how.state not in ENDED
        assert target_of(move, State.DRAWN) != how.state

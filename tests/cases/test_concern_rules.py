"""Whose turn it is when, which route holds at a place, what may be done with a concern next."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from soundings.cases.rules.concerns import (
    About,
    ConcernState,
    Link,
    Move,
    Part,
    Turn,
    emergency_number,
    moves,
    nearest,
    turns,
)

PARTS = (Part.RECEIVER, Part.DEPUTY, Part.NEXT, Part.NEXT)


def chain(people, minutes):
    waits = [timedelta(), *(timedelta(minutes=n) for n in minutes)]
    return [Link(who, part, wait) for who, part, wait in zip(people, PARTS, waits, strict=False)]


def minutes(found: list[Turn[str]]) -> list[tuple[str, int]]:
    return [(turn.who, int(turn.at.total_seconds() // 60)) for turn in found]


def test_each_is_told_so_long_after_the_one_before():
    found = turns(chain("rdn", [20, 15]), "rdn")
    assert minutes(found) == [("r", 0), ("d", 20), ("n", 35)]
    assert [turn.part for turn in found] == [Part.RECEIVER, Part.DEPUTY, Part.NEXT]


def test_the_next_takes_the_moment_of_whoever_cannot_receive():
    assert minutes(turns(chain("rdn", [20, 15]), "dn")) == [("d", 0), ("n", 20)]
    assert minutes(turns(chain("rdn", [20, 15]), "n")) == [("n", 0)]
    assert turns(chain("rdn", [20, 15]), "") == []


people = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4)
waits = st.lists(st.integers(1, 600), min_size=3, max_size=3)


@given(people, waits, st.sets(st.sampled_from("abcdef")))
def test_somebody_is_told_at_once_and_nobody_twice_or_unable(people, waits, able):
    found = turns(chain(people, waits), able)
    told = [turn.who for turn in found]
    assert set(told) == set(people) & able
    assert len(told) == len(set(told))
    assert [turn.at for turn in found] == sorted(turn.at for turn in found)
    assert not found or found[0].at == timedelta()


def test_the_nearest_place_rules():
    assert nearest([1, 5, 9], {1: "agency", 5: "service"}) == "service"
    assert nearest([1, 5, 9], {9: "team", 1: "agency"}) == "team"
    assert nearest([1, 5, 9], {8: "another team"}) is None


def test_what_is_about_a_child_is_confirmed_before_it_is_closed():
    assert Move.CLOSE not in moves(ConcernState.DECIDED, about=About.CHILD)
    assert Move.CLOSE in moves(ConcernState.CONFIRMED, about=About.CHILD)
    assert Move.CLOSE in moves(ConcernState.DECIDED, about=About.ADULT)


def test_nothing_is_decided_unread_and_nothing_done_with_what_is_closed():
    for about in About:
        assert moves(ConcernState.RAISED, about=about) == {Move.ACKNOWLEDGE}
        assert not moves(ConcernState.CLOSED, about=about)


def test_the_number_is_that_of_the_country_and_none_is_guessed():
    assert (emergency_number("GB-WLS"), emergency_number("US-MN"), emergency_number("FR")) == ("999", "911", "")

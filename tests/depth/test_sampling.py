"""Draws: every member as likely as any other, the same again from the record, strata in proportion."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.depth.rules import Drawn, Frame, Member, Sign, Strata, drawn, next_of, place, read_frame, shares

IDS = st.text("abcdefghij", min_size=1, max_size=6)
frames = st.dictionaries(IDS, st.sampled_from("xyz"), max_size=30).map(
    lambda found: [Member(public_id, stratum) for public_id, stratum in found.items()]
)


def test_the_place_of_a_member_is_the_published_hmac():
    # RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert place("Jefe", "what do ya want for nothing?").hex() == expected


def test_a_draw_counted_by_hand():
    # By sha256 written out from its definition (ipad, opad), not by the hmac module.
    def by_hand(key: bytes, message: bytes) -> bytes:
        padded = key.ljust(64, b"\0")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + message).digest()
        return hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).digest()

    ids = ["case-1", "case-2", "case-3", "case-4", "case-5"]
    order = sorted(ids, key=lambda one: by_hand(b"seed", one.encode()))
    found = drawn([Member(one) for one in ids], 2, "seed")
    assert [member.id for member in (*found.chosen, *found.reserve)] == order
    assert len(found.chosen) == 2


@given(frames, st.integers(0, 40), st.text(max_size=8), st.randoms())
def test_the_same_members_and_seed_give_the_same_in_whatever_order_they_come(members, wanted, seed, random):
    shuffled = list(members)
    random.shuffle(shuffled)
    assert drawn(members, wanted, seed) == drawn(shuffled, wanted, seed)


@given(frames, st.integers(0, 40), st.text(max_size=8))
def test_a_draw_gives_each_member_once_and_as_many_as_wanted(members, wanted, seed):
    found = drawn(members, wanted, seed)
    everyone = [*found.chosen, *found.reserve]
    assert len(set(everyone)) == len(everyone)
    assert set(everyone) <= set(members)
    assert len(found.chosen) == min(wanted, len(members))


@given(frames, st.integers(0, 40), st.text(max_size=8))
def test_strata_give_in_proportion(members, wanted, seed):
    sizes = Counter(member.stratum for member in members)
    given_by = Counter(member.stratum for member in drawn(members, wanted, seed).chosen)
    for name, size in sizes.items():
        exact = min(wanted, len(members)) * size / len(members)
        assert abs(given_by[name] - exact) < 1


@given(frames.filter(lambda members: len(members) > 1), st.text(max_size=8))
def test_a_member_more_does_not_change_the_order_of_the_others(members, seed):
    plain = [Member(member.id) for member in members]
    before, after = drawn(plain[:-1], 0, seed).reserve, drawn(plain, 0, seed).reserve
    if len(members) <= 10:
        assert [member for member in after if member != plain[-1]] == list(before)


def test_shares_by_largest_remainder_counted_by_hand():
    # 12 of 50 + 30 + 20: 6, 3.6 and 2.4; the largest remainder is the second's. 10 of 1 + 1 + 1 are only 3.
    assert shares({"a": 50, "b": 30, "c": 20}, 12) == {"a": 6, "b": 4, "c": 2}
    assert shares({"a": 1, "b": 1, "c": 1}, 10) == {"a": 1, "b": 1, "c": 1}
    assert shares({"a": 1, "b": 1, "c": 1}, 1) == {"a": 1, "b": 0, "c": 0}  # a tie goes by name
    assert shares({}, 3) == {}
    assert shares({"a": 0}, 3) == {"a": 0}


def test_every_member_is_picked_as_often_as_any_other():
    # 3 of 12, 2,000 seeds: 500 expected each. Chi-square with 11 degrees of freedom exceeds 31.3 once in a thousand.
    members = [Member(f"case-{n}") for n in range(12)]
    counts = Counter(member.id for seed in range(2000) for member in drawn(members, 3, f"seed {seed}").chosen)
    # The picks of one draw exclude one another, which makes the statistic smaller by 9/11 than independent picks.
    chi_square = sum((counts[member.id] - 500) ** 2 / 500 for member in members) * 11 / 9
    assert chi_square < 31.3


def test_every_pair_is_drawn_as_often_as_any_other():
    # 2 of 5, 5,000 seeds: ten pairs, 500 each. Nine degrees of freedom exceed 27.9 once in a thousand.
    members = [Member(f"case-{n}") for n in range(5)]
    pairs = Counter(frozenset(member.id for member in drawn(members, 2, f"seed {seed}").chosen) for seed in range(5000))
    assert len(pairs) == 10
    assert sum((count - 500) ** 2 / 500 for count in pairs.values()) < 27.9


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="method 2"):
        drawn([], 1, "seed", method=2)
    with pytest.raises(ValueError, match="each member once"):
        drawn([Member("a"), Member("a", "x")], 1, "seed")
    with pytest.raises(ValueError, match="each member once"):
        drawn([], -1, "seed")
    assert drawn([], 5, "seed") == Drawn((), ())


def test_the_reserve_of_the_same_stratum_comes_in_first():
    reserve = [Member("a", "x"), Member("b", "y"), Member("c", "x"), Member("d", "y")]
    assert [member.id for member in next_of(reserve, "y")] == ["b", "d", "a", "c"]


@given(
    st.builds(
        Frame,
        teams=st.tuples(IDS),
        stages=st.tuples(IDS),
        abuse=st.just(("N", "PA")),
        ages=st.none() | st.tuples(st.integers(0, 9), st.integers(10, 17)),
        strata=st.sampled_from(Strata),
        away_from=st.booleans(),
        sign=st.none() | st.sampled_from(Sign),
        since=st.just("2026-03-01"),
    )
)
def test_criteria_are_kept_and_read_again(frame):
    assert read_frame(frame.as_json()) == frame
    assert read_frame({}) == Frame()

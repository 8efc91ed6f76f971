"""A board in parts: nothing is lost, nothing is torn without need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.breadth.rules import Piece, code_digest, grouped_code, initials, new_code, parts, plain_code

sizes = st.lists(st.integers(0, 60), max_size=12)
room = st.integers(2, 30)


@given(sizes, room)
def test_every_row_stands_once_and_in_order(sizes, lines):
    stood = [(p.group, row) for part in parts(sizes, lines) for p in part for row in range(p.start, p.stop)]
    assert stood == [(group, row) for group, size in enumerate(sizes) for row in range(size)]


@given(sizes, room)
def test_no_part_is_longer_than_the_room_or_empty(sizes, lines):
    for part in parts(sizes, lines):
        assert 0 < sum(1 + piece.stop - piece.start for piece in part) <= lines


@given(sizes, room)
def test_a_group_that_fits_is_never_torn(sizes, lines):
    pieces = [piece for part in parts(sizes, lines) for piece in part]
    for group, size in enumerate(sizes):
        if 0 < size < lines:
            assert [piece for piece in pieces if piece.group == group] == [Piece(group, 0, size)]


def test_by_hand():
    # 3 and 5 rows fill 4 + 6 lines of 12; 20 rows need a part of their own, and its rest shares one with the last.
    assert parts([3, 5, 20, 1], 12) == [
        [Piece(0, 0, 3), Piece(1, 0, 5)],
        [Piece(2, 0, 11)],
        [Piece(2, 11, 20), Piece(3, 0, 1)],
    ]


def test_a_heading_needs_a_row():
    with pytest.raises(ValueError, match="heading"):
        parts([1], 1)


@pytest.mark.parametrize(
    ("name", "short"),
    [("Melli Majid", "MM"), ("Anna-Lena O’Brien", "AO"), ("", ""), ("åsa łukasz", "ÅŁ"), ("4471-02", "")],
)
def test_initials(name, short):
    assert initials(name) == short


def test_a_code_is_read_however_it_is_typed():
    code = new_code(8)
    assert len(code) == 8
    assert not set(code) & set("O0I1")
    assert plain_code(f" {grouped_code(code).lower()} ") == code
    assert code_digest(code) != code_digest(new_code(8))

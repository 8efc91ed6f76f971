"""Small numbers: what is hidden for its own sake, what beside it, and that nobody can work it out again."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.stats.disclosure import Policy, Sum, hidden_counts, is_small, percentage, recoverable, rounded

PLAIN = Policy()


def row(*counts):
    """One row with its total, by place."""
    values = dict(enumerate(counts)) | {"total": sum(counts)}
    return values, [Sum("total", tuple(range(len(counts))))]


def grid(rows):
    """A table with its totals, by row and column; "all" for totals."""
    down, across = len(rows), len(rows[0])
    cells = {(r, c): rows[r][c] for r, c in product(range(down), range(across))}
    cells |= {(r, "all"): sum(rows[r]) for r in range(down)}
    cells |= {("all", c): sum(each[c] for each in rows) for c in range(across)}
    cells["all", "all"] = sum(map(sum, rows))
    lines = [Sum((r, "all"), [(r, c) for c in range(across)]) for r in [*range(down), "all"]]
    lines += [Sum(("all", c), [(r, c) for r in range(down)]) for c in [*range(across), "all"]]
    return cells, lines


def follows(cells, hidden):
    """The hidden cells that the sums of a table fix, by another way than the module's.

    Rows and columns are places, a hidden cell a bridge from its row to its column: it may vary only round a ring of
    hidden cells, so that it is fixed exactly where nothing else joins its ends.
    """
    return {cell for cell in hidden if cell in cells and not joined(cell, hidden - {cell})}


def joined(cell, others):
    reached, last = {("row", cell[0])}, None
    while reached != last:
        last = set(reached)
        for r, c in others:
            ends = {("row", r), ("column", c)}
            reached |= ends if ends & reached else set()
    return ("column", cell[1]) in reached


counts = st.integers(0, 60) | st.integers(0, 8)
tables = st.integers(1, 4).flatmap(
    lambda across: st.lists(st.lists(counts, min_size=across, max_size=across), min_size=1, max_size=5)
)


def test_the_worked_example_hides_three_and_then_twelve():
    values, lines = row(3, 12, 40)
    assert hidden_counts(values, lines, PLAIN) == {0, 1}


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (5, True), (6, False)])
def test_one_to_five_is_small_and_a_true_zero_is_not(count, small):
    assert is_small(count, PLAIN) is small


def test_a_zero_stands_while_anything_else_can_be_hidden():
    values, lines = row(3, 0, 40, 12)
    assert hidden_counts(values, lines, PLAIN) == {0, 3}


def test_two_hidden_counts_that_could_only_be_one_each_are_not_enough():
    values, lines = row(1, 1, 40)
    assert hidden_counts(values, lines, PLAIN) == {0, 1, 2}


def test_every_row_and_column_of_a_table_is_closed():
    # By hand: 3 needs 20 beside it in its row and 9 in its column; then 20 and 9 need 30.
    cells, lines = grid([[3, 20, 50], [9, 30, 60], [40, 70, 80]])
    assert hidden_counts(cells, lines, PLAIN) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_cell_between_two_closed_blocks_follows_from_several_sums():
    # Each row and column has two hidden cells or more; only the one at (0, 2) joins the blocks, so that it follows.
    rows = [[10, 20, 7, 90], [11, 21, 91, 92], [93, 94, 30, 31], [95, 96, 32, 33]]
    cells, lines = grid(rows)
    blocks = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)}
    assert recoverable(cells, lines, blocks | {(0, 2)}) == {(0, 2)}
    hidden = hidden_counts(cells, lines, PLAIN, hide=blocks | {(0, 2)})
    assert follows(cells, hidden) == set()


def test_what_is_published_elsewhere_is_not_hidden_here():
    values, lines = row(3, 12, 40)
    assert hidden_counts(values, lines, PLAIN, keep={1, "total"}) == {0, 2}


def test_what_cannot_be_helped_is_said():
    values, lines = row(3, 12)
    hidden = hidden_counts(values, lines, PLAIN, keep={1, "total"})
    assert hidden == {0}
    assert recoverable(values, lines, hidden) == {0}


@given(tables)
def test_no_hidden_cell_follows_from_shown_rows_columns_and_totals(rows):
    cells, lines = grid(rows)
    hidden = hidden_counts(cells, lines, PLAIN)
    assert {key for key, count in cells.items() if 1 <= count <= 5} <= hidden
    assert follows(cells, hidden) == set()
    for line in lines:
        gone = [key for key in line.parts if key in hidden]
        assert line.total in hidden or not gone or {cells[key] for key in gone} != {1}


@given(tables)
def test_nothing_is_hidden_where_nothing_is_small(rows):
    cells, lines = grid([[count and count + 5 for count in each] for each in rows])
    assert hidden_counts(cells, lines, PLAIN) == frozenset()


@given(tables, st.data())
def test_what_follows_is_what_the_rings_of_the_table_say(rows, data):
    cells, lines = grid(rows)
    hidden = data.draw(st.sets(st.sampled_from(sorted(cells, key=str))))
    ones = {key for key in hidden if cells[key] == 1}
    assert recoverable(cells, lines, hidden) - ones == follows(cells, hidden) - ones


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (31, 40, 78),  # 77.5, halves to the even
        (5, 40, None),
        (35, 40, None),  # five are not
        (40, 40, 100),
        (0, 40, 0),
        (0, 9, None),  # too few to speak of
        (0, 0, None),
    ],
)
def test_a_share_is_hidden_with_its_numerator_or_its_complement(numerator, denominator, shown):
    assert percentage(numerator, denominator, PLAIN) == shown


def test_a_share_comes_from_the_counts_and_is_rounded_last():
    # 32/47 is 68.1 per cent; from counts rounded to 5 first it would be 30/45, 66.7.
    assert percentage(32, 47, Policy(base=5, decimals=1)) == 68.1


@given(st.integers(0, 10**6), st.sampled_from([1, 5, 10]))
def test_a_rounded_count_is_the_nearest_multiple(count, base):
    shown = rounded(count, Policy(base=base))
    assert shown % base == 0
    assert -base / 2 < shown - count <= base / 2

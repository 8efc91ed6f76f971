"""The benchmark's arithmetic; the speeds themselves are no test's matter."""

import pytest

from soundings.bench.management.commands.bench import line
from soundings.bench.measure import Row, percentile, timed


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([1], 0.95, 1), ([1, 2, 3, 4], 0.5, 2), (range(1, 101), 0.95, 95), (range(1, 21), 0.95, 19), ([3, 1, 2], 1, 3)],
)
def test_a_percentile_is_the_smallest_value_that_covers_the_share(values, share, expected):
    assert percentile(list(values), share) == expected


def test_a_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        percentile([], 0.5)


def test_the_work_is_run_as_often_as_asked_and_warm_runs_do_not_count():
    seen = []
    times, loop = timed(seen.append, runs=5, warm=2)
    assert seen == list(range(2 + 5 + 5))  # as many again as loops, of which none counts
    before = []
    timed(lambda number: before.append(-number), runs=1, warm=1, before=before.append)
    assert before == [0, 0, 1, -1, 2, -2]
    load = []
    assert len(timed(load.append, runs=1, warm=0)[0]) == len(load) == 1
    assert len(times) == 5
    assert loop > 0


def row(**what) -> Row:
    return Row(**{"work": "w", "database": "SQLite", "cases": 10, "runs": 1, "median": 5.0, "p95": 9.0} | what)


def test_a_slower_machine_may_take_longer_and_a_faster_one_may_not():
    assert row(target=10, loop=65.0).within is True
    assert row(target=10, loop=32.5).within is False
    assert row(target=5, loop=130.0).within is True


def test_rows_a_second_are_wanted_the_other_way_round():
    assert row(target=40_000, rate=30_000, loop=65.0).within is False
    assert row(target=40_000, rate=30_000, loop=130.0).within is True


def test_without_a_target_nothing_is_said_of_it():
    assert row().within is None
    assert "✓" not in line(row()) and "✗" not in line(row())

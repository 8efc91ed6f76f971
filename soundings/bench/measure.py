"""Timing one piece of work, beside a fixed loop that says how fast the machine was meanwhile."""

import math
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LOOP_STEPS = 700_000
REFERENCE_LOOP_MS = 65.0  # the machine class for which the targets are stated


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Times in milliseconds, memory in MiB; rate in rows a second where rows were stored."""

    work: str
    database: str
    cases: int
    runs: int
    median: float
    p95: float
    rows: int = 0
    target: float | None = None  # p95, or rows a second where `rate` is set
    rate: float | None = None
    peak_mib: float = 0.0
    loop: float = 0.0

    @property
    def scaled_target(self) -> float | None:
        """The target on a machine as fast as this one was while measuring."""
        if self.target is None:
            return None
        return self.target * REFERENCE_LOOP_MS / self.loop if self.rate else self.target * self.loop / REFERENCE_LOOP_MS

    @property
    def within(self) -> bool | None:
        """Whether the target was met, after scaling; None where there is none."""
        target = self.scaled_target
        if target is None:
            return None
        return self.rate >= target if self.rate else self.p95 <= target


def calibration_loop() -> float:
    """Milliseconds that a fixed pure-Python loop takes now."""
    start = time.perf_counter()
    total = 0
    for step in range(LOOP_STEPS):
        total = (total + step * step) % 1_000_003
    return (time.perf_counter() - start) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1] of the values do not exceed. Raises ValueError if empty."""
    if not values:
        raise ValueError("a percentile needs at least one value")
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1]


def peak_mib() -> float:
    """The largest memory that this process has held, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def timed(
    work: Callable[[int], object], *, runs: int, warm: int = 3, before: Callable[[int], object] = lambda number: None
) -> tuple[list[float], float]:
    """Milliseconds of each of `runs` runs (after `warm` that do not count), and the loop's median meanwhile.

    before: what comes ahead of each run and does not count. Nor does the run that follows upon the loop, which leaves
    the processor's caches to that: it would be the slow twentieth by which p95 is told.
    """
    times, loops, number = [], [], 0

    def once() -> float:
        nonlocal number
        before(number)
        start = time.perf_counter()
        work(number)
        number += 1
        return (time.perf_counter() - start) * 1000

    for _warm in range(warm):
        once()
    for run in range(runs):
        if run % max(1, runs // 10) == 0:
            loops.append(calibration_loop())
            if warm:
                once()
        times.append(once())
    return times, percentile(loops, 0.5)

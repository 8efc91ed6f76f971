"""What is measured, and what each should come to on the reference machine."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection

from soundings.bench import figures, files, pages
from soundings.bench.measure import Row, peak_mib, percentile, timed
from soundings.config.preparing import collect_static_files


@dataclass(frozen=True, slots=True)
class Work:
    """One line of the table: what it is called, how to run it, and its targets (SQLite, PostgreSQL)."""

    title: str
    run: Callable[["Work", int], Row]
    targets: tuple[float | None, float | None] = (None, None)
    runs: int = 200

    @property
    def target(self) -> float | None:
        return self.targets[0 if connection.vendor == "sqlite" else 1]


def _row(work: Work, cases: int, times: list[float], loop: float, *, rows: int = 0, per_second: bool = False) -> Row:
    median = percentile(times, 0.5)
    return Row(
        work=work.title,
        database="SQLite" if connection.vendor == "sqlite" else "PostgreSQL",
        cases=cases,
        runs=len(times),
        median=median,
        p95=percentile(times, 0.95),
        rows=rows,
        target=work.target,
        rate=rows / (median / 1000) if per_second else None,
        peak_mib=peak_mib(),
        loop=loop,
    )


def _nothing(number: int) -> None:
    """Nothing comes before a visit."""


def _page(make: Callable[[], tuple[pages.Visit, int, pages.Visit]]) -> Callable[[Work, int], Row]:
    """make: what is visited, how many rows it has, and what comes before each visit."""

    def run(work: Work, cases: int) -> Row:
        visit, rows, before = make()
        visit(0)
        pages.settle()
        times, loop = timed(visit, runs=work.runs, before=before)
        return _row(work, cases, times, loop, rows=rows)

    return run


def _load(make: Callable[[], files.Load], *, per_second: bool) -> Callable[[Work, int], Row]:
    def run(work: Work, cases: int) -> Row:
        load = make()
        times, loop = timed(load.run, runs=1, warm=0)
        row = _row(work, cases, times, loop, rows=load.rows, per_second=per_second)
        load.undo()
        return row

    return run


PAST = (files.AT - timedelta(weeks=8)).date().isoformat()


def _figures(make: Callable[[], figures.Visit]) -> Callable[[Work, int], Row]:
    return _page(lambda: (make(), 1, _nothing))


WORKS = {
    "team-board": Work("team board, 16 columns, first look", _page(pages.team_pages), (20, 25)),
    "board-again": Work("the same, looked at before, one child changed", _page(pages.team_pages_again), (20, 25)),
    "board-plain": Work(
        "first look, nothing beneath children", _page(lambda: pages.team_pages(rows="plain")), (20, 25)
    ),
    "board-past": Work("the board as it was on a past day", _page(lambda: pages.team_pages(on=PAST)), (60, 60)),
    "signals": Work("decisions and questions of a team", _figures(pages.signal_pages), (60, 60)),
    "overview": Work("agency overview", _figures(pages.overview_page), (10, 15)),
    "record": Work("one record, with state and tallies", _figures(pages.record_one), (6, 12)),
    "coverage-team": Work("coverage of an element, team", _figures(figures.coverage_of_team), (60, 60)),
    "coverage-agency": Work("coverage of an element, agency, unsplit", _figures(figures.coverage_of_agency), (60, 60)),
    "coverage-drawn": Work("the same, its chart not kept", _figures(figures.coverage_drawn_anew), runs=40),
    "splits": Work("coverage of an element, agency, split", _figures(figures.splits), (1_000, 1_000), runs=100),
    "funnel": Work("places below the agency on a funnel", _figures(figures.funnel), (60, 60)),
    "readers": Work(
        "who has read a child’s record, 1,000,000 readings",
        _page(lambda: (pages.readers_of_a_child(), 50, _nothing)),
        (50, 50),
    ),
    "practice": Work(
        "practice from CSV (rows a second)", _load(files.practice_load, per_second=True), (40_000, 40_000)
    ),
    "annex-a": Work("Annex A workbook, 12,000 children", _load(files.annex_a_load, per_second=False), (4_000, 4_000)),
}


def measured(name: str, cases: int) -> Row:
    """The line of `name`, measured here and now, in this process's own database. Raises KeyError if unknown."""
    work = WORKS[name]
    assert "bench" in settings.ENV.data_dir.parts, "The benchmark works in folders of its own."
    collect_static_files()  # pages name their styles by content, as served
    return work.run(work, cases)
